"""Fields of a firm's own that tell what rows of a client come to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add what they roll up."""
    op.add_column("custom_field", sa.Column("rollup", JSONB()))


def downgrade() -> None:
    """Take it away: fields that rolled up hold no values then."""
    op.drop_column("custom_field", "rollup")
