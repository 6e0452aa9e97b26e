"""Fields of a firm's own that are computed from others."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add what they are computed of."""
    op.add_column("custom_field", sa.Column("formula", sa.Text()))


def downgrade() -> None:
    """Take it away: fields that were computed hold no values then."""
    op.drop_column("custom_field", "formula")
