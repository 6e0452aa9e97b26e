"""Signals: rules, marks, falls of funds that clients hold, and clients nobody hears from."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038"
down_revision = "0037"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("signal_rules", "signal_mark", "drawdown_episode", "drawdown", "silence")
CLIENT = (["firm_id", "client_id"], ["client.firm_id", "client.id"])
PRODUCT = (["firm_id", "product_id"], ["product.firm_id", "product.id"])
CLASS = (["firm_id", "share_class_id"], ["share_class.firm_id", "share_class.id"])
TASK = (["firm_id", "task_id"], ["task.firm_id", "task.id"])
RATIO = sa.Numeric(12, 8)
MONEY = sa.Numeric(20, 2)


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Add the tables; the first look of the worker fills them."""
    op.create_table(
        "signal_rules",
        *_key(
            "signal_rules",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("note", sa.Text()),
            sa.Column("published_by", sa.Text(), nullable=False),
            _at("published_at"),
        ),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_signal_rules_firm_id_number")),
    )
    op.create_table(
        "signal_mark", *_key("signal_mark", sa.Column("kind", sa.Text(), nullable=False), _at("at"))
    )
    op.create_table(
        "drawdown_episode",
        *_key(
            "drawdown_episode",
            sa.Column("product_id", sa.Uuid(), nullable=False),
            sa.Column("share_class_id", sa.Uuid()),
            sa.Column("begun_on", sa.Date(), nullable=False),
            sa.Column("nav_date", sa.Date(), nullable=False),
            sa.Column("level", sa.Integer(), nullable=False),
            sa.Column("deepest", RATIO, nullable=False),
            _at("found_at"),
            _at("ended_at", nullable=True),
        ),
        sa.ForeignKeyConstraint(*PRODUCT, name=op.f("fk_drawdown_episode_firm_id_product_id")),
        sa.ForeignKeyConstraint(*CLASS, name=op.f("fk_drawdown_episode_firm_id_share_class_id")),
    )
    op.create_index(
        "uq_drawdown_episode_open",
        "drawdown_episode",
        ["firm_id", "product_id", "share_class_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "drawdown",
        *_key(
            "drawdown",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("product_id", sa.Uuid(), nullable=False),
            sa.Column("share_class_id", sa.Uuid()),
            sa.Column("episode_id", sa.Uuid(), nullable=False),
            sa.Column("basis", sa.Text(), nullable=False),
            sa.Column("opened_on", sa.Date(), nullable=False),
            sa.Column("begun_on", sa.Date(), nullable=False),
            sa.Column("as_of", sa.Date(), nullable=False),
            sa.Column("fall", RATIO, nullable=False),
            sa.Column("deepest", RATIO, nullable=False),
            sa.Column("level", sa.Integer(), nullable=False),
            sa.Column("told_level", sa.Integer(), nullable=False),
            sa.Column("value", MONEY),
            sa.Column("loss", MONEY),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("rules", sa.Integer(), nullable=False),
            sa.Column("task_id", sa.Uuid()),
            _at("found_at"),
            _at("ended_at", nullable=True),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_drawdown_firm_id_client_id")),
        sa.ForeignKeyConstraint(*PRODUCT, name=op.f("fk_drawdown_firm_id_product_id")),
        sa.ForeignKeyConstraint(*CLASS, name=op.f("fk_drawdown_firm_id_share_class_id")),
        sa.ForeignKeyConstraint(
            ["firm_id", "episode_id"],
            ["drawdown_episode.firm_id", "drawdown_episode.id"],
            name=op.f("fk_drawdown_firm_id_episode_id"),
        ),
        sa.ForeignKeyConstraint(*TASK, name=op.f("fk_drawdown_firm_id_task_id")),
    )
    op.create_index(
        "uq_drawdown_open",
        "drawdown",
        ["firm_id", "client_id", "product_id", "share_class_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_drawdown_episode", "drawdown", ["firm_id", "episode_id"])
    op.create_index(
        "ix_drawdown_product",
        "drawdown",
        ["firm_id", "product_id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "silence",
        *_key(
            "silence",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("since", sa.Date(), nullable=False),
            sa.Column("silent_on", sa.Date(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("step", sa.Integer(), nullable=False),
            sa.Column("began_on", sa.Date()),
            sa.Column("task_id", sa.Uuid()),
            sa.Column("note", sa.Text()),
            sa.Column("rules", sa.Integer(), nullable=False),
            _at("found_at"),
            _at("ended_at", nullable=True),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_silence_firm_id_client_id")),
        sa.ForeignKeyConstraint(*TASK, name=op.f("fk_silence_firm_id_task_id")),
    )
    op.create_index(
        "uq_silence_open",
        "silence",
        ["firm_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    for name in ("drawdown", "silence"):
        op.create_index(
            f"ix_{name}_task", name, ["firm_id", "task_id"], postgresql_where=sa.text("task_id is not null")
        )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        rights = "select, insert" if name == "signal_rules" else "select, insert, update, delete"
        op.execute(f"grant {rights} on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id) on signal_mark to startrail_dispatch")
    op.execute("create policy dispatcher on signal_mark for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in ("silence", "drawdown", "drawdown_episode", "signal_mark", "signal_rules"):
        op.drop_table(name)
