"""Tier models as readers see them: each version in words, the draft, and which tiers there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import draft_of, versions_of
from backend.book.tier_content import Content, Tier, read_content
from backend.book.tier_models import InForce, model_in_force
from backend.book.tier_models import TierDraft as TierDraftRow
from backend.book.tier_models import TierModel as TierModelRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Money
from backend.platform.errors import bad_input
from backend.schema.configurations import ConfigurationDraft, ConfigurationVersion
from backend.schema.tier_words import differences, sentence_of


@strawberry.type(name="Tier")
class TierOfModel:
    """One tier of a model."""

    key: str
    zh: str
    en: str
    hue: str
    rank: int = strawberry.field(description="1 is the lowest.")
    amount: Money | None = strawberry.field(description="CNY of its bound; null: the lowest has none.")
    inclusive: bool = strawberry.field(description="Whether the bound itself belongs to it.")
    score_from: int | None = strawberry.field(description="The score that lifts into it; null: none does.")


@strawberry.type
class TierModelChange:
    """A place where one version says something else than another. Tiers are named by their key."""

    path: str
    before: str | None
    after: str | None


@strawberry.type
class TierModel(ConfigurationVersion):
    """One version of the firm's tier model."""

    row: strawberry.Private[TierModelRow]
    present: strawberry.Private[UUID | None]

    @strawberry.field
    def effective_from(self) -> date:
        """The day from which it counts."""
        return self.row.effective_from

    @strawberry.field
    def in_force(self) -> bool:
        """Whether it is the one that counts today."""
        return self.row.id == self.present

    @strawberry.field
    def tiers(self) -> list[TierOfModel]:
        """Its tiers, the highest first."""
        return tiers_of(read_content(self.row.content))

    @strawberry.field
    def sentence(self, info: Info) -> str:
        """The same in words of the reader's language."""
        return sentence_of(read_content(self.row.content), zh=info.context.principal.locale == "zh-CN")

    @strawberry.field
    async def changes(self, info: Info, since: int) -> list[TierModelChange]:
        """What it says otherwise than the version of a number."""
        other = await info.context.load(_numbered, since)
        if other is None:
            raise bad_input("since", "tier_unknown")
        return [
            TierModelChange(path=path, before=before, after=after)
            for path, before, after in differences(other.content, self.row.content)
        ]


@strawberry.type
class TierDraft(ConfigurationDraft):
    """The firm's draft of the next version."""


def tiers_of(content: Content) -> list[TierOfModel]:
    """The tiers of a model, the highest first."""
    return [shown(tier) for tier in reversed(content.tiers)]


def shown(tier: Tier) -> TierOfModel:
    """A tier as it is told."""
    return TierOfModel(
        key=tier.key,
        zh=tier.zh,
        en=tier.en,
        hue=tier.hue,
        rank=tier.rank,
        amount=None if tier.amount is None else Money(tier.amount),
        inclusive=tier.inclusive,
        score_from=tier.score_from,
    )


async def tier_models(context: Context) -> list[TierModel]:
    """All versions, the newest first."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        rows = await versions_of(session, TierModelRow)
        present = await model_in_force(session)
    return [TierModel(row=row, present=None if present is None else present.id) for row in rows]


async def tier_draft(context: Context) -> TierDraft | None:
    """The draft, if there is one."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        row = await draft_of(session, TierDraftRow)
    return None if row is None else TierDraft(row=row)


async def _numbered(
    session: AsyncSession, _context: Context, numbers: Sequence[int]
) -> dict[int, TierModelRow]:
    return {row.number: row for row in await versions_of(session, TierModelRow) if row.number in set(numbers)}


async def present_model(
    session: AsyncSession, context: Context, firms: Sequence[UUID]
) -> dict[UUID, InForce]:
    """The model in force, by the firm's id: the batch of a loader."""
    model = await model_in_force(session)
    return {} if model is None else {context.principal.firm_id: model}


async def loaded_model(context: Context) -> InForce | None:
    """The model in force, read once a request."""
    found: Any = await context.load(present_model, context.principal.firm_id)
    return found  # type: ignore[no-any-return]
