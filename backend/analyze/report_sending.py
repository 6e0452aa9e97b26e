"""Mails of reports, as the database sees them: which is made now, when it goes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.report_schedules import (
    CANCELLED,
    FAILED,
    IN_DOUBT,
    LEFT,
    MAKING,
    NOTED,
    QUEUED,
    SENDING,
    SENT,
    ReportDelivery,
    ReportMailFailed,
    ReportSchedule,
)
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.events import emit
from backend.platform.pauses import MESSAGES, goes_on
from backend.platform.versions import locked
from backend.systemize.channels import outcomes
from backend.systemize.channels.outcomes import Outcome

LEASE: Final = timedelta(minutes=5)
"""Longer than a file is made and any mail server is waited for."""
CHANNEL_OFF: Final = timedelta(minutes=5)
MOST_ATTEMPTS: Final = 8
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 30, 4, 14_400


@dataclass(frozen=True, slots=True)
class Job:
    """A mail that is to be made. owner: the name of who set it up."""

    delivery: ReportDelivery
    schedule: ReportSchedule
    owner: str


async def claim(session: AsyncSession, id: UUID, token: UUID) -> Job | None:
    """Sign a mail, if it is due and still wanted. One whose worker was lost while it went is in doubt from now on."""
    firm_id = session.info["firm_id"]
    row = await locked(session, ReportDelivery, id)
    is_due = await session.scalar(
        select(func.count()).where(
            ReportDelivery.firm_id == firm_id, ReportDelivery.id == id, ReportDelivery.due_at <= func.now(),
            goes_on(firm_id, MESSAGES),
        )
    )  # fmt: skip
    if not is_due:
        return None
    if row.state == SENDING:
        await end(session, id, IN_DOUBT, "worker_ended")
        return None
    found = await session.execute(
        select(ReportSchedule, User.name)
        .join(User, (User.firm_id == firm_id) & (User.id == ReportSchedule.owner_id))
        .where(ReportSchedule.firm_id == firm_id, ReportSchedule.id == row.schedule_id)
    )
    schedule, owner = found.one()
    rests = schedule.paused_at is not None and not row.by_hand
    if rests or schedule.deleted_at is not None:
        await end(session, id, CANCELLED, None)
        return None
    await _write(session, id, state=MAKING, runner=token, due_at=func.now() + LEASE)
    await session.refresh(row)
    return Job(row, schedule, str(owner))


async def going(session: AsyncSession, id: UUID, token: UUID, *, size: int, lines: int) -> bool:
    """Write down that a mail is handed over now; False when another worker has it by now."""
    row = await locked(session, ReportDelivery, id)
    if row.state != MAKING or row.runner != token:
        return False
    await _write(
        session,
        id,
        state=SENDING,
        size=size,
        lines=lines,
        attempts=row.attempts + 1,
        due_at=func.now() + LEASE,
    )
    return True


async def note(
    session: AsyncSession, id: UUID, token: UUID, outcome: Outcome, said: str | None, *, is_note: bool
) -> None:
    """What came of handing a mail over. said: why it was a note, or a link; is_note: it brought no figures."""
    row = await locked(session, ReportDelivery, id)
    if row.state != SENDING or row.runner != token:
        return
    if outcome.kind == outcomes.SENT:
        await _write(session, id, sent_at=now())
        await end(session, id, NOTED if is_note else SENT, said)
    elif outcome.kind == outcomes.LATER and row.attempts < MOST_ATTEMPTS:
        await later(session, id, outcome.code or "unreached", row.attempts)
    elif outcome.kind == outcomes.IN_DOUBT:
        await end(session, id, IN_DOUBT, outcome.code)
    else:
        await end(session, id, FAILED, outcome.code or "refused")


async def later(session: AsyncSession, id: UUID, error: str, attempts: int) -> None:
    """Let a mail rest, longer each time."""
    pause = min(FIRST_PAUSE * PAUSE_FACTOR ** max(attempts - 1, 0), LONGEST_PAUSE)
    await _write(
        session, id, state=QUEUED, error=error, runner=None, due_at=func.now() + timedelta(seconds=pause)
    )


async def put_off(session: AsyncSession, id: UUID) -> None:
    """Wait until a mail server is set up."""
    await _write(session, id, state=QUEUED, error="channel_off", runner=None, due_at=func.now() + CHANNEL_OFF)


async def unmade(session: AsyncSession, id: UUID, error: str) -> None:
    """A file could not be made: tried again, then told."""
    row = await locked(session, ReportDelivery, id)
    if row.attempts + 1 >= MOST_ATTEMPTS:
        await end(session, id, FAILED, error)
        return
    await _write(session, id, attempts=row.attempts + 1)
    await later(session, id, error, row.attempts + 1)


async def end(session: AsyncSession, id: UUID, state: str, error: str | None) -> None:
    """The end of a mail: in the audit, and told to who answers for the schedule where nothing went."""
    await _write(session, id, state=state, error=error, due_at=None, runner=None)
    row = await locked(session, ReportDelivery, id)
    await session.refresh(row)
    firm_id = session.info["firm_id"]
    owner_id = await session.scalar(
        select(ReportSchedule.owner_id).where(
            ReportSchedule.firm_id == firm_id, ReportSchedule.id == row.schedule_id
        )
    )
    told = {"state": [None, state], "user_id": [None, str(row.user_id)], "lines": [None, row.lines]}
    record(session, "mail", "report_schedule", row.schedule_id, changes=told)
    if state in {LEFT, FAILED, IN_DOUBT} and owner_id is not None:
        emit(
            session,
            ReportMailFailed(
                schedule_id=row.schedule_id, told=owner_id, user_id=row.user_id, why=error or state
            ),
        )


async def _write(session: AsyncSession, id: UUID, **values: object) -> None:
    await session.execute(
        update(ReportDelivery)
        .where(ReportDelivery.firm_id == session.info["firm_id"], ReportDelivery.id == id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
