"""What happens to clients, families, needs and their fields, for everything that should react to it."""

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
class FormArranged(Event):
    """The sections of a client's form, and the fields in them, were put in order."""

    name: ClassVar[str] = "form.arranged"
    sections: int


@dataclass(frozen=True)
class CustomFieldChanged(Event):
    """One of the firm's own fields was defined, changed, moved, archived or brought back."""

    name: ClassVar[str] = "custom_field.changed"
    custom_field_id: UUID
    key: str


@dataclass(frozen=True)
class ClientRemoved(Event):
    """A client that an import had made was taken out of the book again."""

    name: ClassVar[str] = "client.removed"
    client_id: UUID


@dataclass(frozen=True)
class ClientsMerged(Event):
    """Two clients became one, or (`undone`) two again."""

    name: ClassVar[str] = "client.merged"
    merge_id: UUID
    client_id: UUID
    other_id: UUID
    undone: bool


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
class ClientsHandedOver(Event):
    """Clients of one user went to others, or (`undone`) back; to: how many by receiver; of each client it is told."""

    name: ClassVar[str] = "client.handed_over"
    handover_id: UUID
    from_id: UUID
    to: dict[str, int]
    undone: bool
    by: UUID | None


@dataclass(frozen=True)
class NeedChanged(Event):
    """A need of a client was written down, changed, met, dropped or opened again."""

    name: ClassVar[str] = "need.changed"
    need_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """A family was made or changed; what of its clients changed is told of each of them."""

    name: ClassVar[str] = "household.changed"
    household_id: UUID
