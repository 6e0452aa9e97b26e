"""Files of firms, uploads, and documents of clients."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on stored_file to startrail_read",
    "grant select, insert, update, delete on stored_file to startrail_app",
    "alter table stored_file enable row level security",
    "create policy firm_wall on stored_file to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on stored_file for select to startrail_read using (true)",
    "grant select on file_upload to startrail_read",
    "grant select, insert, update, delete on file_upload to startrail_app",
    "alter table file_upload enable row level security",
    "create policy firm_wall on file_upload to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on file_upload for select to startrail_read using (true)",
    "grant select on document to startrail_read",
    "grant select, insert, update, delete on document to startrail_app",
    "alter table document enable row level security",
    "create policy firm_wall on document to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on document for select to startrail_read using (true)",
    "grant select on document_version to startrail_read",
    "grant select, insert, update, delete on document_version to startrail_app",
    "alter table document_version enable row level security",
    "create policy firm_wall on document_version to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on document_version for select to startrail_read using (true)",
)


def upgrade() -> None:
    """Make the tables and their walls."""
    op.create_table(
        "stored_file",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shredded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("firm_id", "digest", name=op.f("uq_stored_file_firm_id_digest")),
    )
    op.create_table(
        "file_upload",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "file_id"],
            ["stored_file.firm_id", "stored_file.id"],
            name=op.f("fk_file_upload_firm_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_file_upload")),
    )
    op.create_index("ix_file_upload_by", "file_upload", ["firm_id", "uploaded_by"], unique=False)
    op.create_table(
        "document",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_document_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "file_id"],
            ["stored_file.firm_id", "stored_file.id"],
            name=op.f("fk_document_firm_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_document")),
    )
    op.create_index(
        "ix_document_client", "document", ["firm_id", "client_id", "uploaded_at", "id"], unique=False
    )
    op.create_index(
        "ix_document_deleted",
        "document",
        ["firm_id", "deleted_at"],
        unique=False,
        postgresql_where="deleted_at is not null",
    )
    op.create_table(
        "document_version",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "document_id"],
            ["document.firm_id", "document.id"],
            name=op.f("fk_document_version_firm_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "file_id"],
            ["stored_file.firm_id", "stored_file.id"],
            name=op.f("fk_document_version_firm_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_document_version")),
        sa.UniqueConstraint(
            "firm_id", "document_id", "number", name=op.f("uq_document_version_firm_id_document_id_number")
        ),
    )
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("document_version")
    op.drop_table("document")
    op.drop_table("file_upload")
    op.drop_table("stored_file")
