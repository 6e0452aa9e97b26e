"""Templates of messages as readers see them: versions, their approval, the draft of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import grouped
from backend.graph.sources import column
from backend.platform.ids import own_id, public_id
from backend.retain.message_templates import MessageTemplate as Row
from backend.retain.message_templates import MessageTemplateDraft as DraftRow
from backend.retain.message_templates import MessageTemplateVersion as VersionRow
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.staff import User
from backend.schema.tag_rules import user_of


@strawberry.type
class MessageTemplateVersion(ConfigurationVersion):
    """One version; sent once it is approved."""

    row: strawberry.Private[VersionRow]

    @strawberry.field
    def approved_at(self) -> datetime | None:
        """When it was approved; null: it waits for somebody else than its writer."""
        return self.row.approved_at

    @strawberry.field
    async def approved_by(self, info: Info) -> User | None:
        """Who approved it."""
        return await user_of(info.context, self.row.approved_by)

    @strawberry.field
    def is_mine(self, info: Info) -> bool:
        """Whether the reader wrote it, and so may not approve it."""
        return self.row.published_by == info.context.principal.subject


@strawberry.type
class MessageTemplateDraft(ConfigurationDraft):
    """The next version while somebody works on it."""


@strawberry.type
class MessageTemplate:
    """A template of messages."""

    row: strawberry.Private[Row]

    version: int = column("version")
    zh: str = column("zh", description="What it is called in Chinese.")
    en: str = column("en", description="What it is called in English.")
    channel: str = column("channel")
    purpose: str = column("purpose")
    archived_at: datetime | None = column("archived_at", description="When it was put away.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("messagetemplate", self.row.id))

    @strawberry.field
    def name(self, info: Info) -> str:
        """What it is called in the reader's language."""
        return self.row.en if info.context.locale == "en" else self.row.zh

    @strawberry.field
    async def versions(self, info: Info) -> list[MessageTemplateVersion] | None:
        """All versions, the newest first."""
        rows: Sequence[VersionRow] = await info.context.load(_versions, self.row.id) or ()
        return [MessageTemplateVersion(row=row) for row in rows]

    @strawberry.field
    async def in_force(self, info: Info) -> MessageTemplateVersion | None:
        """The newest approved version: what is sent."""
        rows: Sequence[VersionRow] = await info.context.load(_versions, self.row.id) or ()
        found = next((row for row in rows if row.approved_at is not None), None)
        return None if found is None else MessageTemplateVersion(row=found)

    @strawberry.field
    async def draft(self, info: Info) -> MessageTemplateDraft | None:
        """The next version while somebody works on it."""
        row = await info.context.load(_drafts, self.row.id)
        return None if row is None else MessageTemplateDraft(row=row)


async def template_named(context: Context, id: UUID | None) -> MessageTemplate | None:
    """A template of the firm."""
    row = None if id is None else await context.load(_templates, id)
    return None if row is None else MessageTemplate(row=row)


async def _templates(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, Row]:
    rows = await session.scalars(select(Row).where(Row.firm_id == context.principal.firm_id, Row.id.in_(ids)))
    return {row.id: row for row in rows}


async def _versions(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows = await session.scalars(
        select(VersionRow)
        .where(VersionRow.firm_id == context.principal.firm_id, VersionRow.template_id.in_(ids))
        .order_by(VersionRow.number.desc())
    )
    return grouped(rows.all(), "template_id")


async def _drafts(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, DraftRow]:
    rows = await session.scalars(
        select(DraftRow).where(DraftRow.firm_id == context.principal.firm_id, DraftRow.template_id.in_(ids))
    )
    return {row.template_id: row for row in rows}


@strawberry.type
class MessageTemplateQueries:
    """Templates of messages."""

    @strawberry.field
    async def message_templates(self, info: Info, archived: bool = False) -> list[MessageTemplate]:
        """Templates in use, by name; or those that were put away."""
        context = info.context
        away = Row.archived_at.is_not(None) if archived else Row.archived_at.is_(None)
        async with context.database.read(context.principal.firm_id) as session:
            context.queries += 1
            rows = await session.scalars(
                select(Row).where(Row.firm_id == context.principal.firm_id, away).order_by(Row.zh, Row.id)
            )
            return [MessageTemplate(row=row) for row in rows]

    @strawberry.field
    async def message_template(self, info: Info, id: strawberry.ID) -> MessageTemplate | None:
        """One template."""
        return await template_named(info.context, own_id("messagetemplate", id))
