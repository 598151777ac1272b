"""Installations: the tokens of teams that have installed our app."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "installations",
        sa.Column("team_id", sa.String(36), primary_key=True),
        sa.Column("tokens", sa.Text, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("installed_at", sa.String(40), nullable=False),
        sa.Column("renewed_at", sa.String(40)),
        sa.Column("over_since", sa.String(40)),
        sa.Column("renewing_until", sa.Float, nullable=False),
    )
