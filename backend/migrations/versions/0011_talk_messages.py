"""Messages of conversations that were pasted."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on talk_message to startrail_read",
    "grant select, insert, update, delete on talk_message to startrail_app",
    "alter table talk_message enable row level security",
    "create policy firm_wall on talk_message to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on talk_message for select to startrail_read using (true)",
)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "talk_message",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "interaction_id"],
            ["interaction.firm_id", "interaction.id"],
            name=op.f("fk_talk_message_firm_id_interaction_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_talk_message_firm_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_talk_message")),
        sa.UniqueConstraint(
            "firm_id", "client_id", "mark", name=op.f("uq_talk_message_firm_id_client_id_mark")
        ),
    )
    op.create_index("ix_talk_message_of", "talk_message", ["firm_id", "interaction_id", "place", "id"])
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away, with what it holds."""
    op.drop_table("talk_message")
