"""Asks tiers and the rules of tags of whatever was marked, and lets rules rest that a new policy no longer allows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from uuid import UUID

import structlog
from sqlalchemy import select

from backend.book.tag_marks import firms_with_marks
from backend.platform.database import Database
from backend.platform.tenant import Firm
from backend.policies.fields import Policies
from backend.schema.tag_sweeping import judge, sweep_marked
from backend.workers.delivery import error_name

TICK = 1.0
NAME = "tag_rules"
log = structlog.get_logger(__name__)


class TagSweeper:
    """Sweeps every firm that has marks, as soon as they are made."""

    def __init__(self, database: Database, *, tick: float = TICK) -> None:
        self._database = database
        self._policies = Policies(database)
        self._tick = tick
        self._judged: dict[UUID, int] = {}
        """The policy of each firm by which its rules were judged last."""

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until told to stop. A fault is logged; what was marked stays so."""
        while not stop.is_set():
            for part in (self.judge_all, self.sweep_all):
                try:
                    await part()
                except Exception as fault:
                    log.warning("tags_failed", part=part.__name__, fault=error_name(fault))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._tick)

    async def sweep_all(self) -> int:
        """Sweep the firms that have marks; how many firms."""
        async with self._database.shared() as session:
            firms = await firms_with_marks(session)
        for firm_id in firms:
            try:
                policy = await self._policies.policy_of(firm_id)
                async with self._database.as_system(firm_id, NAME) as session:
                    await sweep_marked(session, policy)
            except Exception as fault:  # of one firm, which keeps its marks
                log.warning("sweep_failed", firm=str(firm_id), fault=error_name(fault))
        return len(firms)

    async def judge_all(self) -> int:
        """Judge the rules of firms that have another policy than at the last look; how many firms."""
        async with self._database.shared() as session:
            rows = await session.execute(select(Firm.firm_id, Firm.policy_version))
            versions: Mapping[UUID, int] = {row.firm_id: row.policy_version for row in rows}
        found = {id: number for id, number in versions.items() if number and self._judged.get(id) != number}
        for firm_id, number in found.items():
            # What is held may be a second old, and judged once it is not looked at again.
            self._policies.doubt(firm_id)
            policy = await self._policies.policy_of(firm_id)
            async with self._database.as_system(firm_id, NAME) as session:
                await judge(session, policy)
            self._judged[firm_id] = number
        return len(found)
