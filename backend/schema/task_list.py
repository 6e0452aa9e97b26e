"""The list of tasks: filter and order."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import strawberry
from sqlalchemy import case

from backend.book.tasks import PRIORITIES
from backend.book.tasks import Task as TaskRow
from backend.graph.context import Context
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.schema.book import TASK, Task
from backend.schema.catalogue import snake, with_filters
from backend.schema.client_list import Direction
from backend.schema.connections import Connection, list_page
from backend.schema.filters import condition_of
from backend.systemize.conditions.sql import column_term, compile_condition
from backend.systemize.conditions.tree import comparisons
from backend.systemize.fields import Field, Kind

TASK_FIELDS = (
    Field("state", "state", Kind.CHOICE, "状态", "State"),
    Field("priority", "priority", Kind.CHOICE, "优先级", "Priority"),
    Field("dueAt", "due_at", Kind.INSTANT, "到期时间", "Due"),
    Field("assignee", "assignee_id", Kind.USER, "执行人", "Assignee"),
    Field("client", "client_id", Kind.HOUSEHOLD, "客户", "Client"),
)
BY_KEY = {field.key: field for field in TASK_FIELDS}
NAMES = {snake(field.key): field.key for field in TASK_FIELDS}
TERMS = {field.key: column_term(getattr(TaskRow, field.column)) for field in TASK_FIELDS}
URGENCY = case({name: n for n, name in enumerate(PRIORITIES)}, value=TaskRow.priority, else_=0)


@strawberry.input
@with_filters(TASK_FIELDS)
class TaskFilter:
    """Which tasks."""

    and_: list[TaskFilter] | None = strawberry.field(default=None, name="and")
    or_: list[TaskFilter] | None = strawberry.field(default=None, name="or")
    not_: TaskFilter | None = strawberry.field(default=None, name="not")


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


async def task_page(
    context: Context,
    filter: TaskFilter | None,
    order_by: Sequence[TaskOrder] | None,
    first: int | None,
    after: str | None,
) -> Connection[Task]:
    """A page of tasks, by due time when no order is given."""
    statement = TASK.rows(context)
    if filter is not None:
        condition = condition_of(filter, NAMES)
        for comparison in comparisons(condition):
            demand(context, "Task", f"Task.{comparison.field}")
        statement = statement.where(compile_condition(condition, BY_KEY, TERMS))
    orders = []
    for order in order_by or (TaskOrder(field=TaskOrderField.DUE_AT),):
        demand(context, "Task", f"Task.{order.field.value}")
        column, nullable = COLUMNS[order.field]
        orders.append(SortKey(column, order.direction is Direction.DESC, nullable=nullable))
    name = "tasks:" + ",".join(f"{order.field.value}{order.direction.value}" for order in order_by or ())
    return await list_page(
        context, TASK, Listing(statement, (*orders, SortKey(TaskRow.id)), name), first, after
    )
