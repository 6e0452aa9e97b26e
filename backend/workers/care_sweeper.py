"""Brings care up to date for whatever was marked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.care_marks import firms_with_marks
from backend.retain.care_sweeping import sweep_marked
from backend.workers.sweeper import TICK, Sweeper


class CareSweeper(Sweeper):
    """Occasions, their tasks and greetings."""

    name = "care"

    def __init__(self, database: Database, vault: Vault, *, tick: float = TICK) -> None:
        super().__init__(database, tick=tick)
        self._vault = vault

    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms that have marks."""
        return await firms_with_marks(session)

    async def sweep(self, session: AsyncSession, firm_id: UUID) -> None:
        """Look at what was marked."""
        await sweep_marked(session, self._vault)
