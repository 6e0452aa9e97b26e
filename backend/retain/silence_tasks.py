"""The flow that wakes a silent client: a task at a time, each on its day, until he answers or the flow is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.staff import User
from backend.book.tasks import Task, cancel, create_task
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked
from backend.retain import signal_words as words
from backend.retain.drawdown_tasks import due_in
from backend.retain.signal_content import SilenceRules
from backend.retain.signal_events import SilenceChanged
from backend.retain.silences import Silence
from backend.systemize.field_values import clean_text

AT_ONCE: Final = 2_000


async def follow(session: AsyncSession, rules: SilenceRules, ended: Sequence[Row[Any]]) -> None:
    """End the tasks of who answered, give those whose day has come, close what nobody answered."""
    await _withdraw(session, [row.task_id for row in ended if row.task_id is not None])
    today = business_date()
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Silence, User.id, User.locale, Task.state, Client.tier_rank)
        .join(Client, and_(Client.firm_id == firm_id, Client.id == Silence.client_id))
        .join(User, and_(User.firm_id == firm_id, User.id == Client.owner_id, User.active))
        .outerjoin(Task, and_(Task.firm_id == firm_id, Task.id == Silence.task_id))
        .where(
            Silence.firm_id == firm_id, Silence.ended_at.is_(None), Silence.state != "closed_no_answer",
            Client.archived_at.is_(None), Client.merged_into_id.is_(None),
        )
        .order_by(Client.tier_rank.desc().nulls_last(), Silence.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    alone = await blocked_until_of(session)
    for silence, owner_id, locale, task_state, _ in rows.all():
        if silence.client_id in alone:
            continue
        began = silence.began_on or today
        if silence.began_on is not None and today >= began + timedelta(days=rules.close_after):
            await _close(session, silence, None)
        elif silence.step < len(rules.steps) and task_state != "open":
            step = rules.steps[silence.step]
            if today >= began + timedelta(days=step.after):
                task = await create_task(
                    session,
                    step.title.of(locale),
                    body=step.talk.of(locale),
                    due_at=due_in(step.days),
                    priority="high",
                    client_id=silence.client_id,
                    assignee_id=owner_id,
                )
                silence.state, silence.began_on, silence.task_id = "wake_running", began, task.id
                silence.step += 1
    await session.flush()


async def give_up(session: AsyncSession, id: UUID, note: str | None) -> Silence:
    """End the flow of a client who does not answer; only an answer lets another silence begin.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT: `state` when it is over, `required` without a note.
    """
    silence = await locked(session, Silence, id)
    if silence.ended_at is not None or silence.state == "closed_no_answer":
        raise bad_input("state", "state")
    await _close(session, silence, clean_text(note or "", "note", limit=400, required=True))
    return silence


async def _close(session: AsyncSession, silence: Silence, note: str | None) -> None:
    silence.state, silence.note = "closed_no_answer", note
    await session.flush()
    if silence.task_id is not None:
        await _withdraw(session, [silence.task_id], unanswered=True)
    emit(session, SilenceChanged(silence.client_id, "closed_no_answer"))


async def _withdraw(session: AsyncSession, ids: Sequence[UUID], *, unanswered: bool = False) -> None:
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(Task, User.locale)
        .outerjoin(User, and_(User.firm_id == firm_id, User.id == Task.assignee_id))
        .where(Task.firm_id == firm_id, Task.id.in_(ids), Task.state == "open")
    )
    for task, locale in rows.all():
        told = words.unanswered if unanswered else words.answered
        await cancel(session, task, told(locale or "zh-CN"))
