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
from backend.platform.database import Database
from backend.platform.events import OutboxRow, firms_with_due_events, number
from backend.workers.delivery import Handlers, claim, error_name, handle, move, put_off, quarantine

BATCH = 500
MOST_CUT_OFF = 3
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


@dataclass
class Dispatcher:
    """Drains outboxes with a table of handlers: event name -> functions of (session, event).

    Handlers write to the database only, in the transaction that marks the event delivered.
    at_once: drains that may run at the same time; each uses two connections of the pool.
    """

    database: Database
    handlers: Handlers
    batch: int = BATCH
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
        return sum(await asyncio.gather(*(self.drain(firm) for firm in firms)))

    async def drain(self, firm_id: UUID) -> int:
        """Deliver a firm's due events; how many were. A fault of the servers is logged and counted.

        What stays is found by the next sweep, so a drain never raises for a fault outside.
        """
        async with self._places:
            before, began = self.tally.delivered, time.monotonic()
            try:
                while await self._step(firm_id) and time.monotonic() - began < DRAIN_SECONDS:
                    pass
            except Exception as fault:  # whatever it is, the next sweep tries again
                self.tally.faults += 1
                log.warning("drain_failed", firm=str(firm_id), fault=error_name(fault))
            return self.tally.delivered - before

    async def _step(self, firm_id: UUID) -> bool:
        """Number what was committed and work one batch; whether there may be more."""
        async with self.database.as_system(firm_id, "dispatcher") as session:
            numbered = await number(session, firm_id, self.batch)
        return await self._work(firm_id) or numbered == self.batch

    async def _work(self, firm_id: UUID) -> bool:
        begun: list[UUID] = []
        try:
            async with (
                asyncio.timeout(BATCH_SECONDS),
                self.database.as_system(firm_id, "dispatcher") as session,
            ):
                rows = await claim(session, self.batch)
                if not rows:
                    return False
                poison, batch = await self._begin(firm_id, rows)
                begun = [row.id for row in batch]
                failures = await handle(session, batch, self.handlers)
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
        self.tally.delivered += len(begun) - len(failures)
        self.tally.failed += len(failures)
        self.tally.dead += sum(dead) + len(poison)
        for failure in failures:
            log.warning(
                "event_failed", event_id=str(failure.event.id), name=failure.event.name, error=failure.error
            )
        for id in poison:
            log.error("event_quarantined", event_id=str(id))
        return True

    async def _begin(
        self, firm_id: UUID, rows: Sequence[OutboxRow]
    ) -> tuple[list[UUID], Sequence[OutboxRow]]:
        """Count the starts of the next events in a transaction of its own: (poison, batch to handle).

        Events that were on board when a worker ended go one by one, so that only the guilty one is set aside.
        """
        forgiven = self._forgiven.pop(firm_id, set())
        try:
            async with self.database.as_system(firm_id, "dispatcher") as session:
                if forgiven:
                    await deliveries.end(session, forgiven)
                starts = await deliveries.starts_of(session, [row.id for row in rows])
                poison = [row.id for row in rows if starts.get(row.id, 0) >= MOST_CUT_OFF]
                batch = _together([row for row in rows if row.id not in poison], starts)
                if batch:
                    await deliveries.begin(session, [row.id for row in batch])
        except BaseException:
            self._forgiven[firm_id] |= forgiven
            raise
        return poison, batch


def _together(rows: Sequence[OutboxRow], suspects: dict[UUID, int]) -> Sequence[OutboxRow]:
    """The first rows that may share a transaction: those before the first suspect, or that one alone."""
    first = next((n for n, row in enumerate(rows) if row.id in suspects), len(rows))
    return rows[: first or 1]
