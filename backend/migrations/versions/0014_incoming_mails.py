"""Secret addresses of people, and the mails that came there."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLES = ("mail_address", "incoming_mail")
# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on {0} to startrail_read",
    "grant select, insert, update, delete on {0} to startrail_app",
    "alter table {0} enable row level security",
    "create policy firm_wall on {0} to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on {0} for select to startrail_read using (true)",
)


def refers(table: str, to: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key inside the firm."""
    name = op.f(f"fk_{table}_firm_id_{column}")
    return sa.ForeignKeyConstraint(["firm_id", column], [f"{to}.firm_id", f"{to}.id"], name=name)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "mail_address",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        refers("mail_address", "user_account", "user_id"),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_mail_address")),
    )
    op.create_index("uq_mail_address_hash", "mail_address", ["firm_id", "hash"], unique=True)
    op.create_index(
        "uq_mail_address_living",
        "mail_address",
        ["firm_id", "user_id"],
        unique=True,
        postgresql_where="ended_at is null",
    )
    op.create_table(
        "incoming_mail",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("interaction_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        refers("incoming_mail", "user_account", "user_id"),
        refers("incoming_mail", "client", "client_id"),
        refers("incoming_mail", "interaction", "interaction_id"),
        refers("incoming_mail", "stored_file", "file_id"),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("firm_id", "user_id", "mark", name=op.f("uq_incoming_mail_firm_id_user_id_mark")),
    )
    op.create_index("ix_incoming_mail_state", "incoming_mail", ["firm_id", "user_id", "state", "received_at"])
    for table in TABLES:
        for statement in WALLS:
            op.execute(statement.format(table))


def downgrade() -> None:
    """Take both away, with what they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)
