"""Imports step by step: files, plans, decisions, undoing; one source row for all fields of a client's import."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on import_file to startrail_read",
    "grant select, insert, update, delete on import_file to startrail_app",
    "alter table import_file enable row level security",
    "create policy firm_wall on import_file to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_file for select to startrail_read using (true)",
    "grant select on import_mapping to startrail_read",
    "grant select, insert, update, delete on import_mapping to startrail_app",
    "alter table import_mapping enable row level security",
    "create policy firm_wall on import_mapping to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_mapping for select to startrail_read using (true)",
    "grant select on import_file_part to startrail_read",
    "grant select, insert, update, delete on import_file_part to startrail_app",
    "alter table import_file_part enable row level security",
    "create policy firm_wall on import_file_part to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_file_part for select to startrail_read using (true)",
    "grant select on import_pair to startrail_read",
    "grant select, insert, update, delete on import_pair to startrail_app",
    "alter table import_pair enable row level security",
    "create policy firm_wall on import_pair to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_pair for select to startrail_read using (true)",
    "grant select (firm_id, due_at) on import_job to startrail_dispatch",
    "create policy dispatcher on import_job for select to startrail_dispatch using (true)",
)
# Columns of a table that has rows: what the old ones get.
FILLED = {
    "import_job": {"wishes": "'{}'::jsonb", "revision": "0", "progress": "0", "total": "0", "stop": "false"},
    "import_row": {"position": "0", "revision": "0", '"table"': "0"},
}


def upgrade() -> None:
    """Make the tables, and bring imports of before along: those that had ended stay so, others can be gone on with."""
    _tables()
    _job()
    _row()
    op.add_column("lineage", sa.Column("fields", postgresql.ARRAY(sa.TEXT()), nullable=True))
    op.execute("update lineage set fields = array[field]")
    op.alter_column("lineage", "fields", nullable=False)
    op.drop_column("lineage", "field")
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take everything back but what only the new tables hold."""
    op.execute("drop policy dispatcher on import_job")
    op.execute("revoke select (firm_id, due_at) on import_job from startrail_dispatch")
    op.add_column("lineage", sa.Column("field", sa.Text(), nullable=True))
    op.execute("update lineage set field = fields[1]")
    op.alter_column("lineage", "field", nullable=False)
    op.drop_column("lineage", "fields")
    op.drop_table("import_pair")
    op.drop_index("ix_import_row_position", table_name="import_row")
    op.drop_index("ix_import_row_waiting", table_name="import_row")
    for column in (
        *("position", "revision", "table", "edits", "subject_id", "version", "fields", "before", "undone"),
    ):
        op.drop_column("import_row", column)
    op.create_index(
        "ix_import_row_waiting",
        "import_row",
        ["firm_id", "job_id", "id"],
        postgresql_where="status = 'accepted'",
    )
    op.drop_index("uq_import_job_open", table_name="import_job")
    op.execute("update import_job set state = 'done' where state in ('undone', 'undoing')")
    op.execute("update import_job set state = 'failed' where state = 'cancelled'")
    op.execute("update import_job set state = 'parsed' where state in ('mapped', 'previewed')")
    _open_index("('done', 'failed')")
    op.drop_index("ix_import_job_due", table_name="import_job")
    op.add_column(
        "import_job", sa.Column("with_hidden", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("import_job", sa.Column("mapping", postgresql.JSONB(), server_default="{}", nullable=False))
    op.alter_column("import_job", "with_hidden", server_default=None)
    op.alter_column("import_job", "mapping", server_default=None)
    for column in (
        *("file_id", "plan", "seen", "told", "wishes", "revision", "user_id", "undo_until", "undone_at"),
        *("step", "due_at", "runner", "progress", "total", "stop", "fault"),
    ):
        op.drop_column("import_job", column)
    for table in ("import_file_part", "import_mapping", "import_file"):
        op.drop_table(table)


def _open_index(ended: str) -> None:
    op.create_index(
        "uq_import_job_open",
        "import_job",
        ["firm_id", "kind", "sha256"],
        unique=True,
        postgresql_where=f"state not in {ended}",
    )


def _filled(table: str) -> None:
    """Give old rows their values, then make the columns required."""
    values = FILLED[table]
    told = ", ".join(f"{column} = {value}" for column, value in values.items())
    op.execute(f"update {table} set {told}")
    for column in values:
        op.alter_column(table, column.strip('"'), nullable=False)


def _job() -> None:
    for column in (
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.Column("seen", sa.LargeBinary(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("wishes", postgresql.JSONB(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("runner", sa.Uuid(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("stop", sa.Boolean(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
    ):
        op.add_column("import_job", column)
    _filled("import_job")
    op.drop_index("uq_import_job_open", table_name="import_job")
    op.execute("update import_job set state = 'cancelled' where state not in ('done', 'failed')")
    _open_index("('done', 'undone', 'cancelled', 'failed')")
    op.create_index(
        "ix_import_job_due", "import_job", ["firm_id", "due_at"], postgresql_where="due_at is not null"
    )
    for target, key in (("import_file", "file_id"), ("user_account", "user_id")):
        op.create_foreign_key(
            op.f(f"fk_import_job_firm_id_{key}"), "import_job", target, ["firm_id", key], ["firm_id", "id"]
        )
    op.drop_column("import_job", "with_hidden")
    op.drop_column("import_job", "mapping")


def _row() -> None:
    for column in (
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("table", sa.Integer(), nullable=True),
        sa.Column("edits", sa.LargeBinary(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.TEXT()), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("undone", sa.Text(), nullable=True),
    ):
        op.add_column("import_row", column)
    _filled("import_row")
    op.execute(
        "update import_row r set position = o.position - 1 from (select firm_id, id, row_number() over "
        "(partition by firm_id, job_id order by id) as position from import_row) o "
        "where o.firm_id = r.firm_id and o.id = r.id"
    )
    op.drop_index("ix_import_row_waiting", table_name="import_row")
    op.create_index(
        "ix_import_row_waiting",
        "import_row",
        ["firm_id", "job_id", "position"],
        postgresql_where="status = 'accepted'",
    )
    op.create_index("ix_import_row_position", "import_row", ["firm_id", "job_id", "position"])


def _tables() -> None:
    op.create_table(
        "import_file",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("firm_id", "sha256", name=op.f("uq_import_file_firm_id_sha256")),
    )
    op.create_table(
        "import_mapping",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "firm_id", "kind", "fingerprint", name=op.f("uq_import_mapping_firm_id_kind_fingerprint")
        ),
    )
    op.create_table(
        "import_file_part",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "file_id"],
            ["import_file.firm_id", "import_file.id"],
            name=op.f("fk_import_file_part_firm_id_file_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_file_part")),
        sa.UniqueConstraint(
            "firm_id", "file_id", "number", name=op.f("uq_import_file_part_firm_id_file_id_number")
        ),
    )
    op.create_table(
        "import_pair",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("decisive", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_import_pair_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "job_id"],
            ["import_job.firm_id", "import_job.id"],
            name=op.f("fk_import_pair_firm_id_job_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "other_id"],
            ["import_row.firm_id", "import_row.id"],
            name=op.f("fk_import_pair_firm_id_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "row_id"],
            ["import_row.firm_id", "import_row.id"],
            name=op.f("fk_import_pair_firm_id_row_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_pair")),
    )
    op.create_index("ix_import_pair_client", "import_pair", ["firm_id", "client_id"], unique=False)
    op.create_index("ix_import_pair_job", "import_pair", ["firm_id", "job_id", "id"], unique=False)
    op.create_index(
        "uq_import_pair",
        "import_pair",
        ["firm_id", "row_id", "other_id", "client_id", "subject_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
