"""Forms of own fields: sections that are data, when a field is shown and asked for, and what a new client has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"

FIRM = "firm_id = nullif(current_setting('app.firm_id', true), '')::uuid"
# As `platform/roles.py` wrote them for this table.
WALLS = (
    "grant select on custom_section to startrail_read",
    "grant select, insert, update, delete on custom_section to startrail_app",
    "alter table custom_section enable row level security",
    f"create policy firm_wall on custom_section to startrail_app using ({FIRM}) with check ({FIRM})",
    "create policy reader on custom_section for select to startrail_read using (true)",
)
# What the parts of a client's page were called in which own fields stood.
WORDS = (
    "values ('identity', '身份', 'Identity', 1), ('contact', '联系方式', 'Contact', 2), "
    "('profile', '背景', 'Profile', 3), ('investing', '投资', 'Investing', 4), ('service', '服务', 'Service', 5)"
)


def upgrade() -> None:
    """Add what there is to say of fields; the parts of the page in which they stood become sections of each firm."""
    op.add_column("custom_field", sa.Column("shown_when", JSONB()))
    op.add_column("custom_field", sa.Column("required_when", JSONB()))
    op.add_column("custom_field", sa.Column("client_kinds", JSONB(), server_default="[]", nullable=False))
    op.alter_column("custom_field", "client_kinds", server_default=None)
    op.add_column("custom_field", sa.Column("initial", JSONB()))
    op.create_table(
        "custom_section",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("collapsed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_custom_section")),
    )
    for wall in WALLS:
        op.execute(wall)
    op.add_column("custom_field", sa.Column("section_id", sa.Uuid()))
    op.execute(
        "insert into custom_section (firm_id, id, zh, en, columns, collapsed, position, version, created_at, "
        "created_by, updated_at) select stood.firm_id, gen_random_uuid(), words.zh, words.en, 2, false, words.place, "
        "1, now(), 'system:migration', now() "
        "from (select distinct firm_id, section from custom_field where section is not null) stood "
        f"join ({WORDS}) words (key, zh, en, place) on words.key = stood.section"
    )
    op.execute(
        "update custom_field set section_id = custom_section.id from custom_section, "
        f"({WORDS}) words (key, zh, en, place) where custom_section.firm_id = custom_field.firm_id "
        "and words.key = custom_field.section and words.place = custom_section.position"
    )
    op.create_foreign_key(
        op.f("fk_custom_field_firm_id_section_id"),
        "custom_field",
        "custom_section",
        ["firm_id", "section_id"],
        ["firm_id", "id"],
    )
    op.drop_column("custom_field", "section")


def downgrade() -> None:
    """Take them away, with what they hold; fields stand in the part of the page that their section was, if any."""
    op.add_column("custom_field", sa.Column("section", sa.Text()))
    op.execute(
        "update custom_field set section = words.key from custom_section, "
        f"({WORDS}) words (key, zh, en, place) where custom_section.firm_id = custom_field.firm_id "
        "and custom_section.id = custom_field.section_id and words.en = custom_section.en"
    )
    op.drop_constraint(op.f("fk_custom_field_firm_id_section_id"), "custom_field", type_="foreignkey")
    for name in ("section_id", "shown_when", "required_when", "client_kinds", "initial"):
        op.drop_column("custom_field", name)
    op.drop_table("custom_section")
