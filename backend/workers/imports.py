"""Imports behind the scenes: looks for jobs that are due in any firm and does what is asked for of them, one by one."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from backend.auth.acting import importing
from backend.book.imports.ground import Ground, Lost
from backend.book.imports.jobs import ImportJob
from backend.book.imports.running import run
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.workers.delivery import error_name

TICK = 1.0
log = structlog.get_logger(__name__)


@dataclass
class ImportWorker:
    """Runs imports for one process. tick: seconds between looks."""

    database: Database
    vault: Vault
    tick: float = TICK

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. A fault is logged; the job is due again after its lease."""
        while not stop.is_set():
            try:
                worked = await self.work_due(stop)
            except Exception as fault:
                log.warning("imports_failed", fault=error_name(fault))
                worked = 0
            if not worked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.tick)

    async def work_due(self, stop: asyncio.Event | None = None) -> int:
        """Do what is asked for of one due job of each firm; how many jobs."""
        async with self.database.shared() as session:
            firms = list(
                await session.scalars(
                    select(ImportJob.firm_id)
                    .where(ImportJob.due_at <= func.now())
                    .group_by(ImportJob.firm_id)
                )
            )
        worked = 0
        for firm_id in firms:
            if stop is not None and stop.is_set():
                break
            job_id = await self._due(firm_id)
            if job_id is not None:
                await self._work(firm_id, job_id, stop)
                worked += 1
        return worked

    async def _due(self, firm_id: UUID) -> UUID | None:
        async with self.database.read(firm_id) as session:
            found: UUID | None = await session.scalar(
                select(ImportJob.id)
                .where(
                    ImportJob.firm_id == firm_id, ImportJob.due_at <= func.now(), ImportJob.step.is_not(None)
                )
                .order_by(ImportJob.due_at)
                .limit(1)
            )
            return found

    async def _work(self, firm_id: UUID, job_id: UUID, stop: asyncio.Event | None) -> None:
        """One job, until nothing is asked for of it, or the process is to end."""
        ground = Ground(self.database, self.vault, lambda job: importing(self.database, job))
        task = asyncio.create_task(run(ground, firm_id, job_id), name="import")
        ended = asyncio.create_task(stop.wait()) if stop is not None else None
        await asyncio.wait({task, ended} if ended else {task}, return_when=asyncio.FIRST_COMPLETED)
        if ended is not None:
            ended.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._hand_over(firm_id, job_id, ground.token)
            return
        fault = task.exception()
        if fault is not None and not isinstance(fault, Lost):
            log.warning("import_failed", job=str(job_id), fault=error_name(fault))

    async def _hand_over(self, firm_id: UUID, job_id: UUID, token: UUID) -> None:
        """Let another worker go on at once."""
        async with self.database.as_system(firm_id, "import") as session:
            await session.execute(
                update(ImportJob)
                .where(ImportJob.firm_id == firm_id, ImportJob.id == job_id, ImportJob.runner == token)
                .values(due_at=func.now(), runner=None)
                .execution_options(synchronize_session=False)
            )
