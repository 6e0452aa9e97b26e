"""Lets campaigns go whose time has come: whom they are about is asked in that moment."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.campaigns import Campaign
from backend.schema.campaign_audiences import go
from backend.workers.sweeper import TICK, Sweeper


class CampaignSweeper(Sweeper):
    """Campaigns that are due. site: what links in messages begin with."""

    name = "campaigns"

    def __init__(self, database: Database, vault: Vault, site: str, *, tick: float = TICK) -> None:
        super().__init__(database, tick=tick)
        self._vault, self._site = vault, site

    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms that have one."""
        rows = await session.scalars(
            select(Campaign.firm_id).where(Campaign.due_at <= func.now()).group_by(Campaign.firm_id)
        )
        return set(rows)

    async def sweep(self, session: AsyncSession, firm_id: UUID) -> None:
        """Write the messages of those that are due."""
        await go(session, self._vault, self._site)
