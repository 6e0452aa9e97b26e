"""Bulk writing of rows by COPY, in the transaction of a session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import chain, islice
from json import dumps
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnDefault, Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.db import Base

Row = Mapping[str, Any]
_TOLD_EVERY = 1_000
# The server keeps the foreign keys that it has yet to check until a statement ends: a gigabyte for two million rows.
_A_STATEMENT = 100_000
# The owner's rights; no limit, neither for a statement nor for the minutes in which rows are made; and foreign keys
# checked by one plan made once: a plan for each of 200,000 checks takes twice as long, and without statistics of the
# new firm it may read the firm instead of the key.
_MEANWHILE = {
    "role": "none",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "plan_cache_mode": "force_generic_plan",
}


class Copier:
    """Writes rows of one firm; what a row leaves out gets the column's plain default, or null."""

    def __init__(
        self,
        connection: asyncpg.Connection[asyncpg.Record],
        firm_id: UUID,
        tell: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """connection: inside the transaction that everything is part of; tell: hears table, rows so far, and 0."""
        self._connection = connection
        self._firm_id = firm_id
        self._tell = tell
        self.counts: dict[str, int] = {}

    async def write(self, model: type[Base], rows: Iterable[Row]) -> None:
        """Copy rows into a model's table, by column name. Raises KeyError for a column that a row must fill."""
        table: Table = model.__table__  # type: ignore[assignment]  # declared models have a Table
        names = [column.name for column in table.columns if column.computed is None]
        self.counts.setdefault(table.name, 0)
        # Rows are sent as they are made, and never stand in memory together.
        records = self._records(table, rows)
        for first in records:
            own = chain([first], islice(records, _A_STATEMENT - 1))
            await self._connection.copy_records_to_table(table.name, records=own, columns=names)

    def _records(self, table: Table, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
        """Rows as tuples in the order of the table's columns."""
        defaults = {"firm_id": self._firm_id, **dict(_plain_defaults(table))}
        names = [column.name for column in table.columns if column.computed is None]
        json = [column.name for column in table.columns if isinstance(column.type, JSONB)]
        for row in rows:
            unknown = row.keys() - set(names)
            if unknown:
                raise KeyError(f"{table.name} has no {sorted(unknown)}")
            filled = {**defaults, **row}
            for name in json:
                # The connection takes such values as text.
                filled[name] = None if filled[name] is None else dumps(filled[name])
            yield tuple(filled[name] for name in names)
            self.counts[table.name] += 1
            if self._tell and self.counts[table.name] % _TOLD_EVERY == 0:
                self._tell(table.name, self.counts[table.name], 0)

    async def analyze(self) -> None:
        """Let the planner know what was written, before the first query asks."""
        for name in self.counts:
            await self._connection.execute(f'analyze "{name}"')


@asynccontextmanager
async def copying(
    session: AsyncSession, tell: Callable[[str, int, int], None] | None = None
) -> AsyncIterator[Copier]:
    """A copier for the session's firm, as the owner of the tables and without a time limit while it lasts.

    COPY is refused to roles under row security; the rows carry the firm of the session. Role and settings of the
    transaction are as before once it is left.
    """
    connection = await session.connection()
    before = {name: await session.scalar(text(f"select current_setting('{name}')")) for name in _MEANWHILE}
    raw = await connection.get_raw_connection()
    for name, value in _MEANWHILE.items():
        await session.execute(text(f"set local {name} = {value}"))
    copier = Copier(raw.driver_connection, session.info["firm_id"], tell)
    yield copier
    await copier.analyze()
    for name, value in before.items():
        await session.execute(text(f"set local {name} = '{value}'"))


def _plain_defaults(table: Table) -> Iterator[tuple[str, Any]]:
    """Columns that a row may leave out, with what they get then."""
    for column in table.columns:
        if column.computed is not None:
            continue
        if isinstance(column.default, ColumnDefault) and column.default.is_scalar:
            yield column.name, column.default.arg
        elif isinstance(column.type, JSONB) and isinstance(column.default, ColumnDefault):
            yield column.name, {}
        elif column.nullable:
            yield column.name, None
