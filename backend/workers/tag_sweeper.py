"""Asks tiers and the rules of tags of whatever was marked, and lets rules rest that a new policy no longer allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tag_marks import firms_with_marks
from backend.platform.database import Database
from backend.platform.tenant import Firm
from backend.policies.fields import Policies
from backend.schema.tag_sweeping import judge, sweep_marked
from backend.workers.sweeper import TICK, Sweeper


class TagSweeper(Sweeper):
    """Tiers, service levels and tags."""

    name = "tag_rules"

    def __init__(self, database: Database, *, tick: float = TICK) -> None:
        super().__init__(database, tick=tick)
        self._policies = Policies(database)
        self._judged: dict[UUID, int] = {}
        """The policy of each firm by which its rules were judged last."""

    @property
    def parts(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """Rules are judged before they are asked."""
        return (self.judge_all, self.sweep_all)

    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms that have marks."""
        return await firms_with_marks(session)

    async def sweep(self, session: AsyncSession, firm_id: UUID) -> None:
        """Look at what was marked."""
        await sweep_marked(session, await self._policies.policy_of(firm_id))

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
            async with self._database.as_system(firm_id, self.name) as session:
                await judge(session, policy)
            self._judged[firm_id] = number
        return len(found)
