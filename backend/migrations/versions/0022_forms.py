"""Rules of forms: when an own field is shown, when it is asked for, and what a new client has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0019"

COLUMNS = ("shown_when", "required_when", "client_kinds", "initial")


def upgrade() -> None:
    """Add the columns; what fields there are stay shown, as required as they were, and empty at first."""
    op.add_column("custom_field", sa.Column("shown_when", JSONB()))
    op.add_column("custom_field", sa.Column("required_when", JSONB()))
    op.add_column("custom_field", sa.Column("client_kinds", JSONB(), server_default="[]", nullable=False))
    op.add_column("custom_field", sa.Column("initial", JSONB()))


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in COLUMNS:
        op.drop_column("custom_field", name)
