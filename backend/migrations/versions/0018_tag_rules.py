"""Rules of tags, who decided on a client's tags, and what became of them over time."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("tag_rule", "tag_refusal", "tag_change", "tag_mark")
CLIENT = (["firm_id", "client_id"], ["client.firm_id", "client.id"])
TAG = (["firm_id", "tag_id"], ["tag.firm_id", "tag.id"])


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    """Add the columns and tables; what tags there are were given by hand."""
    for column in (
        sa.Column("exclusive_group", sa.Text()),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("valid_days", sa.Integer()),
        sa.Column("rule_decides", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("rule_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rule_fault", sa.Text()),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("tag", column)
    for name in ("priority", "rule_decides", "rule_version"):
        op.alter_column("tag", name, server_default=None)
    op.add_column("client_tag", sa.Column("rule_version", sa.Integer()))
    op.add_column("client_tag", sa.Column("given_by", sa.Text()))
    op.create_table(
        "tag_rule",
        *_key(
            "tag_rule",
            sa.Column("tag_id", sa.Uuid(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("condition", JSONB()),
            sa.Column("note", sa.Text()),
            sa.Column("published_by", sa.Text(), nullable=False),
            sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.ForeignKeyConstraint(*TAG, name=op.f("fk_tag_rule_firm_id_tag_id")),
        sa.UniqueConstraint("firm_id", "tag_id", "number", name=op.f("uq_tag_rule_firm_id_tag_id_number")),
    )
    op.create_table(
        "tag_refusal",
        *_key(
            "tag_refusal",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("tag_id", sa.Uuid(), nullable=False),
            sa.Column("reason", sa.Text()),
            sa.Column("refused_by", sa.Text(), nullable=False),
            sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_tag_refusal_firm_id_client_id")),
        sa.ForeignKeyConstraint(*TAG, name=op.f("fk_tag_refusal_firm_id_tag_id")),
        sa.UniqueConstraint(
            "firm_id", "tag_id", "client_id", name=op.f("uq_tag_refusal_firm_id_tag_id_client_id")
        ),
    )
    op.create_index("ix_tag_refusal_client", "tag_refusal", ["firm_id", "client_id"])
    op.create_table(
        "tag_change",
        *_key(
            "tag_change",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("tag_id", sa.Uuid(), nullable=False),
            sa.Column("given", sa.Boolean(), nullable=False),
            sa.Column("cause", sa.Text(), nullable=False),
            sa.Column("rule_version", sa.Integer()),
            sa.Column("reason", sa.Text()),
            sa.Column("actor", sa.Text(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_tag_change_firm_id_client_id")),
        sa.ForeignKeyConstraint(*TAG, name=op.f("fk_tag_change_firm_id_tag_id")),
    )
    op.create_index("ix_tag_change_client", "tag_change", ["firm_id", "client_id", "at"])
    op.create_table(
        "tag_mark",
        *_key(
            "tag_mark",
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        ),
    )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id) on tag_mark to startrail_dispatch")
    op.execute("create policy dispatcher on tag_mark for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in TABLES:
        op.drop_table(name)
    for name in ("rule_version", "given_by"):
        op.drop_column("client_tag", name)
    for name in (
        "exclusive_group",
        "priority",
        "valid_days",
        "rule_decides",
        "rule_version",
        "rule_fault",
        "archived_at",
    ):
        op.drop_column("tag", name)
