"""Reports by mail of the demo firm: the monthly pack for who leads it, on the second working day of each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.report_rhythm import WORKDAY, Rhythm, latest, next_after
from backend.analyze.report_schedules import SENT, ReportDelivery, ReportSchedule
from backend.book.demo.copying import Copier
from backend.book.demo.population import Population
from backend.book.staff import User
from backend.book.staff_roles import roles_of
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.ids import uuid7

RHYTHM: Final = Rhythm(WORKDAY, 2, 8 * 60 + 30)
READERS: Final = ("executive", "partner")
SIZE: Final = 86_000


async def write_report_mails(session: AsyncSession, copier: Copier, people: Population) -> None:
    """One schedule of the first executive, and the mails of its last time."""
    firm_id: UUID = session.info["firm_id"]
    ids = list(await session.scalars(select(User.id).where(User.firm_id == firm_id).order_by(User.email)))
    roles = await roles_of(session, ids)
    readers = [id for role in READERS for id in ids if role in roles.get(id, ())][:4]
    if not readers:
        return
    at = datetime.combine(people.as_of, time(12), BUSINESS_ZONE)
    schedule_id, last = uuid7(), latest(RHYTHM, at)

    def schedule() -> Iterator[dict[str, Any]]:
        yield {
            "id": schedule_id, "owner_id": readers[0], "kind": "pack", "subject": "月度经营报告",
            "formats": ["pdf", "xlsx"], "recipients": readers, "every": RHYTHM.every, "day": RHYTHM.day,
            "minute": RHYTHM.minute, "next_at": next_after(RHYTHM, at), "created_at": last, "updated_at": last,
            "created_by": f"user:{readers[0]}",
        }  # fmt: skip

    def mails() -> Iterator[dict[str, Any]]:
        for user_id in readers:
            yield {
                "id": uuid7(), "schedule_id": schedule_id, "occurrence": last, "user_id": user_id, "state": SENT,
                "attempts": 1, "size": SIZE, "lines": 90, "sent_at": last,
            }  # fmt: skip

    await copier.write(ReportSchedule, schedule())
    await copier.write(ReportDelivery, mails())
