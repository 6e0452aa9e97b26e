"""Exports, and what a firm has said about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on export_rules to startrail_read",
    "grant select, insert, update, delete on export_rules to startrail_app",
    "alter table export_rules enable row level security",
    "create policy firm_wall on export_rules to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on export_rules for select to startrail_read using (true)",
    "grant select on export_job to startrail_read",
    "grant select, insert, update, delete on export_job to startrail_app",
    "grant select (firm_id, due_at) on export_job to startrail_dispatch",
    "alter table export_job enable row level security",
    "create policy firm_wall on export_job to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on export_job for select to startrail_read using (true)",
    "create policy dispatcher on export_job for select to startrail_dispatch using (true)",
)


def upgrade() -> None:
    """Make the tables and their walls."""
    op.create_table(
        "export_rules",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rows_alone", sa.Integer(), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_export_rules")),
    )
    op.create_table(
        "export_job",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filtered_by", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("spec", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("runner", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "decided_by_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_export_job_firm_id_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "file_id"],
            ["stored_file.firm_id", "stored_file.id"],
            name=op.f("fk_export_job_firm_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_export_job_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_export_job")),
    )
    op.create_index(
        "ix_export_job_due",
        "export_job",
        ["firm_id", "due_at"],
        unique=False,
        postgresql_where="due_at is not null",
    )
    op.create_index("ix_export_job_user", "export_job", ["firm_id", "user_id", "id"], unique=False)
    op.create_index(
        "ix_export_job_waiting",
        "export_job",
        ["firm_id", "id"],
        unique=False,
        postgresql_where="state = 'waiting'",
    )
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("export_job")
    op.drop_table("export_rules")
