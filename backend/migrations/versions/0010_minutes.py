"""Minutes of conversations: topics, needs, who took part, and the tasks agreed on."""

import sqlalchemy as sa
from alembic import op

from backend.platform.ids import uuid7

revision = "0010"
down_revision = "0009"

# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on topic to startrail_read",
    "grant select, insert, update, delete on topic to startrail_app",
    "alter table topic enable row level security",
    "create policy firm_wall on topic to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on topic for select to startrail_read using (true)",
    "grant select on interaction_participant to startrail_read",
    "grant select, insert, update, delete on interaction_participant to startrail_app",
    "alter table interaction_participant enable row level security",
    "create policy firm_wall on interaction_participant to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on interaction_participant for select to startrail_read using (true)",
)
SHIPPED = (
    "市场观点", "产品介绍", "持仓与业绩", "资产配置", "流动性安排", "申购与赎回", "风险与适当性",
    "家族与传承", "税务与法律", "服务与投诉", "关系维护",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables and columns; firms that are there get the topics a new one begins with."""
    op.create_table(
        "topic",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_topic")),
        sa.UniqueConstraint("firm_id", "name", name=op.f("uq_topic_firm_id_name")),
    )
    op.create_table(
        "interaction_participant",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(user_id, party_id, name) = 1", name=op.f("ck_interaction_participant_one")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["firm_id", column],
                [f"{table}.firm_id", f"{table}.id"],
                name=op.f(f"fk_interaction_participant_firm_id_{column}"),
            )
            for column, table in (
                ("interaction_id", "interaction"),
                ("client_id", "client"),
                ("user_id", "user_account"),
                ("party_id", "client"),
            )
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_interaction_participant")),
    )
    op.create_index(
        "ix_interaction_participant_of", "interaction_participant", ["firm_id", "interaction_id", "place"]
    )
    op.add_column("interaction", sa.Column("needs", sa.Text(), nullable=True))
    op.add_column(
        "interaction", sa.Column("topics", sa.ARRAY(sa.Text()), nullable=False, server_default="{}")
    )
    op.alter_column("interaction", "topics", server_default=None)
    op.add_column("task", sa.Column("interaction_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_task_firm_id_interaction_id"),
        "task",
        "interaction",
        ["firm_id", "interaction_id"],
        ["firm_id", "id"],
    )
    op.create_index(
        "ix_task_interaction",
        "task",
        ["firm_id", "interaction_id"],
        postgresql_where=sa.text("interaction_id is not null"),
    )
    for statement in WALLS:
        op.execute(statement)
    _ship()


def _ship() -> None:
    bind = op.get_bind()
    firms = bind.execute(sa.text("select firm_id from firm")).scalars().all()
    insert = sa.text(
        "insert into topic (firm_id, id, name, place, retired, version, created_at, created_by, updated_at) "
        "values (:firm, :id, :name, :place, false, 1, now(), 'system:migration', now())"
    )
    for firm in firms:
        for place, name in enumerate(SHIPPED):
            bind.execute(insert, {"firm": firm, "id": uuid7(), "name": name, "place": place})


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_task_interaction", table_name="task")
    op.drop_constraint(op.f("fk_task_firm_id_interaction_id"), "task", type_="foreignkey")
    op.drop_column("task", "interaction_id")
    op.drop_column("interaction", "topics")
    op.drop_column("interaction", "needs")
    op.drop_table("interaction_participant")
    op.drop_table("topic")
