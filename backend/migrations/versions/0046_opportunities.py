"""Opportunities: chances with clients, and whose have to be asked for again."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0045"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("opportunity", "opportunity_mark")
MONEY = sa.Numeric(20, 2)
REFERS = (
    ("client", "client_id"), ("product", "product_id"), ("task", "task_id"), ("journey", "journey_id"),
    ("transaction", "won_id"),
)  # fmt: skip


def _key(name: str, *columns: Any) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Add the tables; the first look of the worker fills them."""
    op.create_table(
        "opportunity",
        *_key(
            "opportunity",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            _text("kind"),
            _text("key"),
            sa.Column("product_id", sa.Uuid()),
            sa.Column("amount", MONEY, nullable=False),
            sa.Column("since", sa.Date(), nullable=False),
            sa.Column("until", sa.Date()),
            sa.Column("facts", JSONB(), nullable=False),
            _text("print"),
            _text("state"),
            sa.Column("rules", sa.Integer(), nullable=False),
            sa.Column("task_id", sa.Uuid()),
            sa.Column("journey_id", sa.Uuid()),
            _text("reason", nullable=True),
            _text("note", nullable=True),
            _text("by", nullable=True),
            _at("acted_at", nullable=True),
            sa.Column("won_id", sa.Uuid()),
            sa.Column("won_on", sa.Date()),
            sa.Column("won_amount", MONEY),
            _at("found_at"),
            _at("ended_at", nullable=True),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["firm_id", column],
                [f"{table}.firm_id", f"{table}.id"],
                name=op.f(f"fk_opportunity_firm_id_{column}"),
            )
            for table, column in REFERS
        ),
    )
    op.create_index(
        "uq_opportunity_live",
        "opportunity",
        ["firm_id", "client_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("state in ('open', 'taken', 'dismissed')"),
    )
    op.create_index(
        "uq_opportunity_won",
        "opportunity",
        ["firm_id", "won_id"],
        unique=True,
        postgresql_where=sa.text("won_id is not null"),
    )
    op.create_index("ix_opportunity_client", "opportunity", ["firm_id", "client_id", "state"])
    op.create_index(
        "ix_opportunity_task",
        "opportunity",
        ["firm_id", "task_id"],
        postgresql_where=sa.text("task_id is not null"),
    )
    op.create_index("ix_opportunity_state", "opportunity", ["firm_id", "state", "amount"])
    op.create_table("opportunity_mark", *_key("opportunity_mark", _text("kind"), _at("at")))
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id) on opportunity_mark to startrail_dispatch")
    op.execute("create policy dispatcher on opportunity_mark for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
