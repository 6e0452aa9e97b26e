"""Tasks in groups: how many there are by due time, priority, person or client, and how many of them press."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from backend.book.tasks import Task as TaskRow
from backend.graph.connections import Info
from backend.graph.lists import drafted
from backend.graph.nodes import nodes_of
from backend.graph.nouns import Noun
from backend.graph.rights import demand
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.principal import Level
from backend.schema.clients import CLIENT
from backend.schema.staff import USER
from backend.schema.subjects import seen_client
from backend.schema.task_list import task_bounds
from backend.schema.tasks import TASK

MOST_GROUPS = 200
"""Groups of people or clients that are told; the rest is asked for as what is not in these."""
WEEK = timedelta(days=7)


@strawberry.enum
class TaskGroupField(enum.Enum):
    """What tasks can be grouped by."""

    DUE = "due"
    PRIORITY = "priority"
    ASSIGNEE = "assignee"
    CLIENT = "client"


@strawberry.type
class TaskGroup:
    """Tasks that belong together."""

    value: str | None = strawberry.field(
        description="held, overdue, today, week, later or none; the priority; the id; null for those without one."
    )
    name: str | None = strawberry.field(description="The name of the person or client, if it may be read.")
    count: int
    overdue: int = strawberry.field(description="Open ones past their due time that are not held back.")
    urgent: int


GROUPED = {
    TaskGroupField.DUE: "Task.dueAt",
    TaskGroupField.PRIORITY: "Task.priority",
    TaskGroupField.ASSIGNEE: "Task.assignee",
    TaskGroupField.CLIENT: "Task.client",
}


async def task_groups(info: Info, by: TaskGroupField, at: datetime | None) -> list[TaskGroup]:
    """Groups of the tasks that `tasks` lists under the same filter, the largest first; those without one before all.

    Raises FORBIDDEN when what is grouped, counted or filtered by may not be read everywhere.
    """
    context = info.context
    for coordinate in {GROUPED[by], "Task.state", "Task.dueAt", "Task.priority"}:
        demand(context, "Task", coordinate)
    draft, arguments = await drafted(info)
    late = and_(TaskRow.state == "open", TaskRow.due_at < (at or now()), TaskRow.held_until.is_(None))
    columns: dict[TaskGroupField, Any] = {
        TaskGroupField.DUE: _due(late, at or now()),
        TaskGroupField.PRIORITY: TaskRow.priority,
        TaskGroupField.ASSIGNEE: TaskRow.assignee_id,
        TaskGroupField.CLIENT: seen_client(draft.caller, TaskRow),
    }
    bounds, _ = TASK.within(draft.caller, *task_bounds(draft, arguments))
    each: Any = (
        select(
            columns[by].label("value"),
            late.label("late"),
            (TaskRow.priority == "urgent").label("urgent"),
        )
        .where(*bounds)
        .subquery()
    )
    counted = func.count().label("counted")
    statement: Select[Any] = (
        select(
            each.c.value,
            counted,
            func.count().filter(each.c.late),
            func.count().filter(each.c.urgent),
        )
        .group_by(each.c.value)
        .order_by(each.c.value.is_(None).desc(), counted.desc(), each.c.value)
        .limit(MOST_GROUPS)
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = (await session.execute(statement)).all()
    noun = {TaskGroupField.ASSIGNEE: USER, TaskGroupField.CLIENT: CLIENT}.get(by)
    names = {} if noun is None else await names_of(info, noun, [row[0] for row in rows])
    return [
        TaskGroup(
            value=noun.public(value) if noun is not None and value is not None else value,
            name=names.get(value),
            count=count,
            overdue=overdue,
            urgent=urgent,
        )
        for value, count, overdue, urgent in rows
    ]


def _due(late: ColumnElement[bool], at: datetime) -> ColumnElement[Any]:
    """Where tasks stand in time, by the days of Asia/Shanghai."""
    today = business_date(at)
    tomorrow, after = (
        datetime.combine(today + days, time(), BUSINESS_ZONE)
        for days in (timedelta(days=1), WEEK + timedelta(days=1))
    )
    return case(
        (and_(TaskRow.state == "open", TaskRow.held_until.is_not(None)), "held"),
        (TaskRow.due_at.is_(None), "none"),
        (late, "overdue"),
        (TaskRow.due_at < tomorrow, "today"),
        (TaskRow.due_at < after, "week"),
        else_="later",
    )


async def names_of(info: Info, noun: Noun, ids: Sequence[UUID | None]) -> dict[UUID | None, str]:
    """Names of people, and of clients where each may be read."""
    known = [id for id in ids if id is not None]
    nodes = await nodes_of(info.context, noun, known)
    mask = info.context.principal.mask
    coordinate = f"{noun.type_name}.name"
    return {
        id: node.row.name
        for id, node in zip(known, nodes, strict=True)
        if node is not None and mask.level(coordinate, node.stands) >= Level.VIEW
    }
