"""Databases of before, taken up and down by the steps of the schema."""

from __future__ import annotations

import secrets

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from backend.migrations import run
from backend.migrations.run import migrate
from backend.platform.embedded.state import Addresses


async def database_at(servers: Addresses, revision: str) -> str:
    """Address of a new database as that revision made it; the caller drops it."""
    name = f"test_{secrets.token_hex(6)}"
    owner = await asyncpg.connect(servers.database_url)
    await owner.execute(f'create database "{name}"')
    await owner.close()
    url = f"{servers.database_url.rsplit('/', 1)[0]}/{name}"
    await migrate(url, revision)
    return url


async def back_to(url: str, revision: str) -> None:
    """Take the steps after that revision back."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await connection.run_sync(_downgrade, revision)
    await engine.dispose()


def _downgrade(connection: Connection, revision: str) -> None:
    config: Config = run._config()
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
    connection.commit()
