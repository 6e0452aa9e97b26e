"""Automations: versions with drafts, runs with their steps, counts, what leaves the house, and secret paths."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0030"
down_revision = "0029"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("automation", "automation_version", "automation_draft"),
    *("automation_run", "automation_step", "automation_count", "automation_send", "automation_hook"),
)
ADDED_ONLY = ("automation_version",)
WHEN = sa.DateTime(timezone=True)
OF_AUTOMATION = ("automation_id", "automation")


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        _needed("version", sa.Integer()),
        _needed("created_at", WHEN),
        _needed("created_by", sa.Text()),
        _needed("updated_at", WHEN),
    )


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


def _unique(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "firm_id", *columns, name=op.f(f"uq_{name}_firm_id{''.join('_' + each for each in columns)}")
    )


def upgrade() -> None:
    """Add the tables; firms that are there begin with no automation, and write those they want."""
    _automations()
    _runs()
    _outside()
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    for name in ("automation", "automation_run", "automation_send"):
        op.execute(f"grant select (firm_id, due_at) on {name} to startrail_dispatch")
        op.execute(f"create policy dispatcher on {name} for select to startrail_dispatch using (true)")


def _automations() -> None:
    _table(
        "automation",
        _needed("zh", sa.Text()),
        _needed("en", sa.Text()),
        _needed("kind", sa.Text()),
        sa.Column("event", sa.Text()),
        _needed("number", sa.Integer()),
        _needed("on", sa.Boolean()),
        sa.Column("owner_id", sa.Uuid()),
        sa.Column("key", sa.Text()),
        sa.Column("fault", sa.Text()),
        sa.Column("fault_at", WHEN),
        sa.Column("due_at", WHEN),
        sa.Column("since", WHEN),
        sa.Column("archived_at", WHEN),
        *_versioned(),
        refers=(("owner_id", "user_account"),),
    )
    op.create_index("ix_automation_event", "automation", ["firm_id", "event"], postgresql_where='"on"')
    op.create_index(
        "ix_automation_due", "automation", ["firm_id", "due_at"], postgresql_where="due_at is not null"
    )
    _table(
        "automation_version",
        _needed("automation_id", sa.Uuid()),
        _needed("rights", ARRAY(sa.Text())),
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", WHEN),
        _unique("automation_version", "automation_id", "number"),
        refers=(OF_AUTOMATION,),
    )
    _table(
        "automation_draft",
        _needed("automation_id", sa.Uuid()),
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        _unique("automation_draft", "automation_id"),
        refers=(OF_AUTOMATION,),
    )


def _runs() -> None:
    _table(
        "automation_run",
        _needed("automation_id", sa.Uuid()),
        _needed("number", sa.Integer()),
        _needed("mark", sa.Text()),
        _needed("event", sa.Text()),
        sa.Column("event_id", sa.Uuid()),
        _needed("facts", JSONB()),
        sa.Column("client_id", sa.Uuid()),
        sa.Column("journey_id", sa.Uuid()),
        _needed("state", sa.Text()),
        _needed("place", sa.Integer()),
        sa.Column("due_at", WHEN),
        sa.Column("until_at", WHEN),
        _needed("attempts", sa.Integer()),
        sa.Column("cause_id", sa.Uuid()),
        _needed("depth", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("params", JSONB()),
        _needed("at", WHEN),
        sa.Column("ended_at", WHEN),
        _unique("automation_run", "automation_id", "mark"),
        refers=(OF_AUTOMATION, ("client_id", "client")),
    )
    op.create_index(
        "ix_automation_run_due",
        "automation_run",
        ["firm_id", "due_at"],
        postgresql_where="due_at is not null",
    )
    op.create_index("ix_automation_run_client", "automation_run", ["firm_id", "client_id", "at"])
    op.create_index("ix_automation_run_latest", "automation_run", ["firm_id", "automation_id", "at"])
    op.create_index("ix_automation_run_state", "automation_run", ["firm_id", "state", "at"])
    _table(
        "automation_step",
        _needed("run_id", sa.Uuid()),
        _needed("step", sa.Text()),
        _needed("kind", sa.Text()),
        _needed("outcome", sa.Text()),
        _needed("place", sa.Integer()),
        sa.Column("noun", sa.Text()),
        sa.Column("made_id", sa.Uuid()),
        sa.Column("params", JSONB()),
        sa.Column("error", sa.Text()),
        _needed("at", WHEN),
        _unique("automation_step", "run_id", "step"),
        refers=(("run_id", "automation_run"),),
    )
    _table(
        "automation_count",
        _needed("automation_id", sa.Uuid()),
        _needed("day", sa.Date()),
        *(_needed(name, sa.Integer()) for name in ("begun", "unfit", "again", "over", "looped")),
        _unique("automation_count", "automation_id", "day"),
        refers=(OF_AUTOMATION,),
    )


def _outside() -> None:
    _table(
        "automation_send",
        _needed("automation_id", sa.Uuid()),
        _needed("run_id", sa.Uuid()),
        _needed("step", sa.Text()),
        _needed("channel", sa.Text()),
        _needed("target", sa.Text()),
        _needed("payload", JSONB()),
        _needed("state", sa.Text()),
        _needed("attempts", sa.Integer()),
        sa.Column("due_at", WHEN),
        sa.Column("sent_at", WHEN),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text()),
        _needed("at", WHEN),
        _unique("automation_send", "run_id", "step"),
        refers=(("run_id", "automation_run"), OF_AUTOMATION),
    )
    op.create_index(
        "ix_automation_send_due", "automation_send", ["firm_id", "due_at"],
        postgresql_where="due_at is not null",
    )  # fmt: skip
    _table(
        "automation_hook",
        _needed("automation_id", sa.Uuid()),
        _needed("number", sa.Integer()),
        _needed("opened_at", WHEN),
        sa.Column("closed_at", WHEN),
        _unique("automation_hook", "automation_id"),
        refers=(OF_AUTOMATION,),
    )


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
