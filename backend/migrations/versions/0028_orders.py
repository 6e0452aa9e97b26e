"""Orders from suitability to confirmation: their steps, rules in versions, payers, return visits, and AML."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = (
    *("order_rules", "order_rules_draft", "order_step", "order_payer", "return_visit"),
    *("aml_review", "life_cycle_step"),
)
ADDED_ONLY = ("order_rules", "order_step", "return_visit", "life_cycle_step")
SHIPPED = Path(__file__).parents[2] / "track" / "order_shipped.json"
AT = sa.DateTime(timezone=True)
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("seller_id", sa.Uuid()),
    ("fee", sa.Numeric(20, 2)),
    ("rules", sa.Integer()),
    ("match_result", sa.Text()),
    ("match_rule", sa.Text()),
    ("match_rules", sa.Integer()),
    ("checked_at", AT),
    ("signing", sa.Text()),
    ("signed_at", AT),
    ("paid_at", AT),
    ("cooling_from", AT),
    ("cooling_until", AT),
    ("cooled_at", AT),
    ("visited_at", AT),
    ("submitted_at", AT),
    ("refund", sa.Text()),
    ("difference", sa.Text()),
    ("difference_note", sa.Text()),
)


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
    """Add the columns and tables; what was placed is at the registrar, and every firm begins with the shipped rules."""
    _orders()
    _rules()
    _followed()
    _clients()
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
            "insert into order_rules (firm_id, id, number, content, published_by, published_at) "
            "select firm_id, md5('order rules 1 ' || firm_id)::uuid, 1, "
            "cast(:content as jsonb), 'system:founding', now() from firm"
        ).bindparams(content=SHIPPED.read_text(encoding="utf-8"))
    )
    op.execute(
        "insert into order_step (firm_id, id, order_id, after, at, by, evidence) "
        "select firm_id, md5('order step ' || id)::uuid, id, state, updated_at, 'system:records', '{}'::jsonb "
        "from fund_order"
    )


def _orders() -> None:
    for name, kind in COLUMNS:
        op.add_column("fund_order", sa.Column(name, kind))
    op.create_foreign_key(
        op.f("fk_fund_order_firm_id_seller_id"),
        "fund_order",
        "user_account",
        ["firm_id", "seller_id"],
        ["firm_id", "id"],
    )
    op.create_index("ix_fund_order_applied", "fund_order", ["firm_id", "applied_on", "id"])
    op.create_index("ix_fund_order_seller", "fund_order", ["firm_id", "seller_id"])
    op.create_index(
        "ix_fund_order_cooling",
        "fund_order",
        ["firm_id", "cooling_until"],
        postgresql_where=sa.text("cooled_at is null and cooling_until is not null"),
    )
    # Until now only what the registrar knew of was written down.
    op.execute("update fund_order set state = 'submitted' where state = 'placed'")


def _rules() -> None:
    _table(
        "order_rules",
        _needed("number", sa.Integer()),
        _needed("content", JSONB()),
        sa.Column("note", sa.Text()),
        _needed("published_by", sa.Text()),
        _needed("published_at", AT),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_order_rules_firm_id_number")),
    )
    _table(
        "order_rules_draft",
        _needed("base", sa.Integer()),
        _needed("content", JSONB()),
        *_versioned(),
        sa.UniqueConstraint("firm_id", name=op.f("uq_order_rules_draft_firm_id")),
    )


def _followed() -> None:
    _table(
        "order_step",
        _needed("order_id", sa.Uuid()),
        sa.Column("before", sa.Text()),
        _needed("after", sa.Text()),
        _needed("at", AT),
        _needed("by", sa.Text()),
        _needed("evidence", JSONB()),
        sa.Column("reason", sa.Text()),
        refers=(("order_id", "fund_order"),),
    )
    op.create_index("ix_order_step_order", "order_step", ["firm_id", "order_id", "id"])
    _table(
        "order_payer",
        _needed("order_id", sa.Uuid()),
        _needed("receipt_id", sa.Uuid()),
        _needed("document_id", sa.Uuid()),
        _needed("relation", sa.Text()),
        _needed("reason", sa.Text()),
        _needed("state", sa.Text()),
        _needed("asked_by", sa.Text()),
        _needed("asked_at", AT),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", AT),
        sa.Column("note", sa.Text()),
        *_versioned(),
        refers=(("order_id", "fund_order"), ("receipt_id", "payment_receipt"), ("document_id", "document")),
    )
    op.create_index("ix_order_payer_order", "order_payer", ["firm_id", "order_id", "id"])
    _partial("uq_order_payer_live", "order_payer", "receipt_id", "state in ('pending', 'accepted')")
    _table(
        "return_visit",
        _needed("order_id", sa.Uuid()),
        _needed("visitor_id", sa.Uuid()),
        _needed("channel", sa.Text()),
        _needed("held_at", AT),
        _needed("rules", sa.Integer()),
        _needed("answers", JSONB()),
        _needed("faults", JSONB()),
        _needed("passed", sa.Boolean()),
        sa.Column("note", sa.Text()),
        refers=(("order_id", "fund_order"), ("visitor_id", "user_account")),
    )
    op.create_index("ix_return_visit_order", "return_visit", ["firm_id", "order_id", "id"])


def _clients() -> None:
    _table(
        "aml_review",
        _needed("client_id", sa.Uuid()),
        _needed("state", sa.Text()),
        _needed("status", sa.Text()),
        _needed("reason", sa.Text()),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("valid_until", sa.Date()),
        _needed("found_by", sa.Text()),
        _needed("found_at", AT),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", AT),
        sa.Column("decision", sa.Text()),
        sa.Column("ended_at", AT),
        *_versioned(),
        refers=(("client_id", "client"), ("document_id", "document")),
    )
    op.create_index("ix_aml_review_client", "aml_review", ["firm_id", "client_id", "id"])
    _partial("uq_aml_review_in_force", "aml_review", "client_id", "status = 'in_force'")
    _partial("uq_aml_review_pending", "aml_review", "client_id", "status = 'pending'")
    _table(
        "life_cycle_step",
        _needed("client_id", sa.Uuid()),
        _needed("before", sa.Text()),
        _needed("after", sa.Text()),
        _needed("cause", sa.Text()),
        sa.Column("subject_id", sa.Uuid()),
        _needed("at", AT),
        _needed("by", sa.Text()),
        refers=(("client_id", "client"),),
    )
    op.create_index("ix_life_cycle_step_client", "life_cycle_step", ["firm_id", "client_id", "id"])


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, ["firm_id", column], unique=True, postgresql_where=sa.text(where))


def downgrade() -> None:
    """Take them away, with what they hold; what is under way is placed again."""
    for name in reversed(TABLES):
        op.drop_table(name)
    op.execute("update fund_order set state = 'cancelled' where state = 'reversed'")
    op.execute(
        "update fund_order set state = 'placed' where state not in ('confirmed', 'cancelled', 'rejected')"
    )
    for index in ("ix_fund_order_cooling", "ix_fund_order_seller", "ix_fund_order_applied"):
        op.drop_index(index, "fund_order")
    op.drop_constraint(op.f("fk_fund_order_firm_id_seller_id"), "fund_order", type_="foreignkey")
    for name, _ in reversed(COLUMNS):
        op.drop_column("fund_order", name)
