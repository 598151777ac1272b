"""What was read of people outlives the process."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "kept_rows",
        sa.Column("tenant", sa.String(63), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.Text),
        sa.Column("sealed_by", sa.String(16), nullable=False, server_default=""),
        sa.Column("is_complete", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("as_of", sa.BigInteger),
        sa.Column("stale_at", sa.BigInteger),
    )
    op.create_table(
        "kept_rmas",
        sa.Column("tenant", sa.String(63), primary_key=True),
        sa.Column("rma", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
    )
    op.create_index("kept_rmas_by_person", "kept_rmas", ["tenant", "person"])
    op.create_table(
        "stale_tenants",
        sa.Column("tenant", sa.String(63), primary_key=True),
        sa.Column("stale_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "hash_keys",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
    )
