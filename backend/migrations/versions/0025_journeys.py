"""Journeys: templates in versions, journeys with every stay in a stage, and tasks that are of one."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    "journey_template",
    "journey_template_version",
    "journey_template_draft",
    "journey",
    "stage_visit",
)
ADDED_ONLY = ("journey_template_version",)
FOLDER = Path(__file__).parents[2] / "track" / "shipped"
SHIPPED = {"private_fund_sales": "sales", "post_investment": "post_investment"}
AT = sa.DateTime(timezone=True)
INDEXES: tuple[tuple[str, str, list[Any]], ...] = (
    ("ix_journey_client", "journey", ["firm_id", "client_id", "opened_at"]),
    ("ix_journey_board", "journey", ["firm_id", "template_id", "state", "stage"]),
    ("ix_journey_owner", "journey", ["firm_id", "owner_id", "state"]),
    ("ix_journey_due", "journey", ["firm_id", sa.text("coalesce(stage_due_on, 'infinity'::date)"), "id"]),
    ("ix_stage_visit_journey", "stage_visit", ["firm_id", "journey_id", "entered_at"]),
    ("ix_stage_visit_client", "stage_visit", ["firm_id", "client_id"]),
)
TASK = (
    *("journey_id", "stage", "task_key", "mandatory", "compliance"),
    *("role", "evidence", "checklist", "document_id", "waived_by_id"),
)
FILLED = ("mandatory", "compliance", "evidence")
"""Columns that rows which are there get a value for; new ones bring their own."""


def _key(name: str, *columns: Any) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _refers(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["firm_id", column],
        [f"{other}.firm_id", f"{other}.id"],
        name=op.f(f"fk_{table}_firm_id_{column}"),
    )


def _edited() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
    )


def upgrade() -> None:
    """Add the columns and tables; every firm begins with the shipped templates."""
    for column in _columns():
        op.add_column("task", column)
    for name in FILLED:
        op.alter_column("task", name, server_default=None)
    op.create_foreign_key(
        op.f("fk_task_firm_id_document_id"),
        "task",
        "document",
        ["firm_id", "document_id"],
        ["firm_id", "id"],
    )
    op.create_index(
        "ix_task_journey",
        "task",
        ["firm_id", "journey_id", "stage"],
        postgresql_where=sa.text("journey_id is not null"),
    )
    _templates()
    _journeys()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_index(
        "uq_stage_visit_open",
        "stage_visit",
        ["firm_id", "journey_id"],
        unique=True,
        postgresql_where=sa.text("left_at is null"),
    )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    for key, kind in SHIPPED.items():
        _ship(key, kind)


def _columns() -> tuple[sa.Column[Any], ...]:
    kinds: dict[str, Any] = {
        "journey_id": sa.Uuid(),
        "stage": sa.Text(),
        "task_key": sa.Text(),
        "role": sa.Text(),
        "checklist": JSONB(),
        "document_id": sa.Uuid(),
        "waived_by_id": sa.Uuid(),
    }
    return (
        *(sa.Column(name, kind) for name, kind in kinds.items()),
        sa.Column("mandatory", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("compliance", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("evidence", sa.Text(), server_default="none", nullable=False),
    )


def _templates() -> None:
    op.create_table(
        "journey_template",
        *_key(
            "journey_template",
            sa.Column("key", sa.Text(), nullable=False),
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("zh", sa.Text(), nullable=False),
            sa.Column("en", sa.Text(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("team_id", sa.Uuid()),
            sa.Column("based_on_id", sa.Uuid()),
            sa.Column("archived_at", AT),
            *_edited(),
        ),
        sa.UniqueConstraint("firm_id", "key", name=op.f("uq_journey_template_firm_id_key")),
        _refers("journey_template", "team", "team_id"),
        _refers("journey_template", "journey_template", "based_on_id"),
    )
    op.create_table(
        "journey_template_version",
        *_key(
            "journey_template_version",
            sa.Column("template_id", sa.Uuid(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("note", sa.Text()),
            sa.Column("published_by", sa.Text(), nullable=False),
            sa.Column("published_at", AT, nullable=False),
        ),
        sa.UniqueConstraint(
            "firm_id",
            "template_id",
            "number",
            name=op.f("uq_journey_template_version_firm_id_template_id_number"),
        ),
        _refers("journey_template_version", "journey_template", "template_id"),
    )
    op.create_table(
        "journey_template_draft",
        *_key(
            "journey_template_draft",
            sa.Column("template_id", sa.Uuid(), nullable=False),
            sa.Column("base", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            *_edited(),
        ),
        sa.UniqueConstraint(
            "firm_id", "template_id", name=op.f("uq_journey_template_draft_firm_id_template_id")
        ),
        _refers("journey_template_draft", "journey_template", "template_id"),
    )


def _journeys() -> None:
    op.create_table(
        "journey",
        *_key(
            "journey",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("template_id", sa.Uuid(), nullable=False),
            sa.Column("template_number", sa.Integer(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("stage", sa.Text(), nullable=False),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("stage_zh", sa.Text(), nullable=False),
            sa.Column("stage_en", sa.Text(), nullable=False),
            sa.Column("owner_id", sa.Uuid(), nullable=False),
            sa.Column("expected_amount", sa.Numeric(20, 2)),
            sa.Column("probability", sa.Integer()),
            sa.Column("product_id", sa.Uuid()),
            sa.Column("opened_at", AT, nullable=False),
            sa.Column("entered_at", AT, nullable=False),
            sa.Column("stage_due_on", sa.Date()),
            sa.Column("resume_on", sa.Date()),
            sa.Column("ended_at", AT),
            sa.Column("loss_reason", sa.Text()),
            sa.Column("loss_note", sa.Text()),
            *_edited(),
        ),
        _refers("journey", "client", "client_id"),
        _refers("journey", "journey_template", "template_id"),
        _refers("journey", "user_account", "owner_id"),
        _refers("journey", "product", "product_id"),
    )
    op.create_table(
        "stage_visit",
        *_key(
            "stage_visit",
            sa.Column("journey_id", sa.Uuid(), nullable=False),
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("stage", sa.Text(), nullable=False),
            sa.Column("zh", sa.Text(), nullable=False),
            sa.Column("en", sa.Text(), nullable=False),
            sa.Column("direction", sa.Text(), nullable=False),
            sa.Column("entered_at", AT, nullable=False),
            sa.Column("entered_by", sa.Text(), nullable=False),
            sa.Column("left_at", AT),
            sa.Column("left_by", sa.Text()),
            sa.Column("exit", sa.Text()),
            sa.Column("reason", sa.Text()),
        ),
        _refers("stage_visit", "client", "client_id"),
        _refers("stage_visit", "journey", "journey_id"),
    )


def _ship(key: str, kind: str) -> None:
    content = (FOLDER / f"{key}.json").read_text(encoding="utf-8")
    named = json.loads(content)
    id = f"md5('journey template {key} ' || firm_id)::uuid"
    op.execute(
        sa.text(
            "insert into journey_template (firm_id, id, key, kind, zh, en, number, version, created_at, created_by, "
            f"updated_at) select firm_id, {id}, :key, :kind, :zh, :en, 1, 1, now(), 'system:founding', now() from firm"
        ).bindparams(key=key, kind=kind, zh=named["zh"], en=named["en"])
    )
    op.execute(
        sa.text(
            "insert into journey_template_version (firm_id, id, template_id, number, content, published_by, "
            f"published_at) select firm_id, md5('version 1 ' || {id})::uuid, {id}, 1, cast(:content as jsonb), "
            "'system:founding', now() from firm"
        ).bindparams(content=content)
    )


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_index("ix_task_journey", "task")
    op.drop_constraint(op.f("fk_task_firm_id_document_id"), "task", type_="foreignkey")
    for name in TASK:
        op.drop_column("task", name)
