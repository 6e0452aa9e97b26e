"""Asks clients whose surveys are due, reminds, and ends what nobody answered."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain.survey_sweeps import sweep
from backend.retain.surveys import Survey, SurveyWave
from backend.workers.sweeper import TICK, Sweeper


class SurveySweeper(Sweeper):
    """Surveys and waves."""

    name = "surveys"

    def __init__(self, database: Database, vault: Vault, *, tick: float = TICK) -> None:
        super().__init__(database, tick=tick)
        self._vault = vault

    async def marked(self, session: AsyncSession) -> Collection[UUID]:
        """The firms of which something is due."""
        due = union(*(select(of.firm_id).where(of.due_at <= func.now()) for of in (Survey, SurveyWave)))
        return list(await session.scalars(due))

    async def sweep(self, session: AsyncSession, firm_id: UUID) -> None:
        """Look at what is due."""
        await sweep(session, self._vault)
