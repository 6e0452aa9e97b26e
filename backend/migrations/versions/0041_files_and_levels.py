"""Files of own fields, and service levels that two people give by hand."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

AT, TEXT, ID = sa.DateTime(timezone=True), sa.Text(), sa.Uuid()
FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
KINDS = Path(__file__).parents[2] / "track" / "approvals_shipped.json"
KIND = "service_level"
TABLE = "service_by_hand"
REFERS = (
    ("client_id", "client"),
    ("approval_id", "approval"),
    ("asked_by_id", "user_account"),
    ("decided_by_id", "user_account"),
    ("ended_by_id", "user_account"),
)


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Let documents name the field they belong to; add the table, and the kind of approval that decides."""
    op.add_column("document", sa.Column("own_field", TEXT))
    op.create_table(
        TABLE,
        *(_needed(name, ID) for name in ("firm_id", "id", "client_id")),
        _needed("cell", TEXT),
        _needed("until", sa.Date()),
        _needed("reason", TEXT),
        _needed("state", TEXT),
        sa.Column("approval_id", ID),
        _needed("asked_by_id", ID),
        sa.Column("decided_by_id", ID),
        sa.Column("decided_at", AT),
        sa.Column("ended_by_id", ID),
        sa.Column("ended_at", AT),
        _needed("version", sa.Integer()),
        _needed("created_at", AT),
        _needed("created_by", TEXT),
        _needed("updated_at", AT),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{TABLE}")),
        *(
            sa.ForeignKeyConstraint(
                ["firm_id", column],
                [f"{table}.firm_id", f"{table}.id"],
                name=op.f(f"fk_{TABLE}_firm_id_{column}"),
            )
            for column, table in REFERS
        ),
    )
    for name in ("client", "approval"):
        op.create_index(f"ix_{TABLE}_{name}", TABLE, ["firm_id", f"{name}_id"])
    op.create_index(
        f"ix_{TABLE}_held", TABLE, ["firm_id", "until"], postgresql_where=sa.text("state = 'held'")
    )
    # As `platform/roles.py` wrote them for this table.
    op.execute(f"grant select on {TABLE} to startrail_read")
    op.execute(f"grant select, insert, update, delete on {TABLE} to startrail_app")
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"create policy firm_wall on {TABLE} to startrail_app using ({FIRM}) with check ({FIRM})")
    op.execute(f"create policy reader on {TABLE} for select to startrail_read using (true)")
    _ship(json.loads(KINDS.read_text(encoding="utf-8"))[KIND])


def _ship(content: dict[str, Any]) -> None:
    """The kind with its first version, where a firm has none of that key yet."""
    id = f"md5('approval_kind {KIND} ' || firm_id)::uuid"
    told = ("zh", "en", "subject")
    op.execute(
        sa.text(
            "insert into approval_kind (firm_id, id, key, zh, en, subject, number, version, created_at, created_by,"
            f" updated_at) select firm_id, {id}, '{KIND}', :zh, :en, :subject, 1, 1, now(), 'system:founding', now()"
            f" from firm where not exists (select from approval_kind k where k.firm_id = firm.firm_id"
            f" and k.key = '{KIND}')"
        ).bindparams(**{name: content[name] for name in told})
    )
    op.execute(
        sa.text(
            "insert into approval_kind_version (firm_id, id, kind_id, number, content, published_by, published_at)"
            " select firm_id, md5('version 1 ' || id)::uuid, id, 1, cast(:content as jsonb), 'system:founding', now()"
            f" from approval_kind k where key = '{KIND}' and id = {id} and not exists"
            " (select from approval_kind_version v where v.firm_id = k.firm_id and v.kind_id = k.id)"
        ).bindparams(content=json.dumps(content, ensure_ascii=False))
    )


def downgrade() -> None:
    """Documents of fields become documents of the client alone; levels follow the matrix. The kind stays."""
    op.drop_table(TABLE)
    op.drop_column("document", "own_field")
