"""The service matrix in versions, what service each client is due, and where his owner is of the wrong level."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("service_matrix", "service_draft", "service_change", "service_breach")
ADDED_ONLY = ("service_matrix",)
SHIPPED = Path(__file__).parents[2] / "book" / "service_shipped.json"
CLIENT = (["firm_id", "client_id"], ["client.firm_id", "client.id"])
OWNER = (["firm_id", "owner_id"], ["user_account.firm_id", "user_account.id"])
TASK = (["firm_id", "task_id"], ["task.firm_id", "task.id"])
INDEXES: tuple[tuple[str, list[Any]], ...] = (
    ("ix_client_due", ["firm_id", sa.text("coalesce(contact_due_on, 'infinity'::date)"), "id"]),
    ("ix_client_due_down", ["firm_id", sa.text("coalesce(contact_due_on, '-infinity'::date)"), "id"]),
)


def _key(name: str, *columns: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    """Add the columns and tables; every firm begins with the shipped matrix, and the worker asks it of everybody."""
    for column in (
        sa.Column("service_cell", sa.Text()),
        sa.Column("contact_due_on", sa.Date()),
        sa.Column("owner_fits", sa.Boolean()),
    ):
        op.add_column("client", column)
    for name, columns in INDEXES:
        op.create_index(name, "client", columns)
    op.create_table(
        "service_matrix",
        *_key(
            "service_matrix",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("note", sa.Text()),
            sa.Column("published_by", sa.Text(), nullable=False),
            sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_service_matrix_firm_id_number")),
    )
    op.create_table(
        "service_draft",
        *_key(
            "service_draft",
            sa.Column("base", sa.Integer(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.UniqueConstraint("firm_id", name=op.f("uq_service_draft_firm_id")),
    )
    op.create_table(
        "service_change",
        *_key(
            "service_change",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("from_cell", sa.Text()),
            sa.Column("to_cell", sa.Text()),
            sa.Column("matrix", sa.Integer(), nullable=False),
            sa.Column("on", sa.Date(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_service_change_firm_id_client_id")),
    )
    op.create_index("ix_service_change_client", "service_change", ["firm_id", "client_id", "at"])
    op.create_table(
        "service_breach",
        *_key(
            "service_breach",
            sa.Column("client_id", sa.Uuid(), nullable=False),
            sa.Column("cell", sa.Text(), nullable=False),
            sa.Column("owner_id", sa.Uuid()),
            sa.Column("task_id", sa.Uuid()),
            sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("ended_at", sa.DateTime(timezone=True)),
        ),
        sa.ForeignKeyConstraint(*CLIENT, name=op.f("fk_service_breach_firm_id_client_id")),
        sa.ForeignKeyConstraint(*OWNER, name=op.f("fk_service_breach_firm_id_owner_id")),
        sa.ForeignKeyConstraint(*TASK, name=op.f("fk_service_breach_firm_id_task_id")),
    )
    op.create_index(
        "uq_service_breach_open",
        "service_breach",
        ["firm_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_service_breach_task", "service_breach", ["firm_id", "task_id"])
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
            "insert into service_matrix (firm_id, id, number, content, published_by, published_at) "
            "select firm_id, md5('service matrix 1 ' || firm_id)::uuid, 1, "
            "cast(:content as jsonb), 'system:founding', now() from firm"
        ).bindparams(content=SHIPPED.read_text(encoding="utf-8"))
    )
    op.execute(
        "insert into tag_mark (firm_id, id, kind, at) select firm_id, id, 'service', now() from service_matrix "
        "on conflict do nothing"
    )


def downgrade() -> None:
    """Take them away, with what they hold."""
    op.execute("delete from tag_mark where kind = 'service'")
    for name in TABLES:
        op.drop_table(name)
    for name, _ in INDEXES:
        op.drop_index(name, "client")
    for name in ("service_cell", "contact_due_on", "owner_fits"):
        op.drop_column("client", name)
