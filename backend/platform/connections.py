"""Connections of one role for statements that are text already: asyncpg's own, with no session of the ORM around."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from backend.platform.errors import Code, Refused

# A request that finds no connection within this time had better try again than wait in line.
PATIENCE = 2.0
STATEMENTS = 500


class Connections:
    """A pool, opened when it is first used.

    settings: of the server, for each session; least: connections that stand even when nobody needs them.
    """

    def __init__(self, url: str, settings: Mapping[str, str], size: int, *, least: int) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._settings = dict(settings)
        self._size = size
        self._least = least
        self._out = 0
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Give all connections back."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Any]:
        """A connection for a while. Raises Refused(UNAVAILABLE) when none is free in time."""
        connection = await self.take()
        try:
            yield connection
        finally:
            await self.give(connection)

    async def take(self) -> Any:
        """A connection, to be given back. Raises Refused(UNAVAILABLE) when none is free in time."""
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
        return connection

    async def give(self, connection: Any) -> None:
        """Give a connection back."""
        self._out -= 1
        pool = self._pool
        assert pool is not None
        await pool.release(connection)

    async def of_its_own(self) -> asyncpg.Connection:
        """A connection outside the pool; whoever asked closes it."""
        connection = await asyncpg.connect(
            self._url, statement_cache_size=STATEMENTS, server_settings=self._settings, timeout=10
        )
        await _as_bytes(connection)
        return connection

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=self._least,
                    max_size=self._size,
                    max_inactive_connection_lifetime=300,
                    statement_cache_size=STATEMENTS,
                    server_settings=self._settings,
                    init=_as_bytes,
                    reset=_nothing,
                    timeout=10,
                )
        return self._pool


async def _as_bytes(connection: asyncpg.Connection) -> None:
    """JSON passes through as the server writes it, and as the caller wrote it."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=lambda value: value, decoder=bytes
    )


async def _nothing(_connection: asyncpg.Connection) -> None:
    """What runs here leaves nothing behind in a session, so there is nothing to reset: that saves a round trip."""
