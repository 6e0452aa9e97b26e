"""Service requests and complaints with their clocks, their types in versions, and the approvals they ask for."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0037"
down_revision = "0036"

AT, TEXT, WHOLE, ID = sa.DateTime(timezone=True), sa.Text(), sa.Integer(), sa.Uuid()
FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("request_type", "request_type_version", "request_type_draft"),
    *("service_request", "request_step", "request_task", "request_link"),
)
ADDED_ONLY = ("request_type_version", "request_step")
BACKEND = Path(__file__).parents[2]
TYPES = BACKEND / "retain" / "request_types_shipped.json"
KINDS = BACKEND / "track" / "approvals_shipped.json"
ASKED = ("service_partner", "service_executive")


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind)


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


def _index(table: str, name: str, *columns: str, **options: Any) -> None:
    op.create_index(f"ix_{table}_{name}", table, ["firm_id", *columns], **options)


def upgrade() -> None:
    """Add the tables; every firm begins with the shipped types and kinds of approvals."""
    _types()
    _requests()
    _threads()
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert" if name in ADDED_ONLY else "select, insert, update, delete"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    for key, content in json.loads(TYPES.read_text(encoding="utf-8")).items():
        _ship("request_type", "type_id", key, content, ("zh", "en", "icon", "kind"))
    kinds = json.loads(KINDS.read_text(encoding="utf-8"))
    for key in ASKED:
        _ship("approval_kind", "kind_id", key, kinds[key], ("zh", "en", "subject"))


def _ship(table: str, of: str, key: str, content: dict[str, Any], told: tuple[str, ...]) -> None:
    """A configuration with its first version, where a firm has none of that key yet."""
    id = f"md5('{table} {key} ' || firm_id)::uuid"
    names, values = ", ".join(told), ", ".join(f":{name}" for name in told)
    op.execute(
        sa.text(
            f"insert into {table} (firm_id, id, key, {names}, number, version, created_at, created_by, updated_at) "
            f"select firm_id, {id}, '{key}', {values}, 1, 1, now(), 'system:founding', now() from firm "
            f"where not exists (select from {table} k where k.firm_id = firm.firm_id and k.key = '{key}')"
        ).bindparams(**{name: content[name] for name in told})
    )
    op.execute(
        sa.text(
            f"insert into {table}_version (firm_id, id, {of}, number, content, published_by, published_at) "
            "select firm_id, md5('version 1 ' || id)::uuid, id, 1, cast(:content as jsonb), "
            f"'system:founding', now() from {table} k where key = '{key}' and id = {id} and not exists "
            f"(select from {table}_version v where v.firm_id = k.firm_id and v.{of} = k.id)"
        ).bindparams(content=json.dumps(content, ensure_ascii=False))
    )


def _types() -> None:
    _table(
        "request_type",
        *(_needed(name, TEXT) for name in ("key", "zh", "en", "icon", "kind")),
        _needed("number", WHOLE),
        _may("archived_at", AT),
        *_versioned(),
        _unique("request_type", "key"),
    )
    _table(
        "request_type_version",
        _needed("number", WHOLE),
        _needed("content", JSONB()),
        _may("note", TEXT),
        _needed("published_by", TEXT),
        _needed("published_at", AT),
        _needed("type_id", ID),
        _unique("request_type_version", "type_id", "number"),
        refers=(("type_id", "request_type"),),
    )
    _table(
        "request_type_draft",
        _needed("base", WHOLE),
        _needed("content", JSONB()),
        _needed("type_id", ID),
        *_versioned(),
        _unique("request_type_draft", "type_id"),
        refers=(("type_id", "request_type"),),
    )


def _requests() -> None:
    clocks = [
        column
        for clock in ("response", "resolution")
        for column in (
            *(_needed(f"{clock}_{name}_at", AT) for name in ("half", "most", "due")),
            _needed(f"{clock}_told", WHOLE),
            _may(f"{clock}_breached_at", AT),
        )
    ]
    _table(
        "service_request",
        *(_needed(name, ID) for name in ("client_id", "type_id")),
        *(_needed(name, WHOLE) for name in ("type_number", "response_minutes", "resolution_hours")),
        *(_needed(name, TEXT) for name in ("type_key", "zh", "en", "icon", "kind", "title")),
        *(_needed(name, TEXT) for name in ("priority", "state", "channel", "calendar")),
        *(_may(name, TEXT) for name in ("details", "tier", "cell", "reason", "outcome")),
        *(_may(name, TEXT) for name in ("category", "cause", "severity", "regulator_reference")),
        _needed("form", JSONB()),
        _needed("chain", ARRAY(TEXT)),
        *clocks,
        *(_may(name, ID) for name in ("owner_id", "interaction_id", "answered_by_id")),
        *(_may(name, ID) for name in ("approval_id", "partner_approval_id")),
        *(_may(name, ID) for name in ("again_of_id", "duplicate_of_id", "about_id")),
        *(_may(name, AT) for name in ("answered_at", "resolved_at", "closed_at", "waiting_since")),
        *(_may(name, AT) for name in ("due_at", "next_at")),
        *(_may(f"acknowledge{name}_at", AT) for name in ("_due", "d", "_breached")),
        *(_needed(name, WHOLE) for name in ("answers", "waited_seconds", "escalate_minutes")),
        *(_needed(name, WHOLE) for name in ("escalated", "resolution_escalated")),
        _may("justified", sa.Boolean()),
        _needed("from_regulator", sa.Boolean()),
        *_versioned(),
        _unique("service_request", "again_of_id"),
        refers=(
            ("client_id", "client"),
            ("type_id", "request_type"),
            ("owner_id", "user_account"),
            ("interaction_id", "interaction"),
            ("approval_id", "approval"),
            ("partner_approval_id", "approval"),
        ),
    )
    _index("service_request", "client", "client_id", "created_at", "id")
    _index("service_request", "owner", "owner_id", "state", "response_due_at", "id")
    _index("service_request", "created", "created_at", "id")
    _index("service_request", "due", "due_at", "id")
    _index("service_request", "next", "next_at", postgresql_where=sa.text("next_at is not null"))
    _index("service_request", "approval", "partner_approval_id")
    _index("service_request", "type", "type_id", "created_at")


def _threads() -> None:
    _table(
        "request_step",
        _needed("request_id", ID),
        _needed("act", TEXT),
        _may("before", TEXT),
        _needed("after", TEXT),
        _needed("at", AT),
        _may("user_id", ID),
        _may("to_id", ID),
        _may("text", TEXT),
        _may("detail", TEXT),
        _may("interaction_id", ID),
        refers=(
            ("request_id", "service_request"),
            ("user_id", "user_account"),
            ("to_id", "user_account"),
            ("interaction_id", "interaction"),
        ),
    )
    _index("request_step", "request", "request_id", "at", "id")
    _index("request_step", "interaction", "interaction_id")
    _table(
        "request_task",
        _needed("request_id", ID),
        _needed("task_id", ID),
        _unique("request_task", "task_id"),
        refers=(("request_id", "service_request"), ("task_id", "task")),
    )
    _index("request_task", "request", "request_id")
    _table(
        "request_link",
        _needed("client_id", ID),
        _needed("token_hash", sa.LargeBinary()),
        _needed("state", TEXT),
        _needed("tries", WHOLE),
        _needed("expires_at", AT),
        _may("used_at", AT),
        _may("request_id", ID),
        *_versioned(),
        _unique("request_link", "token_hash"),
        refers=(("client_id", "client"), ("request_id", "service_request")),
    )
    _index("request_link", "client", "client_id", "created_at")


def downgrade() -> None:
    """Take the tables away, with what they hold; kinds of approvals stay."""
    for name in reversed(TABLES):
        op.drop_table(name)
