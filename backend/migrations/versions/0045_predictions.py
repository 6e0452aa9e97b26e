"""Predictions: versions of models, what they foretell of clients, doubts about reasons, and clients who opted out."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0045"
down_revision = "0044"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("prediction_model", "prediction", "prediction_doubt", "prediction_opt_out")
CLIENT = (["firm_id", "client_id"], ["client.firm_id", "client.id"])
CHANCE = sa.Numeric(9, 8)
MONEY = sa.Numeric(20, 2)


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _client() -> sa.Column[Any]:
    return sa.Column("client_id", sa.Uuid(), nullable=False)


def upgrade() -> None:
    """Add the tables; the worker fills them."""
    op.create_table(
        "prediction_model",
        *_key(
            "prediction_model",
            _text("kind"),
            sa.Column("number", sa.Integer(), nullable=False),
            _text("state"),
            _text("asked_by"),
            _at("asked_at"),
            _at("trained_at", nullable=True),
            sa.Column("window_from", sa.Date()),
            sa.Column("window_to", sa.Date()),
            sa.Column("scored_on", sa.Date()),
            sa.Column("events", sa.Integer()),
            sa.Column("content", JSONB(), nullable=False),
        ),
        sa.UniqueConstraint(
            "firm_id", "kind", "number", name=op.f("uq_prediction_model_firm_id_kind_number")
        ),
    )
    op.create_table(
        "prediction",
        *_key(
            "prediction",
            _client(),
            _text("kind"),
            sa.Column("model_id", sa.Uuid()),
            sa.Column("as_of", sa.Date(), nullable=False),
            sa.Column("score", sa.Numeric(18, 12), nullable=False),
            sa.Column("chance", CHANCE),
            sa.Column("average", CHANCE),
            _text("band"),
            sa.Column("place", sa.Integer(), nullable=False),
            sa.Column("parts", JSONB(), nullable=False),
            sa.Column("amount", MONEY),
            sa.Column("expected", MONEY),
            _at("found_at"),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_prediction_firm_id_client_id")),
        sa.ForeignKeyConstraint(
            ["firm_id", "model_id"],
            ["prediction_model.firm_id", "prediction_model.id"],
            name=op.f("fk_prediction_firm_id_model_id"),
        ),
        sa.UniqueConstraint(
            "firm_id", "client_id", "kind", name=op.f("uq_prediction_firm_id_client_id_kind")
        ),
    )
    op.create_index("ix_prediction_band", "prediction", ["firm_id", "kind", "band"])
    op.create_table(
        "prediction_doubt",
        *_key(
            "prediction_doubt",
            _client(),
            _text("kind"),
            _text("feature"),
            _text("note"),
            sa.Column("model_number", sa.Integer(), nullable=False),
            _text("by"),
            _at("at"),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_prediction_doubt_firm_id_client_id")),
    )
    op.create_index("ix_prediction_doubt_client", "prediction_doubt", ["firm_id", "client_id", "kind", "at"])
    op.create_table(
        "prediction_opt_out",
        *_key("prediction_opt_out", _client(), _text("note"), _text("by"), _at("at")),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_prediction_opt_out_firm_id_client_id")),
    )
    op.create_index("ix_prediction_opt_out_client", "prediction_opt_out", ["firm_id", "client_id"])
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
