"""Indexes for lists: orders that had none, what is sorted by beside owner and team, and who helps with a client."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# What lists of a manager or a team compare and sort by: read from the index alone, a page of one's own clients
# does not touch the row of each of them (2,000 clients of a million: 8,300 blocks -> 50).
BESIDE = [
    "id",
    "archived_at",
    "state",
    "risk_level",
    "province",
    "aum",
    "name_sort",
    "onboard_date",
    "last_interaction_at",
    "created_at",
    "updated_at",
]


def upgrade() -> None:
    """Make the new ones; two become wider."""
    op.create_index("ix_client_onboard", "client", ["firm_id", "onboard_date", "id"])
    op.create_index("ix_client_state", "client", ["firm_id", "state", "aum", "id"])
    for name, column in (("ix_client_owner", "owner_id"), ("ix_client_team", "team_id")):
        op.drop_index(name, table_name="client")
        op.create_index(name, "client", ["firm_id", column], postgresql_include=BESIDE)
    op.create_index(
        "ix_assignment_helper",
        "assignment",
        ["firm_id", "user_id", "client_id"],
        postgresql_where=sa.text("valid_to is null and role <> 'owner'"),
    )


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_assignment_helper", table_name="assignment")
    for name, column in (("ix_client_owner", "owner_id"), ("ix_client_team", "team_id")):
        op.drop_index(name, table_name="client")
        op.create_index(name, "client", ["firm_id", column])
    for name in ("ix_client_state", "ix_client_onboard"):
        op.drop_index(name, table_name="client")
