"""Tasks: what somebody owes, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import strawberry

from backend.book import tasks
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import Computed, Standing, ToOne, column
from backend.platform.principal import Relation
from backend.schema import staff_reads
from backend.schema.client_sources import maker
from backend.schema.documents import DOCUMENT
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User
from backend.schema.task_parts import (
    Escalation,
    TaskComment,
    TaskSeries,
    acting_assignee,
    comments_of,
    escalations_of,
    series_of,
    watchers_of,
)


@strawberry.type
class TaskItem:
    """An item of a task's checklist."""

    stands: strawberry.Private[Relation]
    zh: str
    en: str
    done: bool


def _items(_context: Any, stands: Relation, values: Sequence[Any]) -> list[TaskItem]:
    return [TaskItem(stands=stands, **item) for item in values[0] or ()]


@strawberry.type
class Task(Node):
    """Something somebody owes."""

    version: int = column("version")
    title: str = column("title")
    body: str | None = column("body")
    state: str = column("state")
    priority: str = column("priority")
    due_at: datetime | None = column("due_at")
    created_at: datetime = column("created_at")
    completed_at: datetime | None = column("completed_at")
    outcome: str | None = column("outcome")

    stage: str | None = column("stage", description="Of its journey: the key of the stage it belongs to.")
    task_key: str | None = column("task_key", description="Which task of the journey's template it is.")
    mandatory: bool = column("mandatory", description="Whether its journey waits for it.")
    compliance: bool = column("compliance", description="Whether nobody may waive it.")
    role: str | None = column("role", description="The role whose people alone complete it.")
    evidence: str = column("evidence", description="What completing it leaves behind: none, note, document.")

    occurrence_on: date | None = column(
        "occurrence_on", description="Of a series: the day of its rule it is."
    )
    hand_state: str | None = column("hand_state", description="Of one handed on: asked, accepted, returned.")
    hand_note: str | None = column("hand_note", description="The word with it, or why it was sent back.")
    remind_before: int | None = column(
        "remind_before", description="Minutes before it is due; 0: never, null: as its priority says."
    )
    remind_at: datetime | None = column("remind_at", description="When the assignee is reminded next.")
    snoozed_until: datetime | None = column("snoozed_until", description="Until when it was put off.")
    held_until: datetime | None = column(
        "held_until",
        description="Until when it is held back, as its client cools off; it is not late meanwhile.",
    )

    handed_by = linked(
        USER,
        "handed_by_id",
        description="The other end of the hand-over: who asked, or who sent it back.",
    )

    @strawberry.field
    async def acting_assignee(self, info: Info) -> User | None:
        """Who acts for the assignee while he is away; null while he is there."""
        return await acting_assignee(info.context, self.row)  # type: ignore[no-any-return]

    @strawberry.field
    async def series(self, info: Info) -> TaskSeries | None:
        """The series it is one of."""
        row = None if self.row.series_id is None else await info.context.load(series_of, self.row.series_id)
        return None if row is None else TaskSeries(row=row, stands=self.stands)

    @strawberry.field
    async def comments(self, info: Info) -> list[TaskComment] | None:
        """What was said about it, the oldest first."""
        rows = await info.context.load(comments_of, self.row.id) or []
        return [TaskComment(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    async def watchers(self, info: Info) -> list[User] | None:
        """Who follows it, by name."""
        return await info.context.load(watchers_of, self.row.id, USER) or []

    @strawberry.field
    async def escalations(self, info: Info) -> list[Escalation] | None:
        """Whom it was told to being late, the oldest first."""
        rows = await info.context.load(escalations_of, self.row.id, "task_id") or []
        return [Escalation(row=row, stands=self.stands) for row in rows]

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to the task."""
        return self.stands

    @declared(Computed(lambda place: (place.row.checklist,), _items))
    def checklist(self) -> list[TaskItem]:
        """What it consists of."""
        return _items(None, self.stands, [self.row.checklist])

    journey = linked("journey", "journey_id", description="The journey it belongs to.")
    document = linked(DOCUMENT, "document_id", description="What shows that it was done.")
    waived_by = linked(USER, "waived_by_id", description="Who let it be left out; why, says `outcome`.")
    client = linked("client", "client_id", description="Whom it is about.")
    interaction = linked("interaction", "interaction_id", description="The conversation it was agreed in.")
    assignee = linked(USER, "assignee_id", description="Who owes it.")

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who made it."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    completed_by = linked(USER, "completed_by_id", description="Who did it.")


TASK: Noun = noun_of("task", tasks.Task, Task)
_BY_DUE = (SortKey(tasks.Task.due_at, nullable=True), SortKey(tasks.Task.id))
TASKS: dict[bool | None, Children] = {
    None: Children(TASK, tasks.Task.client_id, _BY_DUE),
    True: Children(TASK, tasks.Task.client_id, _BY_DUE, (tasks.Task.state == "open",)),
    False: Children(TASK, tasks.Task.client_id, _BY_DUE, (tasks.Task.state != "open",)),
}
