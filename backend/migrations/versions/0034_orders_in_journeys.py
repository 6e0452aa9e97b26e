"""The shipped sales template asks for orders, and tasks of clients who cool off are held back.

The template gets a new version in every firm that has not published one of its own. What runs keeps the version it began with. A firm that changed the template keeps what it made of it.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

SHIPPED = Path(__file__).parents[2] / "track" / "shipped" / "private_fund_sales.json"
KEY = "private_fund_sales"
IN_FORCE = ("approved", "expiring")
DRAFT = "escalation_rules_draft"
HELD = ("held_from", "held_until")
AT = sa.DateTime(timezone=True)
FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
ID = "md5('version 2 ' || t.id)::uuid"
NOTE = "产品匹配与签约打款以订单为准 Orders are exit criteria"


def upgrade() -> None:
    """Add the columns; publish the version where the first one is in force and says something else."""
    for name in HELD:
        op.add_column("task", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("task", sa.Column("held_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("task", "held_minutes", server_default=None)
    op.create_index(
        "ix_task_held", "task", ["firm_id", "held_until"], postgresql_where=sa.text("held_until is not null")
    )
    op.add_column("client", sa.Column("investor_class", sa.Text(), nullable=False, server_default="ordinary"))
    op.alter_column("client", "investor_class", server_default=None)
    op.execute(
        "update client c set investor_class = 'professional' where exists (select 1 from qualification q "
        "where q.firm_id = c.firm_id and q.client_id = c.id and q.purpose in ('professional', 'conversion') "
        f"and q.state in {IN_FORCE})"
    )
    op.create_index("ix_client_class", "client", ["firm_id", "investor_class", "id"])
    _draft()
    content = SHIPPED.read_text(encoding="utf-8")
    op.execute(
        sa.text(
            "insert into journey_template_version (firm_id, id, template_id, number, content, note, published_by, "
            f"published_at) select t.firm_id, {ID}, t.id, 2, cast(:content as jsonb), :note, 'system:shipped', now() "
            "from journey_template t join journey_template_version v on v.firm_id = t.firm_id "
            "and v.template_id = t.id and v.number = 1 "
            "where t.key = :key and t.number = 1 and v.content <> cast(:content as jsonb)"
        ).bindparams(content=content, key=KEY, note=NOTE)
    )
    op.execute(
        sa.text(
            "update journey_template t set number = 2, version = t.version + 1 where t.key = :key and t.number = 1 "
            "and exists (select 1 from journey_template_version v where v.firm_id = t.firm_id "
            "and v.template_id = t.id and v.number = 2)"
        ).bindparams(key=KEY)
    )


def _draft() -> None:
    op.create_table(
        DRAFT,
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f(f"pk_{DRAFT}")),
        sa.UniqueConstraint("firm_id", name=op.f(f"uq_{DRAFT}_firm_id")),
    )
    # As `platform/roles.py` wrote them for this table.
    op.execute(f"grant select on {DRAFT} to startrail_read")
    op.execute(f"grant select, insert, update, delete on {DRAFT} to startrail_app")
    op.execute(f"alter table {DRAFT} enable row level security")
    op.execute(f"create policy firm_wall on {DRAFT} to startrail_app using ({FIRM}) with check ({FIRM})")
    op.execute(f"create policy reader on {DRAFT} for select to startrail_read using (true)")


def downgrade() -> None:
    """Take the columns away; put the first version in force again where nothing runs by the second one."""
    op.drop_table(DRAFT)
    op.drop_index("ix_client_class", "client")
    op.drop_column("client", "investor_class")
    op.drop_index("ix_task_held", "task")
    for name in (*HELD, "held_minutes"):
        op.drop_column("task", name)
    told = "v.published_by = 'system:shipped' and v.number = 2"
    free = (
        "not exists (select 1 from journey j where j.firm_id = v.firm_id and j.template_id = v.template_id "
        "and j.template_number = 2)"
    )
    op.execute(
        "update journey_template t set number = 1, version = t.version + 1 from journey_template_version v "
        f"where v.firm_id = t.firm_id and v.template_id = t.id and t.number = 2 and {told} and {free}"
    )
    op.execute(
        "delete from journey_template_version v using journey_template t where t.firm_id = v.firm_id "
        f"and t.id = v.template_id and t.number = 1 and {told} and {free}"
    )
