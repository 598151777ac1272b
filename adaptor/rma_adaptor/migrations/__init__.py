"""Change the tables of an older version, step by step, with Alembic; run by `rma_adaptor.schema` at start."""
