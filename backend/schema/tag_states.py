"""Why a client bears a tag, or does not: what the hand says and what the rule says, and what became of it over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField, slot_of
from backend.book.custom_formulas import computed, fields_of, rolled_by, written
from backend.book.tag_history import TagChange as TagChangeRow
from backend.book.tag_history import changes_of
from backend.book.tag_rules import Ruled, ruled_tags
from backend.book.tags import HAND, ClientTag, Tag, TagRefusal
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Relation
from backend.schema.custom_values import rolled_values
from backend.schema.staff import User
from backend.schema.subjects import CLIENTS
from backend.schema.tag_conditions import asked, missing, whole_firm
from backend.schema.tag_rules import TagRule, rules_of, user_of
from backend.systemize.conditions.tree import Is, about_row
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.tree import Rolled

POINTERS = frozenset(
    {
        Kind.USER,
        Kind.CLIENT,
        Kind.PRODUCT,
        Kind.TEAM,
        Kind.HOUSEHOLD,
        Kind.TAGS,
        Kind.SEALED,
        Kind.LONG_TEXT,
        Kind.FILE,
    }
)
"""Facts that are rows of their own, or too long to be told in a line."""


@strawberry.type
class TagFact:
    """A fact of the client that the rule asks for, as the client has it now; null: none."""

    key: str
    zh: str
    en: str
    value: str | None


@dataclass(frozen=True)
class _State:
    tag: Tag
    borne: ClientTag | None
    refusal: TagRefusal | None
    says: bool | None
    facts: Sequence[TagFact]


@strawberry.type
class ClientTagState:
    """How a client stands to a tag: by hand, by its rule, and what comes of both."""

    state: strawberry.Private[_State]

    @strawberry.field
    def tag(self) -> strawberry.ID:
        """The tag's id."""
        return strawberry.ID(public_id("tag", self.state.tag.id))

    @strawberry.field
    def name(self) -> str:
        """What it is called."""
        return self.state.tag.name

    @strawberry.field
    def colour(self) -> str:
        """Its colour."""
        return self.state.tag.colour

    @strawberry.field
    def borne(self) -> bool:
        """Whether the client bears it."""
        return self.state.borne is not None

    @strawberry.field
    def source(self) -> str | None:
        """By what he bears it: hand, rule or model."""
        return self.state.borne.source if self.state.borne else None

    @strawberry.field
    def rule_version(self) -> int | None:
        """Which version of the rule gave it."""
        return self.state.borne.rule_version if self.state.borne else None

    @strawberry.field
    def reason(self) -> str | None:
        """Why it was given or taken by hand."""
        said = self.state.borne or self.state.refusal
        return said.reason if said else None

    @strawberry.field
    def given_at(self) -> datetime | None:
        """Since when he bears it."""
        return self.state.borne.given_at if self.state.borne else None

    @strawberry.field
    async def given_by(self, info: Info) -> User | None:
        """Who gave it by hand."""
        return await user_of(info.context, self.state.borne.given_by if self.state.borne else None)

    @strawberry.field
    def ends_on(self) -> date | None:
        """The last day of one given by hand for a time."""
        borne, days = self.state.borne, self.state.tag.valid_days
        if borne is None or borne.source != HAND or days is None:
            return None
        return business_date(borne.given_at) + timedelta(days=days - 1)

    @strawberry.field
    def refused(self) -> bool:
        """Whether somebody took it away, so that the rule does not give it back."""
        return self.state.refusal is not None

    @strawberry.field
    def refused_at(self) -> datetime | None:
        """When it was taken away."""
        return self.state.refusal.refused_at if self.state.refusal else None

    @strawberry.field
    async def refused_by(self, info: Info) -> User | None:
        """Who took it away."""
        return await user_of(info.context, self.state.refusal.refused_by if self.state.refusal else None)

    @strawberry.field
    def rule_decides(self) -> bool:
        """Whether the rule goes before the hand."""
        return self.state.tag.rule_decides

    @strawberry.field
    def rule_says(self) -> bool | None:
        """Whether the client meets the rule now; null: there is none, it rests, or the caller may not know."""
        return self.state.says

    @strawberry.field
    async def rule(self, info: Info) -> TagRule | None:
        """The rule in force."""
        return await rule_in_force(info.context, self.state.tag)

    @strawberry.field
    def facts(self) -> list[TagFact]:
        """The client's facts the rule asks for, as far as the caller may read them."""
        return list(self.state.facts)


async def rule_in_force(context: Context, tag: Tag) -> TagRule | None:
    """The rule of a tag; None where there is none."""
    versions = await context.load(rules_of, tag.id) or []
    found = next((row for row in versions if row.number == tag.rule_version and row.condition), None)
    return None if found is None else TagRule(row=found)


async def states_of(context: Context, client: Any, stands: Relation, tag: str | None) -> list[ClientTagState]:
    """The tags a client bears, was taken, or meets the rule of, by name; or one of them, or any one that is named."""
    firm_id, wanted = context.principal.firm_id, None if tag is None else own_id("tag", tag)
    async with context.database.read(firm_id) as session:
        context.queries += 6
        tags = {row.id: row for row in await session.scalars(select(Tag).where(Tag.firm_id == firm_id))}
        borne = {
            row.tag_id: row
            for row in await session.scalars(
                select(ClientTag).where(ClientTag.firm_id == firm_id, ClientTag.client_id == client.id)
            )
        }
        refusals = {
            row.tag_id: row
            for row in await session.scalars(
                select(TagRefusal).where(TagRefusal.firm_id == firm_id, TagRefusal.client_id == client.id)
            )
        }
        own = await _own_fields(session)
        ruled = [one for one in await ruled_tags(session) if one.condition is not None]
        open_ = [one for one in ruled if _may_know(context, one, stands)]
        says = await _says(session, client.id, open_, own)
        rolled = await _rolled(session, context, client.id, open_, own)
    by_rule = {one.id: one for one in ruled}
    ids = {*borne, *refusals} | {id for id, meets in says.items() if meets}
    if wanted is not None:
        ids = {wanted} & tags.keys()
    found = [
        _State(
            tags[id],
            borne.get(id),
            refusals.get(id),
            says.get(id),
            _facts(context, by_rule.get(id), client, stands, own, rolled),
        )
        for id in ids
    ]
    return [ClientTagState(state=state) for state in sorted(found, key=lambda state: state.tag.name)]


def _may_know(context: Context, one: Ruled, stands: Relation) -> bool:
    """What the rule says tells what it rests on."""
    if one.condition is None or one.tag.rule_fault is not None:
        return False
    try:
        return missing(context.principal.mask, one.condition, (stands,)) is None
    except Refused:
        return False


async def _own_fields(session: AsyncSession) -> dict[str, Field]:
    rows = await session.scalars(
        select(CustomField).where(
            CustomField.firm_id == session.info["firm_id"], CustomField.archived_at.is_(None)
        )
    )
    return fields_of(rows)


async def _says(
    session: AsyncSession, client_id: UUID, ruled: Sequence[Ruled], own: Mapping[str, Field]
) -> dict[UUID, bool]:
    """What the rules say of a client, in one statement."""
    firm_id = session.info["firm_id"]
    firm = whole_firm(firm_id, own)
    columns = {}
    for one in ruled:
        assert one.condition is not None
        try:
            columns[one.id] = asked(firm, one.condition).is_(True)
        except Refused:
            continue
    if not columns:
        return {}
    row = (
        await session.execute(
            select(*columns.values()).where(Client.firm_id == firm_id, Client.id == client_id)
        )
    ).one_or_none()
    return {} if row is None else dict(zip(columns, map(bool, row), strict=True))


async def _rolled(
    session: AsyncSession, context: Context, client_id: UUID, ruled: Sequence[Ruled], own: Mapping[str, Field]
) -> Mapping[Rolled, Any]:
    """What roll-ups that rules compare come to for a client, as far as the caller reaches the rows."""
    keys = {each.field for one in ruled if one.condition is not None for each in about_row(one.condition)}
    rows = tuple({rolled for key in keys & own.keys() for rolled in rolled_by(own[key])})
    found = await rolled_values(session, context.principal, [client_id], rows)
    return found.get(client_id, {})


def _facts(
    context: Context,
    one: Ruled | None,
    client: Any,
    stands: Relation,
    own: Mapping[str, Field],
    rolled: Mapping[Rolled, Any],
) -> list[TagFact]:
    """Facts of the client himself that a rule compares, each only where the caller may read the field."""
    if one is None or one.condition is None:
        return []
    found = {}
    for each in about_row(one.condition):
        key = each.field
        field = CLIENTS.fields.get(key) or own.get(key)
        if not isinstance(each, Is) or field is None or field.kind in POINTERS:
            continue
        if context.principal.mask.level(f"Client.{key}", stands) >= Level.VIEW:
            value = _shown(context, field, client, rolled)
            found[key] = TagFact(key=key, zh=field.zh, en=field.en, value=value)
    return list(found.values())


def _shown(context: Context, field: Field, client: Any, rolled: Mapping[Rolled, Any]) -> str | None:
    if field.key.startswith(CUSTOM):
        kept = (client.custom or {}).get(slot_of(field.key, field.kind))
        value = (
            kept if field.formula is None else written(field, computed(field, client, context.day, rolled))
        )
    else:
        value = getattr(client, field.column)
    if value is None:
        return None
    is_zh = context.principal.locale == "zh-CN"
    labels = {option.value: option.zh if is_zh else option.en for option in field.options}
    return "、".join(_texts(value, labels, is_zh=is_zh)) or None


def _texts(value: Any, labels: Mapping[str, str], *, is_zh: bool) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, labels, is_zh=is_zh)
    elif isinstance(value, bool):
        yield ("是" if value else "否") if is_zh else ("yes" if value else "no")
    elif isinstance(value, datetime):
        yield business_date(value).isoformat()
    elif isinstance(value, Decimal):
        yield f"{value:f}"
    else:
        yield labels.get(str(value), str(value))


@strawberry.type
class TagChange:
    """A client gained or lost a tag."""

    row: strawberry.Private[TagChangeRow]
    of: strawberry.Private[Tag]

    @strawberry.field
    def tag(self) -> strawberry.ID:
        """The tag's id."""
        return strawberry.ID(public_id("tag", self.of.id))

    @strawberry.field
    def name(self) -> str:
        """What it is called now."""
        return self.of.name

    @strawberry.field
    def colour(self) -> str:
        """Its colour."""
        return self.of.colour

    @strawberry.field
    def given(self) -> bool:
        """Whether it was given, rather than taken."""
        return self.row.given

    @strawberry.field
    def cause(self) -> str:
        """By what: hand, rule, expired, exclusive (another tag of its group), import."""
        return self.row.cause

    @strawberry.field
    def rule_version(self) -> int | None:
        """Which version of the rule decided, or had given what was taken."""
        return self.row.rule_version

    @strawberry.field
    def reason(self) -> str | None:
        """Why, in the words of who did it."""
        return self.row.reason

    @strawberry.field
    def at(self) -> datetime:
        """When."""
        return self.row.at

    @strawberry.field
    async def by(self, info: Info) -> User | None:
        """Who; null: the rule, or the product."""
        return await user_of(info.context, self.row.actor)


async def tag_changes(context: Context, client_id: UUID, first: int) -> list[TagChange]:
    """What a client gained and lost, the newest first."""
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        context.queries += 2
        rows = await changes_of(session, client_id, max(first, 0))
        tags = {
            row.id: row
            for row in await session.scalars(
                select(Tag).where(Tag.firm_id == firm_id, Tag.id.in_({row.tag_id for row in rows}))
            )
        }
    return [TagChange(row=row, of=tags[row.tag_id]) for row in rows]
