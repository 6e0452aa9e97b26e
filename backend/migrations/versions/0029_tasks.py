"""Tasks complete: series, comments, watchers, mentions, escalation by steps, templates, hours of work, calendar feeds."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0029"
down_revision = "0028"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("task_series", "task_comment", "task_watcher", "mention", "escalation", "escalation_rules"),
    *("task_template", "calendar_feed"),
)
ADDED_ONLY = ("escalation_rules",)
SHIPPED = Path(__file__).parents[2] / "book" / "escalation_shipped.json"


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        _needed("version", sa.Integer()),
        _needed("created_at", sa.DateTime(timezone=True)),
        _needed("created_by", sa.Text()),
        _needed("updated_at", sa.DateTime(timezone=True)),
    )


def _table(name: str, *parts: Any, refers: tuple[tuple[str, str], ...] = ()) -> None:
    keys = [
        sa.ForeignKeyConstraint(
            ["firm_id", column],
            [f"{table}.firm_id", f"{table}.id"],
            name=op.f(f"fk_{name}_firm_id_{column}"),
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


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, ["firm_id", *columns], unique=True, postgresql_where=sa.text(where))


def upgrade() -> None:
    """Add the tables and columns; every firm begins with the shipped steps of escalation."""
    _series()
    _talk()
    _escalation()
    _table(
        "task_template",
        sa.Column("team_id", sa.Uuid()),
        _needed("title", sa.Text()),
        sa.Column("body", sa.Text()),
        _needed("priority", sa.Text()),
        _needed("days", sa.Integer()),
        sa.Column("checklist", JSONB()),
        _needed("evidence", sa.Text()),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        *_versioned(),
        refers=(("team_id", "team"),),
    )
    _table(
        "calendar_feed",
        _needed("user_id", sa.Uuid()),
        _needed("token_hash", sa.LargeBinary()),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        *_versioned(),
        _unique("calendar_feed", "user_id"),
        _unique("calendar_feed", "token_hash"),
        refers=(("user_id", "user_account"),),
    )
    for name, usual in (("work_from", "540"), ("work_until", "1080")):
        op.add_column("user_account", sa.Column(name, sa.Integer(), nullable=False, server_default=usual))
        # Only for who is there already; new people bring their own.
        op.alter_column("user_account", name, server_default=None)
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute(
        sa.text(
            "insert into escalation_rules (firm_id, id, number, content, published_by, published_at) "
            "select firm_id, md5('escalation rules 1 ' || firm_id)::uuid, 1, "
            "cast(:content as jsonb), 'system:founding', now() from firm"
        ).bindparams(content=SHIPPED.read_text(encoding="utf-8"))
    )
    # What is late already is not told of all at once: only what falls due from now on is watched.
    op.execute("update task set escalate_at = due_at where state = 'open' and due_at > now()")


def _series() -> None:
    _table(
        "task_series",
        _needed("title", sa.Text()),
        sa.Column("body", sa.Text()),
        _needed("priority", sa.Text()),
        sa.Column("client_id", sa.Uuid()),
        _needed("assignee_id", sa.Uuid()),
        _needed("rule", sa.Text()),
        _needed("starts_on", sa.Date()),
        _needed("minute", sa.Integer()),
        _needed("shift", sa.Text()),
        sa.Column("checklist", JSONB()),
        sa.Column("remind_before", sa.Integer()),
        sa.Column("made_through", sa.Date()),
        sa.Column("next_on", sa.Date()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        *_versioned(),
        refers=(("client_id", "client"), ("assignee_id", "user_account")),
    )
    op.create_index("ix_task_series_client", "task_series", ["firm_id", "client_id"])
    op.create_index(
        "ix_task_series_next",
        "task_series",
        ["firm_id", "next_on"],
        postgresql_where=sa.text("next_on is not null"),
    )
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("series_id", sa.Uuid()),
        sa.Column("occurrence_on", sa.Date()),
        sa.Column("handed_by_id", sa.Uuid()),
        sa.Column("hand_state", sa.Text()),
        sa.Column("hand_note", sa.Text()),
        sa.Column("remind_before", sa.Integer()),
        sa.Column("remind_at", instant),
        sa.Column("snoozed_until", instant),
        sa.Column("escalate_at", instant),
    ):
        op.add_column("task", column)
    for key, table in (("series_id", "task_series"), ("handed_by_id", "user_account")):
        op.create_foreign_key(f"fk_task_firm_id_{key}", "task", table, ["firm_id", key], ["firm_id", "id"])
    _partial("uq_task_occurrence", "task", ["series_id", "occurrence_on"], "series_id is not null")
    op.create_index(
        "ix_task_handed",
        "task",
        ["firm_id", "handed_by_id"],
        postgresql_where=sa.text("handed_by_id is not null"),
    )
    for name in ("remind_at", "escalate_at"):
        op.create_index(
            f"ix_task_{name}", "task", ["firm_id", name], postgresql_where=sa.text(f"{name} is not null")
        )


def _talk() -> None:
    _table(
        "task_comment",
        _needed("task_id", sa.Uuid()),
        _needed("user_id", sa.Uuid()),
        _needed("body", sa.Text()),
        _needed("mentions", ARRAY(sa.Text())),
        _needed("at", sa.DateTime(timezone=True)),
        sa.Column("edited_at", sa.DateTime(timezone=True)),
        refers=(("task_id", "task"), ("user_id", "user_account")),
    )
    op.create_index("ix_task_comment_task", "task_comment", ["firm_id", "task_id", "id"])
    _table(
        "task_watcher",
        _needed("task_id", sa.Uuid()),
        _needed("user_id", sa.Uuid()),
        _unique("task_watcher", "task_id", "user_id"),
        refers=(("task_id", "task"), ("user_id", "user_account")),
    )
    _table(
        "mention",
        _needed("user_id", sa.Uuid()),
        _needed("noun", sa.Text()),
        _needed("subject_id", sa.Uuid()),
        _needed("at", sa.DateTime(timezone=True)),
        _unique("mention", "user_id", "noun", "subject_id"),
        refers=(("user_id", "user_account"),),
    )


def _escalation() -> None:
    _table(
        "escalation_rules",
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", sa.DateTime(timezone=True)),
        _unique("escalation_rules", "number"),
    )
    _table(
        "escalation",
        sa.Column("task_id", sa.Uuid()),
        sa.Column("client_id", sa.Uuid()),
        _needed("step", sa.Integer()),
        _needed("role", sa.Text()),
        _needed("user_id", sa.Uuid()),
        _needed("due_on", sa.Date()),
        _needed("rules", sa.Integer()),
        _needed("at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        refers=(("task_id", "task"), ("client_id", "client"), ("user_id", "user_account")),
    )
    _partial(
        "uq_escalation_task", "escalation", ["task_id", "step"], "task_id is not null and ended_at is null"
    )
    _partial(
        "uq_escalation_client",
        "escalation",
        ["client_id", "step"],
        "client_id is not null and ended_at is null",
    )
    op.create_index("ix_escalation_task", "escalation", ["firm_id", "task_id", "id"])
    op.create_index("ix_escalation_client", "escalation", ["firm_id", "client_id", "id"])


def downgrade() -> None:
    """Drop the tables and columns; tasks stay, without what they were of."""
    for column in ("work_from", "work_until"):
        op.drop_column("user_account", column)
    for index in ("uq_task_occurrence", "ix_task_handed", "ix_task_remind_at", "ix_task_escalate_at"):
        op.drop_index(index, "task")
    for key in ("series_id", "handed_by_id"):
        op.drop_constraint(f"fk_task_firm_id_{key}", "task", type_="foreignkey")
    for column in (
        *("series_id", "occurrence_on", "handed_by_id", "hand_state", "hand_note"),
        *("remind_before", "remind_at", "snoozed_until", "escalate_at"),
    ):
        op.drop_column("task", column)
    for name in reversed(TABLES):
        op.drop_table(name)
