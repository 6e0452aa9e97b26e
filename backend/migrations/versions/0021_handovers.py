"""Hand-overs of somebody's clients to others, and what clients need."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("handover", "handover_line", "handover_rows", "need")


def _key(name: str, *columns: Any) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def _refers(table: str, to: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key inside the firm."""
    name = op.f(f"fk_{table}_firm_id_{column}")
    return sa.ForeignKeyConstraint(["firm_id", column], [f"{to}.firm_id", f"{to}.id"], name=name)


def upgrade() -> None:
    """Make the tables and their walls."""
    op.create_table(
        "handover",
        *_key(
            "handover",
            sa.Column("from_id", sa.Uuid(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("reason", sa.Text(), nullable=False),
            sa.Column("let_go", sa.Boolean(), nullable=False),
            sa.Column("told", sa.Boolean(), nullable=False),
            sa.Column("others_to_id", sa.Uuid()),
            sa.Column("client_count", sa.Integer(), nullable=False),
            sa.Column("task_count", sa.Integer(), nullable=False),
            sa.Column("mail_count", sa.Integer(), nullable=False),
            sa.Column("view_count", sa.Integer(), nullable=False),
            sa.Column("kept_count", sa.Integer()),
            sa.Column("executed_at", sa.DateTime(timezone=True)),
            sa.Column("executed_by_id", sa.Uuid()),
            sa.Column("undo_until", sa.DateTime(timezone=True)),
            sa.Column("undone_at", sa.DateTime(timezone=True)),
            sa.Column("undone_by_id", sa.Uuid()),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        ),
        *(
            _refers("handover", "user_account", column)
            for column in ("from_id", "others_to_id", "executed_by_id", "undone_by_id")
        ),
    )
    op.create_index("ix_handover_from", "handover", ["firm_id", "from_id"])
    op.create_index("ix_handover_created", "handover", ["firm_id", "created_at", "id"])
    op.create_table(
        "handover_line",
        *_key(
            "handover_line",
            sa.Column("handover_id", sa.Uuid(), nullable=False),
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("to_id", sa.Uuid(), nullable=False),
            sa.Column("role", sa.Text(), nullable=False),
            sa.Column("note", sa.Text()),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("gave_id", sa.Uuid()),
            sa.Column("ended", postgresql.JSONB(), nullable=False),
        ),
        _refers("handover_line", "handover", "handover_id"),
        _refers("handover_line", "client", "client_id"),
        _refers("handover_line", "user_account", "to_id"),
        sa.UniqueConstraint(
            "firm_id", "handover_id", "client_id", name=op.f("uq_handover_line_firm_id_handover_id_client_id")
        ),
    )
    op.create_index("ix_handover_line_client", "handover_line", ["firm_id", "client_id"])
    op.create_index("ix_handover_line_to", "handover_line", ["firm_id", "to_id"])
    op.create_table(
        "handover_rows",
        *_key(
            "handover_rows",
            sa.Column("handover_id", sa.Uuid(), nullable=False),
            sa.Column("noun", sa.Text(), nullable=False),
            sa.Column("column", sa.Text(), nullable=False),
            sa.Column("to_id", sa.Uuid(), nullable=False),
            sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        ),
        _refers("handover_rows", "handover", "handover_id"),
        _refers("handover_rows", "user_account", "to_id"),
    )
    op.create_index("ix_handover_rows_handover", "handover_rows", ["firm_id", "handover_id"])
    op.create_table(
        "need",
        *_key(
            "need",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("purpose", sa.Text(), nullable=False),
            sa.Column("amount", sa.Numeric(20, 2)),
            sa.Column("currency", sa.Text(), nullable=False),
            sa.Column("horizon", sa.Text()),
            sa.Column("note", sa.Text()),
            sa.Column("follow_up_on", sa.Date()),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("reason", sa.Text()),
            sa.Column("closed_at", sa.DateTime(timezone=True)),
            sa.Column("closed_by_id", sa.Uuid()),
            sa.Column("interaction_id", sa.Uuid()),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        ),
        _refers("need", "client", "client_id"),
        _refers("need", "interaction", "interaction_id"),
    )
    op.create_index("ix_need_client", "need", ["firm_id", "client_id", "id"])
    op.create_index(
        "ix_need_follow_up", "need", ["firm_id", "follow_up_on"], postgresql_where="state = 'open'"
    )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")


def downgrade() -> None:
    """Take them away, with what they hold: who was handed over stays with his new owner."""
    for name in reversed(TABLES):
        op.drop_table(name)
