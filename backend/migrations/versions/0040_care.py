"""Care: rules, marks, days that are noted of clients, their occasions, tasks for festivals, and holidays of a firm."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0039"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("care_rules", "care_mark", "care_date", "care_occasion", "care_round", "holiday_year")
ADDED_ONLY = ("care_rules", "holiday_year")
WHEN = sa.DateTime(timezone=True)


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _table(name: str, *parts: Any, refers: tuple[tuple[str, str], ...] = ()) -> None:
    keys = [
        sa.ForeignKeyConstraint(
            ["firm_id", column], [f"{table}.firm_id", f"{table}.id"], name=op.f(f"fk_{name}_firm_id_{column}")
        )
        for column, table in refers
    ]
    op.create_table(
        name,
        _needed("firm_id", sa.Uuid()),
        _needed("id", sa.Uuid()),
        *parts,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
        *keys,
    )


def _published(name: str, *which: str) -> None:
    _table(
        name,
        *(_needed(each, sa.Integer()) for each in which),
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", WHEN),
        sa.UniqueConstraint(
            "firm_id", *which, "number", name=op.f(f"uq_{name}_firm_id_{'_'.join((*which, 'number'))}")
        ),
    )


def upgrade() -> None:
    """Add the tables; the first look of the worker fills them."""
    _published("care_rules")
    _table("care_mark", _needed("kind", sa.Text()), _needed("at", WHEN))
    _table(
        "care_date",
        _needed("client_id", sa.Uuid()),
        _needed("kind", sa.Text()),
        sa.Column("label", sa.Text()),
        _needed("day", sa.Text()),
        _needed("lunar", sa.Boolean()),
        _needed("version", sa.Integer()),
        _needed("created_at", WHEN),
        _needed("created_by", sa.Text()),
        _needed("updated_at", WHEN),
        refers=(("client_id", "client"),),
    )
    op.create_index("ix_care_date_client", "care_date", ["firm_id", "client_id"])
    _table(
        "care_occasion",
        _needed("client_id", sa.Uuid()),
        _needed("kind", sa.Text()),
        _needed("source", sa.Text()),
        _needed("on", sa.Date()),
        sa.Column("years", sa.Integer()),
        _needed("state", sa.Text()),
        sa.Column("rule", sa.Text()),
        _needed("rules", sa.Integer()),
        sa.Column("task_id", sa.Uuid()),
        _needed("found_at", WHEN),
        sa.Column("ended_at", WHEN),
        refers=(("client_id", "client"), ("task_id", "task")),
    )
    op.create_index(
        "uq_care_occasion_day",
        "care_occasion",
        ["firm_id", "client_id", "kind", "source", "on"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_index("ix_care_occasion_on", "care_occasion", ["firm_id", "on", "id"])
    op.create_index(
        "ix_care_occasion_task",
        "care_occasion",
        ["firm_id", "task_id"],
        postgresql_where=sa.text("task_id is not null"),
    )
    _table(
        "care_round",
        _needed("festival", sa.Text()),
        _needed("on", sa.Date()),
        _needed("user_id", sa.Uuid()),
        _needed("clients", sa.Integer()),
        _needed("rule", sa.Text()),
        _needed("task_id", sa.Uuid()),
        _needed("at", WHEN),
        sa.UniqueConstraint(
            "firm_id", "festival", "on", "user_id", name=op.f("uq_care_round_firm_id_festival_on_user_id")
        ),
        refers=(("user_id", "user_account"), ("task_id", "task")),
    )
    _published("holiday_year", "year")
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id) on care_mark to startrail_dispatch")
    op.execute("create policy dispatcher on care_mark for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
