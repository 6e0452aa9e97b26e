"""The list of tasks: filter and order."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from backend.book.tasks import PRIORITIES, STATES
from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Connection, Info, anchors_of, list_page
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.lists import listing_of
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.schema.reachable import Rows
from backend.schema.subjects import CLIENTS, TASKS, USERS, filtered
from backend.schema.tasks import TASK, Task

URGENCY = case({name: n for n, name in enumerate(PRIORITIES)}, value=TaskRow.priority, else_=0)


@strawberry.enum
class TaskOrderField(enum.Enum):
    """What tasks can be sorted by."""

    DUE_AT = "dueAt"
    CREATED_AT = "createdAt"
    COMPLETED_AT = "completedAt"
    PRIORITY = "priority"
    STATE = "state"
    TITLE = "title"
    CLIENT = "client"
    ASSIGNEE = "assignee"


@strawberry.input
class TaskOrder:
    """One field to sort by."""

    field: TaskOrderField
    direction: Direction = Direction.ASC


@strawberry.type
class TaskListConnection(Connection[Task]):
    """One page of tasks."""

    listing: strawberry.Private[Listing]

    @strawberry.field
    async def page_anchors(self, info: Info, size: int = 100) -> list[str | None]:
        """Cursors before each page of `size`, at most 200; entry 0 is null for the first page."""
        return await anchors_of(info.context, self.listing, size)


STAGE = case({name: n for n, name in enumerate(STATES)}, value=TaskRow.state, else_=len(STATES))
COLUMNS: dict[TaskOrderField, tuple[Any, bool]] = {
    TaskOrderField.DUE_AT: (TaskRow.due_at, True),
    TaskOrderField.CREATED_AT: (TaskRow.created_at, False),
    TaskOrderField.COMPLETED_AT: (TaskRow.completed_at, True),
    TaskOrderField.PRIORITY: (URGENCY, False),
    TaskOrderField.STATE: (STAGE, False),
    TaskOrderField.TITLE: (TaskRow.title, False),
}


def tasks_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The list of tasks, by due time when no order is given.

    Titles are ordered by their characters, people and clients by pinyin; a client or person out of reach is none.
    Raises FORBIDDEN when a field is used that the caller may not read everywhere.
    """
    keys, name = _orders(draft, arguments["orderBy"])
    return Paged(TASK, tuple(task_bounds(draft, arguments)), keys, name)


def task_bounds(draft: Draft, arguments: Arguments) -> list[Any]:
    """Which tasks the argument `filter` names; raises as `tasks_listed`."""
    if not arguments["filter"].is_there:
        return []
    return [filtered(draft, condition_of(arguments["filter"], TASKS), TASKS)]


async def task_page(info: Info, first: int | None, after: str | None) -> TaskListConnection:
    """A page of `tasks_listed`."""
    noun, listing = await listing_of(info, tasks_listed)
    page = await list_page(info.context, noun, listing, first, after)
    return TaskListConnection(
        edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing
    )


def _orders(draft: Draft, orders: Given) -> tuple[tuple[SortKey, ...], str]:
    keys: list[SortKey] = []
    names = []
    for order in orders:
        field = order["field"].literal(draft.context)
        direction = order["direction"].literal(draft.context)
        names.append(f"{field.value}{direction.value}")
        keys.append(_key(draft, field, descending=direction is Direction.DESC))
    keys = keys or [_key(draft, TaskOrderField.DUE_AT)]
    return (*keys, SortKey(TaskRow.id)), "tasks:" + ",".join(names)


def _key(draft: Draft, field: TaskOrderField, *, descending: bool = False) -> SortKey:
    demand(draft.context, "Task", f"Task.{field.value}")
    if field is TaskOrderField.CLIENT:
        return SortKey(_name(draft, CLIENTS, "client_id"), descending, nullable=True)
    if field is TaskOrderField.ASSIGNEE:
        return SortKey(_name(draft, USERS, "assignee_id"), descending, nullable=True)
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)


def _name(draft: Draft, named: Rows, key: str) -> Any:
    """The place in the order of names of the row that a task points to, if the caller reaches it."""
    demand(draft.context, named.type, f"{named.type}.name")
    row = aliased(named.model)
    found: Any = select(row.name_sort).where(
        TaskRow.firm_id == draft.firm, row.id == getattr(TaskRow, key), *named.within(draft.caller, row)
    )
    return found.correlate(TaskRow).scalar_subquery()
