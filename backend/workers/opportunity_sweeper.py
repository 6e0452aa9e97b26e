"""Asks for the chances of whoever was marked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.opportunity_sweeping import sweep_marked
from backend.retain.opportunity_marks import firms_with_marks
from backend.workers.sweeper import Sweeper


class OpportunitySweeper(Sweeper):
    """Additional and cross-selling chances."""

    name = "opportunities"

    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms that have marks."""
        return await firms_with_marks(session)

    async def sweep(self, session: AsyncSession, firm_id: UUID) -> None:
        """Look at what was marked."""
        await sweep_marked(session)
