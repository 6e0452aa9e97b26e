"""What happens to tags, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class TagCreated(Event):
    """The firm has a new tag."""

    name: ClassVar[str] = "tag.created"
    tag_id: UUID


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


@dataclass(frozen=True)
class TagFreed(Event):
    """A client's tag was left to its rule again."""

    name: ClassVar[str] = "tag.freed"
    client_id: UUID
    tag_id: UUID


@dataclass(frozen=True)
class TagRuled(Event):
    """What decides on a tag changed: its rule, its exclusive group, its priority, or that it is in use."""

    name: ClassVar[str] = "tag.ruled"
    tag_id: UUID


@dataclass(frozen=True)
class TagSwept(Event):
    """A rule was asked of many clients at once: how many gained and lost its tag."""

    name: ClassVar[str] = "tag.swept"
    tag_id: UUID
    rule_version: int
    gained: int
    lost: int
