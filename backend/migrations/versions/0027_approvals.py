"""Approvals: kinds in versions, what is asked and who signs, the chain of acts, and decisions from other systems."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("approval_kind", "approval_kind_version", "approval_kind_draft"),
    *("approval", "approval_step", "approval_signer", "approval_copy", "approval_act"),
    *("approval_gate", "approval_nonce"),
)
ADDED_ONLY = ("approval_kind_version", "approval_act")
SHIPPED = Path(__file__).parents[2] / "track" / "approvals_shipped.json"
WHEN = sa.DateTime(timezone=True)


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


def upgrade() -> None:
    """Add the tables; every firm begins with the shipped kinds. Its journey templates stay as they are."""
    _kinds()
    _approvals()
    _signers()
    _told()
    _gates()
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    _ship()


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _kinds() -> None:
    _table(
        "approval_kind",
        _needed("key", sa.Text()),
        _needed("zh", sa.Text()),
        _needed("en", sa.Text()),
        _needed("subject", sa.Text()),
        _needed("number", sa.Integer()),
        sa.Column("archived_at", WHEN),
        *_versioned(),
        _unique("approval_kind", "key"),
    )
    _table(
        "approval_kind_version",
        _needed("kind_id", sa.Uuid()),
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", WHEN),
        _unique("approval_kind_version", "kind_id", "number"),
        refers=(("kind_id", "approval_kind"),),
    )
    _table(
        "approval_kind_draft",
        _needed("kind_id", sa.Uuid()),
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        _unique("approval_kind_draft", "kind_id"),
        refers=(("kind_id", "approval_kind"),),
    )


def _approvals() -> None:
    _table(
        "approval",
        _needed("kind_id", sa.Uuid()),
        _needed("kind_number", sa.Integer()),
        _needed("zh", sa.Text()),
        _needed("en", sa.Text()),
        _needed("subject", sa.Text()),
        _needed("state", sa.Text()),
        _needed("title", sa.Text()),
        _needed("form", JSONB()),
        sa.Column("client_id", sa.Uuid()),
        sa.Column("journey_id", sa.Uuid()),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("stage", sa.Text()),
        sa.Column("entry", sa.Text()),
        _needed("requester_id", sa.Uuid()),
        sa.Column("asked_by_id", sa.Uuid()),
        _needed("round", sa.Integer()),
        _needed("acts", sa.Integer()),
        sa.Column("submitted_at", WHEN),
        sa.Column("due_at", WHEN),
        sa.Column("expires_at", WHEN),
        sa.Column("ended_at", WHEN),
        sa.Column("void_field", sa.Text()),
        *_versioned(),
        _unique("approval", "entry"),
        refers=(
            ("kind_id", "approval_kind"),
            ("client_id", "client"),
            ("journey_id", "journey"),
            ("document_id", "document"),
            ("requester_id", "user_account"),
        ),
    )
    op.create_index("ix_approval_client", "approval", ["firm_id", "client_id", "id"])
    op.create_index("ix_approval_journey", "approval", ["firm_id", "journey_id", "stage"])
    op.create_index("ix_approval_requester", "approval", ["firm_id", "requester_id", "id"])
    op.create_index("ix_approval_state", "approval", ["firm_id", "state", "id"])
    op.create_index("ix_approval_due", "approval", ["firm_id", "due_at", "id"])
    op.create_index(
        "ix_approval_expiry", "approval", ["firm_id", "expires_at"], postgresql_where=sa.text("state = 'pending'")
    )  # fmt: skip


def _signers() -> None:
    _table(
        "approval_step",
        _needed("approval_id", sa.Uuid()),
        _needed("round", sa.Integer()),
        _needed("place", sa.Integer()),
        _needed("batch", sa.Integer()),
        _needed("key", sa.Text()),
        _needed("zh", sa.Text()),
        _needed("en", sa.Text()),
        _needed("mode", sa.Text()),
        sa.Column("quorum", sa.Integer()),
        _needed("state", sa.Text()),
        _needed("may_add", sa.Boolean()),
        _needed("may_transfer", sa.Boolean()),
        _needed("may_return", sa.Boolean()),
        _needed("days", sa.Integer()),
        sa.Column("opened_at", WHEN),
        sa.Column("due_at", WHEN),
        sa.Column("ended_at", WHEN),
        _unique("approval_step", "approval_id", "round", "place"),
        refers=(("approval_id", "approval"),),
    )
    _table(
        "approval_signer",
        _needed("approval_id", sa.Uuid()),
        _needed("step_id", sa.Uuid()),
        _needed("round", sa.Integer()),
        _needed("user_id", sa.Uuid()),
        sa.Column("from_id", sa.Uuid()),
        sa.Column("added_by_id", sa.Uuid()),
        sa.Column("after_id", sa.Uuid()),
        _needed("state", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("decided_at", WHEN),
        sa.Column("decided_by_id", sa.Uuid()),
        sa.Column("half_at", WHEN),
        sa.Column("due_at", WHEN),
        sa.Column("late_at", WHEN),
        _needed("half_told", sa.Boolean()),
        _needed("due_told", sa.Boolean()),
        _needed("late_told", sa.Boolean()),
        refers=(("approval_id", "approval"), ("step_id", "approval_step"), ("user_id", "user_account")),
    )
    op.create_index("ix_approval_signer_approval", "approval_signer", ["firm_id", "approval_id", "round"])
    op.create_index("ix_approval_signer_step", "approval_signer", ["firm_id", "step_id"])
    op.create_index("ix_approval_signer_user", "approval_signer", ["firm_id", "user_id", "state"])
    op.create_index(
        "ix_approval_signer_active",
        "approval_signer",
        ["firm_id", "half_at"],
        postgresql_where=sa.text("state = 'active'"),
    )


def _told() -> None:
    _table(
        "approval_copy",
        _needed("approval_id", sa.Uuid()),
        _needed("user_id", sa.Uuid()),
        sa.Column("by_id", sa.Uuid()),
        _needed("created_at", WHEN),
        _unique("approval_copy", "approval_id", "user_id"),
        refers=(("approval_id", "approval"), ("user_id", "user_account")),
    )
    op.create_index("ix_approval_copy_user", "approval_copy", ["firm_id", "user_id"])
    _table(
        "approval_act",
        _needed("approval_id", sa.Uuid()),
        _needed("number", sa.Integer()),
        _needed("round", sa.Integer()),
        _needed("act", sa.Text()),
        _needed("actor", sa.Text()),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("for_id", sa.Uuid()),
        sa.Column("to_id", sa.Uuid()),
        sa.Column("step", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("detail", sa.Text()),
        _needed("at", WHEN),
        _needed("before", sa.Text()),
        _needed("hash", sa.Text()),
        _unique("approval_act", "approval_id", "number"),
        refers=(("approval_id", "approval"),),
    )


def _gates() -> None:
    _table(
        "approval_gate",
        _needed("number", sa.Integer()),
        _needed("opened_at", WHEN),
        sa.Column("closed_at", WHEN),
    )
    _table(
        "approval_nonce",
        _needed("nonce", sa.Text()),
        _needed("at", WHEN),
        _unique("approval_nonce", "nonce"),
    )
    op.create_index("ix_approval_nonce_at", "approval_nonce", ["firm_id", "at"])


def _ship() -> None:
    """The kinds for firms that are there already; a new one gets them when it is founded."""
    for key, content in json.loads(SHIPPED.read_text(encoding="utf-8")).items():
        id = f"md5('approval kind {key} ' || firm_id)::uuid"
        op.execute(
            sa.text(
                "insert into approval_kind (firm_id, id, key, zh, en, subject, number, version, created_at, created_by, "
                f"updated_at) select firm_id, {id}, :key, :zh, :en, :subject, 1, 1, now(), 'system:founding', now() "
                "from firm"
            ).bindparams(key=key, zh=content["zh"], en=content["en"], subject=content["subject"])
        )
        op.execute(
            sa.text(
                "insert into approval_kind_version (firm_id, id, kind_id, number, content, published_by, published_at) "
                f"select firm_id, md5('version 1 ' || {id})::uuid, {id}, 1, cast(:content as jsonb), "
                "'system:founding', now() from firm"
            ).bindparams(content=json.dumps(content, ensure_ascii=False))
        )
