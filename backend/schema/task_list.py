"""The list of tasks: filter and order."""

from __future__ import annotations

import enum
from typing import Any, cast

import strawberry
from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from backend.book.clients import Client as ClientRow
from backend.book.tasks import PRIORITIES
from backend.book.tasks import Task as TaskRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.callers import of_caller
from backend.platform.principal import Principal
from backend.policies.rows import reach
from backend.schema.book import TASK
from backend.schema.catalogue import with_filters
from backend.schema.client_list import Direction
from backend.schema.filters import condition_of, where
from backend.systemize.conditions.sql import Term, column_term
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


def tasks_listed(draft: Draft, arguments: Arguments) -> Paged:
    """The list of tasks, by due time when no order is given."""
    bounds: list[Any] = []
    if arguments["filter"].is_there:
        condition = condition_of(arguments["filter"])
        for comparison in comparisons(condition):
            demand(draft.context, "Task", f"Task.{comparison.field}")
        terms = {**TERMS, "client": column_term(_seen_client(draft.caller))}
        bounds.append(where(draft, condition, BY_KEY, terms))
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


def _seen_client(caller: Principal) -> ColumnElement[Any]:
    """A task's client as the caller sees it: one out of his reach is none, in filters as in the answer."""
    firm = of_caller(caller, "firm_id")
    seen = aliased(ClientRow)
    within = reach(caller, "client", seen).predicate
    if within is None:
        return cast("ColumnElement[Any]", TaskRow.client_id)
    rows = select(seen.id).where(
        seen.firm_id == firm, TaskRow.firm_id == firm, seen.id == TaskRow.client_id, within
    )
    return rows.correlate(TaskRow).scalar_subquery()
