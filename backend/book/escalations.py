"""What is late is told along the chain, one step after the other, each once; it ends by itself when it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.escalation_chain import Chain, chain_of
from backend.book.escalation_rules import StepsInForce, steps_in_force
from backend.book.standing_in import acting_for
from backend.book.task_events import TaskEscalated, TaskReminded
from backend.book.tasks import Task, tell
from backend.platform.clock import business_date, now
from backend.platform.db import TenantRow, refers
from backend.platform.events import emit
from backend.platform.ids import uuid7

AT_ONCE: Final = 500


class EscalationReceipt(TenantRow):
    """A step that was taken, for a task or for a client's contact. rules: number of the version it follows from.

    due_on: of the task or the contact then; where that moves, the step ends and the chain begins anew.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        refers("task", "task_id"),
        refers("client", "client_id"),
        refers("user_account", "user_id"),
        Index(
            "uq_escalation_task",
            "firm_id",
            "task_id",
            "step",
            unique=True,
            postgresql_where=text("task_id is not null and ended_at is null"),
        ),
        Index(
            "uq_escalation_client",
            "firm_id",
            "client_id",
            "step",
            unique=True,
            postgresql_where=text("client_id is not null and ended_at is null"),
        ),
        Index("ix_escalation_task", "firm_id", "task_id", "id"),
        Index("ix_escalation_client", "firm_id", "client_id", "id"),
    )
    audited: ClassVar[bool] = False

    task_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    step: Mapped[int]
    role: Mapped[str]
    user_id: Mapped[UUID]
    due_on: Mapped[date]
    rules: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


async def remind_due(session: AsyncSession) -> int:
    """Tell of tasks whose reminder is due, each once; how many. Of an absent person's, who acts for him is told."""
    count = 0
    while rows := await _looked_at(session, Task.remind_at):
        acting = await acting_for(session, session.info["firm_id"], {_assignee(task) for task in rows})
        for task in rows:
            task.remind_at = task.snoozed_until = None
            emit(
                session,
                TaskReminded(task_id=task.id, client_id=task.client_id, told=acting[_assignee(task)]),
            )
            await tell(session, task)
        await session.flush()
        count += len(rows)
    return count


async def escalate_due(session: AsyncSession) -> int:
    """Take the steps that are due for late tasks, and plan the look at the next; how many were taken."""
    if not (rows := await _looked_at(session, Task.escalate_at)):
        return 0
    steps, chain, count = await steps_in_force(session), await chain_of(session), 0
    while rows:
        await end_stale(session, [task.id for task in rows])
        taken = await _taken(session, [task.id for task in rows])
        acting = await acting_for(session, session.info["firm_id"], chain.people)
        for task in rows:
            before = taken[task.id]
            count += _step(
                session,
                task,
                steps,
                chain,
                acting,
                {receipt.step for receipt in before},
                {receipt.user_id for receipt in before},
            )
            await tell(session, task)
        await session.flush()
        rows = await _looked_at(session, Task.escalate_at)
    return count


def _step(
    session: AsyncSession,
    task: Task,
    steps: StepsInForce | None,
    chain: Chain,
    acting: Mapping[UUID, UUID],
    taken: set[int],
    told: set[UUID],
) -> int:
    """The steps of one task that are due by now and were not taken; how many. Whoever was told is not told again."""
    assert task.due_at is not None
    at, count = now(), 0
    task.escalate_at = None
    if steps is None:
        return 0
    for number, step in enumerate(steps.content.of(task.mandatory, task.priority), 1):
        if number in taken:
            continue
        when = step.at(task.due_at + timedelta(minutes=task.held_minutes))
        if when > at:
            task.escalate_at = when
            break
        person = chain.of(step.to, task.assignee_id, None)
        if person is None:
            continue  # nobody of the role: the next step tells whoever is there
        person = acting[person]
        session.add(
            EscalationReceipt(
                id=uuid7(), task_id=task.id, step=number, role=step.to, user_id=person,
                due_on=business_date(task.due_at), rules=steps.number,
            )
        )  # fmt: skip
        count += 1
        if person not in told:
            told.add(person)
            emit(
                session,
                TaskEscalated(
                    task_id=task.id, client_id=task.client_id, told=person, step=number, role=step.to
                ),
            )
    return count


async def end_stale(session: AsyncSession, task_ids: Sequence[UUID]) -> None:
    """End the steps of tasks that are not open any more, or are due on another day by now."""
    firm_id = session.info["firm_id"]
    rows = await session.execute(
        select(EscalationReceipt, Task.state, Task.due_at)
        .join(Task, and_(Task.firm_id == firm_id, Task.id == EscalationReceipt.task_id))
        .where(
            EscalationReceipt.firm_id == firm_id,
            EscalationReceipt.task_id.in_(task_ids),
            EscalationReceipt.ended_at.is_(None),
        )
    )
    for receipt, state, due_at in rows.all():
        if state != "open" or due_at is None or business_date(due_at) != receipt.due_on:
            receipt.ended_at = now()
    await session.flush()


async def _looked_at(session: AsyncSession, when: Any) -> Sequence[Task]:
    """Open tasks whose look is due and that are not held back, locked; what another worker looks at is left to him."""
    found = await session.scalars(
        select(Task)
        .where(
            Task.firm_id == session.info["firm_id"],
            when <= now(),
            Task.state == "open",
            Task.assignee_id.is_not(None),
            Task.due_at.is_not(None),
            Task.held_until.is_(None),
        )
        .order_by(when, Task.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def _taken(session: AsyncSession, task_ids: Sequence[UUID]) -> dict[UUID, list[EscalationReceipt]]:
    """The steps that were taken for tasks and have not ended."""
    found: defaultdict[UUID, list[EscalationReceipt]] = defaultdict(list)
    for receipt in await session.scalars(
        select(EscalationReceipt).where(
            EscalationReceipt.firm_id == session.info["firm_id"],
            EscalationReceipt.task_id.in_(task_ids),
            EscalationReceipt.ended_at.is_(None),
        )
    ):
        if receipt.task_id is not None:
            found[receipt.task_id].append(receipt)
    return found


def _assignee(task: Task) -> UUID:
    assert task.assignee_id is not None
    return task.assignee_id
