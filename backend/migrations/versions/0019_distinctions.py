"""What people said about clients that look alike but are not the same."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on client_distinction to startrail_read",
    "grant select, insert, update, delete on client_distinction to startrail_app",
    "alter table client_distinction enable row level security",
    "create policy firm_wall on client_distinction to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on client_distinction for select to startrail_read using (true)",
)


def refers(to: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key inside the firm."""
    name = op.f(f"fk_client_distinction_firm_id_{column}")
    return sa.ForeignKeyConstraint(["firm_id", column], [f"{to}.firm_id", f"{to}.id"], name=name)


def upgrade() -> None:
    """Make the table and its walls."""
    op.create_table(
        "client_distinction",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        refers("client", "one_id"),
        refers("client", "other_id"),
        refers("user_account", "user_id"),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client_distinction")),
    )
    op.create_index(
        "uq_client_distinction_pair", "client_distinction", ["firm_id", "one_id", "other_id"], unique=True
    )
    op.create_index("ix_client_distinction_other", "client_distinction", ["firm_id", "other_id"])
    for wall in WALLS:
        op.execute(wall)


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_table("client_distinction")
