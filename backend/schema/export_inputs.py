"""Inputs of mutations about exports."""

from __future__ import annotations

from datetime import date

import strawberry

ID = strawberry.ID


@strawberry.input
class RequestExportInput:
    """A list as a file. `filter`, `orderBy`, `search`, `from`, `to`: as the list's; `columns`: of `exportColumns`."""

    of: str = strawberry.field(name="list")
    format: str
    columns: list[str]
    reason: str
    filter: strawberry.scalars.JSON | None = None
    order_by: strawberry.scalars.JSON | None = None
    search: str | None = None
    from_: date | None = strawberry.field(name="from", default=None)
    to: date | None = None


@strawberry.input
class RequestFirmExportInput:
    """Why everything is to leave."""

    reason: str


@strawberry.input
class DecideExportInput:
    """Whether an export that waits may be made; a refusal needs a word (`note`)."""

    id: ID
    version: int
    approve: bool
    note: str | None = None


@strawberry.input
class SetExportRulesInput:
    """From how many rows on somebody else has to agree (0: always), and for how many days files lie there."""

    rows_alone: int
    kept_days: int
