"""What somebody owes: tasks with a due time and an assignee."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.bulk_rows import BulkRows, columns_of
from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.documents.model import Document
from backend.book.lookup import active_user, actor_id, named
from backend.book.staff import User
from backend.book.task_events import TaskAssigned, TaskChanged, TaskCompleted
from backend.book.task_times import checked_before, reminder_at
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.places import ENDS, place_in
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.working_time import Hours

STATES = ("open", "done", "cancelled")
PRIORITIES = ("low", "normal", "high", "urgent")
EVIDENCE = ("none", "note", "document")


class Task(Versioned, TenantRow):
    """A task. Done ones keep who completed them, when, and with what outcome; cancelled ones why, and who waived them.

    interaction_id: the conversation it was agreed in. Of a journey: stage and task_key say which of its template's it
    is; a mandatory one holds the journey in its stage, one of compliance is waived by nobody, one of a role is
    completed by its people only. evidence: of EVIDENCE, what whoever completes it leaves behind, and document_id what
    he left; checklist: [{zh, en, done}].

    series_id, occurrence_on: of a series, the day of it that this task is. Handed on: by whom, hand_state (asked,
    accepted, returned) and the word with it. remind_before: minutes before it is due, 0: never, None: as its priority
    says; remind_at, escalate_at: when the worker looks at it next, for a reminder and for the steps of escalation.
    held_from, held_until: while its client is left alone (`task_holds.py`); held_minutes: how long it was held back
    while it was late already, which does not count as late.
    """

    __tablename__ = "task"
    __table_args__ = (
        refers("client", "client_id"),
        refers("user_account", "assignee_id"),
        refers("interaction", "interaction_id"),
        Index("ix_task_assignee", "firm_id", "assignee_id", "state", "due_at", "id"),
        Index("ix_task_client", "firm_id", "client_id", "created_at"),
        Index("ix_task_due", "firm_id", text(place_in("due_at", ENDS[DateTime][0])), "id"),
        Index("ix_task_created", "firm_id", "created_at", "id"),
        Index(
            "ix_task_interaction",
            "firm_id",
            "interaction_id",
            postgresql_where=text("interaction_id is not null"),
        ),
        Index(
            "ix_task_journey",
            "firm_id",
            "journey_id",
            "stage",
            postgresql_where=text("journey_id is not null"),
        ),
        refers("document", "document_id"),
        refers("task_series", "series_id"),
        refers("user_account", "handed_by_id"),
        Index(
            "uq_task_occurrence",
            "firm_id",
            "series_id",
            "occurrence_on",
            unique=True,
            postgresql_where=text("series_id is not null"),
        ),
        Index("ix_task_handed", "firm_id", "handed_by_id", postgresql_where=text("handed_by_id is not null")),
        Index("ix_task_remind_at", "firm_id", "remind_at", postgresql_where=text("remind_at is not null")),
        Index(
            "ix_task_escalate_at", "firm_id", "escalate_at", postgresql_where=text("escalate_at is not null")
        ),
        Index("ix_task_held", "firm_id", "held_until", postgresql_where=text("held_until is not null")),
    )
    maintained: ClassVar[frozenset[str]] = frozenset(
        {"remind_at", "escalate_at", "snoozed_until", "held_from", "held_until", "held_minutes"}
    )

    title: Mapped[str]
    body: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    priority: Mapped[str] = mapped_column(default="normal")
    due_at: Mapped[datetime | None]
    client_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[UUID | None]
    outcome: Mapped[str | None]
    interaction_id: Mapped[UUID | None]
    # No foreign key: journeys are of a package above, and none is ever deleted.
    journey_id: Mapped[UUID | None]
    stage: Mapped[str | None]
    task_key: Mapped[str | None]
    mandatory: Mapped[bool] = mapped_column(default=False)
    compliance: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str | None]
    evidence: Mapped[str] = mapped_column(default="none")
    checklist: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    document_id: Mapped[UUID | None]
    waived_by_id: Mapped[UUID | None]
    series_id: Mapped[UUID | None]
    occurrence_on: Mapped[date | None]
    handed_by_id: Mapped[UUID | None]
    hand_state: Mapped[str | None]
    hand_note: Mapped[str | None]
    remind_before: Mapped[int | None]
    remind_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    held_from: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    held_minutes: Mapped[int] = mapped_column(default=0)


async def create_task(
    session: AsyncSession,
    title: str,
    *,
    body: str | None = None,
    due_at: datetime | None = None,
    priority: str = "normal",
    client_id: UUID | None = None,
    assignee_id: UUID | None = None,
    interaction_id: UUID | None = None,
    remind_before: int | None = None,
    **of_journey: Any,
) -> Task:
    """A new open task; without an assignee it is the actor's own. of_journey: columns that say of which journey, or
    of which series, it is.

    Raises Refused(BAD_USER_INPUT): no title, unknown priority, client or assignee.
    """
    told = {"body": body, "due_at": due_at, "priority": priority, "remind_before": remind_before}
    task = _drafted(session, title, told, interaction_id=interaction_id, **of_journey)
    if client_id is not None:
        task.client_id = (await named(session, Client, client_id, "client")).id
    await _hand_to(session, task, assignee_id or actor_id(session))
    await plan(session, task)
    await _hold_with_client(session, task)
    session.add(task)  # not before: looking up the assignee would write it without one, and then once more
    await session.flush()
    await tell(session, task)
    return task


def collect_task(
    session: AsyncSession,
    rows: BulkRows,
    title: str,
    told: dict[str, Any],
    assignee: User,
    client: Client | None = None,
    blocked_until: datetime | None = None,
) -> Task:
    """As `create_task`, of many that are written at once: its row is in the database when `rows` are written.

    told: body, due_at, priority, remind_before; client: locked as far as its key goes; blocked_until: of
    `blocked_until_of` for the client. Raises as `create_task`.
    """
    task = _drafted(session, title, told)
    if client is not None:
        client.hold_open()
        task.client_id = client.id
    if not assignee.active:
        raise bad_input("assignee", "inactive")
    task.assignee_id = assignee.id
    by = actor_id(session)
    rows.happened(TaskAssigned(task_id=task.id, assignee_id=assignee.id, client_id=task.client_id, by=by))
    _plan(task, assignee)
    task.held_until, task.held_from = blocked_until, None if blocked_until is None else now()
    rows.put(Task, *columns_of(task))
    _strike(session, task)
    return task


def _drafted(session: AsyncSession, title: str, told: dict[str, Any], **more: Any) -> Task:
    task = Task(id=uuid7(), title=clean_text(title, "title", required=True) or "", created_at=now(), **more)
    task.firm_id, task.state = session.info["firm_id"], "open"
    _edit(task, told)
    return task


async def update_task(session: AsyncSession, id: UUID, version: int, changes: dict[str, Any]) -> Task:
    """Change title, body, due_at, priority, assignee_id or remind_before; absent keys stay.

    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT for values that cannot be.
    """
    for name, field in (("priority", "priority"), ("assignee_id", "assignee")):
        if name in changes and changes[name] is None:
            raise bad_input(field, "required")
    task = await locked_at(session, Task, id, version)
    if "title" in changes:
        task.title = clean_text(changes["title"] or "", "title", required=True) or ""
    before = _times(task)
    _edit(task, changes)
    if "assignee_id" in changes and changes["assignee_id"] != task.assignee_id:
        task.handed_by_id, task.hand_state, task.hand_note = None, None, None
        await _hand_to(session, task, changes["assignee_id"])
    if _times(task) != before:
        await plan(session, task)
    await session.flush()
    emit(session, TaskChanged(task_id=task.id, assignee_id=task.assignee_id, client_id=task.client_id))
    await tell(session, task)
    return task


async def complete(
    session: AsyncSession,
    id: UUID,
    version: int,
    outcome: str | None = None,
    *,
    document_id: UUID | None = None,
) -> Task:
    """Mark a task done. document_id: of the same client, what shows that it was done.

    Raises Refused(BAD_USER_INPUT): `state` when it is not open, `task_role` when it is for people of a role,
    `task_note` and `task_document` without the evidence it asks for, `unknown` for another client's document.
    """
    task = await locked_at(session, Task, id, version)
    if task.state != "open":
        raise bad_input("state", "state")
    if task.role is not None and task.role not in session.info["principal"].roles:
        raise bad_input("id", "task_role", role=task.role)
    task.outcome = clean_text(outcome or "", "outcome", limit=2000)
    if task.evidence == "note" and task.outcome is None:
        raise bad_input("outcome", "task_note")
    if document_id is not None:
        task.document_id = await _document_of(session, task, document_id)
    if task.evidence == "document" and task.document_id is None:
        raise bad_input("document", "task_document")
    task.state, task.completed_at, task.completed_by_id = "done", now(), actor_id(session)
    await plan(session, task)
    await session.flush()
    emit(
        session,
        TaskCompleted(
            task_id=task.id, creator=_creator(task), client_id=task.client_id, by=actor_id(session)
        ),
    )
    await tell(session, task)
    return task


async def reopen(session: AsyncSession, id: UUID, version: int) -> Task:
    """Open a done or cancelled task again. Raises Refused(BAD_USER_INPUT, problem=state) when it is open."""
    task = await locked_at(session, Task, id, version)
    if task.state == "open":
        raise bad_input("state", "state")
    task.state, task.completed_at, task.completed_by_id, task.outcome = "open", None, None, None
    task.waived_by_id = None
    await plan(session, task)
    await _hold_with_client(session, task)
    await session.flush()
    emit(session, TaskChanged(task_id=task.id, assignee_id=task.assignee_id, client_id=task.client_id))
    await tell(session, task)
    return task


async def cancel(session: AsyncSession, task: Task, note: str, *, waived_by_id: UUID | None = None) -> None:
    """End an open task that will not be done. note: why; waived_by_id: who let a mandatory one be left out."""
    task.state, task.outcome, task.waived_by_id = "cancelled", note, waived_by_id
    task.completed_at, task.completed_by_id = now(), actor_id(session)
    await plan(session, task)
    await session.flush()
    emit(session, TaskChanged(task_id=task.id, assignee_id=task.assignee_id, client_id=task.client_id))
    await tell(session, task)


async def tick(session: AsyncSession, id: UUID, version: int, item: int, *, done: bool) -> Task:
    """Tick an item of a task's checklist, or take the tick away. item: 0, 1, …

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state` when the task is not open, `range` for no such item.
    """
    task = await locked_at(session, Task, id, version)
    if task.state != "open":
        raise bad_input("state", "state")
    items = task.checklist or []
    if not 0 <= item < len(items):
        raise bad_input("item", "range", low=0, high=len(items) - 1)
    # A new list: a change inside the old one would not be seen.
    task.checklist = [{**told, "done": done} if n == item else told for n, told in enumerate(items)]
    await session.flush()
    emit(session, TaskChanged(task_id=task.id, assignee_id=task.assignee_id, client_id=task.client_id))
    await tell(session, task)
    return task


async def _document_of(session: AsyncSession, task: Task, document_id: UUID) -> UUID:
    """A document of the task's client that is there. Raises Refused(BAD_USER_INPUT, problem=unknown)."""
    found: UUID | None = await session.scalar(
        select(Document.id).where(
            Document.firm_id == task.firm_id,
            Document.id == document_id,
            Document.client_id == task.client_id,
            Document.deleted_at.is_(None),
            Document.purged_at.is_(None),
        )
    )
    if found is None:
        raise bad_input("document", "unknown")
    return found


async def plan(session: AsyncSession, task: Task) -> None:
    """Say when the worker looks at a task next. Escalation begins anew with every due time."""
    person = None
    if (
        task.state == "open"
        and task.due_at is not None
        and task.remind_before != 0
        and task.assignee_id is not None
    ):
        # Mostly in the session already: whoever was given the task was looked up.
        with session.no_autoflush:
            person = await session.get(User, (task.firm_id, task.assignee_id))
    _plan(task, person)


def _plan(task: Task, person: User | None) -> None:
    """person: the assignee, where there is one."""
    task.snoozed_until = None
    if task.state != "open":
        task.held_from = task.held_until = None
    if task.state != "open" or task.due_at is None:
        task.remind_at = task.escalate_at = None
        return
    task.escalate_at = task.due_at
    task.remind_at = None
    if task.remind_before != 0 and task.assignee_id is not None:
        hours = Hours() if person is None else Hours(person.work_from, person.work_until)
        task.remind_at = reminder_at(task.due_at, task.priority, task.remind_before, hours, now())


async def _hold_with_client(session: AsyncSession, task: Task) -> None:
    """Whoever cools off is left alone by what is made meanwhile, too."""
    if task.client_id is None or task.compliance or task.role is not None:
        return
    with session.no_autoflush:
        task.held_until = (await blocked_until_of(session, [task.client_id])).get(task.client_id)
    task.held_from = None if task.held_until is None else now()


def _times(task: Task) -> tuple[Any, ...]:
    return task.due_at, task.priority, task.assignee_id, task.remind_before


def _edit(task: Task, changes: dict[str, Any]) -> None:
    if "remind_before" in changes:
        task.remind_before = checked_before(changes["remind_before"])
    if "body" in changes:
        task.body = clean_text(changes["body"] or "", "body", limit=8000)
    if "due_at" in changes and changes["due_at"] != task.due_at:
        task.due_at, task.held_minutes = changes["due_at"], 0
    if changes.get("priority"):
        if changes["priority"] not in PRIORITIES:
            raise bad_input("priority", "choice")
        task.priority = changes["priority"]


async def _hand_to(session: AsyncSession, task: Task, assignee_id: UUID | None) -> None:
    if assignee_id is None or assignee_id == task.assignee_id:
        return
    task.assignee_id = (await active_user(session, assignee_id, "assignee")).id
    emit(
        session,
        TaskAssigned(
            task_id=task.id, assignee_id=assignee_id, client_id=task.client_id, by=actor_id(session)
        ),
    )


async def tell(session: AsyncSession, task: Task) -> None:
    """Let whoever has the task, or its client, open see that it changed."""
    _strike(session, task)


def _strike(session: AsyncSession, task: Task) -> None:
    if task.assignee_id is not None:
        strike(session, "task", f"{task.assignee_id}:{task.id}")
    if task.client_id is not None:
        strike(session, "client", str(task.client_id))


def _creator(task: Task) -> UUID | None:
    noun, _, id = task.created_by.partition(":")
    return UUID(id) if noun == "user" else None
