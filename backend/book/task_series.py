"""Series of tasks: a rule of days, and the tasks that come of it one after the other, each day's once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.lookup import active_user
from backend.book.staff import User
from backend.book.task_events import TaskSeriesChanged
from backend.book.task_times import checked_before
from backend.book.tasks import PRIORITIES, Task, create_task, plan, tell
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.recurrence import SHIFTS, next_occurrence, read_rule

EVENING: Final = 18 * 60
DAY: Final = 24 * 60
AT_ONCE: Final = 200
MOST_MISSED: Final = 31
"""Days of one series that are made at one look; those behind them at the next."""


class TaskSeries(Versioned, TenantRow):
    """A series. rule: as `systemize/recurrence.py` writes it; minute: after midnight, when its tasks are due; shift:
    what becomes of days off; made_through: the last day of the rule that has its task; next_on: where the next one
    comes to lie, None: there is none.
    """

    __tablename__ = "task_series"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "assignee_id"),
        Index("ix_task_series_client", "firm_id", "client_id"),
        Index("ix_task_series_next", "firm_id", "next_on", postgresql_where=text("next_on is not null")),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"made_through", "next_on"})

    title: Mapped[str]
    body: Mapped[str | None]
    priority: Mapped[str]
    client_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID]
    rule: Mapped[str]
    starts_on: Mapped[date]
    minute: Mapped[int] = mapped_column(default=EVENING)
    shift: Mapped[str]
    checklist: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    remind_before: Mapped[int | None]
    made_through: Mapped[date | None]
    next_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


async def repeat(session: AsyncSession, id: UUID, version: int, rule: str, shift: str) -> Task:
    """Make an open task the first of a series; its due day begins it, and moves to the first day of the rule.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state`, `required` without a due time or an assignee,
    `task_repeats` when it is of a series or a journey already, `recurrence`, `recurrence_never`, `choice`.
    """
    task = await locked_at(session, Task, id, version)
    if task.state != "open":
        raise bad_input("state", "state")
    if task.series_id is not None or task.journey_id is not None:
        raise bad_input("id", "task_repeats")
    if task.due_at is None or task.assignee_id is None:
        raise bad_input("dueAt" if task.due_at is None else "assignee", "required")
    due = task.due_at.astimezone(BUSINESS_ZONE)
    first = _first(rule, shift, due.date())
    series = TaskSeries(
        id=uuid7(), title=task.title, body=task.body, priority=task.priority, client_id=task.client_id,
        assignee_id=task.assignee_id, rule=read_rule(rule).text(), starts_on=due.date(),
        minute=due.hour * 60 + due.minute, shift=shift, checklist=_unticked(task.checklist),
        remind_before=task.remind_before, created_at=now(),
    )  # fmt: skip
    session.add(series)
    await session.flush()
    task.series_id, task.occurrence_on = series.id, first[0]
    if first[1] != due.date():
        task.due_at = _due(series, first[1])
        await plan(session, task)
    _made(series, first[0])
    await session.flush()
    emit(session, TaskSeriesChanged(series_id=series.id, client_id=series.client_id))
    await tell(session, task)
    return task


async def make_next(session: AsyncSession, series_id: UUID, made_through: date | None) -> Task | None:
    """The next task of a series, unless it was made meanwhile. made_through: the day that the caller saw made last.

    The series is locked, so whoever comes second finds the day made; the database keeps one task a day besides.
    """
    series = await locked(session, TaskSeries, series_id)
    if series.ended_at is not None or series.next_on is None or series.made_through != made_through:
        return None
    found = next_occurrence(read_rule(series.rule), series.starts_on, series.shift, series.made_through)
    if found is None:
        series.next_on = None
        return None
    named, day = found
    person = await session.scalar(
        select(User).where(User.firm_id == series.firm_id, User.id == series.assignee_id)
    )
    if person is None or not person.active:
        # Nobody there who could do it: the series rests where it is until somebody is given it.
        return None
    client_id = await _client_of(session, series)
    task = await create_task(
        session, series.title, body=series.body, due_at=_due(series, day), priority=series.priority,
        client_id=client_id, assignee_id=series.assignee_id, remind_before=series.remind_before,
        series_id=series.id, occurrence_on=named, checklist=series.checklist,
    )  # fmt: skip
    _made(series, named)
    await session.flush()
    return task


async def make_due(session: AsyncSession) -> int:
    """The tasks of all series whose day has come; how many were made."""
    made, today = 0, business_date()
    for series in await session.scalars(
        select(TaskSeries)
        .where(
            TaskSeries.firm_id == session.info["firm_id"],
            TaskSeries.next_on <= today,
            TaskSeries.ended_at.is_(None),
        )
        .order_by(TaskSeries.next_on, TaskSeries.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ):
        for _ in range(MOST_MISSED):
            if series.next_on is None or series.next_on > today:
                break
            if await make_next(session, series.id, series.made_through) is None:
                break
            made += 1
    return made


async def follow_up(session: AsyncSession, task_id: UUID) -> Task | None:
    """The next task of a series when its latest one was done or given up; None otherwise."""
    task = await session.scalar(
        select(Task).where(Task.firm_id == session.info["firm_id"], Task.id == task_id)
    )
    if task is None or task.series_id is None or task.state == "open":
        return None
    return await make_next(session, task.series_id, task.occurrence_on)


async def update_series(
    session: AsyncSession, task_id: UUID, version: int, changes: Mapping[str, Any]
) -> Task:
    """Change a task and all that follow it in its series: title, body, priority, assignee_id, due_at (the time of day,
    and the day from which the rule counts), rule, shift, remind_before. Earlier ones stay as they are.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `task_no_series`, `task_not_last` for one that has followers,
    `state`, and as `repeat`.
    """
    task = await locked_at(session, Task, task_id, version)
    series = await _series_of(session, task)
    if series.made_through != task.occurrence_on:
        raise bad_input("id", "task_not_last")
    if task.state != "open":
        raise bad_input("state", "state")
    _words(series, changes)
    if changes.get("assignee_id") is not None:
        series.assignee_id = (await active_user(session, changes["assignee_id"], "assignee")).id
    due = (changes.get("due_at") or task.due_at or now()).astimezone(BUSINESS_ZONE)
    if changes.get("due_at") is not None:
        series.minute = due.hour * 60 + due.minute
    if "rule" in changes or "shift" in changes:
        rule, shift = changes.get("rule") or series.rule, changes.get("shift") or series.shift
        first = _first(rule, shift, due.date())
        series.rule, series.shift, series.starts_on = read_rule(rule).text(), shift, due.date()
        task.occurrence_on, task.due_at = first[0], _due(series, first[1])
        _made(series, first[0])
    elif changes.get("due_at") is not None:
        task.due_at = due
    task.title, task.body, task.priority = series.title, series.body, series.priority
    task.remind_before, task.assignee_id = series.remind_before, series.assignee_id
    await plan(session, task)
    await session.flush()
    emit(session, TaskSeriesChanged(series_id=series.id, client_id=series.client_id))
    await tell(session, task)
    return task


async def end_series(session: AsyncSession, task_id: UUID) -> Task:
    """No more tasks come of a task's series; those that are there stay.

    Raises Refused(BAD_USER_INPUT): task_no_series, `state` when it has ended.
    """
    task = await locked(session, Task, task_id)
    series = await _series_of(session, task)
    if series.ended_at is not None:
        raise bad_input("id", "state")
    series.ended_at, series.next_on = now(), None
    await session.flush()
    emit(session, TaskSeriesChanged(series_id=series.id, client_id=series.client_id))
    await tell(session, task)
    return task


async def _series_of(session: AsyncSession, task: Task) -> TaskSeries:
    if task.series_id is None:
        raise bad_input("id", "task_no_series")
    return await locked(session, TaskSeries, task.series_id)


async def _client_of(session: AsyncSession, series: TaskSeries) -> UUID | None:
    """The client a new task is about: whom the series' client is part of by now, none where he is archived."""
    if series.client_id is None:
        return None
    row = (
        await session.execute(
            select(Client.id, Client.merged_into_id).where(
                Client.firm_id == series.firm_id, Client.id == series.client_id
            )
        )
    ).one()
    found: UUID = row.merged_into_id or row.id
    return found


def _first(rule: str, shift: str, day: date) -> tuple[date, date]:
    if shift not in SHIFTS:
        raise bad_input("shift", "choice")
    found = next_occurrence(read_rule(rule), day, shift, None)
    if found is None:
        raise bad_input("rule", "recurrence_never")
    return found


def _made(series: TaskSeries, named: date) -> None:
    """Note that a day of the rule has its task, and when the next one comes."""
    following = next_occurrence(read_rule(series.rule), series.starts_on, series.shift, named)
    series.made_through = named
    series.next_on = None if following is None or series.ended_at is not None else following[1]


def _words(series: TaskSeries, changes: Mapping[str, Any]) -> None:
    if "title" in changes:
        series.title = clean_text(changes["title"] or "", "title", required=True) or ""
    if "body" in changes:
        series.body = clean_text(changes["body"] or "", "body", limit=8000)
    if changes.get("priority") is not None:
        if changes["priority"] not in PRIORITIES:
            raise bad_input("priority", "choice")
        series.priority = changes["priority"]
    if "remind_before" in changes:
        series.remind_before = checked_before(changes["remind_before"])


def _due(series: TaskSeries, day: date) -> datetime:
    return datetime.combine(day, time(), BUSINESS_ZONE) + timedelta(minutes=series.minute)


def _unticked(checklist: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    return [{**item, "done": False} for item in checklist] if checklist else None
