"""What happens in the book, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class ClientCreated(Event):
    """A client was taken into the book."""

    name: ClassVar[str] = "client.created"
    client_id: UUID


@dataclass(frozen=True)
class ClientChanged(Event):
    """Fields (GraphQL keys) of a client changed; what they are now is to be read with the reader's rights."""

    name: ClassVar[str] = "client.changed"
    client_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ClientAssigned(Event):
    """A user took on a role for a client, or (`ended`) gave it up; by: acting user, None for the system."""

    name: ClassVar[str] = "client.assigned"
    client_id: UUID
    user_id: UUID
    role: str
    ended: bool
    by: UUID | None


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """A family was made or changed; what of its clients changed is told of each of them."""

    name: ClassVar[str] = "household.changed"
    household_id: UUID


@dataclass(frozen=True)
class TagCreated(Event):
    """The firm has a new tag."""

    name: ClassVar[str] = "tag.created"
    tag_id: UUID


@dataclass(frozen=True)
class InteractionLogged(Event):
    """A contact with a client was written down."""

    name: ClassVar[str] = "interaction.logged"
    interaction_id: UUID
    client_id: UUID
    two_way: bool
    by: UUID | None


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
class TagGiven(Event):
    """A client bears a tag now."""

    name: ClassVar[str] = "tag.given"
    client_id: UUID
    tag_id: UUID


@dataclass(frozen=True)
class TagTaken(Event):
    """A client bears a tag no more."""

    name: ClassVar[str] = "tag.taken"
    client_id: UUID
    tag_id: UUID
