"""Inputs of tasks."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import UNSET


@strawberry.input
class CreateTaskInput:
    """A new task; without an assignee it is the caller's own."""

    title: str
    body: str | None = None
    due_at: datetime | None = None
    priority: str | None = "normal"
    client: strawberry.ID | None = None
    assignee: strawberry.ID | None = None
    remind_before: int | None = None


@strawberry.input
class UpdateTaskInput:
    """Changes of a task; what is left out stays."""

    id: strawberry.ID
    version: int
    title: str | None = UNSET
    body: str | None = UNSET
    due_at: datetime | None = UNSET
    priority: str | None = UNSET
    assignee: strawberry.ID | None = UNSET
    remind_before: int | None = UNSET


@strawberry.input
class CompleteTaskInput:
    """Which task is done, with what outcome; `document`: of its client, what shows it."""

    id: strawberry.ID
    version: int
    outcome: str | None = None
    document: strawberry.ID | None = None
