"""Saved views of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on saved_view to startrail_read",
    "grant select, insert, update, delete on saved_view to startrail_app",
    "alter table saved_view enable row level security",
    "create policy firm_wall on saved_view to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on saved_view for select to startrail_read using (true)",
)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_view",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_saved_view")),
        sa.ForeignKeyConstraint(
            ["firm_id", "owner_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_saved_view_firm_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "team_id"], ["team.firm_id", "team.id"], name=op.f("fk_saved_view_firm_id_team_id")
        ),
    )
    op.create_index("ix_saved_view_page", "saved_view", ["firm_id", "page", "owner_id"])
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_table("saved_view")
