"""What hangs on a task: its series, what was said about it, who follows it, and whom it was told to being late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.escalations import EscalationReceipt
from backend.book.staff import User as UserRow
from backend.book.standing_in import acting_for
from backend.book.task_series import TaskSeries as SeriesRow
from backend.book.task_talk import EDITABLE, TaskWatcher
from backend.book.task_talk import TaskComment as CommentRow
from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.sources import ToOne, column
from backend.platform.clock import now
from backend.platform.ids import public_id
from backend.platform.principal import Relation
from backend.schema.staff import USER, User
from backend.systemize.recurrence import read_rule
from backend.systemize.recurrence_words import words_of


@strawberry.type
class TaskSeries:
    """The rule by which a task comes again."""

    row: strawberry.Private[SeriesRow]
    stands: strawberry.Private[Relation]

    @strawberry.field
    def version(self) -> int:
        """Of the series itself."""
        return self.row.version

    @strawberry.field
    def rule(self) -> str:
        """As RFC 5545 writes it: `FREQ=MONTHLY;BYMONTHDAY=-1`."""
        return self.row.rule

    @strawberry.field
    def shift(self) -> str:
        """What becomes of days off: keep, skip, next, previous."""
        return self.row.shift

    @strawberry.field
    def words(self, info: Info) -> str:
        """The rule in words of the reader's language."""
        locale = info.context.principal.locale
        return words_of(read_rule(self.row.rule), self.row.starts_on, self.row.shift, locale)

    @strawberry.field
    def next_on(self) -> date | None:
        """On which day the next one falls; null when no more come."""
        return self.row.next_on

    @strawberry.field
    def ended_at(self) -> datetime | None:
        """Since when no more come of it."""
        return self.row.ended_at


@strawberry.type
class TaskComment:
    """What somebody said about a task."""

    row: strawberry.Private[CommentRow]
    stands: strawberry.Private[Relation]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("task_comment", self.row.id))

    @strawberry.field
    def body(self) -> str:
        """The words."""
        return self.row.body

    @strawberry.field
    def at(self) -> datetime:
        """When it was said."""
        return self.row.at

    @strawberry.field
    def edited_at(self) -> datetime | None:
        """When its author corrected it."""
        return self.row.edited_at

    @strawberry.field
    def editable(self, info: Info) -> bool:
        """Whether the caller may still correct it: his own, for fifteen minutes."""
        return self.row.user_id == info.context.principal.user_id and now() - self.row.at <= EDITABLE

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who said it."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def mentions(self, info: Info) -> list[User]:
        """Whose names are in it."""
        nodes = await nodes_of(info.context, USER, [UUID(id) for id in self.row.mentions])
        return [node for node in nodes if node is not None]


@strawberry.type
class Escalation:
    """Somebody of the chain was told that a task, or a contact with a client, is late."""

    row: strawberry.Private[EscalationReceipt]
    stands: strawberry.Private[Relation]
    step: int = column("step", description="1, 2, …")
    role: str = column("role", description="As what he was told: a role, or owner.")
    at: datetime = column("at")
    due_on: date = column("due_on", description="When it was due then.")
    ended_at: datetime | None = column("ended_at", description="When it was done, or put off.")

    @declared(ToOne(lambda: USER, "user_id"))
    async def user(self, info: Info) -> User | None:
        """Who was told."""
        return await node_of(info.context, USER, self.row.user_id)  # type: ignore[no-any-return]


async def series_of(
    session: AsyncSession, context: Context, series_ids: Sequence[UUID]
) -> dict[UUID, SeriesRow]:
    """Series by their ids."""
    rows = await session.scalars(
        select(SeriesRow).where(SeriesRow.firm_id == context.principal.firm_id, SeriesRow.id.in_(series_ids))
    )
    return {row.id: row for row in rows}


async def comments_of(
    session: AsyncSession, context: Context, task_ids: Sequence[UUID]
) -> dict[UUID, list[CommentRow]]:
    """What was said about tasks, the oldest first."""
    found: dict[UUID, list[CommentRow]] = defaultdict(list)
    for row in await session.scalars(
        select(CommentRow)
        .where(CommentRow.firm_id == context.principal.firm_id, CommentRow.task_id.in_(task_ids))
        .order_by(CommentRow.id)
    ):
        found[row.task_id].append(row)
    return found


async def watchers_of(
    session: AsyncSession, context: Context, task_ids: Sequence[UUID], user: Noun
) -> dict[UUID, list[Any]]:
    """People within reach who follow tasks, by name."""
    rows = await session.execute(
        user.rows(context.principal)
        .add_columns(TaskWatcher.task_id)
        .join(
            TaskWatcher,
            and_(TaskWatcher.firm_id == context.principal.firm_id, TaskWatcher.user_id == UserRow.id),
        )
        .where(TaskWatcher.task_id.in_(task_ids))
        .order_by(UserRow.name_sort, UserRow.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(user.made(row))
    return found


async def escalations_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID], key: str
) -> dict[UUID, list[EscalationReceipt]]:
    """The steps that were taken, the oldest first. key: task_id or client_id."""
    wanted = getattr(EscalationReceipt, key)
    found: dict[UUID, list[EscalationReceipt]] = defaultdict(list)
    for row in await session.scalars(
        select(EscalationReceipt)
        .where(EscalationReceipt.firm_id == context.principal.firm_id, wanted.in_(ids))
        .order_by(EscalationReceipt.at, EscalationReceipt.id)
    ):
        found[getattr(row, key)].append(row)
    return found


async def acting_of(session: AsyncSession, context: Context, user_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who stands in for people today; those who are there are absent."""
    found = await acting_for(session, context.principal.firm_id, user_ids)
    return {id: acting for id, acting in found.items() if acting != id}


async def acting_assignee(context: Context, task: TaskRow) -> Any:
    """Who acts for the assignee of a task while he is away."""
    if task.assignee_id is None:
        return None
    return await node_of(context, USER, await context.load(acting_of, task.assignee_id))
