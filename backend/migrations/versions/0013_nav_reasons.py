"""Why a NAV was corrected is kept with the version."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; earlier corrections have no reason there."""
    op.add_column("nav_point", sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_column("nav_point", "reason")
