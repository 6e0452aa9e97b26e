"""A version of a policy says the same of many coordinates in one row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0035"
down_revision = "0034"

SAID = 'firm_id, version_number, role, relation, "right", effect'
POSITION = "uq_policy_rule_firm_id_version_number_position"


def upgrade() -> None:
    """Gather the rules of each version."""
    op.add_column("policy_rule", sa.Column("coordinates", ARRAY(sa.Text())))
    op.execute(
        f"with said as (select {SAID}, min(position) as position,"
        f" array_agg(coordinate order by position) as coordinates from policy_rule group by {SAID})"
        " update policy_rule rule set coordinates = said.coordinates from said"
        " where rule.firm_id = said.firm_id and rule.version_number = said.version_number"
        " and rule.position = said.position"
    )
    op.execute("delete from policy_rule where coordinates is null")
    op.alter_column("policy_rule", "coordinates", nullable=False)
    op.drop_column("policy_rule", "coordinate")


def downgrade() -> None:
    """Spell the rules out."""
    op.add_column("policy_rule", sa.Column("coordinate", sa.Text()))
    op.drop_constraint(POSITION, "policy_rule")
    op.execute(
        f"insert into policy_rule ({SAID}, id, position, coordinate, coordinates)"
        f" select {SAID}, gen_random_uuid(), position, said, coordinates"
        " from policy_rule, unnest(coordinates) said"
    )
    op.execute("delete from policy_rule where coordinate is null")
    op.execute(
        "update policy_rule rule set position = place from (select firm_id, id, row_number() over"
        " (partition by firm_id, version_number order by position, coordinate) as place from policy_rule) placed"
        " where rule.firm_id = placed.firm_id and rule.id = placed.id"
    )
    op.create_unique_constraint(POSITION, "policy_rule", ["firm_id", "version_number", "position"])
    op.alter_column("policy_rule", "coordinate", nullable=False)
    op.drop_column("policy_rule", "coordinates")
