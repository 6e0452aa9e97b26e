"""What clients agree to, when they may be contacted, messages to them with their templates, and dead addresses."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("consent_entry", "consent_texts", "consent_texts_draft", "contact_rules", "contact_rules_draft"),
    *("message_template", "message_template_version", "message_template_draft"),
    *("message", "message_step"),
)
ADDED_ONLY = ("consent_texts", "contact_rules")
MOVABLE = ("consent_entry",)
WHEN = sa.DateTime(timezone=True)
OF_TEMPLATE = ("template_id", "message_template")


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


def _published(name: str, *which: str, refers: tuple[tuple[str, str], ...] = ()) -> None:
    _table(
        name,
        *(_needed(each, sa.Uuid()) for each in which),
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", WHEN),
        *(
            (sa.Column("approved_by", sa.Text()), sa.Column("approved_at", WHEN))
            if name == "message_template_version"
            else ()
        ),
        _unique(name, *which, "number"),
        refers=refers,
    )


def _draft(name: str, *which: str, refers: tuple[tuple[str, str], ...] = ()) -> None:
    _table(
        name,
        *(_needed(each, sa.Uuid()) for each in which),
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        _unique(name, *which),
        refers=refers,
    )


def upgrade() -> None:
    """Add the tables; firms that are there go by what is shipped until they publish something else."""
    op.add_column("contact_point", sa.Column("dead_at", WHEN))
    op.add_column("contact_point", sa.Column("dead_why", sa.Text()))
    _table(
        "consent_entry",
        _needed("client_id", sa.Uuid()),
        _needed("purpose", sa.Text()),
        _needed("channel", sa.Text()),
        _needed("given", sa.Boolean()),
        sa.Column("text_number", sa.Integer()),
        _needed("source", sa.Text()),
        sa.Column("evidence", sa.Text()),
        sa.Column("reverses_id", sa.Uuid()),
        _needed("at", WHEN),
        _needed("recorded_at", WHEN),
        _needed("recorded_by", sa.Text()),
        _unique("consent_entry", "reverses_id"),
        refers=(("client_id", "client"), ("reverses_id", "consent_entry")),
    )
    op.create_index("ix_consent_entry_client", "consent_entry", ["firm_id", "client_id", "at"])
    for name in ("consent_texts", "contact_rules"):
        _published(name)
        _draft(f"{name}_draft")
    _templates()
    _messages()
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in (*ADDED_ONLY, *MOVABLE) else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        if name in MOVABLE:
            op.execute(f"grant update (client_id) on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id, due_at) on message to startrail_dispatch")
    op.execute("create policy dispatcher on message for select to startrail_dispatch using (true)")


def _templates() -> None:
    _table(
        "message_template",
        _needed("zh", sa.Text()),
        _needed("en", sa.Text()),
        _needed("channel", sa.Text()),
        _needed("purpose", sa.Text()),
        sa.Column("archived_at", WHEN),
        *_versioned(),
    )
    _published("message_template_version", "template_id", refers=(OF_TEMPLATE,))
    _draft("message_template_draft", "template_id", refers=(OF_TEMPLATE,))


def _messages() -> None:
    _table(
        "message",
        _needed("client_id", sa.Uuid()),
        _needed("purpose", sa.Text()),
        _needed("channel", sa.Text()),
        sa.Column("product_id", sa.Uuid()),
        sa.Column("template_id", sa.Uuid()),
        sa.Column("template_number", sa.Integer()),
        _needed("language", sa.Text()),
        _needed("subject_sealed", sa.LargeBinary()),
        _needed("body_sealed", sa.LargeBinary()),
        sa.Column("address_sealed", sa.LargeBinary()),
        sa.Column("address_masked", sa.Text()),
        sa.Column("address_blind", sa.LargeBinary()),
        _needed("cause", sa.Text()),
        sa.Column("cause_id", sa.Uuid()),
        _needed("mark", sa.Text()),
        _needed("state", sa.Text()),
        sa.Column("due_at", WHEN),
        _needed("attempts", sa.Integer()),
        sa.Column("reasons", JSONB()),
        sa.Column("error", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("receipt", sa.Text()),
        sa.Column("began_at", WHEN),
        sa.Column("sent_at", WHEN),
        sa.Column("ended_at", WHEN),
        *_versioned(),
        _unique("message", "mark"),
        refers=(("client_id", "client"), ("product_id", "product"), OF_TEMPLATE),
    )
    op.create_index("ix_message_due", "message", ["firm_id", "due_at"], postgresql_where="due_at is not null")
    op.create_index("ix_message_client", "message", ["firm_id", "client_id", "created_at"])
    op.create_index("ix_message_began", "message", ["firm_id", "client_id", "began_at"])
    op.create_index("ix_message_latest", "message", ["firm_id", "created_at", "id"])
    op.create_index("ix_message_state", "message", ["firm_id", "state", "created_at"])
    _table(
        "message_step",
        _needed("message_id", sa.Uuid()),
        _needed("state", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("reply", sa.Text()),
        _needed("actor", sa.Text()),
        _needed("at", WHEN),
        refers=(("message_id", "message"),),
    )
    op.create_index("ix_message_step_message", "message_step", ["firm_id", "message_id", "at"])


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("contact_point", "dead_why")
    op.drop_column("contact_point", "dead_at")
