"""What happens to tasks, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class TaskAssigned(Event):
    """A task has a new assignee."""

    name: ClassVar[str] = "task.assigned"
    task_id: UUID
    assignee_id: UUID
    client_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class TaskChanged(Event):
    """A task was edited or reopened."""

    name: ClassVar[str] = "task.changed"
    task_id: UUID
    assignee_id: UUID | None
    client_id: UUID | None


@dataclass(frozen=True)
class TaskCompleted(Event):
    """A task was done; creator: who made it, if a user."""

    name: ClassVar[str] = "task.completed"
    task_id: UUID
    creator: UUID | None
    client_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class TaskHanded(Event):
    """Somebody asked a colleague to take a task over, or the colleague answered. state: asked, accepted, returned."""

    name: ClassVar[str] = "task.handed"
    task_id: UUID
    client_id: UUID | None
    told: UUID | None
    state: str
    by: UUID | None


@dataclass(frozen=True)
class TaskReminded(Event):
    """A task is due soon, or was put off until now."""

    name: ClassVar[str] = "task.reminded"
    task_id: UUID
    client_id: UUID | None
    told: UUID


@dataclass(frozen=True)
class TaskEscalated(Event):
    """A task is late, and the next one of the chain is told. step: 1, 2, …; role: a role, or owner."""

    name: ClassVar[str] = "task.escalated"
    task_id: UUID
    client_id: UUID | None
    told: UUID
    step: int
    role: str


@dataclass(frozen=True)
class ContactsEscalated(Event):
    """Nobody talked with clients in time, and somebody of the chain is told. client_ids: who, where there is one."""

    name: ClassVar[str] = "contacts.escalated"
    told: UUID
    role: str
    count: int
    client_ids: list[UUID]


@dataclass(frozen=True)
class TaskCommented(Event):
    """Somebody said something about a task. mentioned: who is told of it by that already."""

    name: ClassVar[str] = "task.commented"
    task_id: UUID
    comment_id: UUID
    client_id: UUID | None
    mentioned: list[UUID]
    by: UUID | None


@dataclass(frozen=True)
class TaskSeriesChanged(Event):
    """A series of tasks began, was changed or ended."""

    name: ClassVar[str] = "task_series.changed"
    series_id: UUID
    client_id: UUID | None


@dataclass(frozen=True)
class EscalationPublished(Event):
    """Other steps of escalation are in force."""

    name: ClassVar[str] = "escalation.published"
    escalation_rules_id: UUID
    number: int


@dataclass(frozen=True)
class CalendarFeedChanged(Event):
    """Somebody made, renewed or ended the address of his calendar."""

    name: ClassVar[str] = "calendar_feed.changed"
    user_id: UUID
    ended: bool


@dataclass(frozen=True)
class TaskTemplateChanged(Event):
    """A task that is kept for reuse was made, changed or archived."""

    name: ClassVar[str] = "task_template.changed"
    task_template_id: UUID
