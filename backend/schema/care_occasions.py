"""Occasions of clients as readers see them: each under the rights on what it lets one infer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.retain.care_content import CareRule
from backend.retain.care_dates import CareDate as DateRow
from backend.retain.care_kinds import KIND_KEYS, OWN, reads_of
from backend.retain.care_occasions import CareOccasion as Row
from backend.retain.care_rules import care_in_force
from backend.retain.messages import Message as MessageRow
from backend.schema.messages import MESSAGE, Message
from backend.schema.nouns import linked
from backend.systemize import lunar


@strawberry.type
class CareLabel:
    """What a day is called in both languages."""

    zh: str
    en: str


@strawberry.type
class CareOccasion:
    """An occasion of a client."""

    row: strawberry.Private[Row]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("careoccasion", self.row.id))

    client = linked("client", "client_id", description="Whose it is.")

    @strawberry.field
    def kind(self) -> str:
        """birthday, family_birthday, wedding, founded, other, first_investment, onboarded, own (a date field)."""
        return self.row.kind

    @strawberry.field
    async def label(self, info: Info) -> CareLabel | None:
        """Whose or which, of noted days and own fields."""
        found: CareLabel | None = await info.context.load(_labels, (self.row.kind, self.row.source))
        return found

    @strawberry.field
    def on(self) -> date:
        """The day on which it is kept."""
        return self.row.on

    @strawberry.field
    def lunar(self) -> str | None:
        """That day by the lunar calendar, in Chinese words."""
        found = lunar.lunar_of(self.row.on)
        return (
            None
            if found is None
            else lunar.in_chinese(lunar.LunarDay(None, found.month, found.day, found.leap))
        )

    @strawberry.field
    def years(self) -> int | None:
        """How many years there are then; null where the first is not known."""
        return self.row.years

    @strawberry.field
    def state(self) -> str:
        """coming; told (somebody has a task, or a greeting goes by itself); over; withdrawn."""
        return self.row.state

    task = linked("task", "task_id", description="The task about it.")

    @strawberry.field
    async def greeting(self, info: Info) -> Message | None:
        """The greeting that was planned or sent for it."""
        id = await info.context.load(_greetings, self.row.mark)
        return await node_of(info.context, MESSAGE, id)  # type: ignore[no-any-return]

    @strawberry.field
    async def rule(self, info: Info) -> str | None:
        """Key of the rule that is about it by the rules in force."""
        found = await _rule_of(info, self.row)
        return None if found is None else found.key

    @strawberry.field
    async def advice(self, info: Info) -> CareLabel | None:
        """What the rule suggests, as a gift or words."""
        found = await _rule_of(info, self.row)
        said = None if found is None else found.advice
        return None if said is None else CareLabel(zh=said.zh, en=said.en)

    @strawberry.field
    async def template(self, info: Info) -> strawberry.ID | None:
        """The template that the rule greets by."""
        found = await _rule_of(info, self.row)
        greeting = None if found is None else found.greeting
        id = None if greeting is None else greeting.template_id
        return None if id is None else strawberry.ID(public_id("messagetemplate", id))


async def _rule_of(info: Info, row: Row) -> CareRule | None:
    found: Mapping[str, CareRule] | None = await info.context.load(_rules, row.firm_id)
    tier = await info.context.load(_tiers, row.client_id)
    return next((rule for rule in (found or {}).values() if rule.fits(row.kind, tier, row.years)), None)


async def _rules(
    session: AsyncSession, _context: Context, ids: Sequence[UUID]
) -> dict[UUID, Mapping[str, CareRule]]:
    force = await care_in_force(session)
    return {id: {rule.key: rule for rule in force.rules.rules} for id in ids}


async def _tiers(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(Client.id, Client.tier).where(Client.firm_id == context.principal.firm_id, Client.id.in_(ids))
    )
    return {id: tier for id, tier in rows if tier is not None}


async def _labels(
    session: AsyncSession, context: Context, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], CareLabel]:
    """What noted days and own fields are called."""
    firm_id = context.principal.firm_id
    found: dict[tuple[str, str], CareLabel] = {}
    noted = [UUID(source) for kind, source in keys if source and kind != OWN]
    rows = await session.execute(
        select(DateRow.id, DateRow.kind, DateRow.label).where(
            DateRow.firm_id == firm_id, DateRow.id.in_(noted)
        )
    )
    for id, kind, label in rows:
        if label is not None:
            found[kind, str(id)] = CareLabel(zh=label, en=label)
    own = [source for kind, source in keys if kind == OWN]
    fields = await session.execute(
        select(CustomField.key, CustomField.zh, CustomField.en).where(
            CustomField.firm_id == firm_id, CustomField.key.in_(own)
        )
    )
    for key, zh, en in fields:
        found[OWN, key] = CareLabel(zh=zh, en=en)
    return found


async def _greetings(session: AsyncSession, context: Context, marks: Sequence[str]) -> dict[str, UUID]:
    rows = await session.execute(
        select(MessageRow.mark, MessageRow.id).where(
            MessageRow.firm_id == context.principal.firm_id, MessageRow.mark.in_(marks)
        )
    )
    return {row.mark: row.id for row in rows}


def is_told(context: Context, kind: str, source: str, stands: Relation) -> bool:
    """Whether the caller may read all that an occasion of a client lets one infer. stands: to the client."""
    mask = context.principal.mask
    return all(mask.level(each, stands) >= Level.VIEW for each in reads_of(kind, source))


def kinds_told(context: Context) -> Iterator[str]:
    """Kinds that the caller may read of every client he sees; of own fields see `own_told`."""
    mask = context.principal.mask
    relations = mask.relations("Client")
    for kind in KIND_KEYS:
        if kind != OWN and all(mask.throughout(each, relations) >= Level.VIEW for each in reads_of(kind, "")):
            yield kind


def told(context: Context) -> ColumnElement[bool]:
    """Occasions of kinds and own fields that the caller may read of every client he sees."""
    mask = context.principal.mask
    relations = mask.relations("Client")
    own = [
        name.removeprefix(f"Client.{CUSTOM}")
        for name in mask.levels
        if name.startswith(f"Client.{CUSTOM}") and mask.throughout(name, relations) >= Level.VIEW
    ]
    return or_(Row.kind.in_(list(kinds_told(context))), and_(Row.kind == OWN, Row.source.in_(own)))


def rows_of(context: Context, *bounds: Any) -> Any:
    """Occasions that are not withdrawn."""
    return select(Row).where(Row.firm_id == context.principal.firm_id, Row.state != "withdrawn", *bounds)
