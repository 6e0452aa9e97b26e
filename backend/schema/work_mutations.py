"""Changes of tasks."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import UNSET

from backend.book import tasks
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.schema import inputs, task_inputs
from backend.schema.changing import Key, changed, id_of, seen_client, subject
from backend.schema.documents import DOCUMENT
from backend.schema.staff import USER
from backend.schema.tasks import TASK, Task


@strawberry.type
class WorkMutations:
    """What is owed."""

    @changing(lambda: TASK)
    async def create_task(
        self, info: Info, input: task_inputs.CreateTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Make a task, for oneself or for somebody else."""
        context = info.context
        client_id = await seen_client(context, input.client, "client")
        return await changed(  # type: ignore[no-any-return]
            context, TASK, "createTask",
            lambda session: _new_task(session, input, client_id),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def update_task(
        self, info: Info, input: task_inputs.UpdateTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Change a task."""
        node = await subject(info.context, TASK, input.id, "updateTask")
        changes = {
            name: getattr(input, name)
            for name in ("title", "body", "due_at", "priority", "remind_before")
            if getattr(input, name) is not UNSET
        }
        if input.assignee is not UNSET:
            changes["assignee_id"] = id_of(USER, input.assignee)
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "updateTask",
            lambda session: tasks.update_task(session, node.row.id, input.version, changes),
            key=idempotency_key, input=[input.id, input.version, changes],
        )  # fmt: skip

    @changing(lambda: TASK)
    async def complete_task(
        self, info: Info, input: task_inputs.CompleteTaskInput, idempotency_key: Key = None
    ) -> Task | None:
        """Mark a task done."""
        node = await subject(info.context, TASK, input.id, "completeTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "completeTask",
            lambda session: tasks.complete(
                session, node.row.id, input.version, input.outcome, document_id=id_of(DOCUMENT, input.document)
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TASK)
    async def reopen_task(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> Task | None:
        """Open a closed task again."""
        node = await subject(info.context, TASK, input.id, "reopenTask")
        return await changed(  # type: ignore[no-any-return]
            info.context, TASK, "reopenTask",
            lambda session: tasks.reopen(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


async def _new_task(session: Any, input: task_inputs.CreateTaskInput, client_id: Any) -> Any:
    return await tasks.create_task(
        session, input.title, body=input.body, due_at=input.due_at, priority=input.priority or "normal",
        client_id=client_id, assignee_id=id_of(USER, input.assignee), remind_before=input.remind_before,
    )  # fmt: skip
