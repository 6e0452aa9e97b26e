"""For how many years a firm keeps documents of a category."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on document_rule to startrail_read",
    "grant select, insert, update, delete on document_rule to startrail_app",
    "alter table document_rule enable row level security",
    "create policy firm_wall on document_rule to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on document_rule for select to startrail_read using (true)",
)


def upgrade() -> None:
    """Make the table and its walls; a firm without rows keeps what is usual."""
    op.create_table(
        "document_rule",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_document_rule")),
        sa.UniqueConstraint("firm_id", "category", name=op.f("uq_document_rule_firm_id_category")),
    )
    for wall in WALLS:
        op.execute(wall)


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_table("document_rule")
