"""Connections: one transaction for a change, one-firm reads, and the dispatcher's narrow view.

Three roles of the server divide the work (made by `roles.py`): `startrail_app` writes under row security,
`startrail_read` may only select, `startrail_dispatch` sees which firms have due rows and nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Select, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from backend.platform import walls
from backend.platform.amendments import Amendments
from backend.platform.bells import Striking
from backend.platform.compiled_reads import CompiledReads
from backend.platform.connections import Connections
from backend.platform.errors import Code, Refused
from backend.platform.principal import Principal, system
from backend.platform.sending import EndingConnection

Ring = Callable[[UUID], Awaitable[None] | None]
# Deadlock, serialization, lock not available; and a twin of the same row that was written at the same time.
RETRYABLE = {"40P01", "40001", "55P03", "23505"}


def _settings(role: str) -> dict[str, str]:
    return (PAGES if role == "startrail_read" else {}) | {
        "role": role,
        "application_name": role,
        "timezone": "UTC",
        "plan_cache_mode": "force_custom_plan",
        "statement_timeout": "15000",
        "lock_timeout": "2000",
        "idle_in_transaction_session_timeout": "30000",
        # Distributed servers hand `set local` on to their workers only with this; others ignore it.
        "citus.propagate_set_commands": "local",
    }


# What makes the planner right about pages. It counts on finding a page of the table again when a whole index is
# read, and then halves that hope for half the index; but the first 50 rows in an order that has nothing to do with
# where they lie are 50 pages. Told of a small cache it no longer reads half a million rows in the order asked for
# instead of the two thousand that match (measured: 4,900 -> 19 ms). Nothing here is worth starting workers or a
# compiler for.
PAGES = {
    "effective_cache_size": "8MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}


def _engine(url: str, role: str, pool_size: int, **options: Any) -> AsyncEngine:
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # a fault must not print names and notes
        connect_args={
            "server_settings": _settings(role),
            "timeout": 10,
            "connection_class": EndingConnection,
        },
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _only_open)
    return engine


def _only_open(_connection: Any, record: Any, _proxy: Any) -> None:
    """A connection whose server went away is made anew; the event loop knows, so there is no need to ask the server."""
    if record.driver_connection.is_closed():
        raise DisconnectionError


# For statements that have but one good plan: making it anew costs as much as running it, or more.
KEEPING = {"plan_cache_mode": "force_generic_plan", "jit": "off"}


class Database:
    """The engines of one process. `url` is the owner's plain `postgresql://` address."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.writes = _engine(url, "startrail_app", pool_size)
        self.reads = _engine(url, "startrail_read", pool_size, isolation_level="AUTOCOMMIT")
        self.dispatch = _engine(url, "startrail_dispatch", 2, isolation_level="AUTOCOMMIT")
        reading = _settings("startrail_read")
        self.compiled = CompiledReads(
            Connections(url, reading, pool_size), Connections(url, reading | KEEPING, pool_size)
        )
        changing = _settings("startrail_app")
        self.amendments = Amendments(Connections(url, changing | KEEPING, pool_size))
        # A bell need not outlive the server, so nobody waits for the disk.
        self.strike = Striking(Connections(url, changing | {"synchronous_commit": "off"}, 1))
        self.ring: Ring | None = None
        event.listen(self.reads.sync_engine, "before_execute", _only_proven)

    def seen_by(self, reads: CompiledReads) -> Database:
        """The same with other compiled reads, such as a snapshot's; whoever made it closes it, not this one."""
        other = copy.copy(self)
        other.compiled = reads
        return other

    async def close(self) -> None:
        """Give all connections back."""
        await self.strike.close()
        for engine in (self.writes, self.reads, self.dispatch):
            await engine.dispose()
        await self.compiled.close()
        await self.amendments.close()

    @asynccontextmanager
    async def change(
        self, principal: Principal, *, reason: str | None = None, trace_id: str | None = None
    ) -> AsyncIterator[AsyncSession]:
        """One transaction of one firm: the change, its audit rows and its events commit together.

        Rings the bell after the commit when events were written. Raises Refused(UNAVAILABLE) when the pool
        is exhausted and Refused(CONFLICT) when another change holds the same rows.
        """
        session = AsyncSession(self.writes, expire_on_commit=False)
        session.info.update(principal=principal, firm_id=principal.firm_id, reason=reason, trace_id=trace_id)
        try:
            async with session.begin():
                # A literal: only `set local` with a literal reaches the shards of a distributed server.
                await session.execute(text(f"set local app.firm_id = '{UUID(str(principal.firm_id))}'"))
                yield session
        except PoolTimeout as busy:
            raise Refused(Code.UNAVAILABLE) from busy
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) in RETRYABLE:
                raise Refused(Code.CONFLICT, fields=[], problem_kind="busy") from fault
            raise
        finally:
            await session.close()
        await self.rung(
            principal.firm_id,
            emitted=session.info.get("emitted", False),
            struck=session.info.get("struck", ()),
        )

    async def rung(self, firm_id: UUID, *, emitted: bool, struck: Iterable[str]) -> None:
        """After a commit: the worker is woken when events were written, and listeners hear what rang."""
        self.strike(struck)
        if emitted and self.ring is not None:
            waiting = self.ring(firm_id)
            if waiting is not None:
                await waiting

    @asynccontextmanager
    async def as_system(self, firm_id: UUID, name: str) -> AsyncIterator[AsyncSession]:
        """A change made by the product itself, e.g. `as_system(firm, "dispatcher")`."""
        async with self.change(system(firm_id, name)) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self, firm_id: UUID, name: str) -> AsyncIterator[AsyncSession]:
        """Reads of one firm by the product itself, all of one state of the database; row security is their wall."""
        session = AsyncSession(self.writes, autoflush=False)
        session.info.update(principal=system(firm_id, name), firm_id=firm_id)
        try:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            await session.execute(text("set transaction read only"))
            await session.execute(text(f"set local app.firm_id = '{UUID(str(firm_id))}'"))
            await session.execute(text("set local statement_timeout = '600s'"))
            await session.execute(text("set local idle_in_transaction_session_timeout = '600s'"))
            yield session
        finally:
            await session.close()

    @asynccontextmanager
    async def read(self, firm_id: UUID) -> AsyncIterator[AsyncSession]:
        """Reads of one firm: only SELECTs that prove their firm run (walls.py)."""
        session = AsyncSession(self.reads, autoflush=False)
        session.info["firm_id"] = firm_id
        try:
            await session.connection(execution_options={"firm_id": firm_id})
            yield session
        except PoolTimeout as busy:
            raise Refused(Code.UNAVAILABLE) from busy
        finally:
            await session.close()

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[AsyncSession]:
        """The tables without a firm (log-in directory, list of firms), before a firm is known."""
        async with AsyncSession(self.dispatch) as session:
            yield session

    async def shared_rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        """The rows of one statement about the tables without a firm; for what is asked all the time.

        A session of the ORM would cost more than the question.
        """
        async with self.dispatch.connect() as connection:
            return (await connection.execute(statement)).all()


def _only_proven(
    connection: Any, statement: Any, multiparams: Any, params: Any, execution_options: Any
) -> None:
    if not isinstance(statement, Select):
        raise walls.WallBroken("only SELECTs of the expression language may be read here")
    firm_id = execution_options.get("firm_id") or connection.get_execution_options().get("firm_id")
    if firm_id is None:
        raise walls.WallBroken("a read without a firm")
    walls.prove(statement, firm_id)
