"""The colour of a type of requests, on the type and on what was asked by it; requests are found by their source."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

TABLES = ("request_type", "service_request")


def upgrade() -> None:
    """What is there gets the colour that a type has unless it says otherwise."""
    for table in TABLES:
        op.add_column(table, sa.Column("hue", sa.Text(), nullable=False, server_default="blue"))
        op.alter_column(table, "hue", server_default=None)
    op.create_index("ix_service_request_interaction", "service_request", ["firm_id", "interaction_id"])
    op.execute(
        "update request_type t set hue = v.content ->> 'hue' from request_type_version v "
        "where v.firm_id = t.firm_id and v.type_id = t.id and v.number = t.number and v.content ? 'hue'"
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_service_request_interaction", "service_request")
    for table in TABLES:
        op.drop_column(table, "hue")
