"""The first tables, with their roles, walls and partitions."""

from alembic import op

from backend.migrations.metadata import METADATA
from backend.platform.clock import now
from backend.platform.partitions import PARTITIONED, create_partitions
from backend.platform.roles import create_roles, protect_all

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything."""
    # Both are trusted: the owner of a database may make them. pg_trgm tells whether the locale knows Chinese.
    for extension in ("btree_gin", "pg_trgm"):
        op.execute(f"create extension if not exists {extension}")
    METADATA.create_all(op.get_bind())
    for table in PARTITIONED:
        for statement in create_partitions(table, now()):
            op.execute(statement)
    for statement in (*create_roles(), *protect_all(METADATA)):
        op.execute(statement)


def downgrade() -> None:
    """Drop everything but the roles, which other databases of the server may use."""
    METADATA.drop_all(op.get_bind())
