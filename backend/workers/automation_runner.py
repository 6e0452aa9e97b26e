"""Runs automations: what events start is started with their delivery, what is due goes on by the clock of the server.

Each batch is one transaction of claims, effects and receipts. Whatever was missed by a bell is found by the next look.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation
from backend.automations.matching import react
from backend.automations.running import BATCH, MOST_STARTS, due, set_aside, work
from backend.automations.runs import AutomationRun
from backend.automations.surroundings import Surroundings
from backend.automations.timers import work_due
from backend.platform import deliveries
from backend.platform.database import Database
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from backend.policies.fields import Policies
from backend.schema.automation_surroundings import surroundings
from backend.workers.delivery import error_name

TICK = 1.0
"""Seconds between looks; a timer is at most so late, and 15 seconds are promised."""
NAME = "automations"
BATCH_SECONDS = 25
WORK_SECONDS = 10
"""After that a firm's runs begin no further batch, so that one where more and more is due keeps no other waiting."""
log = structlog.get_logger(__name__)


@dataclass
class AutomationRunner:
    """Works the due runs of all firms. vault: without it no field of a client is written."""

    database: Database
    vault: Vault | None = None
    tick: float = TICK
    batch: int = BATCH
    worked: int = 0

    def __post_init__(self) -> None:
        self._policies = Policies(self.database)
        # Runs of batches that this living process saw fail as a whole: not their fault.
        self._forgiven: dict[UUID, set[UUID]] = defaultdict(set)

    def around(self) -> Surroundings:
        """The engine's eyes for one batch."""
        return surroundings(self.database, self._policies, self.vault)

    async def react(self, session: AsyncSession, events: Sequence[OutboxRow]) -> None:
        """Start what a batch of events starts; part of their delivery."""
        await react(session, events, self.around())

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. The clock is looked at beside the runs, however many of these are due."""
        await asyncio.gather(
            *(self._over_and_over(part, stop) for part in (self.sweep_clock, self.sweep_runs))
        )

    async def _over_and_over(self, part: Callable[[], Awaitable[int]], stop: asyncio.Event) -> None:
        """A fault is logged; what is due stays so."""
        while not stop.is_set():
            worked = 0
            try:
                worked = await part()
            except Exception as fault:
                log.warning("automations_failed", part=part.__name__, fault=error_name(fault))
            if not worked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.tick)

    async def sweep_clock(self) -> int:
        """Start what the clock starts in all firms; how many automations were due."""
        looked = 0
        for firm_id in await self._firms(Automation):
            try:
                async with self.database.as_system(firm_id, NAME) as session:
                    looked += await work_due(session, self.around())
            except Exception as fault:  # of one firm, whose due times stay
                log.warning("timers_failed", firm=str(firm_id), fault=error_name(fault))
        return looked

    async def sweep_runs(self) -> int:
        """Work the due runs of all firms; how many."""
        return sum([await self.work_firm(firm_id) for firm_id in await self._firms(AutomationRun)])

    async def work_firm(self, firm_id: UUID) -> int:
        """Work a firm's due runs; how many were. A fault is logged; the next look tries again."""
        before, size, began = self.worked, self.batch, time.monotonic()
        try:
            while size and time.monotonic() - began < WORK_SECONDS:
                size = await self._step(firm_id, size)
        except Exception as fault:
            log.warning("runs_failed", firm=str(firm_id), fault=error_name(fault))
        return self.worked - before

    async def _firms(self, model: Any) -> list[UUID]:
        async with self.database.shared() as session:
            found = await session.scalars(
                select(model.firm_id).where(model.due_at <= func.now()).group_by(model.firm_id)
            )
            return list(found)

    async def _step(self, firm_id: UUID, size: int) -> int:
        """Work the next runs in one transaction; the size for those after them, 0 when none were due."""
        begun: list[UUID] = []
        try:
            async with asyncio.timeout(BATCH_SECONDS), self.database.as_system(firm_id, NAME) as session:
                rows = await due(session, size)
                if not rows:
                    return 0
                poison, batch, following = await self._begin(firm_id, rows)
                begun = [row.id for row in batch]
                if batch:
                    await work(session, batch, self.around())
                if poison:
                    await set_aside(session, poison)
                await deliveries.end(session, [*begun, *(row.id for row in poison)])
        except TimeoutError:
            raise  # whoever hangs is found as one who kills: by the starts left behind
        except BaseException:
            self._forgiven[firm_id].update(begun)
            raise
        self.worked += len(begun) + len(poison)
        for row in poison:
            log.error("run_quarantined", run_id=str(row.id))
        return following

    async def _begin(
        self, firm_id: UUID, rows: Sequence[AutomationRun]
    ) -> tuple[list[AutomationRun], Sequence[AutomationRun], int]:
        """Count the starts of the next runs in a transaction of its own: (poison, batch, size after it)."""
        forgiven = self._forgiven.pop(firm_id, set())
        try:
            async with self.database.as_system(firm_id, NAME) as session:
                if forgiven:
                    await deliveries.end(session, forgiven)
                starts = await deliveries.starts_of(session, [row.id for row in rows])
                poison = [row for row in rows if starts.get(row.id, 0) >= MOST_STARTS]
                left = [row for row in rows if starts.get(row.id, 0) < MOST_STARTS]
                batch, following = deliveries.together(left, starts, self.batch)
                if batch:
                    await deliveries.begin(session, [row.id for row in batch])
        except BaseException:
            self._forgiven[firm_id] |= forgiven
            raise
        return poison, batch, following
