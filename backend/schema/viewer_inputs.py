"""Inputs of what somebody sets for himself."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import UNSET


@strawberry.input
class MarkReadInput:
    """Which notifications were read; `all`: every one."""

    ids: list[strawberry.ID] | None = None
    all: bool | None = False


@strawberry.input
class CreateViewInput:
    """A view to keep. `page`: clients or tasks; `query`: the search part of its URL; `shared`: me, team, firm."""

    page: str
    name: str
    query: str
    shared: str = "me"


@strawberry.input
class UpdateViewInput:
    """Changes of a view; what is left out stays."""

    id: strawberry.ID
    version: int
    name: str | None = UNSET
    query: str | None = UNSET
    shared: str | None = UNSET


@strawberry.input
class PreferencesInput:
    """How the caller wants to see the product."""

    locale: str | None = UNSET
    theme: str | None = UNSET
    density: str | None = UNSET


@strawberry.input
class AbsenceInput:
    """When somebody is away and who acts; without dates the absence ends."""

    user: strawberry.ID
    version: int
    from_: date | None = strawberry.field(default=None, name="from")
    until: date | None = None
    deputy: strawberry.ID | None = None
