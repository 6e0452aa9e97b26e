"""Brings care up to date for whatever was marked, as soon as it is marked."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.care_marks import firms_with_marks
from backend.retain.care_sweeping import sweep_marked
from backend.workers.delivery import error_name

TICK = 1.0
NAME = "care"
log = structlog.get_logger(__name__)


class CareSweeper:
    """Sweeps every firm that has marks."""

    def __init__(self, database: Database, vault: Vault, *, tick: float = TICK) -> None:
        self._database, self._vault = database, vault
        self._tick = tick

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until told to stop. A fault is logged; what was marked stays so."""
        while not stop.is_set():
            try:
                await self.sweep_all()
            except Exception as fault:
                log.warning("care_failed", fault=error_name(fault))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def sweep_all(self) -> int:
        """Sweep the firms that have marks; how many firms."""
        async with self._database.shared() as session:
            firms = await firms_with_marks(session)
        for firm_id in firms:
            try:
                async with self._database.as_system(firm_id, NAME) as session:
                    await sweep_marked(session, self._vault)
            except Exception as fault:  # of one firm, which keeps its marks
                log.warning("care_sweep_failed", firm=str(firm_id), fault=error_name(fault))
        return len(firms)
