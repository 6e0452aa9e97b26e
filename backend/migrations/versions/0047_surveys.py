"""Surveys: what clients are asked and answer, rounds of NPS, and the rules of both."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0047"
down_revision = "0046"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("survey_rules", "survey_wave", "survey", "survey_answer")
KEPT = ("survey_rules", "survey_answer")
DISPATCHED = ("survey", "survey_wave")


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _refers(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["firm_id", column], [f"{table}.firm_id", f"{table}.id"], name=op.f(f"fk_{name}_firm_id_{column}")
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _at(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        _whole("version"),
        _at("created_at", nullable=False),
        _text("created_by"),
        _at("updated_at", nullable=False),
    )


def upgrade() -> None:
    """Add the tables; the worker plans, people make rounds, clients answer."""
    op.create_table(
        "survey_rules",
        *_key(
            "survey_rules",
            _whole("number"),
            sa.Column("content", JSONB(), nullable=False),
            _text("note", nullable=True),
            _text("published_by"),
            _at("published_at", nullable=False),
        ),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_survey_rules_firm_id_number")),
    )
    op.create_table(
        "survey_wave",
        *_key(
            "survey_wave",
            _text("name"),
            sa.Column("condition", JSONB(), nullable=False),
            _text("language"),
            _id("template_id"),
            _at("starts_at", nullable=False),
            _at("ends_at", nullable=False),
            _whole("remind_days", nullable=True),
            _text("state"),
            _whole("total", nullable=True),
            sa.Column("left_out", JSONB()),
            _at("started_at"),
            _at("ended_at"),
            _at("due_at"),
            *_versioned(),
        ),
        _refers("survey_wave", "template_id", "message_template"),
    )
    op.create_index(
        "ix_survey_wave_due", "survey_wave", ["firm_id", "due_at"], postgresql_where="due_at is not null"
    )
    op.create_index("ix_survey_wave_created", "survey_wave", ["firm_id", "created_at", "id"])
    op.create_table(
        "survey",
        *_key(
            "survey",
            _id("client_id", nullable=False),
            _text("kind"),
            _id("request_id"),
            _id("wave_id"),
            _text("state"),
            _at("due_at"),
            _id("message_id"),
            _id("reminder_id"),
            _at("asked_at"),
            _at("expires_at"),
            _whole("score", nullable=True),
            _text("text", nullable=True),
            _at("answered_at"),
            _whole("answers"),
            _at("low_at"),
            _id("task_id"),
            _at("followed_at"),
            _id("followed_by_id"),
            _text("note", nullable=True),
            *_versioned(),
        ),
        *(
            _refers("survey", column, table)
            for column, table in (
                ("client_id", "client"),
                ("request_id", "service_request"),
                ("wave_id", "survey_wave"),
                ("message_id", "message"),
                ("reminder_id", "message"),
                ("task_id", "task"),
                ("followed_by_id", "user_account"),
            )
        ),
        sa.UniqueConstraint("firm_id", "request_id", name=op.f("uq_survey_firm_id_request_id")),
    )
    op.create_index("ix_survey_client", "survey", ["firm_id", "client_id", "created_at", "id"])
    op.create_index("ix_survey_due", "survey", ["firm_id", "due_at"], postgresql_where="due_at is not null")
    op.create_index("ix_survey_wave", "survey", ["firm_id", "wave_id", "state"])
    op.create_index("ix_survey_asked", "survey", ["firm_id", "kind", "asked_at"])
    op.create_index("ix_survey_answered", "survey", ["firm_id", "answered_at", "id"])
    op.create_index("ix_survey_created", "survey", ["firm_id", "created_at", "id"])
    op.create_index("ix_survey_message", "survey", ["firm_id", "message_id"])
    op.create_index("ix_survey_reminder", "survey", ["firm_id", "reminder_id"])
    op.create_table(
        "survey_answer",
        *_key(
            "survey_answer",
            _id("survey_id", nullable=False),
            _whole("score"),
            _text("text", nullable=True),
            _at("at", nullable=False),
        ),
        _refers("survey_answer", "survey_id", "survey"),
    )
    op.create_index("ix_survey_answer_survey", "survey_answer", ["firm_id", "survey_id", "at", "id"])
    op.create_index("ix_survey_answer_at", "survey_answer", ["firm_id", "at"])
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in KEPT else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    for name in DISPATCHED:
        op.execute(f"grant select (firm_id, due_at) on {name} to startrail_dispatch")
        op.execute(f"create policy dispatcher on {name} for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
