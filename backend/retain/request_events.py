"""What happens to service requests and to their types, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class RequestTypePublished(Event):
    """A version of a type was put in force."""

    name: ClassVar[str] = "request_type.published"
    request_type_id: UUID
    number: int


@dataclass(frozen=True)
class RequestCreated(Event):
    """A client asked for something. owner_id: who has to answer; by: who wrote it down."""

    name: ClassVar[str] = "request.created"
    request_id: UUID
    client_id: UUID
    type: str
    owner_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class RequestChanged(Event):
    """Something was done with a request. act: of `request_rules.MOVES`, or edit; state: the one it is in now."""

    name: ClassVar[str] = "request.changed"
    request_id: UUID
    client_id: UUID
    type: str
    act: str
    state: str
    owner_id: UUID | None
    by: UUID | None


@dataclass(frozen=True)
class RequestReminded(Event):
    """Half (owner) or four fifths (lead) of a clock's time is over. clock: response or resolution."""

    name: ClassVar[str] = "request.reminded"
    request_id: UUID
    client_id: UUID
    clock: str
    share: int
    told: UUID


@dataclass(frozen=True)
class RequestBreached(Event):
    """A clock ran out, told once. clock: response or resolution."""

    name: ClassVar[str] = "request.breached"
    request_id: UUID
    client_id: UUID
    type: str
    clock: str


@dataclass(frozen=True)
class RequestEscalated(Event):
    """The next one of the chain is told of a request whose clock ran out. step: 1, 2, …; role: of the chain."""

    name: ClassVar[str] = "request.escalated"
    request_id: UUID
    client_id: UUID
    step: int
    role: str
    told: UUID
