"""The server's roles and row security, as SQL that migrations run.

Kept as code beside the metadata so that a test can compare both: a tenant table without a wall fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

ROLES = ("startrail_app", "startrail_read", "startrail_dispatch")
APPEND_ONLY = {
    *("audit_entry", "audit_seal", "event_log", "policy_rule", "policy_version", "transaction"),
    *("tier_model", "tier_sweep", "service_matrix", "journey_template_version", "suitability_rules"),
    *("order_rules", "order_step", "return_visit", "life_cycle_step"),
    *("escalation_rules", "signal_rules", "care_rules", "holiday_year"),
    *("approval_kind_version", "approval_act"),
    "automation_version",
    *("request_type_version", "request_step"),
    *("proposal_version", "proposal_step", "proposal_style", "proposal_logo", "forbidden_words"),
    *("consent_entry", "consent_texts", "contact_rules"),
}
# Of those, columns that are written again: whose a row is, when two clients turn out to be one. What it says stays.
MOVABLE = {"transaction": ("client_id",), "consent_entry": ("client_id",)}
# What the dispatcher may see across firms: which firms have work, never what it is.
DISPATCH_COLUMNS = {
    "firm": ("firm_id", "name", "demo", "policy_version", "fields_version"),
    "access_mark": ("firm_id", "n"),
    "login_name": ("email_hmac", "firm_id"),
    "outbox": ("firm_id", "due_at", "dead_at"),
    "import_job": ("firm_id", "due_at"),
    "export_job": ("firm_id", "due_at"),
    "tag_mark": ("firm_id",),
    "signal_mark": ("firm_id",),
    "care_mark": ("firm_id",),
    **dict.fromkeys(("automation", "automation_run", "automation_send"), ("firm_id", "due_at")),
    "proposal_print": ("firm_id", "due_at"),
    "message": ("firm_id", "due_at"),
}
FIRM_SETTING = "nullif(current_setting('app.firm_id', true), '')::uuid"


def create_roles() -> Iterator[str]:
    """Make the roles where they are missing and let the owner act as them."""
    for role in ROLES:
        yield (
            f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') then "
            f"create role {role} nologin; end if; "
            # Roles are the server's: another database of it may be made at the same moment.
            "exception when duplicate_object or unique_violation then null; end $$"
        )
        yield f"grant {role} to current_user"
        yield f"grant usage on schema public to {role}"


def protect(table: Table) -> Iterator[str]:
    """Row security and grants of one table."""
    name = table.name
    yield f"grant select on {name} to startrail_read"
    rights = "select, insert" if name in APPEND_ONLY else "select, insert, update, delete"
    yield f"grant {rights} on {name} to startrail_app"
    if name in MOVABLE:
        yield f"grant update ({', '.join(MOVABLE[name])}) on {name} to startrail_app"
    if name in DISPATCH_COLUMNS:
        yield f"grant select ({', '.join(DISPATCH_COLUMNS[name])}) on {name} to startrail_dispatch"
    if "firm_id" not in table.c or name == "login_name":
        return
    yield f"alter table {name} enable row level security"
    yield (
        f"create policy firm_wall on {name} to startrail_app "
        f"using (firm_id = {FIRM_SETTING}) with check (firm_id = {FIRM_SETTING})"
    )
    yield f"create policy reader on {name} for select to startrail_read using (true)"
    if name in DISPATCH_COLUMNS:
        yield f"create policy dispatcher on {name} for select to startrail_dispatch using (true)"


def protect_all(metadata: MetaData) -> Iterator[str]:
    """Walls of every table of the metadata, parents first."""
    for table in metadata.sorted_tables:
        yield from protect(table)
    # Every process asks whether the schema is the one it needs.
    yield "grant select on alembic_version to startrail_dispatch"
