"""Statements that were compiled to text once, run as they are: one round trip, and the bytes pass through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Select

from backend.platform import walls
from backend.platform.connections import Connections

# What a statement says only when it reads more than single rows by their keys.
_OF_MANY: Final = ("ORDER BY", "LIMIT", "agg(", "count(", "sum(", "UNION")


class Text:
    """A proven statement as text. names: of its parameters in order; constants: values that are always the same.

    by_key: it reads single rows by their keys, so that there is but one good plan for all values.
    """

    __slots__ = ("by_key", "constants", "names", "sql")

    def __init__(self, statement: Select[Any], firm_id: UUID) -> None:
        """Raises WallBroken when the statement does not prove its firm."""
        compiled: Any = walls.compiled(statement, "firm_id", firm_id)
        self.sql = str(compiled)
        self.by_key = not any(word in self.sql for word in _OF_MANY)
        self.names: Sequence[str] = tuple(compiled.positiontup or ())
        self.constants: Mapping[str, Any] = dict(compiled.params)

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of all parameters, in order. values: of those that differ between requests."""
        constants = self.constants
        return [values[name] if name in values else constants[name] for name in self.names]


class CompiledReads:
    """Statements of the role that may only select; each proved its firm when it was compiled.

    by_key: connections that keep the plan of a statement, for those that have but one good plan.
    """

    def __init__(self, connections: Connections, by_key: Connections) -> None:
        self._connections, self._by_key = connections, by_key

    async def close(self) -> None:
        """Give all connections back."""
        await self._connections.close()
        await self._by_key.close()

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """The columns of the statement's one row: JSON as the server wrote it, or None for null.

        values: of the parameters that differ between requests. Raises Refused(UNAVAILABLE) without a connection.
        """
        arguments = text.arguments(values)
        connections = self._by_key if text.by_key else self._connections
        connection = await connections.take()
        try:
            row: Sequence[bytes | None] = await connection.fetchrow(text.sql, *arguments)
        finally:
            connections.give(connection)
        return row

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Reads of one state of the database, whatever is changed meanwhile, on a connection of their own."""
        connection = await self._connections.of_its_own()
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield Snapshot(self, connection)
        finally:
            await connection.close()


class Snapshot(CompiledReads):
    """The same statements, all in one state of the database. Made by `CompiledReads.snapshot`."""

    def __init__(self, reads: CompiledReads, connection: asyncpg.Connection) -> None:
        super().__init__(reads._connections, reads._by_key)
        self._connection = connection

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """As it was when the snapshot was taken."""
        row: Sequence[bytes | None] = await self._connection.fetchrow(text.sql, *text.arguments(values))
        return row
