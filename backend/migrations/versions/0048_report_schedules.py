"""Reports that are mailed by a rhythm, and each mail of each time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0048"
down_revision = "0047"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
TABLES = ("report_schedule", "report_delivery")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "report_schedule",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Uuid()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("formats", ARRAY(sa.Text()), nullable=False),
        sa.Column("recipients", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer()),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("paused_why", sa.Text()),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_report_schedule")),
        sa.ForeignKeyConstraint(
            ["firm_id", "owner_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_report_schedule_firm_id_owner_id"),
        ),
    )
    op.create_index("ix_report_schedule_owner", "report_schedule", ["firm_id", "owner_id"])
    op.create_index(
        "ix_report_schedule_next",
        "report_schedule",
        ["firm_id", "next_at"],
        postgresql_where=sa.text("next_at is not null"),
    )
    op.create_table(
        "report_delivery",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("occurrence", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.Column("lines", sa.Integer()),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("runner", sa.Uuid()),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_report_delivery")),
        sa.ForeignKeyConstraint(
            ["firm_id", "schedule_id"],
            ["report_schedule.firm_id", "report_schedule.id"],
            name=op.f("fk_report_delivery_firm_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_report_delivery_firm_id_user_id"),
        ),
        sa.UniqueConstraint(
            "firm_id",
            "schedule_id",
            "occurrence",
            "user_id",
            name=op.f("uq_report_delivery_firm_id_schedule_id_occurrence_user_id"),
        ),
    )
    op.create_index(
        "ix_report_delivery_due",
        "report_delivery",
        ["firm_id", "due_at"],
        postgresql_where=sa.text("due_at is not null"),
    )
    for name in TABLES:
        # As `platform/roles.py` wrote them for these tables.
        op.execute(f"grant select on {name} to startrail_read")
        op.execute(f"grant select, insert, update, delete on {name} to startrail_app")
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"create policy firm_wall on {name} to startrail_app using ({FIRM}) with check ({FIRM})")
        op.execute(f"create policy reader on {name} for select to startrail_read using (true)")
    op.execute("grant select (firm_id, due_at) on report_delivery to startrail_dispatch")
    op.execute("create policy dispatcher on report_delivery for select to startrail_dispatch using (true)")


def downgrade() -> None:
    """Take them away, with what they hold."""
    for name in reversed(TABLES):
        op.drop_table(name)
