"""Lists are entered at any page: assets in whole cents, and rows without a value at a place of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

IN_CENTS = "greatest(least(aum * 100, 9000000000000000000), -9000000000000000000)::bigint"
LISTED = (
    "id",
    "archived_at",
    "state",
    "risk_level",
    "province",
    "{aum}",
    "name_sort",
    "onboard_date",
    "last_interaction_at",
    "created_at",
    "updated_at",
)
BY_ASSETS = (
    ("ix_client_state", "state"),
    ("ix_client_risk", "risk_level"),
    ("ix_client_province", "province"),
)
PLACES = (
    ("ix_client_last_interaction", "last_interaction_at", "'infinity'::timestamptz"),
    ("ix_client_last_interaction_down", "last_interaction_at", "'-infinity'::timestamptz"),
    ("ix_client_onboard", "onboard_date", "'infinity'::date"),
    ("ix_client_onboard_down", "onboard_date", "'-infinity'::date"),
)
RISK = f"coalesce(risk_level, '{chr(0x10FFFF)}'::text)"
SERVED = (("ix_client_owner", "owner_id"), ("ix_client_team", "team_id"))


def upgrade() -> None:
    """The column, and every index with the old one made of it."""
    op.add_column(
        "client",
        sa.Column("aum_order", sa.BigInteger(), sa.Computed(IN_CENTS, persisted=True), nullable=False),
    )
    _made_of("aum_order")
    for name, column, end in PLACES:
        op.drop_index(name, table_name="client")
        op.create_index(name, "client", ["firm_id", sa.text(f"coalesce({column}, {end})"), "id"])
    by_assets = [sa.text("aum_order desc"), sa.text("id desc")]
    op.create_index("ix_client_risk_order", "client", ["firm_id", sa.text(RISK), *by_assets])
    op.drop_index("ix_task_due", table_name="task")
    op.create_index(
        "ix_task_due", "task", ["firm_id", sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id"]
    )
    # Nothing else would tell the planner what is in a new column, or in an expression of an index.
    op.execute("analyze client")
    op.execute("analyze task")


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_task_due", table_name="task")
    op.create_index("ix_task_due", "task", ["firm_id", "due_at", "id"])
    op.drop_index("ix_client_risk_order", table_name="client")
    for name, column, _ in PLACES:
        op.drop_index(name, table_name="client")
        down = name.endswith("_down")
        order = [sa.text(f"{column} desc nulls last"), sa.text("id desc")] if down else [column, "id"]
        op.create_index(name, "client", ["firm_id", *order])
    _made_of("aum")
    op.drop_column("client", "aum_order")


def _made_of(column: str) -> None:
    for name in ("ix_client_aum", *(name for name, _ in (*BY_ASSETS, *SERVED))):
        op.drop_index(name, table_name="client")
    op.create_index("ix_client_aum", "client", ["firm_id", column, "id"])
    for name, first in BY_ASSETS:
        op.create_index(name, "client", ["firm_id", first, sa.text(f"{column} desc"), sa.text("id desc")])
    for name, first in SERVED:
        listed = [each.format(aum=column) for each in LISTED]
        op.create_index(name, "client", ["firm_id", first], postgresql_include=listed)
