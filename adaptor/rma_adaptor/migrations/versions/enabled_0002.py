"""Tenants can be disabled; those that are there stay enabled."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("tenants", sa.Column("is_enabled", sa.Boolean, nullable=False, server_default=sa.true()))
