"""Reports that are mailed: to whom, when and how; and what became of each mail of each time.

A mail is one row for each (schedule, occurrence, person), under a unique key: however many workers plan, it is there
once. queued -> making -> sending -> sent | noted; left, failed, in_doubt and cancelled end it, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, Index, UniqueConstraint, Uuid, and_, any_, func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.analyze.papers import FORMATS
from backend.analyze.report_rhythm import Rhythm, hold, next_after
from backend.book.lookup import active_user
from backend.book.shelf import kept_by, person
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import Event
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text

MOST: Final = 100
"""Schedules of one person."""
HISTORY: Final = 60
"""Mails that are told of a schedule."""
MOST_RECIPIENTS: Final = 50
LONGEST_SUBJECT: Final = 120
QUEUED, MAKING, SENDING, SENT, NOTED = "queued", "making", "sending", "sent", "noted"
LEFT, FAILED, IN_DOUBT, CANCELLED = "left", "failed", "in_doubt", "cancelled"
AGAIN: Final = (FAILED, IN_DOUBT)
"""States after which somebody may have it tried again."""


class ReportSchedule(Versioned, TenantRow):
    """One. kind: report, dashboard or pack; target: which one, it may be gone; recipients: people of the firm;
    formats: of `papers.FORMATS`; every, day, minute: as `report_rhythm.Rhythm`; next_at: None while it rests.
    """

    __tablename__ = "report_schedule"
    __table_args__ = (
        refers("user_account", "owner_id"),
        Index("ix_report_schedule_owner", "firm_id", "owner_id"),
        Index("ix_report_schedule_next", "firm_id", "next_at", postgresql_where=text("next_at is not null")),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"next_at", "paused_why"})

    owner_id: Mapped[UUID]
    kind: Mapped[str]
    target: Mapped[UUID | None]
    subject: Mapped[str]
    formats: Mapped[list[str]]
    recipients: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    every: Mapped[str]
    day: Mapped[int | None]
    minute: Mapped[int]
    next_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str | None]
    deleted_at: Mapped[datetime | None]

    @property
    def rhythm(self) -> Rhythm:
        """When."""
        return Rhythm(self.every, self.day, self.minute)


class ReportDelivery(TenantRow):
    """One mail. occurrence: the time it is of; by_hand: somebody wanted it now; error: why it did not go, or went as a
    link or as a note; size: bytes of its files; lines: of their sheets.
    """

    __tablename__ = "report_delivery"
    __table_args__ = (
        refers("report_schedule", "schedule_id"),
        refers("user_account", "user_id"),
        UniqueConstraint("firm_id", "schedule_id", "occurrence", "user_id"),
        Index("ix_report_delivery_due", "firm_id", "due_at", postgresql_where=text("due_at is not null")),
    )
    audited: ClassVar[bool] = False

    schedule_id: Mapped[UUID]
    occurrence: Mapped[datetime]
    user_id: Mapped[UUID]
    by_hand: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    size: Mapped[int | None]
    lines: Mapped[int | None]
    due_at: Mapped[datetime | None]
    runner: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class ReportMailFailed(Event):
    """A mail did not go. told: who answers for the schedule; user_id: who did not get it; why: left, refused, …"""

    name: ClassVar[str] = "report.mail_failed"
    schedule_id: UUID
    told: UUID
    user_id: UUID
    why: str


async def schedules_of(
    session: AsyncSession, user_id: UUID, ids: Sequence[UUID] | None = None
) -> list[ReportSchedule]:
    """What a person has set up, and what is mailed to him; the next one first."""
    mine = ReportSchedule.owner_id == user_id
    his = and_(
        literal(user_id, Uuid()) == any_(ReportSchedule.recipients), ReportSchedule.deleted_at.is_(None)
    )
    within = [or_(mine, his)] if ids is None else [or_(mine, his), ReportSchedule.id.in_(ids)]
    shown = [] if ids is not None else [ReportSchedule.deleted_at.is_(None)]
    found = await session.scalars(
        select(ReportSchedule)
        .where(ReportSchedule.firm_id == session.info["firm_id"], *within, *shown)
        .order_by(ReportSchedule.next_at.nulls_last(), ReportSchedule.id)
        .limit(2 * MOST)
    )
    return list(found)


async def mails_of(
    session: AsyncSession, user_id: UUID, schedule_ids: Sequence[UUID]
) -> dict[UUID, list[ReportDelivery]]:
    """The newest mails of schedules: all of a person's own ones, of others those to him."""
    if not schedule_ids:
        return {}
    firm_id = session.info["firm_id"]
    nth = func.row_number().over(
        partition_by=ReportDelivery.schedule_id,
        order_by=(ReportDelivery.occurrence.desc(), ReportDelivery.id),
    )
    newest = (
        select(ReportDelivery.id, nth.label("nth"))
        .join(
            ReportSchedule,
            (ReportSchedule.firm_id == firm_id) & (ReportSchedule.id == ReportDelivery.schedule_id),
        )
        .where(
            ReportDelivery.firm_id == firm_id,
            ReportDelivery.schedule_id.in_(schedule_ids),
            or_(ReportSchedule.owner_id == user_id, ReportDelivery.user_id == user_id),
        )
        .subquery()
    )
    rows = await session.scalars(
        select(ReportDelivery)
        .join(newest, newest.c.id == ReportDelivery.id)
        .where(ReportDelivery.firm_id == firm_id, newest.c.nth <= HISTORY)
        .order_by(ReportDelivery.occurrence.desc(), ReportDelivery.id)
    )
    found: dict[UUID, list[ReportDelivery]] = {}
    for row in rows:
        found.setdefault(row.schedule_id, []).append(row)
    return found


async def create(session: AsyncSession, given: Mapping[str, Any]) -> ReportSchedule:
    """A schedule of the actor's. given: kind, target (both judged), subject, formats, recipients, every, day, minute.

    Raises Refused(BAD_USER_INPUT) naming the field, FORBIDDEN for who is no person.
    """
    owner_id = person(session)
    if await kept_by(session, ReportSchedule, owner_id, ReportSchedule.deleted_at.is_(None)) >= MOST:
        raise bad_input("subject", "limit", limit=MOST)
    row = ReportSchedule(
        id=uuid7(), owner_id=owner_id, kind=given["kind"], target=given["target"], subject="", formats=[],
        recipients=[], every="daily", day=None, minute=0,
    )  # fmt: skip
    await _apply(session, row, given)
    session.add(row)
    await session.flush()
    return row


async def rewrite(session: AsyncSession, id: UUID, version: int, given: Mapping[str, Any]) -> ReportSchedule:
    """Change one of the actor's; `paused` and `deleted` let it rest, and come back.

    Raises Refused(NOT_FOUND) when it is not his, CONFLICT, and what `create` raises.
    """
    await _hold_own(session, id)
    row = await locked_at(session, ReportSchedule, id, version)
    await _apply(session, row, given)
    await session.flush()
    return row


async def send_now(session: AsyncSession, id: UUID) -> ReportDelivery:
    """One mail to the actor himself, of a schedule that he set up or that is mailed to him. Raises NOT_FOUND."""
    user_id = person(session)
    if not await schedules_of(session, user_id, [id]):
        raise Refused(Code.NOT_FOUND)
    row = ReportDelivery(
        id=uuid7(), schedule_id=id, occurrence=now(), user_id=user_id, by_hand=True, due_at=now(), state=QUEUED
    )  # fmt: skip
    session.add(row)
    await session.flush()
    record(session, "mail", "report_schedule", id, changes={"user_id": [None, str(user_id)]})
    return row


async def retry(session: AsyncSession, id: UUID) -> ReportDelivery:
    """Have a mail tried again, of a schedule of the actor's.

    Raises Refused: NOT_FOUND, BAD_USER_INPUT in another state (`state`).
    """
    row = await locked(session, ReportDelivery, id)
    await _hold_own(session, row.schedule_id)
    if row.state not in AGAIN:
        raise bad_input("id", "state")
    row.state, row.error, row.attempts, row.due_at, row.by_hand = QUEUED, None, 0, now(), True
    await session.flush()
    record(
        session, "replay", "report_schedule", row.schedule_id, changes={"user_id": [None, str(row.user_id)]}
    )
    return row


async def _hold_own(session: AsyncSession, id: UUID) -> None:
    mine = await session.scalar(
        select(func.count()).where(
            ReportSchedule.firm_id == session.info["firm_id"],
            ReportSchedule.id == id,
            ReportSchedule.owner_id == person(session),
        )
    )
    if not mine:
        raise Refused(Code.NOT_FOUND)


async def _apply(session: AsyncSession, row: ReportSchedule, given: Mapping[str, Any]) -> None:
    # Nothing is written before all is checked.
    with session.no_autoflush:
        if "subject" in given:
            row.subject = clean_text(given["subject"] or "", "subject", limit=LONGEST_SUBJECT) or ""
        if "formats" in given:
            row.formats = _formats(given["formats"])
        if "recipients" in given:
            row.recipients = await _recipients(session, given["recipients"])
        rhythm = hold(Rhythm(*(given.get(name, getattr(row, name)) for name in ("every", "day", "minute"))))
        row.every, row.day, row.minute = rhythm.every, rhythm.day, rhythm.minute
        if "paused" in given:
            row.paused_at, row.paused_why = (now() if given["paused"] else None), None
        if "deleted" in given:
            row.deleted_at = now() if given["deleted"] else None
        rests = row.paused_at is not None or row.deleted_at is not None
        row.next_at = None if rests else next_after(rhythm, now())


def _formats(given: Sequence[str]) -> list[str]:
    chosen = [each for each in FORMATS if each in given]
    if not chosen or len(chosen) != len(given):
        raise bad_input("formats", "choice" if given else "required")
    return chosen


async def _recipients(session: AsyncSession, given: Sequence[UUID]) -> list[UUID]:
    """People of the firm who are there, each once."""
    ids = list(dict.fromkeys(given))
    if not ids:
        raise bad_input("recipients", "required")
    if len(ids) > MOST_RECIPIENTS:
        raise bad_input("recipients", "limit", limit=MOST_RECIPIENTS)
    for id in ids:
        await active_user(session, id, "recipients")
    return ids
