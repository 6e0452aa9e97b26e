"""Clients that became one, and what it takes to make them two again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

TABLES = ("client_merge", "client_merge_rows")
# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on {0} to startrail_read",
    "grant select, insert, update, delete on {0} to startrail_app",
    "alter table {0} enable row level security",
    "create policy firm_wall on {0} to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on {0} for select to startrail_read using (true)",
)


def refers(table: str, to: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key inside the firm."""
    name = op.f(f"fk_{table}_firm_id_{column}")
    return sa.ForeignKeyConstraint(["firm_id", column], [f"{to}.firm_id", f"{to}.id"], name=name)


def upgrade() -> None:
    """Make both tables, and let a client name the one he became part of."""
    op.add_column("client", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_client_firm_id_merged_into_id"),
        "client",
        "client",
        ["firm_id", "merged_into_id"],
        ["firm_id", "id"],
    )
    op.create_index(
        "ix_client_merged",
        "client",
        ["firm_id", "merged_into_id"],
        postgresql_where="merged_into_id is not null",
    )
    op.create_table(
        "client_merge",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("loser_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("survivor_kept", sa.LargeBinary(), nullable=False),
        sa.Column("loser_kept", sa.LargeBinary(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        refers("client_merge", "client", "survivor_id"),
        refers("client_merge", "client", "loser_id"),
        refers("client_merge", "user_account", "user_id"),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client_merge")),
    )
    op.create_index("ix_client_merge_survivor", "client_merge", ["firm_id", "survivor_id", "merged_at"])
    op.create_index(
        "uq_client_merge_standing",
        "client_merge",
        ["firm_id", "loser_id"],
        unique=True,
        postgresql_where="undone_at is null",
    )
    op.create_table(
        "client_merge_rows",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        refers("client_merge_rows", "client_merge", "merge_id"),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client_merge_rows")),
    )
    op.create_index("ix_client_merge_rows_merge", "client_merge_rows", ["firm_id", "merge_id"])
    # What a transaction says cannot be changed; whose it is can.
    op.execute("grant update (client_id) on transaction to startrail_app")
    for table in TABLES:
        for statement in WALLS:
            op.execute(statement.format(table))


def downgrade() -> None:
    """Take both away, with what they hold: who was merged stays archived."""
    op.execute("revoke update (client_id) on transaction from startrail_app")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_client_merged", "client")
    op.drop_constraint(op.f("fk_client_firm_id_merged_into_id"), "client", type_="foreignkey")
    op.drop_column("client", "merged_into_id")
