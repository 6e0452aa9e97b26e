"""A firm's own fields of clients."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on custom_field to startrail_read",
    "grant select, insert, update, delete on custom_field to startrail_app",
    "alter table custom_field enable row level security",
    "create policy firm_wall on custom_field to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on custom_field for select to startrail_read using (true)",
    "grant select (fields_version) on firm to startrail_dispatch",
)


def upgrade() -> None:
    """Make the table of definitions, the column of values, and the number that tells of changed definitions."""
    op.create_table(
        "custom_field",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("max_length", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("low", sa.Numeric(28, 8), nullable=True),
        sa.Column("high", sa.Numeric(28, 8), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("firm_id", "key", name=op.f("uq_custom_field_firm_id_key")),
    )
    op.add_column(
        "client",
        sa.Column("custom", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("firm", sa.Column("fields_version", sa.Integer(), server_default="0", nullable=False))
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_column("firm", "fields_version")
    op.drop_column("client", "custom")
    op.drop_table("custom_field")
