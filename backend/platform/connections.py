"""Connections of one role for statements that are text already: asyncpg's own, with no session of the ORM around.

A pool of our own, because nothing that runs here leaves anything behind in a session: the library's resets each
connection, or at least makes a task for giving it back, and that costs as much as a small read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from sqlalchemy.engine import make_url

from backend.platform.errors import Code, Refused

# A request that finds no connection within this time had better try again than wait in line.
PATIENCE: Final = 2.0
STATEMENTS: Final = 500


class Connections:
    """At most so many connections, each made when it is first needed. settings: of the server, for each session."""

    def __init__(self, url: str, settings: Mapping[str, str], size: int) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._settings = dict(settings)
        self._size = size
        self._made = 0
        self._free: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()

    async def close(self) -> None:
        """End the connections nobody uses; those in use end when they are given back."""
        self._size = 0
        free, self._free = self._free, []
        self._made -= len(free)
        for connection in free:
            await connection.close(timeout=2)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for a while. Raises Refused(UNAVAILABLE) when none is free in time."""
        connection = await self.take()
        try:
            yield connection
        finally:
            self.give(connection)

    async def take(self) -> asyncpg.Connection:
        """A connection, to be given back. Raises Refused(UNAVAILABLE) when none is free in time."""
        while self._free:
            # The one used last: its memory is warm, and those that are not needed are noticed to be idle.
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
            self._made -= 1
        if self._made < self._size:
            self._made += 1
            return await self._connect()
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(PATIENCE):
                given = await waiting
        except BaseException as gone:
            self._leave(waiting)
            if isinstance(gone, TimeoutError):
                raise Refused(Code.UNAVAILABLE) from gone
            raise
        return given if given is not None else await self._connect()

    def give(self, connection: asyncpg.Connection) -> None:
        """Give a connection back; one that is closed, or no longer wanted, makes room for another."""
        if connection.is_closed() or not self._size:
            connection.terminate()
            self._hand_room()
        elif not self._hand(connection):
            self._free.append(connection)

    async def of_its_own(self) -> asyncpg.Connection:
        """A connection outside the pool; whoever asked closes it."""
        connection = await asyncpg.connect(
            self._url, statement_cache_size=STATEMENTS, server_settings=self._settings, timeout=10
        )
        # JSON passes through as the server writes it.
        await connection.set_type_codec(
            "json", schema="pg_catalog", format="binary", encoder=lambda value: value, decoder=bytes
        )
        return connection

    async def _connect(self) -> asyncpg.Connection:
        try:
            return await self.of_its_own()
        except BaseException:
            self._hand_room()
            raise

    def _hand_room(self) -> None:
        """Let the first who waits make a connection in the place of one that is gone."""
        if not self._hand(None):
            self._made -= 1

    def _hand(self, connection: asyncpg.Connection | None) -> bool:
        """Let the first who waits have a connection, or None: room to make one."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return True
        return False

    def _leave(self, waiting: asyncio.Future[asyncpg.Connection | None]) -> None:
        """Somebody waits no longer; what he was given meanwhile is for the next."""
        if waiting.done() and not waiting.cancelled():
            given = waiting.result()
            if given is None:
                self._hand_room()
            else:
                self.give(given)
        elif waiting in self._waiting:
            self._waiting.remove(waiting)
