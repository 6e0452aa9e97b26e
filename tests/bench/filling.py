"""Writing millions of rows by COPY: indexes are dropped before and made again after, as any bulk load does."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnDefault, Table

from backend.platform.clock import now
from backend.platform.db import Base

_INDEXES = """
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made_by
from pg_index i join pg_class t on t.oid = i.indrelid
where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and not t.relispartition
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
order by 1
"""


class Filler:
    """Copies rows of one firm; what the rows leave out gets the column's plain default, or null."""

    def __init__(self, connection: asyncpg.Connection, firm_id: UUID) -> None:
        self._connection = connection
        self.firm_id = firm_id
        self.counts: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    async def write(self, model: type[Base], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Copy rows given in the order of `columns`."""
        table: Table = model.__table__  # type: ignore[assignment]  # declared models have a Table
        rest = {"firm_id": self.firm_id, **dict(_defaults(table, set(columns)))}
        constant = tuple(rest.values())
        began = time.perf_counter()
        done = await self._connection.copy_records_to_table(
            table.name, records=(row + constant for row in rows), columns=[*columns, *rest]
        )
        self.counts[table.name] = int(done.split()[-1])
        self.seconds[table.name] = time.perf_counter() - began


def _defaults(table: Table, given: set[str]) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if column.name in given or column.name == "firm_id" or column.computed is not None:
            continue
        default = column.default
        if isinstance(default, ColumnDefault):
            yield column.name, default.arg if default.is_scalar else _made(table, column.name)
        elif not column.nullable:
            raise KeyError(f"{table.name}.{column.name} must be filled")


def _made(table: Table, column: str) -> Any:
    if column in {"created_at", "updated_at", "at", "known_at"}:
        return now()
    if column in {"search_tokens", "topics"}:
        return []
    if column == "custom":
        return "{}"
    raise KeyError(f"{table.name}.{column} must be filled")


@asynccontextmanager
async def filling(url: str, firm_id: UUID) -> AsyncIterator[Filler]:
    """A filler as the owner of the tables, in one transaction; afterwards everything is indexed and analyzed.

    Foreign keys are not checked row by row: the rows are our own, and `missing_parents` looks at all of them after.
    """
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("set local maintenance_work_mem = '512MB'")
            indexes = await connection.fetch(_INDEXES)
            for index in indexes:
                await connection.execute(f"drop index {index['name']}")
            filler = Filler(connection, firm_id)
            yield filler
            began = time.perf_counter()
            for index in indexes:
                await connection.execute(index["made_by"])
            filler.seconds["indexes"] = time.perf_counter() - began
        began = time.perf_counter()
        # As autovacuum would have done: index-only scans need to know which pages are all visible.
        await connection.execute("vacuum analyze")
        filler.seconds["vacuum"] = time.perf_counter() - began
    finally:
        await connection.close()


async def missing_parents(url: str) -> list[str]:
    """Foreign keys that some row breaks: none, if the rows are right."""
    connection = await asyncpg.connect(url)
    try:
        keys = await connection.fetch(
            "select conname, conrelid::regclass::text as child, confrelid::regclass::text as parent, "
            "(select array_agg(attname order by n) from unnest(conkey) with ordinality k(no, n) "
            " join pg_attribute on attrelid = conrelid and attnum = no) as columns "
            "from pg_constraint where contype = 'f' and conparentid = 0"
        )
        broken = []
        for key in keys:
            column = key["columns"][1]
            orphan = await connection.fetchval(
                f"select 1 from {key['child']} c where c.{column} is not null and not exists "
                f"(select from {key['parent']} p where p.firm_id = c.firm_id and p.id = c.{column}) limit 1"
            )
            if orphan:
                broken.append(key["conname"])
        return broken
    finally:
        await connection.close()
