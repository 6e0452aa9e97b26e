"""What is said and written down, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class InteractionLogged(Event):
    """A contact with a client was written down."""

    name: ClassVar[str] = "interaction.logged"
    interaction_id: UUID
    client_id: UUID
    two_way: bool
    by: UUID | None


@dataclass(frozen=True)
class InteractionChanged(Event):
    """What was written down of a contact was corrected."""

    name: ClassVar[str] = "interaction.changed"
    interaction_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class Mentioned(Event):
    """Somebody's name was mentioned. noun, subject_id: in what; client_id: whom that is about."""

    name: ClassVar[str] = "person.mentioned"
    told: UUID
    noun: str
    subject_id: UUID
    client_id: UUID | None
    by: UUID | None
