"""The list of tasks: filter and order."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from sqlalchemy import case

from backend.book.tasks import PRIORITIES
from backend.book.tasks import Task as TaskRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.schema.book import TASK
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.schema.subjects import TASKS, filtered

URGENCY = case({name: n for n, name in enumerate(PRIORITIES)}, value=TaskRow.priority, else_=0)


@strawberry.enum
class TaskOrderField(enum.Enum):
    """What tasks can be sorted by."""

    DUE_AT = "dueAt"
    CREATED_AT = "createdAt"
    PRIORITY = "priority"


@strawberry.input
class TaskOrder:
    """One field to sort by."""

    field: TaskOrderField
    direction: Direction = Direction.ASC


COLUMNS = {
    TaskOrderField.DUE_AT: (TaskRow.due_at, True),
    TaskOrderField.CREATED_AT: (TaskRow.created_at, False),
    TaskOrderField.PRIORITY: (URGENCY, False),
}


def tasks_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The list of tasks, by due time when no order is given."""
    bounds: list[Any] = []
    if arguments["filter"].is_there:
        bounds.append(filtered(draft, condition_of(arguments["filter"], TASKS), TASKS))
    keys, name = _orders(draft, arguments["orderBy"])
    return Paged(TASK, tuple(bounds), keys, name)


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
    column, nullable = COLUMNS[field]
    return SortKey(column, descending, nullable=nullable)
