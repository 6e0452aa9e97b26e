"""The list of tasks: filter and order."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any, cast

import strawberry
from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from backend.book.clients import Client as ClientRow
from backend.book.tasks import PRIORITIES
from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Connection, list_page
from backend.graph.context import Context
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.policies.rows import reach
from backend.schema.book import TASK, Task
from backend.schema.catalogue import snake, with_filters
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of
from backend.systemize.conditions.sql import Term, column_term, compile_condition
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
TERMS: dict[str, Term] = {
    field.key: column_term(getattr(TaskRow, field.column)) for field in TASK_FIELDS if field.key != "client"
}
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
    statement = TASK.rows(context.principal)
    if filter is not None:
        condition = condition_of(filter, NAMES)
        for comparison in comparisons(condition):
            demand(context, "Task", f"Task.{comparison.field}")
        terms = {**TERMS, "client": column_term(_seen_client(context))}
        statement = statement.where(compile_condition(condition, BY_KEY, terms))
    orders = []
    for order in order_by or (TaskOrder(field=TaskOrderField.DUE_AT),):
        demand(context, "Task", f"Task.{order.field.value}")
        column, nullable = COLUMNS[order.field]
        orders.append(SortKey(column, order.direction is Direction.DESC, nullable=nullable))
    name = "tasks:" + ",".join(f"{order.field.value}{order.direction.value}" for order in order_by or ())
    return await list_page(
        context, TASK, Listing(statement, (*orders, SortKey(TaskRow.id)), name), first, after
    )


def _seen_client(context: Context) -> ColumnElement[Any]:
    """A task's client as the caller sees it: one out of his reach is none, in filters as in the answer."""
    firm_id = context.principal.firm_id
    seen = aliased(ClientRow)
    within = reach(context.principal, "client", seen).predicate
    if within is None:
        return cast("ColumnElement[Any]", TaskRow.client_id)
    rows = select(seen.id).where(
        seen.firm_id == firm_id, TaskRow.firm_id == firm_id, seen.id == TaskRow.client_id, within
    )
    return rows.correlate(TaskRow).scalar_subquery()
