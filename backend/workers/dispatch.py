"""The dispatcher: brings each firm's events from the outbox to their handlers, in the order of commits."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from backend.platform import deliveries
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.event_log import move
from backend.platform.events import OutboxRow, firms_with_due_events, number
from backend.workers.delivery import (
    Batched,
    Failure,
    Handlers,
    claim,
    error_name,
    handle,
    put_off,
    quarantine,
)

BATCH = 500
MOST_CUT_OFF = 5
"""Then an event is set aside: it ended a worker once in a batch, once among few, and three times alone."""
BATCH_SECONDS = 20
DRAIN_SECONDS = 10
"""After that a drain begins no further batch, so that one busy firm does not keep others waiting."""
log = structlog.get_logger(__name__)


@dataclass
class Tally:
    """What a process did since its start."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    faults: int = 0
    swept_at: str | None = None
    """When it last looked for what is due by itself."""


@dataclass
class Dispatcher:
    """Drains outboxes with a table of handlers: event name -> functions of (session, event).

    Handlers write to the database only, in the transaction that marks the event delivered.
    batched: what is given all events of a batch at once, under the same savepoint.
    at_once: drains that may run at the same time; each uses two connections of the pool.
    """

    database: Database
    handlers: Handlers
    batch: int = BATCH
    batched: Batched = ()
    at_once: int = 4
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)
        # Events of batches that this living process saw fail as a whole: not their fault.
        self._forgiven: dict[UUID, set[UUID]] = defaultdict(set)

    async def sweep(self) -> int:
        """Drain all firms that have due events; how many events were delivered."""
        async with self.database.shared() as session:
            firms = await firms_with_due_events(session)
        self.tally.swept_at = now().isoformat()
        return sum(await asyncio.gather(*(self.drain(firm) for firm in firms)))

    async def drain(self, firm_id: UUID) -> int:
        """Deliver a firm's due events; how many were. A fault of the servers is logged and counted.

        What stays is found by the next sweep, so a drain never raises for a fault outside.
        """
        async with self._places:
            before, began, size = self.tally.delivered, time.monotonic(), self.batch
            try:
                while size and time.monotonic() - began < DRAIN_SECONDS:
                    size = await self._step(firm_id, size)
            except Exception as fault:  # whatever it is, the next sweep tries again
                self.tally.faults += 1
                log.warning("drain_failed", firm=str(firm_id), fault=error_name(fault))
            return self.tally.delivered - before

    async def _step(self, firm_id: UUID, size: int) -> int:
        """Number what was committed and work one batch of at most `size`; the next size, 0 at the end."""
        numbered = 0
        if size == self.batch:
            async with self.database.as_system(firm_id, "dispatcher") as session:
                numbered = await number(session, firm_id, self.batch)
        following = await self._work(firm_id, size)
        return following or (self.batch if numbered == self.batch else 0)

    async def _work(self, firm_id: UUID, size: int) -> int:
        """Work the next events in one transaction; the size for those after them, 0 when none were due."""
        begun: list[UUID] = []
        try:
            async with (
                asyncio.timeout(BATCH_SECONDS),
                self.database.as_system(firm_id, "dispatcher") as session,
            ):
                rows = await claim(session, size)
                if not rows:
                    return 0
                poison, batch, following = await self._begin(firm_id, rows)
                begun = [row.id for row in batch]
                failures = await handle(session, batch, self.handlers, self.batched)
                failed = {failure.event.id for failure in failures}
                await move(session, [id for id in begun if id not in failed])
                dead = [await put_off(session, failure) for failure in failures]
                if poison:
                    await quarantine(session, poison)
                await deliveries.end(session, [*begun, *poison])
        except TimeoutError:
            raise  # whoever hangs is found as one who kills: by the starts left behind
        except BaseException:
            self._forgiven[firm_id].update(begun)
            raise
        self._tell(len(begun), failures, sum(dead), poison)
        return following

    def _tell(self, begun: int, failures: Sequence[Failure], dead: int, poison: Sequence[UUID]) -> None:
        self.tally.delivered += begun - len(failures)
        self.tally.failed += len(failures)
        self.tally.dead += dead + len(poison)
        for failed, error in failures:
            log.warning("event_failed", event_id=str(failed.id), name=failed.name, error=error)
        for id in poison:
            log.error("event_quarantined", event_id=str(id))

    async def _begin(
        self, firm_id: UUID, rows: Sequence[OutboxRow]
    ) -> tuple[list[UUID], Sequence[OutboxRow], int]:
        """Count the starts of the next events in a transaction of its own: (poison, batch, size after it)."""
        forgiven = self._forgiven.pop(firm_id, set())
        try:
            async with self.database.as_system(firm_id, "dispatcher") as session:
                if forgiven:
                    await deliveries.end(session, forgiven)
                starts = await deliveries.starts_of(session, [row.id for row in rows])
                poison = [row.id for row in rows if starts.get(row.id, 0) >= MOST_CUT_OFF]
                batch, following = deliveries.together(
                    [row for row in rows if row.id not in poison], starts, self.batch
                )
                if batch:
                    await deliveries.begin(session, [row.id for row in batch])
        except BaseException:
            self._forgiven[firm_id] |= forgiven
            raise
        return poison, batch, following
