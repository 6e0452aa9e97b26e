"""Tasks that a team keeps for reuse: words, playbook, checklist, and how long there is to do them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.lookup import named
from backend.book.staff import Team
from backend.book.task_events import TaskTemplateChanged
from backend.book.tasks import EVIDENCE, PRIORITIES, Task, create_task, tell
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.holidays import next_workday

MOST_ITEMS: Final = 30
MOST_DAYS: Final = 250
EVENING: Final = time(18)
Items = list[dict[str, Any]]


class TaskTemplate(Versioned, TenantRow):
    """A task for reuse. team_id: whose it is, None: the firm's; days: workdays there are; checklist: as of a task."""

    __tablename__ = "task_template"
    __table_args__ = (refers("team", "team_id"),)

    team_id: Mapped[UUID | None]
    title: Mapped[str]
    body: Mapped[str | None]
    priority: Mapped[str] = mapped_column(default="normal")
    days: Mapped[int] = mapped_column(default=0)
    checklist: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    evidence: Mapped[str] = mapped_column(default="none")
    archived_at: Mapped[datetime | None]


async def set_items(session: AsyncSession, id: UUID, version: int, items: Sequence[tuple[str, bool]]) -> Task:
    """Put the checklist of an open free task: its items in their order, (words, done).

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `state`, `task_journey` for one whose template says what it
    consists of, `limit`, required, too_long.
    """
    task = await locked_at(session, Task, id, version)
    if task.state != "open":
        raise bad_input("state", "state")
    if task.journey_id is not None:
        raise bad_input("id", "task_journey")
    task.checklist = checklist_of(items)
    await session.flush()
    await tell(session, task)
    return task


def checklist_of(items: Sequence[tuple[str, bool]]) -> Items | None:
    """Items as they are kept; None where there are none. Raises Refused(BAD_USER_INPUT)."""
    if len(items) > MOST_ITEMS:
        raise bad_input("items", "limit", limit=MOST_ITEMS)
    found = []
    for words, done in items:
        text = clean_text(words, "items", limit=200, required=True)
        found.append({"zh": text, "en": text, "done": done})
    return found or None


async def save_template(
    session: AsyncSession, id: UUID | None, version: int | None, values: Mapping[str, Any]
) -> TaskTemplate:
    """Keep a task for reuse, or change one that is kept. values: title, body, priority, days, items, evidence, team_id.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT naming the field.
    """
    title = clean_text(values["title"], "title", required=True) or ""
    row = TaskTemplate(id=uuid7(), created_at=now(), title=title)
    if id is not None:
        row = await locked_at(session, TaskTemplate, id, version or 0)
    if values["priority"] not in PRIORITIES:
        raise bad_input("priority", "choice")
    if values["evidence"] not in EVIDENCE:
        raise bad_input("evidence", "choice")
    if not 0 <= values["days"] <= MOST_DAYS:
        raise bad_input("days", "range", low=0, high=MOST_DAYS)
    team_id = values.get("team_id")
    row.team_id = None if team_id is None else (await named(session, Team, team_id, "team")).id
    row.title, row.body = title, clean_text(values.get("body") or "", "body", limit=8000)
    row.priority, row.days, row.evidence = values["priority"], values["days"], values["evidence"]
    row.checklist = checklist_of([(words, False) for words in values.get("items") or ()])
    session.add(row)
    await session.flush()
    emit(session, TaskTemplateChanged(task_template_id=row.id))
    return row


async def archive_template(session: AsyncSession, id: UUID, version: int) -> TaskTemplate:
    """Take a template out of use, or bring it back. Raises Refused: NOT_FOUND, CONFLICT."""
    row = await locked_at(session, TaskTemplate, id, version)
    row.archived_at = now() if row.archived_at is None else None
    await session.flush()
    emit(session, TaskTemplateChanged(task_template_id=row.id))
    return row


async def use_template(
    session: AsyncSession, template_id: UUID, client_id: UUID | None, assignee_id: UUID | None
) -> Task:
    """A task made of a template, due so many workdays from today.

    Raises Refused(BAD_USER_INPUT): unknown, template_archived.
    """
    row = await named(session, TaskTemplate, template_id, "template")
    if row.archived_at is not None:
        raise bad_input("template", "template_archived")
    day = business_date()
    for _ in range(row.days):
        day = next_workday(day)
    return await create_task(
        session, row.title, body=row.body, due_at=datetime.combine(day, EVENING, BUSINESS_ZONE),
        priority=row.priority, client_id=client_id, assignee_id=assignee_id, evidence=row.evidence,
        checklist=row.checklist,
    )  # fmt: skip
