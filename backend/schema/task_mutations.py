"""Changes of tasks beyond their words: handing on, series, reminders, comments, watchers, checklists, templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry import ID, UNSET

from backend.book import task_handing, task_series, task_talk, task_templates, tasks
from backend.book.task_talk import TaskComment as CommentRow
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.versions import locked, locked_at
from backend.schema import inputs
from backend.schema.changing import Key, changed, id_of, seen_client, subject
from backend.schema.mentioning import hold_mentioned
from backend.schema.staff import USER
from backend.schema.tasks import TASK, Task
from backend.systemize.field_values import clean_text


@strawberry.input
class RepeatTaskInput:
    """How a task comes again: `rule` of RFC 5545 (FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL, COUNT), `shift` for days
    off: keep, skip, next, previous.
    """

    id: ID
    version: int
    rule: str
    shift: str = "keep"


@strawberry.input(description="Absent: unchanged. What is given holds for the task and all that follow it.")
class UpdateTaskSeriesInput:
    """Changes of a task and its followers; `id`: of the latest task of the series."""

    id: ID
    version: int
    title: str | None = UNSET
    body: str | None = UNSET
    due_at: datetime | None = UNSET
    priority: str | None = UNSET
    assignee: ID | None = UNSET
    remind_before: int | None = UNSET
    rule: str | None = UNSET
    shift: str | None = UNSET


@strawberry.input
class EndTaskSeriesInput:
    """A task whose series ends; the task itself stays."""

    id: ID


@strawberry.input
class HandTaskInput:
    """Whom a task is handed to, with a word."""

    id: ID
    version: int
    to: ID
    note: str | None = None


@strawberry.input
class ReturnTaskInput:
    """Why a task is sent back to whoever handed it."""

    id: ID
    version: int
    reason: str


@strawberry.input
class SnoozeTaskInput:
    """Until when nobody is reminded of a task."""

    id: ID
    until: datetime


@strawberry.input
class CancelTaskInput:
    """Why a task will not be done."""

    id: ID
    version: int
    reason: str


@strawberry.input
class CommentTaskInput:
    """Words about a task; `mentions`: whose names are in them."""

    id: ID
    body: str
    mentions: list[ID] | None = None


@strawberry.input
class CorrectTaskCommentInput:
    """Other words for one's own comment."""

    id: ID
    body: str
    mentions: list[ID] | None = None


@strawberry.input
class SetTaskWatchersInput:
    """Who follows a task: all of them."""

    id: ID
    watchers: list[ID]


@strawberry.input
class TaskItemInput:
    """An item of a checklist."""

    text: str
    done: bool = False


@strawberry.input
class SetTaskItemsInput:
    """The checklist of a task: all items in their order."""

    id: ID
    version: int
    items: list[TaskItemInput]


@strawberry.input
class UseTaskTemplateInput:
    """A task to be made of a template."""

    template: ID
    client: ID | None = None
    assignee: ID | None = None


SERIES_FIELDS = ("title", "body", "due_at", "priority", "remind_before", "rule", "shift")


@strawberry.type
class TaskMutations:
    """What becomes of tasks."""

    @changing(lambda: TASK)
    async def repeat_task(
        self, info: Info, input: RepeatTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Let a task come again by a rule: the next one is made when it is done, or when its day comes."""
        node = await subject(info.context, TASK, input.id, "repeatTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "repeatTask",
            lambda session: task_series.repeat(session, node.row.id, input.version, input.rule, input.shift),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def update_task_series(
        self, info: Info, input: UpdateTaskSeriesInput, idempotency_key: Key = None
    ) -> Task | None:
        """Change a task and all that follow it; to change one alone is `updateTask`."""
        node = await subject(info.context, TASK, input.id, "updateTaskSeries")
        changes = {name: getattr(input, name) for name in SERIES_FIELDS if getattr(input, name) is not UNSET}
        if input.assignee is not UNSET:
            changes["assignee_id"] = id_of(USER, input.assignee)
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "updateTaskSeries",
            lambda session: task_series.update_series(session, node.row.id, input.version, changes),
            key=idempotency_key, input=[input.id, input.version, changes],
        )  # fmt: skip

    @changing(lambda: TASK)
    async def end_task_series(
        self, info: Info, input: EndTaskSeriesInput, idempotency_key: Key = None
    ) -> Task | None:
        """No more tasks come of a series; those that are there stay."""
        node = await subject(info.context, TASK, input.id, "endTaskSeries")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "endTaskSeries",
            lambda session: task_series.end_series(session, node.row.id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def hand_task(self, info: Info, input: HandTaskInput, idempotency_key: Key = None) -> Task | None:
        """Hand a task to a colleague, who takes it or sends it back."""
        node = await subject(info.context, TASK, input.id, "handTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "handTask",
            lambda session: task_handing.hand(
                session, node.row.id, input.version, own_id(USER.word, input.to), input.note
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def accept_task(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Task | None:
        """Take over a task that was handed to the caller."""
        node = await subject(info.context, TASK, input.id, "acceptTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "acceptTask",
            lambda session: task_handing.accept(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def return_task(
        self, info: Info, input: ReturnTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Send a task that was handed to the caller back, with a reason."""
        node = await subject(info.context, TASK, input.id, "returnTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "returnTask",
            lambda session: task_handing.give_back(session, node.row.id, input.version, input.reason),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def snooze_task(
        self, info: Info, input: SnoozeTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Be reminded of a task at another time."""
        node = await subject(info.context, TASK, input.id, "snoozeTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "snoozeTask",
            lambda session: task_handing.snooze(session, node.row.id, input.until),
            key=idempotency_key, input=[input.id, str(input.until)],
        )  # fmt: skip

    @changing(lambda: TASK)
    async def cancel_task(
        self, info: Info, input: CancelTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Give up a free task, with a reason; `reopenTask` takes it back. A mandatory one is waived instead."""
        node = await subject(info.context, TASK, input.id, "cancelTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "cancelTask",
            lambda session: _cancelled(session, node.row.id, input),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def comment_task(
        self, info: Info, input: CommentTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Say something about a task; whoever is mentioned has to be allowed to read it."""
        context = info.context
        node = await subject(context, TASK, input.id, "commentTask")

        async def work(session: Any) -> Any:
            named = await hold_mentioned(session, context, TASK, node.row.id, input.mentions)
            return await task_talk.comment(session, node.row.id, input.body, named)

        return await changed(  # type: ignore[no-any-return]
            context, TASK, "commentTask", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: TASK)
    async def correct_task_comment(
        self, info: Info, input: CorrectTaskCommentInput, idempotency_key: Key = None
    ) -> Task | None:
        """Put other words to one's own comment, within fifteen minutes."""
        context = info.context
        comment_id = own_id("task_comment", input.id)

        async def work(session: Any) -> Any:
            said = await locked(session, CommentRow, comment_id)
            # By the task: who does not reach it does not learn that the comment is there.
            if await node_of(context, TASK, said.task_id) is None:
                raise Refused(Code.NOT_FOUND)
            named = await hold_mentioned(session, context, TASK, said.task_id, input.mentions)
            return await task_talk.correct(session, comment_id, input.body, named)

        return await changed(  # type: ignore[no-any-return]
            context, TASK, "correctTaskComment", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: TASK)
    async def set_task_watchers(
        self, info: Info, input: SetTaskWatchersInput, idempotency_key: Key = None
    ) -> Task | None:
        """Say who follows a task; they have to be allowed to read it."""
        context = info.context
        node = await subject(context, TASK, input.id, "setTaskWatchers")

        async def work(session: Any) -> Any:
            named = await hold_mentioned(session, context, TASK, node.row.id, input.watchers, "watchers")
            return await task_talk.watch(session, node.row.id, named)

        return await changed(  # type: ignore[no-any-return]
            context, TASK, "setTaskWatchers", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: TASK)
    async def set_task_items(
        self, info: Info, input: SetTaskItemsInput, idempotency_key: Key = None
    ) -> Task | None:
        """Put the checklist of a free task: items are added, taken away and ordered by giving them all."""
        node = await subject(info.context, TASK, input.id, "setTaskItems")
        items = [(each.text, each.done) for each in input.items]
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "setTaskItems",
            lambda session: task_templates.set_items(session, node.row.id, input.version, items),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def use_task_template(
        self, info: Info, input: UseTaskTemplateInput, idempotency_key: Key = None
    ) -> Task | None:
        """Make a task of a template."""
        context = info.context
        client_id = await seen_client(context, input.client, "client")
        return await changed(  # type: ignore[no-any-return]
            context, TASK, "useTaskTemplate",
            lambda session: task_templates.use_template(
                session, own_id("task_template", input.template), client_id, id_of(USER, input.assignee)
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


async def _cancelled(session: Any, id: Any, input: CancelTaskInput) -> tasks.Task:
    task = await locked_at(session, tasks.Task, id, input.version)
    if task.state != "open":
        raise bad_input("state", "state")
    if task.mandatory:
        raise bad_input("id", "task_mandatory")
    await tasks.cancel(session, task, clean_text(input.reason, "reason", limit=400, required=True) or "")
    return task
