"""Types of service requests as readers see them: each version, and the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import draft_of, versions_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import Node
from backend.graph.nouns import Noun
from backend.graph.sources import column
from backend.retain.request_types import RequestType as TypeRow
from backend.retain.request_types import RequestTypeDraft as DraftRow
from backend.retain.request_types import RequestTypeVersion as VersionRow
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.nouns import noun_of


@strawberry.type
class RequestTypeVersion(ConfigurationVersion):
    """One version of a type."""


@strawberry.type
class RequestTypeDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class RequestType(Node):
    """A type that requests are made by."""

    @classmethod
    def noun(cls) -> str:
        """`requesttype_…`."""
        return "requesttype"

    version: int = column("version")
    key: str = column("key")
    zh: str = column("zh", description="As the newest version calls it.")
    en: str = column("en")
    icon: str = column("icon")
    hue: str = column("hue", description="blue, teal, green, violet, amber, red, neutral.")
    kind: str = column("kind", description="request or complaint.")
    number: int = column("number", description="Of the newest version.")
    archived_at: datetime | None = column("archived_at", description="Since when nobody asks by it.")

    @strawberry.field
    async def content(self, info: Info) -> strawberry.scalars.JSON | None:
        """What the newest version says, as publishing takes it."""
        found = await info.context.load(contents_at, (self.row.id, self.row.number))
        return None if found is None else strawberry.scalars.JSON(found)

    @strawberry.field
    async def versions(self, info: Info) -> list[RequestTypeVersion]:
        """All versions, the newest first."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await versions_of(session, VersionRow, type_id=self.row.id)
        return [RequestTypeVersion(row=row) for row in rows]

    @strawberry.field
    async def draft(self, info: Info) -> RequestTypeDraft | None:
        """The next version while somebody works on it."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            row = await draft_of(session, DraftRow, type_id=self.row.id)
        return None if row is None else RequestTypeDraft(row=row)


REQUEST_TYPE: Noun = noun_of(
    "request_type", TypeRow, lambda row, stands: RequestType(row=row, stands=stands), prefix="requesttype"
)


async def contents_at(
    session: AsyncSession, context: Context, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Mapping[str, Any]]:
    """What versions of types say, by type and number."""
    rows = await session.scalars(
        select(VersionRow).where(
            VersionRow.firm_id == context.principal.firm_id,
            VersionRow.type_id.in_({id for id, _ in wanted}),
            VersionRow.number.in_({number for _, number in wanted}),
        )
    )
    return {(row.type_id, row.number): row.content for row in rows}
