"""Suitability: rules in versions, assessments, qualifications, what clients insisted on and what no longer suits."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("suitability_rules", "suitability_draft", "assessment", "assessment_sheet", "assessment_link"),
    *("qualification", "qualification_document", "suitability_insistence", "suitability_finding"),
)
ADDED_ONLY = ("suitability_rules",)
SHIPPED = Path(__file__).parents[2] / "track" / "suitability_shipped.json"


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


def upgrade() -> None:
    """Add the tables; every firm begins with the shipped rules, and what clients' facts say becomes their history."""
    _rules()
    _assessments()
    _qualifications()
    _followed()
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
            "insert into suitability_rules (firm_id, id, number, content, published_by, published_at) "
            "select firm_id, md5('suitability rules 1 ' || firm_id)::uuid, 1, "
            "cast(:content as jsonb), 'system:founding', now() from firm"
        ).bindparams(content=SHIPPED.read_text(encoding="utf-8"))
    )
    op.execute(
        "insert into assessment (firm_id, id, client_id, state, rules, level, lowest, channel, valid_until, "
        "completed_at, version, created_at, created_by, updated_at) "
        "select firm_id, md5('assessment ' || id)::uuid, id, "
        "case when risk_valid_until >= current_date then 'valid' else 'expired' end, "
        "0, risk_level, false, 'recorded', risk_valid_until, now(), 1, now(), 'system:records', now() "
        "from client where risk_level is not null and merged_into_id is null"
    )
    op.execute(
        "insert into qualification (firm_id, id, client_id, state, purpose, basis, rules, measures, requested_by, "
        "requested_at, version, created_at, created_by, updated_at) "
        "select firm_id, md5('qualification ' || id)::uuid, id, 'approved', 'qualified', 'recorded', 0, "
        "'{}'::jsonb, 'system:records', now(), 1, now(), 'system:records', now() "
        "from client where qualified and merged_into_id is null"
    )


def _rules() -> None:
    _table(
        "suitability_rules",
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", sa.DateTime(timezone=True)),
        _unique("suitability_rules", "number"),
    )
    _table(
        "suitability_draft",
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        _unique("suitability_draft"),
    )


def _assessments() -> None:
    _table(
        "assessment",
        _needed("client_id", sa.Uuid()),
        _needed("state", sa.Text()),
        _needed("rules", sa.Integer()),
        sa.Column("score", sa.Integer()),
        sa.Column("level", sa.Text()),
        _needed("lowest", sa.Boolean()),
        _needed("channel", sa.Text()),
        sa.Column("signed_on", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("task_id", sa.Uuid()),
        *_versioned(),
        refers=(("client_id", "client"), ("task_id", "task")),
    )
    op.create_index("ix_assessment_client", "assessment", ["firm_id", "client_id", "created_at"])
    op.create_index("ix_assessment_state", "assessment", ["firm_id", "state", "valid_until"])
    _partial(
        "uq_assessment_current", "assessment", ["client_id"], "state in ('valid', 'expiring', 'expired')"
    )
    _partial("uq_assessment_draft", "assessment", ["client_id"], "state = 'draft'")
    _table(
        "assessment_sheet",
        _needed("assessment_id", sa.Uuid()),
        _needed("answers", JSONB()),
        refers=(("assessment_id", "assessment"),),
    )
    op.create_index("uq_assessment_sheet", "assessment_sheet", ["firm_id", "assessment_id"], unique=True)
    _table(
        "assessment_link",
        _needed("client_id", sa.Uuid()),
        _needed("token_hash", sa.LargeBinary()),
        _needed("state", sa.Text()),
        _needed("tries", sa.Integer()),
        _needed("expires_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("assessment_id", sa.Uuid()),
        *_versioned(),
        _unique("assessment_link", "token_hash"),
        refers=(("client_id", "client"), ("assessment_id", "assessment")),
    )
    op.create_index("ix_assessment_link_client", "assessment_link", ["firm_id", "client_id", "created_at"])


def _qualifications() -> None:
    _table(
        "qualification",
        _needed("client_id", sa.Uuid()),
        _needed("state", sa.Text()),
        _needed("purpose", sa.Text()),
        _needed("basis", sa.Text()),
        _needed("rules", sa.Integer()),
        _needed("measures", JSONB()),
        sa.Column("years", sa.Integer()),
        sa.Column("tested_on", sa.Date()),
        sa.Column("note", sa.Text()),
        _needed("requested_by", sa.Text()),
        _needed("requested_at", sa.DateTime(timezone=True)),
        sa.Column("reviewed_by", sa.Text()),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("task_id", sa.Uuid()),
        *_versioned(),
        refers=(("client_id", "client"), ("task_id", "task")),
    )
    op.create_index("ix_qualification_client", "qualification", ["firm_id", "client_id", "created_at"])
    op.create_index("ix_qualification_state", "qualification", ["firm_id", "state", "valid_until"])
    _partial(
        "uq_qualification_open",
        "qualification",
        ["client_id", "purpose"],
        "state in ('requested', 'in_review')",
    )
    _partial(
        "uq_qualification_in_force", "qualification", ["client_id", "purpose"],
        "state in ('approved', 'expiring')",
    )  # fmt: skip
    _table(
        "qualification_document",
        _needed("qualification_id", sa.Uuid()),
        _needed("document_id", sa.Uuid()),
        _unique("qualification_document", "qualification_id", "document_id"),
        refers=(("qualification_id", "qualification"), ("document_id", "document")),
    )


def _followed() -> None:
    _table(
        "suitability_insistence",
        _needed("client_id", sa.Uuid()),
        _needed("product_id", sa.Uuid()),
        _needed("grid_row", sa.Text()),
        _needed("risk", sa.Text()),
        _needed("rules", sa.Integer()),
        _needed("warning", sa.Text()),
        _needed("confirmed_on", sa.Date()),
        *_versioned(),
        _unique("suitability_insistence", "client_id", "product_id", "grid_row", "risk"),
        refers=(("client_id", "client"), ("product_id", "product")),
    )
    op.create_index("ix_suitability_insistence_product", "suitability_insistence", ["firm_id", "product_id"])
    _table(
        "suitability_finding",
        _needed("client_id", sa.Uuid()),
        _needed("product_id", sa.Uuid()),
        _needed("grid_row", sa.Text()),
        _needed("risk", sa.Text()),
        _needed("rules", sa.Integer()),
        sa.Column("task_id", sa.Uuid()),
        _needed("found_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        refers=(("client_id", "client"), ("product_id", "product"), ("task_id", "task")),
    )
    _partial(
        "uq_suitability_finding_open", "suitability_finding", ["client_id", "product_id"], "ended_at is null"
    )
    op.create_index("ix_suitability_finding_product", "suitability_finding", ["firm_id", "product_id"])


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, ["firm_id", *columns], unique=True, postgresql_where=sa.text(where))


def downgrade() -> None:
    """Take them away, with what they hold; the facts of clients stay."""
    for name in reversed(TABLES):
        op.drop_table(name)
