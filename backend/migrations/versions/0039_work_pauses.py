"""Classes of work that a firm lets rest."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table; nothing rests."""
    op.create_table(
        "work_pause",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_work_pause")),
        sa.UniqueConstraint("firm_id", "kind", name=op.f("uq_work_pause_firm_id_kind")),
    )
    # As `platform/roles.py` wrote them for this table.
    op.execute("grant select on work_pause to startrail_read")
    op.execute("grant select, insert, update, delete on work_pause to startrail_app")
    op.execute("alter table work_pause enable row level security")
    op.execute(f"create policy firm_wall on work_pause to startrail_app using ({FIRM}) with check ({FIRM})")
    op.execute("create policy reader on work_pause for select to startrail_read using (true)")


def downgrade() -> None:
    """Take it away; everything goes on."""
    op.drop_table("work_pause")
