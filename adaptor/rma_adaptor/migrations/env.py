"""Run the steps on the connection that `rma_adaptor.schema` opened and locked; Alembic loads this file by its path."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
