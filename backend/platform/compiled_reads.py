"""Statements that were compiled to text once, run as they are: one round trip, and the bytes pass through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Select
from sqlalchemy.engine import make_url

from backend.platform import walls
from backend.platform.errors import Code, Refused

# A request that finds no connection within this time had better try again than wait in line.
PATIENCE = 2.0
STATEMENTS = 500


class Text:
    """A proven statement as text. names: of its parameters in order; constants: values that are always the same."""

    __slots__ = ("constants", "names", "sql")

    def __init__(self, statement: Select[Any], firm_id: UUID) -> None:
        """Raises WallBroken when the statement does not prove its firm."""
        compiled: Any = walls.compiled(statement, "firm_id", firm_id)
        self.sql = str(compiled)
        self.names: Sequence[str] = tuple(compiled.positiontup or ())
        self.constants: Mapping[str, Any] = dict(compiled.params)


class CompiledReads:
    """Connections of the role that may only select, for statements that proved their firm when they were compiled.

    settings: of the server, as the other reads have them.
    """

    def __init__(self, url: str, settings: Mapping[str, str], size: int) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._settings = dict(settings)
        self._size = size
        self._out = 0
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Give all connections back."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """The columns of the statement's one row: JSON as the server wrote it, or None for null.

        values: of the parameters that differ between requests. Raises Refused(UNAVAILABLE) without a connection.
        """
        constants = text.constants
        arguments = [values[name] if name in values else constants[name] for name in text.names]
        pool = self._pool or await self._open()
        if self._out < self._size:
            connection = await pool.acquire()
        else:
            # A time-out costs a task, so only who has to wait gets one.
            try:
                connection = await pool.acquire(timeout=PATIENCE)
            except TimeoutError as busy:
                raise Refused(Code.UNAVAILABLE) from busy
        self._out += 1
        try:
            row: Sequence[bytes | None] = await connection.fetchrow(text.sql, *arguments)
        finally:
            self._out -= 1
            await pool.release(connection)
        return row

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Reads of one state of the database, whatever is changed meanwhile, on a connection of their own."""
        connection = await asyncpg.connect(
            self._url, statement_cache_size=STATEMENTS, server_settings=self._settings, timeout=10
        )
        try:
            await _as_bytes(connection)
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield Snapshot(self, connection)
        finally:
            await connection.close()

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=self._size,
                    max_size=self._size,
                    max_inactive_connection_lifetime=300,
                    statement_cache_size=STATEMENTS,
                    server_settings=self._settings,
                    init=_as_bytes,
                    reset=_nothing,
                    timeout=10,
                )
        return self._pool


class Snapshot(CompiledReads):
    """The same statements, all in one state of the database. Made by `CompiledReads.snapshot`."""

    def __init__(self, reads: CompiledReads, connection: asyncpg.Connection) -> None:
        super().__init__(reads._url, reads._settings, 0)
        self._connection = connection

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """As it was when the snapshot was taken."""
        arguments = [values[name] if name in values else text.constants[name] for name in text.names]
        row: Sequence[bytes | None] = await self._connection.fetchrow(text.sql, *arguments)
        return row


async def _as_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=lambda value: value, decoder=bytes
    )


async def _nothing(_connection: asyncpg.Connection) -> None:
    """Statements here change nothing of a session, so there is nothing to reset: that saves a round trip."""
