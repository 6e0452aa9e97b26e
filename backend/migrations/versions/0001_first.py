"""The first tables, with their roles, walls and partitions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backend.platform.clock import now
from backend.platform.partitions import create_partitions

revision = "0001"
down_revision = None

# As `platform/roles.py` wrote them for these tables; later migrations write those of their own tables.
WALLS = (
    "do $$ begin if not exists (select from pg_roles where rolname = 'startrail_app') then create role startrail_app nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "grant startrail_app to current_user",
    "grant usage on schema public to startrail_app",
    "do $$ begin if not exists (select from pg_roles where rolname = 'startrail_read') then create role startrail_read nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "grant startrail_read to current_user",
    "grant usage on schema public to startrail_read",
    "do $$ begin if not exists (select from pg_roles where rolname = 'startrail_dispatch') then create role startrail_dispatch nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "grant startrail_dispatch to current_user",
    "grant usage on schema public to startrail_dispatch",
    "grant select on access_mark to startrail_read",
    "grant select, insert, update, delete on access_mark to startrail_app",
    "grant select (firm_id, n) on access_mark to startrail_dispatch",
    "alter table access_mark enable row level security",
    "create policy firm_wall on access_mark to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on access_mark for select to startrail_read using (true)",
    "create policy dispatcher on access_mark for select to startrail_dispatch using (true)",
    "grant select on api_key to startrail_read",
    "grant select, insert, update, delete on api_key to startrail_app",
    "alter table api_key enable row level security",
    "create policy firm_wall on api_key to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on api_key for select to startrail_read using (true)",
    "grant select on audit_entry to startrail_read",
    "grant select, insert on audit_entry to startrail_app",
    "alter table audit_entry enable row level security",
    "create policy firm_wall on audit_entry to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on audit_entry for select to startrail_read using (true)",
    "grant select on audit_seal to startrail_read",
    "grant select, insert on audit_seal to startrail_app",
    "alter table audit_seal enable row level security",
    "create policy firm_wall on audit_seal to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on audit_seal for select to startrail_read using (true)",
    "grant select on delivery_start to startrail_read",
    "grant select, insert, update, delete on delivery_start to startrail_app",
    "alter table delivery_start enable row level security",
    "create policy firm_wall on delivery_start to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on delivery_start for select to startrail_read using (true)",
    "grant select on effect to startrail_read",
    "grant select, insert, update, delete on effect to startrail_app",
    "alter table effect enable row level security",
    "create policy firm_wall on effect to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on effect for select to startrail_read using (true)",
    "grant select on event_log to startrail_read",
    "grant select, insert on event_log to startrail_app",
    "alter table event_log enable row level security",
    "create policy firm_wall on event_log to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on event_log for select to startrail_read using (true)",
    "grant select on firm to startrail_read",
    "grant select, insert, update, delete on firm to startrail_app",
    "grant select (firm_id, name, demo, policy_version) on firm to startrail_dispatch",
    "alter table firm enable row level security",
    "create policy firm_wall on firm to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on firm for select to startrail_read using (true)",
    "create policy dispatcher on firm for select to startrail_dispatch using (true)",
    "grant select on firm_key to startrail_read",
    "grant select, insert, update, delete on firm_key to startrail_app",
    "alter table firm_key enable row level security",
    "create policy firm_wall on firm_key to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on firm_key for select to startrail_read using (true)",
    "grant select on household to startrail_read",
    "grant select, insert, update, delete on household to startrail_app",
    "alter table household enable row level security",
    "create policy firm_wall on household to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on household for select to startrail_read using (true)",
    "grant select on idempotency_key to startrail_read",
    "grant select, insert, update, delete on idempotency_key to startrail_app",
    "alter table idempotency_key enable row level security",
    "create policy firm_wall on idempotency_key to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on idempotency_key for select to startrail_read using (true)",
    "grant select on import_job to startrail_read",
    "grant select, insert, update, delete on import_job to startrail_app",
    "alter table import_job enable row level security",
    "create policy firm_wall on import_job to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_job for select to startrail_read using (true)",
    "grant select on login_name to startrail_read",
    "grant select, insert, update, delete on login_name to startrail_app",
    "grant select (email_hmac, firm_id) on login_name to startrail_dispatch",
    "grant select on outbox to startrail_read",
    "grant select, insert, update, delete on outbox to startrail_app",
    "grant select (firm_id, due_at, dead_at) on outbox to startrail_dispatch",
    "alter table outbox enable row level security",
    "create policy firm_wall on outbox to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on outbox for select to startrail_read using (true)",
    "create policy dispatcher on outbox for select to startrail_dispatch using (true)",
    "grant select on person_key to startrail_read",
    "grant select, insert, update, delete on person_key to startrail_app",
    "alter table person_key enable row level security",
    "create policy firm_wall on person_key to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on person_key for select to startrail_read using (true)",
    "grant select on policy_rule to startrail_read",
    "grant select, insert on policy_rule to startrail_app",
    "alter table policy_rule enable row level security",
    "create policy firm_wall on policy_rule to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on policy_rule for select to startrail_read using (true)",
    "grant select on policy_version to startrail_read",
    "grant select, insert on policy_version to startrail_app",
    "alter table policy_version enable row level security",
    "create policy firm_wall on policy_version to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on policy_version for select to startrail_read using (true)",
    "grant select on product to startrail_read",
    "grant select, insert, update, delete on product to startrail_app",
    "alter table product enable row level security",
    "create policy firm_wall on product to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on product for select to startrail_read using (true)",
    "grant select on schedule_mark to startrail_read",
    "grant select, insert, update, delete on schedule_mark to startrail_app",
    "alter table schedule_mark enable row level security",
    "create policy firm_wall on schedule_mark to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on schedule_mark for select to startrail_read using (true)",
    "grant select on tag to startrail_read",
    "grant select, insert, update, delete on tag to startrail_app",
    "alter table tag enable row level security",
    "create policy firm_wall on tag to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on tag for select to startrail_read using (true)",
    "grant select on team to startrail_read",
    "grant select, insert, update, delete on team to startrail_app",
    "alter table team enable row level security",
    "create policy firm_wall on team to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on team for select to startrail_read using (true)",
    "grant select on unknown_login to startrail_read",
    "grant select, insert, update, delete on unknown_login to startrail_app",
    "grant select on nav_point to startrail_read",
    "grant select, insert, update, delete on nav_point to startrail_app",
    "alter table nav_point enable row level security",
    "create policy firm_wall on nav_point to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on nav_point for select to startrail_read using (true)",
    "grant select on user_account to startrail_read",
    "grant select, insert, update, delete on user_account to startrail_app",
    "alter table user_account enable row level security",
    "create policy firm_wall on user_account to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on user_account for select to startrail_read using (true)",
    "grant select on client to startrail_read",
    "grant select, insert, update, delete on client to startrail_app",
    "alter table client enable row level security",
    "create policy firm_wall on client to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on client for select to startrail_read using (true)",
    "grant select on credential to startrail_read",
    "grant select, insert, update, delete on credential to startrail_app",
    "alter table credential enable row level security",
    "create policy firm_wall on credential to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on credential for select to startrail_read using (true)",
    "grant select on notification to startrail_read",
    "grant select, insert, update, delete on notification to startrail_app",
    "alter table notification enable row level security",
    "create policy firm_wall on notification to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on notification for select to startrail_read using (true)",
    "grant select on session to startrail_read",
    "grant select, insert, update, delete on session to startrail_app",
    "alter table session enable row level security",
    "create policy firm_wall on session to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on session for select to startrail_read using (true)",
    "grant select on team_membership to startrail_read",
    "grant select, insert, update, delete on team_membership to startrail_app",
    "alter table team_membership enable row level security",
    "create policy firm_wall on team_membership to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on team_membership for select to startrail_read using (true)",
    "grant select on user_role to startrail_read",
    "grant select, insert, update, delete on user_role to startrail_app",
    "alter table user_role enable row level security",
    "create policy firm_wall on user_role to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on user_role for select to startrail_read using (true)",
    "grant select on assignment to startrail_read",
    "grant select, insert, update, delete on assignment to startrail_app",
    "alter table assignment enable row level security",
    "create policy firm_wall on assignment to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on assignment for select to startrail_read using (true)",
    "grant select on client_relation to startrail_read",
    "grant select, insert, update, delete on client_relation to startrail_app",
    "alter table client_relation enable row level security",
    "create policy firm_wall on client_relation to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on client_relation for select to startrail_read using (true)",
    "grant select on client_tag to startrail_read",
    "grant select, insert, update, delete on client_tag to startrail_app",
    "alter table client_tag enable row level security",
    "create policy firm_wall on client_tag to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on client_tag for select to startrail_read using (true)",
    "grant select on contact_point to startrail_read",
    "grant select, insert, update, delete on contact_point to startrail_app",
    "alter table contact_point enable row level security",
    "create policy firm_wall on contact_point to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on contact_point for select to startrail_read using (true)",
    "grant select on holding to startrail_read",
    "grant select, insert, update, delete on holding to startrail_app",
    "alter table holding enable row level security",
    "create policy firm_wall on holding to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on holding for select to startrail_read using (true)",
    "grant select on import_row to startrail_read",
    "grant select, insert, update, delete on import_row to startrail_app",
    "alter table import_row enable row level security",
    "create policy firm_wall on import_row to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on import_row for select to startrail_read using (true)",
    "grant select on interaction to startrail_read",
    "grant select, insert, update, delete on interaction to startrail_app",
    "alter table interaction enable row level security",
    "create policy firm_wall on interaction to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on interaction for select to startrail_read using (true)",
    "grant select on lineage to startrail_read",
    "grant select, insert, update, delete on lineage to startrail_app",
    "alter table lineage enable row level security",
    "create policy firm_wall on lineage to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on lineage for select to startrail_read using (true)",
    "grant select on task to startrail_read",
    "grant select, insert, update, delete on task to startrail_app",
    "alter table task enable row level security",
    "create policy firm_wall on task to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on task for select to startrail_read using (true)",
    "grant select on transaction to startrail_read",
    "grant select, insert, update, delete on transaction to startrail_app",
    "alter table transaction enable row level security",
    "create policy firm_wall on transaction to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on transaction for select to startrail_read using (true)",
    "grant select on alembic_version to startrail_dispatch",
)
TABLES = (
    "transaction",
    "task",
    "lineage",
    "interaction",
    "import_row",
    "holding",
    "contact_point",
    "client_tag",
    "client_relation",
    "assignment",
    "user_role",
    "team_membership",
    "session",
    "notification",
    "credential",
    "client",
    "user_account",
    "nav_point",
    "unknown_login",
    "team",
    "tag",
    "schedule_mark",
    "product",
    "policy_version",
    "policy_rule",
    "person_key",
    "outbox",
    "login_name",
    "import_job",
    "idempotency_key",
    "household",
    "firm_key",
    "firm",
    "event_log",
    "effect",
    "delivery_start",
    "audit_seal",
    "audit_entry",
    "api_key",
    "access_mark",
)


def upgrade() -> None:
    """Make everything."""
    # Both are trusted: the owner of a database may make them. pg_trgm tells whether the locale knows Chinese.
    for extension in ("btree_gin", "pg_trgm"):
        op.execute(f"create extension if not exists {extension}")
    _tables()
    for table in ("audit_entry", "event_log"):
        for statement in create_partitions(table, now()):
            op.execute(statement)
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Drop everything but the roles, which other databases of the server may use."""
    for table in TABLES:
        op.drop_table(table)


def _tables() -> None:
    op.create_table(
        "access_mark",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_access_mark")),
    )
    op.create_table(
        "api_key",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("scope", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ips", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("firm_id", "secret_hash", name=op.f("uq_api_key_firm_id_secret_hash")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_audit_entry")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_audit_entry_client", "audit_entry", ["firm_id", "client_id", "id"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["firm_id", "subject_id", "id"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("last_id", sa.Uuid(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_audit_seal_firm_id_number")),
    )
    op.create_index("ix_audit_seal_last", "audit_seal", ["firm_id", "last_id"], unique=False)
    op.create_table(
        "delivery_start",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_delivery_start")),
    )
    op.create_table(
        "effect",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", "key", name=op.f("pk_effect")),
    )
    op.create_table(
        "event_log",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_event_log")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("ix_event_log_seq", "event_log", ["firm_id", "seq"], unique=False)
    op.create_table(
        "firm",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", name=op.f("pk_firm")),
    )
    op.create_table(
        "firm_key",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_firm_key")),
    )
    op.create_table(
        "household",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_household")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", "subject", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "import_job",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("with_hidden", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_job")),
    )
    op.create_index("ix_import_job_file", "import_job", ["firm_id", "kind", "sha256"], unique=False)
    op.create_index(
        "uq_import_job_open",
        "import_job",
        ["firm_id", "kind", "sha256"],
        unique=True,
        postgresql_where="state not in ('done', 'failed')",
    )
    op.create_table(
        "login_name",
        sa.Column("email_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("email_hmac", "firm_id", name=op.f("pk_login_name")),
    )
    op.create_table(
        "outbox",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_due", "outbox", ["firm_id", "due_at"], unique=False)
    op.create_index("ix_outbox_seq", "outbox", ["firm_id", "seq"], unique=False)
    op.create_table(
        "person_key",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_person_key")),
    )
    op.create_table(
        "policy_rule",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("coordinate", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_policy_rule")),
        sa.UniqueConstraint(
            "firm_id",
            "version_number",
            "position",
            name=op.f("uq_policy_rule_firm_id_version_number_position"),
        ),
    )
    op.create_table(
        "policy_version",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("firm_id", "number", name=op.f("uq_policy_version_firm_id_number")),
    )
    op.create_table(
        "product",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=True),
        sa.Column("risk_level", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("inception", sa.Date(), nullable=True),
        sa.Column("lock_up_days", sa.Integer(), nullable=False),
        sa.Column("nav", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("nav_date", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_product")),
        sa.UniqueConstraint("firm_id", "code", name=op.f("uq_product_firm_id_code")),
    )
    op.create_table(
        "schedule_mark",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", "name", name=op.f("pk_schedule_mark")),
    )
    op.create_table(
        "tag",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_tag")),
        sa.UniqueConstraint("firm_id", "name", name=op.f("uq_tag_firm_id_name")),
    )
    op.create_table(
        "team",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "parent_id"], ["team.firm_id", "team.id"], name=op.f("fk_team_firm_id_parent_id")
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_team")),
        sa.UniqueConstraint("firm_id", "name", name=op.f("uq_team_firm_id_name")),
    )
    op.create_table(
        "unknown_login",
        sa.Column("email_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("email_hmac", name=op.f("pk_unknown_login")),
    )
    op.create_table(
        "nav_point",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("unit", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("cumulative", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("adjusted", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_nav_point_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_nav_point")),
        sa.UniqueConstraint(
            "firm_id", "product_id", "date", name=op.f("uq_nav_point_firm_id_product_id_date")
        ),
    )
    op.create_table(
        "user_account",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_until", sa.Date(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("density", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "deputy_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_user_account_firm_id_deputy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "team_id"], ["team.firm_id", "team.id"], name=op.f("fk_user_account_firm_id_team_id")
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("firm_id", "email", name=op.f("uq_user_account_firm_id_email")),
    )
    op.create_index("ix_user_account_team", "user_account", ["firm_id", "team_id"], unique=False)
    op.create_table(
        "client",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_pinyin", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("search_tokens", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_masked", sa.Text(), nullable=True),
        sa.Column("id_number_blind", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_tail", sa.LargeBinary(), nullable=True),
        sa.Column("bank_account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("bank_account_masked", sa.Text(), nullable=True),
        sa.Column("bank_account_blind", sa.LargeBinary(), nullable=True),
        sa.Column("bank_account_tail", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("risk_level", sa.Text(), nullable=True),
        sa.Column("risk_valid_until", sa.Date(), nullable=True),
        sa.Column("qualified", sa.Boolean(), nullable=True),
        sa.Column("aum", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("onboard_date", sa.Date(), nullable=True),
        sa.Column("last_interaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "household_id"],
            ["household.firm_id", "household.id"],
            name=op.f("fk_client_firm_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "owner_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_client_firm_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "team_id"], ["team.firm_id", "team.id"], name=op.f("fk_client_firm_id_team_id")
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client")),
    )
    op.create_index("ix_client_aum", "client", ["firm_id", "aum", "id"], unique=False)
    op.create_index("ix_client_bank_account", "client", ["firm_id", "bank_account_blind"], unique=False)
    op.create_index("ix_client_created", "client", ["firm_id", "created_at", "id"], unique=False)
    op.create_index("ix_client_household", "client", ["firm_id", "household_id"], unique=False)
    op.create_index("ix_client_id_number", "client", ["firm_id", "id_number_blind"], unique=False)
    op.create_index("ix_client_id_number_tail", "client", ["firm_id", "id_number_tail"], unique=False)
    op.create_index(
        "ix_client_last_interaction", "client", ["firm_id", "last_interaction_at", "id"], unique=False
    )
    op.create_index("ix_client_name", "client", ["firm_id", "name_sort", "id"], unique=False)
    op.create_index("ix_client_owner", "client", ["firm_id", "owner_id"], unique=False)
    op.create_index(
        "ix_client_search", "client", ["firm_id", "search_tokens"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_client_team", "client", ["firm_id", "team_id"], unique=False)
    op.create_index("ix_client_updated", "client", ["firm_id", "updated_at", "id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_credential_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_credential")),
        sa.UniqueConstraint("firm_id", "user_id", name=op.f("uq_credential_firm_id_user_id")),
    )
    op.create_table(
        "notification",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("subject_noun", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_notification_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_notification")),
    )
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["firm_id", "user_id"],
        unique=False,
        postgresql_where="read_at is null",
    )
    op.create_index("ix_notification_user", "notification", ["firm_id", "user_id", "id"], unique=False)
    op.create_table(
        "session",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("stepped_up_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_session_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_session")),
        sa.UniqueConstraint("firm_id", "token_hash", name=op.f("uq_session_firm_id_token_hash")),
    )
    op.create_index("ix_session_user", "session", ["firm_id", "user_id"], unique=False)
    op.create_table(
        "team_membership",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "team_id"],
            ["team.firm_id", "team.id"],
            name=op.f("fk_team_membership_firm_id_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_team_membership_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_team_membership")),
    )
    op.create_index("ix_team_membership_user", "team_membership", ["firm_id", "user_id"], unique=False)
    op.create_index(
        "uq_team_membership_current",
        "team_membership",
        ["firm_id", "user_id"],
        unique=True,
        postgresql_where="valid_to is null",
    )
    op.create_table(
        "user_role",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_user_role_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_user_role")),
        sa.UniqueConstraint("firm_id", "user_id", "role", name=op.f("uq_user_role_firm_id_user_id_role")),
    )
    op.create_table(
        "assignment",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("credit", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_assignment_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_assignment_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_client", "assignment", ["firm_id", "client_id"], unique=False)
    op.create_index(
        "ix_assignment_user",
        "assignment",
        ["firm_id", "user_id", "client_id"],
        unique=False,
        postgresql_where="valid_to is null",
    )
    op.create_index(
        "uq_assignment_owner",
        "assignment",
        ["firm_id", "client_id"],
        unique=True,
        postgresql_where="valid_to is null and role = 'owner'",
    )
    op.create_table(
        "client_relation",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("share", sa.Numeric(precision=7, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_client_relation_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "other_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_client_relation_firm_id_other_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client_relation")),
        sa.UniqueConstraint(
            "firm_id",
            "client_id",
            "other_id",
            "kind",
            name=op.f("uq_client_relation_firm_id_client_id_other_id_kind"),
        ),
    )
    op.create_index("ix_client_relation_other", "client_relation", ["firm_id", "other_id"], unique=False)
    op.create_table(
        "client_tag",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_client_tag_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "tag_id"], ["tag.firm_id", "tag.id"], name=op.f("fk_client_tag_firm_id_tag_id")
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_client_tag")),
        sa.UniqueConstraint(
            "firm_id", "client_id", "tag_id", name=op.f("uq_client_tag_firm_id_client_id_tag_id")
        ),
    )
    op.create_index("ix_client_tag_tag", "client_tag", ["firm_id", "tag_id", "client_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("primary", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_contact_point_firm_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_contact_point")),
    )
    op.create_index("ix_contact_point_blind", "contact_point", ["firm_id", "blind"], unique=False)
    op.create_index("ix_contact_point_client", "contact_point", ["firm_id", "client_id"], unique=False)
    op.create_index("ix_contact_point_tail", "contact_point", ["firm_id", "tail"], unique=False)
    op.create_index(
        "uq_contact_point_primary",
        "contact_point",
        ["firm_id", "client_id", "kind"],
        unique=True,
        postgresql_where='"primary"',
    )
    op.create_table(
        "holding",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_holding_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_holding_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_holding")),
    )
    op.create_index("ix_holding_client", "holding", ["firm_id", "client_id"], unique=False)
    op.create_index(
        "ix_holding_product",
        "holding",
        ["firm_id", "product_id"],
        unique=False,
        postgresql_where="valid_to is null",
    )
    op.create_index(
        "uq_holding_current",
        "holding",
        ["firm_id", "client_id", "product_id"],
        unique=True,
        postgresql_where="valid_to is null",
    )
    op.create_table(
        "import_row",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("issues", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("twin", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_import_row_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "job_id"],
            ["import_job.firm_id", "import_job.id"],
            name=op.f("fk_import_row_firm_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_import_row")),
        sa.UniqueConstraint(
            "firm_id", "job_id", "sheet", "row", name=op.f("uq_import_row_firm_id_job_id_sheet_row")
        ),
    )
    op.create_index("ix_import_row_client", "import_row", ["firm_id", "client_id"], unique=False)
    op.create_index(
        "ix_import_row_waiting",
        "import_row",
        ["firm_id", "job_id", "id"],
        unique=False,
        postgresql_where="status = 'accepted'",
    )
    op.create_table(
        "interaction",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("two_way", sa.Boolean(), nullable=False),
        sa.Column("search_tokens", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_interaction_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "user_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_interaction_firm_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_interaction")),
    )
    op.create_index(
        "ix_interaction_client", "interaction", ["firm_id", "client_id", "at", "id"], unique=False
    )
    op.create_index(
        "ix_interaction_search",
        "interaction",
        ["firm_id", "search_tokens"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index("ix_interaction_user", "interaction", ["firm_id", "user_id", "at"], unique=False)
    op.create_table(
        "lineage",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_lineage_firm_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_lineage")),
    )
    op.create_index("ix_lineage_client", "lineage", ["firm_id", "client_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "assignee_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_task_firm_id_assignee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"], ["client.firm_id", "client.id"], name=op.f("fk_task_firm_id_client_id")
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_task")),
    )
    op.create_index(
        "ix_task_assignee", "task", ["firm_id", "assignee_id", "state", "due_at", "id"], unique=False
    )
    op.create_index("ix_task_client", "task", ["firm_id", "client_id", "created_at"], unique=False)
    op.create_index("ix_task_created", "task", ["firm_id", "created_at", "id"], unique=False)
    op.create_index("ix_task_due", "task", ["firm_id", "due_at", "id"], unique=False)
    op.create_table(
        "transaction",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("nav", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("gross", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("fee", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("net", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_transaction_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_transaction_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_transaction")),
    )
    op.create_index(
        "ix_transaction_client", "transaction", ["firm_id", "client_id", "date", "id"], unique=False
    )
    op.create_index("ix_transaction_product", "transaction", ["firm_id", "product_id", "date"], unique=False)
