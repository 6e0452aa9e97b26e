"""Contents in versions, and campaigns that send them to many clients."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"

AT, TEXT, WHOLE, ID = sa.DateTime(timezone=True), sa.Text(), sa.Integer(), sa.Uuid()
FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("content_item", "content_version", "content_draft", "campaign", "campaign_client")
KINDS = Path(__file__).parents[2] / "track" / "approvals_shipped.json"
KIND = "content_release"


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        _needed("version", WHOLE),
        _needed("created_at", AT),
        _needed("created_by", TEXT),
        _needed("updated_at", AT),
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
        _needed("firm_id", ID),
        _needed("id", ID),
        *parts,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
        *keys,
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("firm_id", *columns, name=op.f(f"uq_{table}_firm_id_{'_'.join(columns)}"))


def upgrade() -> None:
    """Add the tables; every firm has the kind of approval by which contents are released."""
    _contents()
    _campaigns()
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id, due_at) on campaign to startrail_dispatch")
    op.execute("create policy dispatcher on campaign for select to startrail_dispatch using (true)")
    _ship(json.loads(KINDS.read_text(encoding="utf-8"))[KIND])


def _contents() -> None:
    _table(
        "content_item",
        _needed("zh", TEXT),
        _needed("en", TEXT),
        _needed("kind", TEXT),
        sa.Column("product_id", ID),
        sa.Column("withdrawn_at", AT),
        *_versioned(),
        refers=(("product_id", "product"),),
    )
    _table(
        "content_version",
        _needed("item_id", ID),
        _needed("approval_id", ID),
        _needed("number", WHOLE),
        _needed("content", JSONB()),
        sa.Column("note", TEXT),
        _needed("published_by", TEXT),
        _needed("published_at", AT),
        _unique("content_version", "item_id", "number"),
        refers=(("item_id", "content_item"), ("approval_id", "approval")),
    )
    _table(
        "content_draft",
        _needed("item_id", ID),
        _needed("base", WHOLE),
        _needed("content", JSONB()),
        *_versioned(),
        _unique("content_draft", "item_id"),
        refers=(("item_id", "content_item"),),
    )


def _campaigns() -> None:
    _table(
        "campaign",
        _needed("name", TEXT),
        _needed("content_id", ID),
        sa.Column("number", WHOLE),
        _needed("language", TEXT),
        _needed("audience", JSONB()),
        _needed("state", TEXT),
        sa.Column("due_at", AT),
        sa.Column("began_at", AT),
        sa.Column("ended_at", AT),
        sa.Column("started_by", TEXT),
        sa.Column("cost", sa.Numeric(20, 2)),
        *_versioned(),
        refers=(("content_id", "content_item"),),
    )
    op.create_index(
        "ix_campaign_due", "campaign", ["firm_id", "due_at"], postgresql_where="due_at is not null"
    )
    op.create_index("ix_campaign_latest", "campaign", ["firm_id", "created_at", "id"])
    op.create_index(
        "ix_message_cause", "message", ["firm_id", "cause_id"], postgresql_where="cause = 'campaign'"
    )
    _table(
        "campaign_client",
        _needed("campaign_id", ID),
        _needed("client_id", ID),
        sa.Column("message_id", ID),
        sa.Column("reasons", JSONB()),
        sa.Column("clicked_at", AT),
        _needed("clicks", WHOLE),
        sa.Column("task_id", ID),
        _unique("campaign_client", "campaign_id", "client_id"),
        refers=(
            ("campaign_id", "campaign"),
            ("client_id", "client"),
            ("message_id", "message"),
            ("task_id", "task"),
        ),
    )
    op.create_index("ix_campaign_client_client", "campaign_client", ["firm_id", "client_id"])
    op.create_index("ix_campaign_client_message", "campaign_client", ["firm_id", "message_id"])


def _ship(content: dict[str, Any]) -> None:
    """The kind of approval with its first version, where a firm has none of that key yet."""
    id = f"md5('approval_kind {KIND} ' || firm_id)::uuid"
    op.execute(
        sa.text(
            "insert into approval_kind "
            "(firm_id, id, key, zh, en, subject, number, version, created_at, created_by, updated_at) "
            f"select firm_id, {id}, '{KIND}', :zh, :en, :subject, 1, 1, now(), 'system:founding', now() from firm "
            f"where not exists (select from approval_kind k where k.firm_id = firm.firm_id and k.key = '{KIND}')"
        ).bindparams(zh=content["zh"], en=content["en"], subject=content["subject"])
    )
    op.execute(
        sa.text(
            "insert into approval_kind_version "
            "(firm_id, id, kind_id, number, content, published_by, published_at) "
            "select firm_id, md5('version 1 ' || id)::uuid, id, 1, cast(:content as jsonb), "
            f"'system:founding', now() from approval_kind k where key = '{KIND}' and id = {id} and not exists "
            "(select from approval_kind_version v where v.firm_id = k.firm_id and v.kind_id = k.id)"
        ).bindparams(content=json.dumps(content, ensure_ascii=False))
    )


def downgrade() -> None:
    """Take them away, with what they hold; the kind of approval stays, what was asked by it is history."""
    op.drop_index("ix_message_cause", "message")
    for name in reversed(TABLES):
        op.drop_table(name)
