"""Bells: what wakes other processes within milliseconds; losing one costs a poll, never a fact.

LISTEN runs on a connection of its own, made anew when it breaks. Messages are `topic:firm:detail`, ids only.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.connections import Connections
from backend.platform.errors import Refused

CHANNEL = "startrail"
STRIKE = "select pg_notify($1, message) from unnest($2::text[]) as message"
MOST_AT_ONCE = 1_000
PAUSE = 0.02
"""Seconds between two times that anything is sent: a statement costs a tenth of a change, however much it carries."""
Listener = Callable[[UUID, str], Awaitable[None] | None]
log = structlog.get_logger(__name__)


def strike(session: AsyncSession, topic: str, detail: str = "") -> None:
    """Ring a topic of the session's firm; heard when the change commits, not heard when it rolls back."""
    session.info.setdefault("struck", []).append(spoken(topic, session.info["firm_id"], detail))


def spoken(topic: str, firm_id: UUID, detail: str = "") -> str:
    """A message of the channel."""
    return f"{topic}:{firm_id}:{detail}"


class Striking:
    """Sends what rang after its change was committed: at once, and what comes in the next moments together.

    Not inside the change: the server lets only one transaction commit at a time of those that notify, so that each
    would wait for the disk alone.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._waiting: dict[str, None] = {}
        self._task: asyncio.Task[None] | None = None

    def __call__(self, messages: Iterable[str]) -> None:
        """Send messages in the background."""
        self._waiting.update(dict.fromkeys(messages))
        if self._waiting and self._task is None:
            self._task = asyncio.create_task(self._send(), name="striking")

    async def close(self) -> None:
        """Wait until everything is sent, and give the connections back."""
        if self._task is not None:
            await self._task
        await self._connections.close()

    async def _send(self) -> None:
        try:
            while self._waiting:
                messages = list(self._waiting)[:MOST_AT_ONCE]
                for message in messages:
                    del self._waiting[message]
                async with self._connections.one() as connection:
                    await connection.execute(STRIKE, CHANNEL, messages)
                await asyncio.sleep(PAUSE)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Refused) as fault:
            self._waiting.clear()
            log.warning("strike_failed", fault=type(fault).__name__)
        finally:
            self._task = None


class Bells:
    """Listens for one process and hands each message to the listeners of its topic."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self.up = asyncio.Event()

    def on(self, topic: str, listener: Listener) -> None:
        """Call `listener(firm_id, detail)` for each message of a topic."""
        self._listeners[topic].append(listener)

    def off(self, topic: str, listener: Listener) -> None:
        """Stop calling a listener."""
        with contextlib.suppress(ValueError):
            self._listeners[topic].remove(listener)

    async def start(self) -> None:
        """Listen in the background; returns when the first connection stands or after five seconds."""
        self._task = asyncio.create_task(self._listen(), name="bells")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.up.wait(), 5)

    async def stop(self) -> None:
        """End listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._url, timeout=10)
                closed = asyncio.Event()
                connection.add_termination_listener(lambda _c, closed=closed: closed.set())
                await connection.add_listener(CHANNEL, self._heard)
                self.up.set()
                for listener in self._listeners["up"]:
                    self._call(listener, UUID(int=0), "")
                try:
                    await closed.wait()
                finally:
                    self.up.clear()
                    if not connection.is_closed():
                        await connection.close(timeout=2)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
                log.warning("bells_down", fault=type(fault).__name__)
            await asyncio.sleep(0.5)

    def _heard(self, _connection: object, _pid: int, _channel: str, message: object) -> None:
        topic, _, rest = str(message).partition(":")
        firm, _, detail = rest.partition(":")
        for listener in list(self._listeners.get(topic, ())):
            self._call(listener, UUID(firm), detail)

    def _call(self, listener: Listener, firm_id: UUID, detail: str) -> None:
        waiting = listener(firm_id, detail)
        if asyncio.iscoroutine(waiting):
            task = asyncio.create_task(waiting)
            self._running.add(task)
            task.add_done_callback(self._running.discard)
