"""Investment proposals: drafts, issues, their files and moves; styles and forbidden words; the kind of approval they ask."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0032"
down_revision = "0030"

AT = sa.DateTime(timezone=True)
FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("proposal", "proposal_item", "proposal_version", "proposal_print", "proposal_step"),
    *("proposal_style", "proposal_style_draft", "proposal_logo", "forbidden_words", "forbidden_words_draft"),
)
ADDED_ONLY = ("proposal_version", "proposal_step", "proposal_style", "proposal_logo", "forbidden_words")
BACKEND = Path(__file__).parents[2]
SHIPPED = {
    "proposal_style": BACKEND / "track" / "proposal_shipped.json",
    "forbidden_words": BACKEND / "book" / "forbidden_words_shipped.json",
}
KINDS = BACKEND / "track" / "approvals_shipped.json"


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _versioned() -> tuple[sa.Column[Any], ...]:
    return (
        _needed("version", sa.Integer()),
        _needed("created_at", AT),
        _needed("created_by", sa.Text()),
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
        _needed("firm_id", sa.Uuid()),
        _needed("id", sa.Uuid()),
        *parts,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
        *keys,
    )


def upgrade() -> None:
    """Add the tables; every firm begins with the shipped style, words and kind of approval."""
    _proposals()
    _issues()
    for name in ("proposal_style", "forbidden_words"):
        _configuration(name)
    _table(
        "proposal_logo",
        _needed("file_id", sa.Uuid()),
        _needed("name", sa.Text()),
        _needed("kind", sa.Text()),
        _needed("added_by", sa.Text()),
        _needed("added_at", AT),
        refers=(("file_id", "stored_file"),),
    )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    # Which firms have a file to be made, and nothing of it.
    op.execute("grant select (firm_id, due_at) on proposal_print to startrail_dispatch")
    op.execute("create policy dispatcher on proposal_print for select to startrail_dispatch using (true)")
    for name, path in SHIPPED.items():
        op.execute(
            sa.text(
                f"insert into {name} (firm_id, id, number, content, published_by, published_at) "
                f"select firm_id, md5('{name} 1 ' || firm_id)::uuid, 1, "
                "cast(:content as jsonb), 'system:founding', now() from firm"
            ).bindparams(content=path.read_text(encoding="utf-8"))
        )
    _kind(json.loads(KINDS.read_text(encoding="utf-8"))["proposal"])


def _kind(content: dict[str, Any]) -> None:
    """The kind of approval, where a firm has none of that key yet."""
    id = "md5('kind proposal ' || firm_id)::uuid"
    op.execute(
        sa.text(
            "insert into approval_kind (firm_id, id, key, zh, en, subject, number, version, created_at, created_by, "
            f"updated_at) select firm_id, {id}, 'proposal', :zh, :en, :subject, 1, 1, now(), 'system:founding', now() "
            "from firm where not exists (select from approval_kind k where k.firm_id = firm.firm_id "
            "and k.key = 'proposal')"
        ).bindparams(zh=content["zh"], en=content["en"], subject=content["subject"])
    )
    op.execute(
        sa.text(
            "insert into approval_kind_version (firm_id, id, kind_id, number, content, published_by, published_at) "
            "select firm_id, md5('version 1 ' || id)::uuid, id, 1, cast(:content as jsonb), "
            f"'system:founding', now() from approval_kind k where key = 'proposal' and id = {id} and not exists "
            "(select from approval_kind_version v where v.firm_id = k.firm_id and v.kind_id = k.id)"
        ).bindparams(content=json.dumps(content, ensure_ascii=False))
    )


def _proposals() -> None:
    _table(
        "proposal",
        _needed("client_id", sa.Uuid()),
        _needed("owner_id", sa.Uuid()),
        _needed("title", sa.Text()),
        _needed("language", sa.Text()),
        _needed("state", sa.Text()),
        _needed("valid_until", sa.Date()),
        _needed("sections", JSONB()),
        _needed("letter", sa.Text()),
        _needed("needs", ARRAY(sa.Text())),
        _needed("number", sa.Integer()),
        sa.Column("approval_id", sa.Uuid()),
        sa.Column("channel", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("sent_at", AT),
        sa.Column("answered_at", AT),
        sa.Column("ended_at", AT),
        *_versioned(),
        refers=(("client_id", "client"), ("owner_id", "user_account"), ("approval_id", "approval")),
    )
    for name, columns in (
        ("client", ["client_id", "id"]),
        ("owner", ["owner_id", "id"]),
        ("state", ["state", "valid_until", "id"]),
        ("approval", ["approval_id"]),
    ):
        op.create_index(f"ix_proposal_{name}", "proposal", ["firm_id", *columns])
    _table(
        "proposal_item",
        _needed("proposal_id", sa.Uuid()),
        _needed("product_id", sa.Uuid()),
        sa.Column("share_class_id", sa.Uuid()),
        _needed("amount", sa.Numeric(20, 2)),
        sa.Column("note", sa.Text()),
        _needed("place", sa.Integer()),
        sa.Column("order_id", sa.Uuid()),
        refers=(
            ("proposal_id", "proposal"),
            ("product_id", "product"),
            ("share_class_id", "share_class"),
            ("order_id", "fund_order"),
        ),
    )
    op.create_index("ix_proposal_item_proposal", "proposal_item", ["firm_id", "proposal_id", "place"])
    op.create_index("ix_proposal_item_product", "proposal_item", ["firm_id", "product_id"])
    _table(
        "proposal_step",
        _needed("proposal_id", sa.Uuid()),
        _needed("act", sa.Text()),
        sa.Column("before", sa.Text()),
        _needed("after", sa.Text()),
        _needed("number", sa.Integer()),
        _needed("at", AT),
        _needed("by", sa.Text()),
        sa.Column("reason", sa.Text()),
        refers=(("proposal_id", "proposal"),),
    )
    op.create_index("ix_proposal_step_proposal", "proposal_step", ["firm_id", "proposal_id", "id"])


def _issues() -> None:
    _table(
        "proposal_version",
        _needed("proposal_id", sa.Uuid()),
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        _needed("hash", sa.Text()),
        _needed("shows", ARRAY(sa.Text())),
        _needed("issued_by", sa.Text()),
        _needed("issued_at", AT),
        sa.UniqueConstraint(
            "firm_id", "proposal_id", "number", name=op.f("uq_proposal_version_firm_id_proposal_id_number")
        ),
        refers=(("proposal_id", "proposal"),),
    )
    _table(
        "proposal_print",
        _needed("version_id", sa.Uuid()),
        sa.Column("file_id", sa.Uuid()),
        sa.Column("digest", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.Column("pages", sa.Integer()),
        _needed("tries", sa.Integer()),
        sa.Column("fault", sa.Text()),
        sa.Column("due_at", AT),
        sa.Column("runner", sa.Uuid()),
        sa.Column("printed_at", AT),
        sa.UniqueConstraint("firm_id", "version_id", name=op.f("uq_proposal_print_firm_id_version_id")),
        refers=(("version_id", "proposal_version"), ("file_id", "stored_file")),
    )
    op.create_index(
        "ix_proposal_print_due",
        "proposal_print",
        ["firm_id", "due_at"],
        postgresql_where=sa.text("due_at is not null"),
    )


def _configuration(name: str) -> None:
    _table(
        name,
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", AT),
        sa.UniqueConstraint("firm_id", "number", name=op.f(f"uq_{name}_firm_id_number")),
    )
    _table(
        f"{name}_draft",
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        sa.UniqueConstraint("firm_id", name=op.f(f"uq_{name}_draft_firm_id")),
    )


def downgrade() -> None:
    """Take them away, with what they hold; the kind of approval stays a kind of the firm."""
    for name in reversed(TABLES):
        op.drop_table(name)
