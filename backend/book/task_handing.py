"""Handing a task to a colleague: he takes it, or sends it back with a reason; both names stay on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.lookup import active_user, actor_id
from backend.book.task_events import TaskHanded
from backend.book.tasks import Task, plan, tell
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text

LONGEST_SNOOZE: Final = timedelta(days=90)


async def hand(session: AsyncSession, id: UUID, version: int, to: UUID, note: str | None) -> Task:
    """Ask a colleague to take an open task over; from now on it is his. note: a word with it.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state`, `self` when he has it already, unknown, inactive.
    """
    task = await locked_at(session, Task, id, version)
    if task.state != "open":
        raise bad_input("state", "state")
    if to == task.assignee_id:
        raise bad_input("to", "self")
    person = await active_user(session, to, "to")
    # A key hands on for whoever had it.
    task.handed_by_id = actor_id(session) or task.assignee_id
    task.assignee_id, task.hand_state = person.id, "asked"
    task.hand_note = clean_text(note or "", "note", limit=400)
    return await _answered(session, task, person.id)


async def accept(session: AsyncSession, id: UUID, version: int) -> Task:
    """Take over a task that was handed to one. Raises as `give_back`."""
    task = await _asked(session, id, version)
    task.hand_state = "accepted"
    return await _answered(session, task, task.handed_by_id)


async def give_back(session: AsyncSession, id: UUID, version: int, reason: str) -> Task:
    """Send a task that was handed to one back to whoever handed it, with a reason.

    Raises Refused: NOT_FOUND, CONFLICT; FORBIDDEN for whom it was not handed to, nor to whom he acts for;
    BAD_USER_INPUT: `task_not_asked`, `inactive` when whoever handed it has left, without a reason.
    """
    task = await _asked(session, id, version)
    assert task.handed_by_id is not None
    back = await active_user(session, task.handed_by_id, "to")
    task.hand_note = clean_text(reason, "reason", limit=400, required=True)
    # Who sends it back stays named, as the other end of the same hand-over.
    task.handed_by_id, task.assignee_id, task.hand_state = task.assignee_id, back.id, "returned"
    return await _answered(session, task, back.id)


async def snooze(session: AsyncSession, id: UUID, until: datetime) -> Task:
    """Be reminded of a task at another time. Raises Refused(BAD_USER_INPUT): `state`, `range` for no time to come."""
    task = await locked(session, Task, id)
    if task.state != "open" or task.due_at is None:
        raise bad_input("state", "state")
    if not now() < until <= now() + LONGEST_SNOOZE:
        raise bad_input("until", "snooze_time")
    task.remind_at = task.snoozed_until = until
    await session.flush()
    await tell(session, task)
    return task


async def _asked(session: AsyncSession, id: UUID, version: int) -> Task:
    task = await locked_at(session, Task, id, version)
    if task.state != "open" or task.hand_state != "asked":
        raise bad_input("id", "task_not_asked")
    if task.assignee_id not in session.info["principal"].scope.user_ids:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.acceptTask")
    return task


async def _answered(session: AsyncSession, task: Task, told: UUID | None) -> Task:
    await plan(session, task)
    await session.flush()
    emit(
        session,
        TaskHanded(
            task_id=task.id,
            client_id=task.client_id,
            told=told,
            state=task.hand_state or "",
            by=actor_id(session),
        ),
    )
    await tell(session, task)
    return task
