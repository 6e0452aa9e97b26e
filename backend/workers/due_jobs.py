"""Jobs that outlive a process: looked for in any firm when they are due, and done one at a time.

Whoever does a job holds a lease on it (its `runner` and `due_at`), so that another worker goes on when he is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, select, update

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.pauses import goes_on
from backend.workers.delivery import error_name

log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class DueJobs(ABC):
    """The jobs of one table. word: what one is called in logs; model: has `due_at` and `runner`.

    kind: of work that a firm may let rest, None: none of these.
    """

    word: ClassVar[str]
    model: ClassVar[Any]
    kind: ClassVar[str | None] = None

    database: Database
    vault: Vault
    tick: float = 1.0
    """Seconds between looks."""

    @abstractmethod
    async def begin(self, firm_id: UUID, id: UUID) -> tuple[Coroutine[Any, Any, object], UUID]:
        """The work on one job, and the token of its lease."""

    def asked_for(self) -> tuple[ColumnElement[bool], ...]:
        """What else tells that there is something to do."""
        return ()

    def is_lost(self, _fault: BaseException) -> bool:
        """Whether a fault only says that another worker has the job by now."""
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. A fault is logged; the job is due again after its lease."""
        while not stop.is_set():
            try:
                worked = await self.work_due(stop)
            except Exception as fault:
                log.warning(f"{self.word}s_failed", fault=error_name(fault))
                worked = 0
            if not worked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.tick)

    async def work_due(self, stop: asyncio.Event | None = None) -> int:
        """Do one due job of each firm; how many."""
        model = self.model
        async with self.database.shared() as session:
            firms = list(
                await session.scalars(
                    select(model.firm_id).where(model.due_at <= func.now()).group_by(model.firm_id)
                )
            )
        worked = 0
        for firm_id in firms:
            if stop is not None and stop.is_set():
                break
            id = await self._first(firm_id)
            if id is not None:
                await self._work(firm_id, id, stop)
                worked += 1
        return worked

    async def _first(self, firm_id: UUID) -> UUID | None:
        model = self.model
        awake = () if self.kind is None else (goes_on(firm_id, self.kind),)
        async with self.database.read(firm_id) as session:
            found: UUID | None = await session.scalar(
                select(model.id)
                .where(model.firm_id == firm_id, model.due_at <= func.now(), *self.asked_for(), *awake)
                .order_by(model.due_at)
                .limit(1)
            )
            return found

    async def _work(self, firm_id: UUID, id: UUID, stop: asyncio.Event | None) -> None:
        """One job, until it is done or the process is to end."""
        work, token = await self.begin(firm_id, id)
        task = asyncio.create_task(work, name=self.word)
        ended = asyncio.create_task(stop.wait()) if stop is not None else None
        await asyncio.wait({task, ended} if ended else {task}, return_when=asyncio.FIRST_COMPLETED)
        if ended is not None:
            ended.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._hand_over(firm_id, id, token)
            return
        fault = task.exception()
        if fault is not None and not self.is_lost(fault):
            log.warning(f"{self.word}_failed", job=str(id), fault=error_name(fault))

    async def _hand_over(self, firm_id: UUID, id: UUID, token: UUID) -> None:
        """Let another worker go on at once."""
        model = self.model
        async with self.database.as_system(firm_id, self.word) as session:
            await session.execute(
                update(model)
                .where(model.firm_id == firm_id, model.id == id, model.runner == token)
                .values(due_at=func.now(), runner=None)
                .execution_options(synchronize_session=False)
            )
