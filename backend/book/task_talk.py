"""What people say about a task, and who follows it without having it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.lookup import active_user, actor_id
from backend.book.mentions import mention
from backend.book.task_events import TaskCommented
from backend.book.tasks import Task, tell
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text

EDITABLE: Final = timedelta(minutes=15)
"""How long the author may correct a comment; from then on it stands."""
LONGEST: Final = 4000
MOST_WATCHERS: Final = 20


class TaskComment(TenantRow):
    """One comment. mentions: ids of those whose names are in it."""

    __tablename__ = "task_comment"
    __table_args__ = (
        refers("task", "task_id"),
        refers("user_account", "user_id"),
        Index("ix_task_comment_task", "firm_id", "task_id", "id"),
    )

    task_id: Mapped[UUID]
    user_id: Mapped[UUID]
    body: Mapped[str]
    mentions: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]


class TaskWatcher(TenantRow):
    """Somebody who is told what becomes of a task."""

    __tablename__ = "task_watcher"
    __table_args__ = (
        UniqueConstraint("firm_id", "task_id", "user_id"),
        refers("task", "task_id"),
        refers("user_account", "user_id"),
    )

    task_id: Mapped[UUID]
    user_id: Mapped[UUID]


async def comment(session: AsyncSession, task_id: UUID, body: str, mentioned: Sequence[UUID]) -> Task:
    """Say something about a task, open or closed; whoever is mentioned is told.

    mentioned: people who may read it, as the caller made sure. Raises Refused(BAD_USER_INPUT): required, too_long.
    """
    task = await locked(session, Task, task_id)
    by = actor_id(session)
    if by is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.commentTask")
    said = TaskComment(
        id=uuid7(),
        task_id=task.id,
        user_id=by,
        body=clean_text(body, "body", limit=LONGEST, required=True) or "",
        mentions=[str(id) for id in mentioned],
    )
    session.add(said)
    await session.flush()
    emit(
        session,
        TaskCommented(
            task_id=task.id, comment_id=said.id, client_id=task.client_id, mentioned=list(mentioned), by=by
        ),
    )
    await mention(session, "task", task.id, task.client_id, mentioned)
    await tell(session, task)
    return task


async def correct(session: AsyncSession, comment_id: UUID, body: str, mentioned: Sequence[UUID]) -> Task:
    """Put other words to one's own comment, within EDITABLE.

    Raises Refused: NOT_FOUND also for another's; BAD_USER_INPUT: comment_stands when its time is over.
    """
    said = await locked(session, TaskComment, comment_id)
    if said.user_id != actor_id(session):
        raise Refused(Code.NOT_FOUND)
    if now() - said.at > EDITABLE:
        raise bad_input("id", "comment_stands", minutes=int(EDITABLE.total_seconds() // 60))
    said.body = clean_text(body, "body", limit=LONGEST, required=True) or ""
    said.mentions, said.edited_at = [str(id) for id in mentioned], now()
    task = await locked(session, Task, said.task_id)
    await session.flush()
    await mention(session, "task", task.id, task.client_id, mentioned)
    await tell(session, task)
    return task


async def watch(session: AsyncSession, task_id: UUID, user_ids: Sequence[UUID]) -> Task:
    """Let these people follow a task, and nobody else. user_ids: who may read it, as the caller made sure.

    Raises Refused(BAD_USER_INPUT): unknown, inactive, limit.
    """
    task = await locked(session, Task, task_id)
    wanted = dict.fromkeys(user_ids)
    if len(wanted) > MOST_WATCHERS:
        raise bad_input("watchers", "limit", limit=MOST_WATCHERS)
    rows = await session.scalars(
        select(TaskWatcher).where(TaskWatcher.firm_id == task.firm_id, TaskWatcher.task_id == task.id)
    )
    there = {row.user_id: row for row in rows}
    for user_id in wanted.keys() - there.keys():
        await active_user(session, user_id, "watchers")
        session.add(TaskWatcher(id=uuid7(), task_id=task.id, user_id=user_id))
    for user_id in there.keys() - wanted.keys():
        await session.delete(there[user_id])
    await session.flush()
    await tell(session, task)
    return task
