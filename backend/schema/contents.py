"""Contents as readers see them: where each stands, its versions with what compliance said, the draft of the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.sources import column
from backend.platform.ids import own_id, public_id
from backend.retain.contents import ContentDraft as DraftRow
from backend.retain.contents import ContentItem as Row
from backend.retain.contents import ContentVersion as VersionRow
from backend.retain.contents import Stood, state_of, versions_of_items
from backend.retain.outreach_words import APPROVED, purpose_of
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.funds import PRODUCT, Product


@strawberry.type
class ContentVersion(ConfigurationVersion):
    """One version; sent of once compliance has agreed."""

    row: strawberry.Private[VersionRow]
    said: strawberry.Private[Stood]

    @strawberry.field
    def state(self) -> str:
        """in_review, approved or returned."""
        return self.said.state

    @strawberry.field
    def approval(self) -> strawberry.ID:
        """Id of the approval that decides about it."""
        return strawberry.ID(public_id("approval", self.row.approval_id))


@strawberry.type
class ContentDraft(ConfigurationDraft):
    """The next version while somebody writes it."""


@strawberry.type
class ContentItem:
    """A content for many clients."""

    row: strawberry.Private[Row]

    version: int = column("version")
    zh: str = column("zh", description="What it is called in Chinese, inside the firm.")
    en: str = column("en", description="What it is called in English, inside the firm.")
    kind: str = column("kind", description="market_report, nav_update, macro_view, invitation or notice.")
    withdrawn_at: datetime | None = column("withdrawn_at", description="When it was taken out of use.")
    updated_at: datetime = column("updated_at")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("contentitem", self.row.id))

    @strawberry.field
    def name(self, info: Info) -> str:
        """What it is called in the reader's language."""
        return self.row.en if info.context.locale == "en" else self.row.zh

    @strawberry.field
    def purpose(self) -> str:
        """Of which purpose it is sent, and so which consent it needs."""
        return purpose_of(self.row.kind, of_product=self.row.product_id is not None)

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """The fund it speaks of: it goes to holders and qualified investors whom the fund suits."""
        id = self.row.product_id
        return None if id is None else await node_of(info.context, PRODUCT, id)

    @strawberry.field
    async def state(self, info: Info) -> str:
        """draft, in_review, approved, returned or withdrawn."""
        versions = await info.context.load(_versions, self.row.id) or []
        drafted = await info.context.load(_drafts, self.row.id) is not None
        return state_of(self.row, versions, drafted=drafted)

    @strawberry.field
    async def versions(self, info: Info) -> list[ContentVersion] | None:
        """All versions, the newest first."""
        return [_version(each) for each in await info.context.load(_versions, self.row.id) or []]

    @strawberry.field
    async def in_force(self, info: Info) -> ContentVersion | None:
        """The newest approved version: what campaigns send."""
        versions = await info.context.load(_versions, self.row.id) or []
        found = next((each for each in versions if each.state == APPROVED), None)
        return None if found is None else _version(found)

    @strawberry.field
    async def draft(self, info: Info) -> ContentDraft | None:
        """The next version while somebody writes it."""
        row = await info.context.load(_drafts, self.row.id)
        return None if row is None else ContentDraft(row=row)


def _version(stood: Stood) -> ContentVersion:
    return ContentVersion(row=stood.version, said=stood)


async def content_named(context: Context, id: UUID | None) -> ContentItem | None:
    """A content of the firm."""
    row = None if id is None else await context.load(_items, id)
    return None if row is None else ContentItem(row=row)


async def _items(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Row]:
    rows = await session.scalars(select(Row).where(Row.firm_id == context.principal.firm_id, Row.id.in_(ids)))
    return {row.id: row for row in rows}


async def _versions(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Stood]]:
    return await versions_of_items(session, ids)


async def _drafts(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, DraftRow]:
    rows = await session.scalars(
        select(DraftRow).where(DraftRow.firm_id == context.principal.firm_id, DraftRow.item_id.in_(ids))
    )
    return {row.item_id: row for row in rows}


@strawberry.type
class ContentQueries:
    """Contents."""

    @strawberry.field
    async def content_items(self, info: Info, withdrawn: bool = False) -> list[ContentItem]:
        """Contents in use, what was changed last first; or those that were withdrawn. The 200 newest."""
        context = info.context
        away = Row.withdrawn_at.is_not(None) if withdrawn else Row.withdrawn_at.is_(None)
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await session.scalars(
                select(Row)
                .where(Row.firm_id == context.principal.firm_id, away)
                .order_by(Row.updated_at.desc(), Row.id.desc())
                .limit(200)
            )
            return [ContentItem(row=row) for row in rows]

    @strawberry.field
    async def content_item(self, info: Info, id: strawberry.ID) -> ContentItem | None:
        """One content."""
        return await content_named(info.context, own_id("contentitem", id))
