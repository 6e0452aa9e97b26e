"""Asks the signals of whatever was marked, as soon as it is marked."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from backend.platform.database import Database
from backend.retain.signal_marks import firms_with_marks
from backend.retain.signal_sweeping import sweep_marked
from backend.workers.delivery import error_name

TICK = 1.0
NAME = "signals"
log = structlog.get_logger(__name__)


class SignalSweeper:
    """Sweeps every firm that has marks."""

    def __init__(self, database: Database, *, tick: float = TICK) -> None:
        self._database = database
        self._tick = tick

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until told to stop. A fault is logged; what was marked stays so."""
        while not stop.is_set():
            try:
                await self.sweep_all()
            except Exception as fault:
                log.warning("signals_failed", fault=error_name(fault))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def sweep_all(self) -> int:
        """Sweep the firms that have marks; how many firms."""
        async with self._database.shared() as session:
            firms = await firms_with_marks(session)
        for firm_id in firms:
            try:
                async with self._database.as_system(firm_id, NAME) as session:
                    await sweep_marked(session)
            except Exception as fault:  # of one firm, which keeps its marks
                log.warning("signal_sweep_failed", firm=str(firm_id), fault=error_name(fault))
        return len(firms)
