"""E-mails that interactions were made of, and the documents that came with them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on mail to startrail_read",
    "grant select, insert, update, delete on mail to startrail_app",
    "alter table mail enable row level security",
    "create policy firm_wall on mail to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on mail for select to startrail_read using (true)",
)


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "mail",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"], ["client.firm_id", "client.id"], name=op.f("fk_mail_firm_id_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "interaction_id"],
            ["interaction.firm_id", "interaction.id"],
            name=op.f("fk_mail_firm_id_interaction_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_mail")),
        sa.UniqueConstraint(
            "firm_id", "client_id", "message_id", name=op.f("uq_mail_firm_id_client_id_message_id")
        ),
    )
    op.create_index("ix_mail_interaction", "mail", ["firm_id", "interaction_id"])
    op.add_column("document", sa.Column("interaction_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_document_firm_id_interaction_id"),
        "document",
        "interaction",
        ["firm_id", "interaction_id"],
        ["firm_id", "id"],
    )
    op.create_index(
        "ix_document_interaction",
        "document",
        ["firm_id", "interaction_id"],
        postgresql_where="interaction_id is not null",
    )
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_document_interaction", table_name="document")
    op.drop_constraint(op.f("fk_document_firm_id_interaction_id"), "document", type_="foreignkey")
    op.drop_column("document", "interaction_id")
    op.drop_table("mail")
