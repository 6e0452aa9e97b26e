"""What is mailed next: each time of a schedule once for each person, and of those that were missed only the latest."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.report_rhythm import latest, next_after
from backend.analyze.report_schedules import QUEUED, ReportDelivery, ReportSchedule
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.ids import uuid7

AT_ONCE: Final = 50
OWNER_LEFT: Final = "owner_left"


async def plan_report_mails(session: AsyncSession) -> int:
    """Write the mails of the schedules of a firm that are due; how many schedules there were.

    Of whoever has left nothing goes on: his schedules rest until somebody sets up his own.
    """
    firm_id, at = session.info["firm_id"], now()
    rows = list(
        await session.scalars(
            select(ReportSchedule)
            .where(ReportSchedule.firm_id == firm_id, ReportSchedule.next_at <= func.now())
            .order_by(ReportSchedule.next_at, ReportSchedule.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )
    owners = {row.owner_id for row in rows}
    there = set(
        await session.scalars(
            select(User.id).where(User.firm_id == firm_id, User.id.in_(owners), User.active.is_(True))
        )
    )
    for row in rows:
        if row.owner_id not in there:
            row.next_at, row.paused_why = None, OWNER_LEFT
            continue
        occurrence = latest(row.rhythm, at)
        mails = [
            {
                "firm_id": firm_id, "id": uuid7(), "schedule_id": row.id, "occurrence": occurrence, "user_id": user_id,
                "by_hand": False, "state": QUEUED, "attempts": 0, "due_at": at,
            }
            for user_id in row.recipients
        ]  # fmt: skip
        await session.execute(insert(ReportDelivery).values(mails).on_conflict_do_nothing())
        # Past the audit: that time goes on is nobody's change.
        await session.execute(
            update(ReportSchedule)
            .where(ReportSchedule.firm_id == firm_id, ReportSchedule.id == row.id)
            .values(next_at=next_after(row.rhythm, at))
            .execution_options(synchronize_session=False)
        )
    await session.flush()
    return len(rows)
