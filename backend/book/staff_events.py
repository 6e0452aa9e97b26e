"""What happens to people and teams of the firm, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class UserCreated(Event):
    """A person can sign in from now on."""

    name: ClassVar[str] = "staff.user_created"
    user_id: UUID


@dataclass(frozen=True)
class UserChanged(Event):
    """Fields (GraphQL keys) of a user changed; `active` among them when he was let in again."""

    name: ClassVar[str] = "staff.user_changed"
    user_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class UserDeactivated(Event):
    """A person cannot sign in any more."""

    name: ClassVar[str] = "staff.user_deactivated"
    user_id: UUID


@dataclass(frozen=True)
class AbsenceSet(Event):
    """An absence was set or (all None) taken back; ISO business dates, both inside the absence."""

    name: ClassVar[str] = "staff.absence_set"
    user_id: UUID
    deputy_id: UUID | None
    absent_from: str | None
    absent_until: str | None


@dataclass(frozen=True)
class TeamChanged(Event):
    """A team was made or changed."""

    name: ClassVar[str] = "staff.team_changed"
    team_id: UUID
