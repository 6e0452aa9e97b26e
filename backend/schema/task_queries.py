"""Tasks: one, a list, in groups."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, one_of
from backend.schema.filter_inputs import TaskFilter
from backend.schema.task_groups import TaskGroup, TaskGroupField, task_groups
from backend.schema.task_list import TaskListConnection, TaskOrder, task_page, tasks_listed
from backend.schema.tasks import TASK, Task


@strawberry.type
class TaskQueries:
    """Tasks."""

    @declared(RootOne(lambda: TASK))
    async def task(self, info: Info, id: strawberry.ID) -> Task | None:
        """One task."""
        return await one_of(info, TASK, id)  # type: ignore[no-any-return]

    @declared(RootList(tasks_listed))
    async def tasks(
        self, info: Info, filter: TaskFilter | None = None, order_by: list[TaskOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> TaskListConnection:  # fmt: skip
        """Tasks the caller may see; by due time when no order is given."""
        return await task_page(info, first, after)

    @strawberry.field
    async def task_groups(
        self, info: Info, by: TaskGroupField, filter: TaskFilter | None = None, at: datetime | None = None
    ) -> list[TaskGroup]:
        """The same tasks in groups, the largest first; what is overdue and due today is so at an instant (now)."""
        return await task_groups(info, by, at)
