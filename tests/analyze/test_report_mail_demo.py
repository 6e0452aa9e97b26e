"""The demo firm mails its monthly pack: the last time lies behind, the next one ahead, both on working days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.demo import RHYTHM, write_report_mails
from backend.analyze.report_rhythm import latest, next_after
from backend.analyze.report_schedules import ReportDelivery, ReportSchedule
from backend.book.demo.copying import Copier
from backend.book.demo.load import load_demo
from backend.book.demo.population import Population
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip


async def _further(session: AsyncSession, copier: Copier, people: Population) -> None:
    await write_report_mails(session, copier, people)


async def test_the_pack_goes_to_who_leads_the_firm(database: Database, vault: Vault) -> None:
    loaded = await load_demo(
        database, vault, size=60, as_of=date(2026, 11, 20), equip=equip, further=_further
    )
    async with database.read(loaded.firm_id) as session:
        [schedule] = await session.scalars(
            select(ReportSchedule).where(ReportSchedule.firm_id == loaded.firm_id)
        )
        mails = list(
            await session.scalars(select(ReportDelivery).where(ReportDelivery.firm_id == loaded.firm_id))
        )
    assert schedule.kind == "pack"
    assert {mail.user_id for mail in mails} == set(schedule.recipients)
    assert schedule.owner_id in schedule.recipients
    assert schedule.next_at is not None
    [last] = {mail.occurrence for mail in mails}
    assert next_after(RHYTHM, last) == schedule.next_at
    assert latest(RHYTHM, schedule.next_at) == schedule.next_at
    # The second working day of December 2026 is Wednesday, the second; of November Tuesday, the third.
    assert (last.isoformat(), schedule.next_at.isoformat()) == (
        "2026-11-03T00:30:00+00:00",
        "2026-12-02T00:30:00+00:00",
    )
