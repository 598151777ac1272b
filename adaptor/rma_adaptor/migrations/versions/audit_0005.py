"""Submits of actions are kept: the audit log, and the claims that make each form act once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.String(63), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("rma_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(100), nullable=False),
        sa.Column("trace", sa.String(32), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("claim", sa.String(100), nullable=True, unique=True),
        sa.Column("answer", sa.Text, nullable=True),
    )
    op.create_index("ix_actions_tenant", "actions", ["tenant"])
    op.create_index("ix_actions_at", "actions", ["at"])
