"""The migrations make exactly what the code declares, and can be taken back."""

from __future__ import annotations

import subprocess
import sys

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from backend.migrations.metadata import METADATA
from backend.migrations.newest import newest
from backend.migrations.run import version_of
from backend.platform.partitions import PARTITIONED
from backend.platform.roles import protect_all


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _declared})
    return list(compare_metadata(context, METADATA))


def _declared(_object: object, name: str | None, type_: str, _reflected: bool, _compared: object) -> bool:
    """Partitions are made by the month and are no tables of their own."""
    return not (type_ == "table" and name and name.startswith(tuple(f"{t}_" for t in PARTITIONED)))


async def test_a_migrated_database_has_what_the_code_declares(database_url: str) -> None:
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()
    assert await version_of(database_url) == newest()


async def test_every_wall_that_the_code_declares_stands(database_url: str) -> None:
    declared = {
        (words[2], words[4])
        for words in map(str.split, protect_all(METADATA))
        if words[:2] == ["create", "policy"]
    }
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(
            "select policyname, tablename from pg_policies where schemaname = 'public'"
        )
    finally:
        await connection.close()
    assert {(row["policyname"], row["tablename"]) for row in rows} == declared


@pytest.mark.parametrize("entry", ["backend.app", "backend.workers.main"])
def test_what_a_process_imports_has_every_table_that_its_tables_refer_to(entry: str) -> None:
    code = (
        f"import {entry}; from backend.platform.db import Base; from sqlalchemy.orm import configure_mappers; "
        "configure_mappers(); print(len(Base.metadata.sorted_tables))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
