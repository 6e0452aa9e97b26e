"""Rules of tags as readers see them: each version in words, what would follow from one, and what uses a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.products import Product
from backend.book.staff import Team
from backend.book.staff import User as UserRow
from backend.book.tag_rules import TagRule as TagRuleRow
from backend.book.tag_rules import compared
from backend.book.tags import Tag
from backend.book.tier_models import model_in_force
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id
from backend.schema.pointing import noun_of
from backend.schema.reachable import Rows
from backend.schema.staff import USER, User
from backend.schema.subjects import CLIENTS
from backend.schema.tag_conditions import fields_of
from backend.systemize.conditions.sentence import sentence_of
from backend.systemize.conditions.tree import Condition, Is, about_row, read

NAMED: Mapping[str, Any] = {"tag": Tag, "user": UserRow, "team": Team, "product": Product}
"""Whose names a sentence tells; families and clients stay ids, because not every reader may know of them."""


async def user_of(context: Context, subject: str | None) -> User | None:
    """The person of a subject such as `user:<id>`; None for keys and the product itself."""
    kind, _, id = (subject or "").partition(":")
    return await node_of(context, USER, UUID(id)) if kind == "user" else None


@strawberry.type
class TagRule:
    """One version of a tag's rule."""

    row: strawberry.Private[TagRuleRow]

    @strawberry.field
    def number(self) -> int:
        """1, 2, …"""
        return self.row.number

    @strawberry.field
    def condition(self) -> strawberry.scalars.JSON | None:
        """Which clients bear the tag, in the rule language; null: the rule was withdrawn."""
        found: strawberry.scalars.JSON | None = self.row.condition  # type: ignore[assignment]
        return found

    @strawberry.field
    async def sentence(self, info: Info) -> str | None:
        """The same in words of the reader's language."""
        if self.row.condition is None:
            return None
        condition = read(self.row.condition)
        return words_of(condition, info.context, await names_in(info.context, condition))

    @strawberry.field
    def uses(self) -> list[str]:
        """Coordinates it rests on."""
        return [] if self.row.condition is None else list(fields_of(read(self.row.condition)))

    @strawberry.field
    def note(self) -> str | None:
        """Why it was put in force, in the words of who did it."""
        return self.row.note

    @strawberry.field
    def published_at(self) -> datetime:
        """Since when it is in force."""
        return self.row.published_at

    @strawberry.field
    async def published_by(self, info: Info) -> User | None:
        """Who put it in force."""
        return await user_of(info.context, self.row.published_by)


async def names_in(context: Context, condition: Condition) -> dict[str, str]:
    """Names of the rows that a condition names, by public id, and of tiers by key."""
    names: dict[str, str] = {}
    if any(each.field == "tier" for each in compared(condition)):
        names |= await context.load(_tier_names, context.principal.firm_id) or {}
    for noun, id in pointed_to(condition):
        name = await context.load(names_of, id, noun)
        if name is not None:
            names[public_id(noun, id)] = name
    return names


def words_of(condition: Condition, context: Context, names: Mapping[str, str]) -> str:
    """A condition of clients as a sentence for the caller."""
    caller = context.principal
    return sentence_of(condition, CLIENTS.known_to(caller), caller.locale, CLIENTS.links, names)


def pointed_to(condition: Condition, rows: Rows = CLIENTS) -> Iterable[tuple[str, UUID]]:
    """Rows that a condition names and whose names may be told: (noun, id)."""
    for each in about_row(condition):
        if not isinstance(each, Is):
            way = rows.links.get(each.field)
            if way is not None:
                of = way.of()
                assert isinstance(of, Rows)
                yield from pointed_to(each.part, of)
            continue
        noun = noun_of(each.field, rows.fields.get(each.field))
        if noun is not None and noun in NAMED and each.op != "empty":
            for id in each.value if isinstance(each.value, list) else [each.value]:
                try:
                    yield noun, own_id(noun, id)
                except Refused:
                    continue


async def _tier_names(
    session: AsyncSession, context: Context, firms: Sequence[UUID]
) -> dict[UUID, dict[str, str]]:
    """The words of the firm's tiers in the reader's language, by key."""
    model = await model_in_force(session)
    if model is None:
        return {}
    zh = context.principal.locale == "zh-CN"
    return {firm: {tier.key: tier.zh if zh else tier.en for tier in model.content.tiers} for firm in firms}


async def names_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID], noun: str
) -> dict[UUID, str]:
    """Names of rows of a noun of `NAMED`."""
    model = NAMED[noun]
    rows = await session.execute(
        select(model.id, model.name).where(model.firm_id == context.principal.firm_id, model.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


async def rules_of(
    session: AsyncSession, context: Context, tag_ids: Sequence[UUID]
) -> dict[UUID, list[TagRuleRow]]:
    """All versions of the rules of tags, the newest first."""
    found: dict[UUID, list[TagRuleRow]] = defaultdict(list)
    for row in await session.scalars(
        select(TagRuleRow)
        .where(TagRuleRow.firm_id == context.principal.firm_id, TagRuleRow.tag_id.in_(tag_ids))
        .order_by(TagRuleRow.number.desc())
    ):
        found[row.tag_id].append(row)
    return found
