"""Reports that people build, and the boards they place them on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0044"
down_revision = "0043"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("report", "dashboard")


def upgrade() -> None:
    """Make the tables; firms that are founded from now on begin with some of each."""
    for name in TABLES:
        op.create_table(
            name,
            sa.Column("firm_id", sa.Uuid(), nullable=False),
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("owner_id", sa.Uuid()),
            sa.Column("team_id", sa.Uuid()),
            sa.Column("zh", sa.Text(), nullable=False),
            sa.Column("en", sa.Text(), nullable=False),
            sa.Column("shared", sa.Text(), nullable=False),
            sa.Column("content", JSONB(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{name}")),
            sa.ForeignKeyConstraint(
                ["firm_id", "owner_id"],
                ["user_account.firm_id", "user_account.id"],
                name=op.f(f"fk_{name}_firm_id_owner_id"),
            ),
            sa.ForeignKeyConstraint(
                ["firm_id", "team_id"], ["team.firm_id", "team.id"], name=op.f(f"fk_{name}_firm_id_team_id")
            ),
        )
        op.create_index(f"ix_{name}_owner", name, ["firm_id", "owner_id"])
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in TABLES:
        op.drop_table(name)
