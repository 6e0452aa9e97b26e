"""What brings up to date whatever was marked, as soon as it is marked, firm by firm."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from typing import ClassVar
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.database import Database
from backend.workers.delivery import error_name

TICK = 1.0
log = structlog.get_logger(__name__)


class Sweeper(ABC):
    """Sweeps every firm that has marks. name: of the system's user who makes the changes."""

    name: ClassVar[str]

    def __init__(self, database: Database, *, tick: float = TICK) -> None:
        self._database = database
        self._tick = tick

    @abstractmethod
    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms that have marks."""

    @abstractmethod
    async def sweep(self, session: AsyncSession, firm_id: UUID) -> object:
        """Bring a firm up to date, in a change of its own, and take its marks away."""

    @property
    def parts(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """What is done in each turn, one after the other."""
        return (self.sweep_all,)

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until told to stop. A fault is logged; what was marked stays so."""
        while not stop.is_set():
            for part in self.parts:
                try:
                    await part()
                except Exception as fault:
                    log.warning("sweeper_failed", of=self.name, fault=error_name(fault))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def sweep_all(self) -> int:
        """Sweep the firms that have marks; how many firms."""
        async with self._database.shared() as session:
            firms = await self.marked(session)
        for firm_id in firms:
            try:
                async with self._database.as_system(firm_id, self.name) as session:
                    await self.sweep(session, firm_id)
            except Exception as fault:  # of one firm, which keeps its marks
                log.warning("sweep_failed", of=self.name, firm=str(firm_id), fault=error_name(fault))
        return len(firms)
