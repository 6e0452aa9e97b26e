"""Inputs of people, teams and keys."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import UNSET


@strawberry.input
class CreateUserInput:
    """A new person of the firm."""

    name: str
    email: str
    roles: list[str]
    team: strawberry.ID | None = None
    title: str | None = None
    phone: str | None = None


@strawberry.input
class UpdateUserInput:
    """Changes of a person; what is left out stays."""

    id: strawberry.ID
    version: int
    name: str | None = UNSET
    email: str | None = UNSET
    roles: list[str] | None = UNSET
    team: strawberry.ID | None = UNSET
    title: str | None = UNSET
    phone: str | None = UNSET


@strawberry.input
class CreateTeamInput:
    """A new team."""

    name: str
    parent: strawberry.ID | None = None
    lead: strawberry.ID | None = None


@strawberry.input
class UpdateTeamInput:
    """Changes of a team; what is left out stays."""

    id: strawberry.ID
    version: int
    name: str | None = UNSET
    parent: strawberry.ID | None = UNSET
    lead: strawberry.ID | None = UNSET


@strawberry.input(description="scope: `{sources: [text], productIds: [ID]}`.")
class CreateApiKeyInput:
    """A new key of a partner's system."""

    name: str
    role: str
    expires_at: datetime | None = None
    ips: list[str] | None = None
    scope: strawberry.scalars.JSON | None = None
