"""The clock of a worker: looks for due events and due jobs by itself, with or without Valkey.

Time is the database's, so the clocks of the machines need not agree.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import func, select

from backend.platform import schedules
from backend.platform.database import Database
from backend.platform.tenant import Firm
from backend.workers.delivery import error_name
from backend.workers.dispatch import Dispatcher
from backend.workers.schedule import FirmJob, ServerJob

TICK = 5.0
log = structlog.get_logger(__name__)


class Clock:
    """Sweeps the outbox at every tick and works what a schedule says is due."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        schedule: Sequence[FirmJob | ServerJob],
        *,
        tick: float = TICK,
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._schedule = schedule
        self._tick = tick
        # Due times this process knows to be worked, so that it does not ask at every tick.
        self._worked: dict[tuple[str, UUID | None], datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until told to stop. A fault of the servers is logged; the next tick tries again."""
        while not stop.is_set():
            for part in (self._dispatcher.sweep, self.work_due):
                if stop.is_set():
                    break
                try:
                    await part()
                except Exception as fault:
                    log.warning("tick_failed", part=part.__name__, fault=error_name(fault))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def work_due(self) -> int:
        """Work every job that is due for a firm or the server; how many were worked."""
        async with self._database.shared() as session:
            at: datetime = (await session.scalars(select(func.clock_timestamp()))).one()
            firms = list(await session.scalars(select(Firm.firm_id)))
        worked = 0
        for job in self._schedule:
            due = job.due.latest(at)
            for firm_id in firms if isinstance(job, FirmJob) else (None,):
                if self._worked.get((job.name, firm_id)) != due and await self._work(job, firm_id, due):
                    worked += 1
        return worked

    async def _work(self, job: FirmJob | ServerJob, firm_id: UUID | None, due: datetime) -> bool:
        """One job at one due time; False when another worker had it, or it failed (and stays due)."""
        claimed = True
        try:
            if isinstance(job, ServerJob):
                await job.work(self._database.url)
            elif firm_id is not None:
                async with self._database.as_system(firm_id, job.name) as session:
                    claimed = await schedules.claim(session, job.name, due)
                    if claimed:
                        await job.work(session)
        except Exception as fault:
            log.warning("job_failed", job=job.name, firm=str(firm_id), fault=error_name(fault))
            return False
        self._worked[job.name, firm_id] = due
        return claimed
