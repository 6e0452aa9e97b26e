"""Care of the demo firm: there is something of every kind around its day, and rules greet by its templates."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.copying import Copier
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.retain.care_demo import write_care
from backend.retain.care_occasions import CareOccasion
from backend.retain.care_rules import care_in_force
from backend.retain.channel_demo import write_channels


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_channels(session, copier, people)
    await write_care(session, copier, people)


async def test_a_year_of_occasions_stands_around_the_day(database: Database, vault: Vault) -> None:
    day = date(2026, 11, 20)
    loaded = await load_demo(database, vault, size=300, as_of=day, equip=equip, further=_further)
    async with database.as_system(loaded.firm_id, "tests") as session:
        rows = (
            await session.scalars(select(CareOccasion).where(CareOccasion.firm_id == loaded.firm_id))
        ).all()
        kinds = Counter(row.kind for row in rows)
        assert min(kinds[each] for each in ("birthday", "wedding", "first_investment")) > 5
        assert {row.state for row in rows if row.on < day} == {"over"}
        assert {row.state for row in rows if row.on >= day} == {"coming"}
        assert any(day <= row.on <= day + timedelta(days=14) for row in rows)
        force = await care_in_force(session)
        assert force.number == 1
        assert all(
            rule.greeting.template_id
            for rule in force.rules.rules
            if rule.greeting is not None and rule.occasion != "first_investment"
        )
