"""Tiers: the firm's model in versions, the tier of each client, and what became of it over time."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("tier_model", "tier_draft", "client_tier", "tier_sweep")
CHANGED = ("tier_draft", "client_tier")
CLIENT = (["firm_id", "client_id"], ["client.firm_id", "client.id"])
SHIPPED = Path(__file__).parents[2] / "book" / "tier_shipped.json"
INDEXES: tuple[tuple[str, list[Any]], ...] = (
    ("ix_client_tier", ["firm_id", "tier", sa.text("aum_order desc"), sa.text("id desc")]),
    ("ix_client_tier_order", ["firm_id", sa.text("coalesce(tier_rank, 2147483647)"), "id"]),
    ("ix_client_tier_down", ["firm_id", sa.text("coalesce(tier_rank, -1)"), "id"]),
)
COLUMNS = ("tier", "tier_rank", "tier_id", "relationship")


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    """Add the columns and tables; every firm begins with the shipped model, and the worker asks it of everybody."""
    for column in (
        sa.Column("tier", sa.Text()),
        sa.Column("tier_rank", sa.Integer()),
        sa.Column("tier_id", sa.Uuid()),
        sa.Column("relationship", sa.Text()),
    ):
        op.add_column("client", column)
    for name, columns in INDEXES:
        op.create_index(name, "client", columns)
    op.create_table(
        "tier_model",
        *_key(
            "tier_model",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("effective_from", sa.Date(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("note", sa.Text()),
            sa.Column("published_by", sa.Text(), nullable=False),
            sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_tier_model_firm_id_number")),
    )
    op.create_table(
        "tier_draft",
        *_key(
            "tier_draft",
            sa.Column("base", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.UniqueConstraint("firm_id", name=op.f("uq_tier_draft_firm_id")),
    )
    op.create_table(
        "client_tier",
        *_key(
            "client_tier",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("from_tier", sa.Text()),
            sa.Column("to_tier", sa.Text(), nullable=False),
            sa.Column("from_rank", sa.Integer()),
            sa.Column("to_rank", sa.Integer(), nullable=False),
            sa.Column("on", sa.Date(), nullable=False),
            sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("cause", sa.Text(), nullable=False),
            sa.Column("model", sa.Integer(), nullable=False),
            sa.Column("aum", sa.Numeric(20, 2), nullable=False),
            sa.Column("lifted", sa.Boolean(), nullable=False),
            sa.Column("score", sa.Numeric(5, 2)),
            sa.Column("points", JSONB(), nullable=False),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_client_tier_firm_id_client_id")),
    )
    op.create_index("ix_client_tier_history", "client_tier", ["firm_id", "client_id", "on", "known_at"])
    op.create_index("ix_client_tier_on", "client_tier", ["firm_id", "on"])
    op.create_table(
        "tier_sweep",
        *_key(
            "tier_sweep",
            sa.Column("on", sa.Date(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("model", sa.Integer(), nullable=False),
            sa.Column("moved", sa.Integer(), nullable=False),
        ),
    )
    op.create_index("ix_tier_sweep_at", "tier_sweep", ["firm_id", "at"])
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        rights = "select, insert, update, delete" if name in CHANGED else "select, insert"
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute(
        sa.text(
            "insert into tier_model (firm_id, id, number, effective_from, content, published_by, published_at) "
            "select firm_id, md5('tier model 1 ' || firm_id)::uuid, 1, date '2000-01-01', "
            "cast(:content as jsonb), 'system:founding', now() from firm"
        ).bindparams(content=SHIPPED.read_text(encoding="utf-8"))
    )
    op.execute(
        "insert into tag_mark (firm_id, id, kind, at) select firm_id, id, 'tier', now() from tier_model "
        "on conflict do nothing"
    )


def downgrade() -> None:
    """Take them away, with what they hold."""
    op.execute("delete from tag_mark where kind = 'tier'")
    for name in TABLES:
        op.drop_table(name)
    for name, _ in INDEXES:
        op.drop_index(name, "client")
    for name in COLUMNS:
        op.drop_column("client", name)
