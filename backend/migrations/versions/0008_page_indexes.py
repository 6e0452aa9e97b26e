"""Indexes for first pages: rows without a value last in either direction, risk, provinces, beginnings of names."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

DOWN = [sa.text("aum desc"), sa.text("id desc")]


def upgrade() -> None:
    """Make the new ones; that of states is read as the list of states is sorted."""
    for name, column in (
        ("ix_client_last_interaction_down", "last_interaction_at"),
        ("ix_client_onboard_down", "onboard_date"),
    ):
        order = [sa.text(f"{column} desc nulls last"), sa.text("id desc")]
        op.create_index(name, "client", ["firm_id", *order])
    op.drop_index("ix_client_state", table_name="client")
    op.create_index("ix_client_state", "client", ["firm_id", "state", *DOWN])
    op.create_index("ix_client_risk", "client", ["firm_id", "risk_level", *DOWN])
    op.create_index("ix_client_province", "client", ["firm_id", "province", *DOWN])
    op.create_index(
        "ix_client_name_begins", "client", ["firm_id", "name"], postgresql_ops={"name": "text_pattern_ops"}
    )


def downgrade() -> None:
    """As before."""
    for name in (
        "ix_client_name_begins",
        "ix_client_province",
        "ix_client_risk",
        "ix_client_state",
        "ix_client_onboard_down",
        "ix_client_last_interaction_down",
    ):
        op.drop_index(name, table_name="client")
    op.create_index("ix_client_state", "client", ["firm_id", "state", "aum", "id"])
