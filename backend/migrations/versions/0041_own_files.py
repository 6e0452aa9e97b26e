"""Documents that are values of a firm's own fields."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"


def upgrade() -> None:
    """Let documents name the field they belong to; none does."""
    op.add_column("document", sa.Column("own_field", sa.Text(), nullable=True))


def downgrade() -> None:
    """Documents of fields become documents of the client alone."""
    op.drop_column("document", "own_field")
