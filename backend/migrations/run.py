"""Bring a database to the newest version, and tell which version it has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

# Two starting processes must not migrate at once; the number only has to be ours.
MIGRATION_LOCK = 7_305_112
Found = TypeVar("Found")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


async def migrate(url: str, to: str = "head") -> tuple[str | None, str]:
    """Run what is missing up to a version; (version before, version after). `url` is the owner's address."""
    return await _on_connection(url, lambda connection: _migrate(connection, to))


async def version_of(url: str) -> str | None:
    """The version a database has; None for an empty one."""
    return await _on_connection(url, _version)


async def _on_connection(url: str, work: Callable[[Connection], Found]) -> Found:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        # Foreign keys between shared and distributed tables are added by the converter, not before.
        connect_args={"server_settings": {"citus.enable_local_reference_table_foreign_keys": "off"}},
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, to: str) -> tuple[str | None, str]:
    connection.execute(text(f"select pg_advisory_lock({MIGRATION_LOCK})"))
    connection.commit()
    try:
        before = _version(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
        return before, _version(connection) or ""
    finally:
        connection.rollback()
        connection.execute(text(f"select pg_advisory_unlock({MIGRATION_LOCK})"))
        connection.commit()


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
