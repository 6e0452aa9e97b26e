"""The tier of a client and why he is in it: bound, distance, each dimension's part, and what became of it over time.

What of a score tells an answer is shown to those who may read the answer (`tier_rights.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.book.tier_content import DIMENSIONS, INPUTS, Content, Tier
from backend.book.tier_history import ClientTier as ClientTierRow
from backend.book.tier_models import TierModel, model_in_force
from backend.book.tier_parts import Scored, scored
from backend.book.tier_past import PastTier as Past
from backend.book.tier_past import known_tiers, restated_tiers
from backend.book.tier_terms import points_of, revealed
from backend.book.tier_worth import basis_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import Ask, Place, declared, json_of, number, selecting
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Expression, column
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Relation
from backend.schema.tier_models import loaded_model
from backend.schema.tier_rights import inputs_seen

MOST_MOVES = 200


@dataclass(frozen=True)
class State:
    """What a client's tier rests on now. cents: AUM it is decided by; risk: R1-R5 of what he holds."""

    cents: int
    points: Mapping[str, int | None]
    risk: str | None


async def _states(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, State]:
    model = await model_in_force(session)
    if model is None:
        return {}
    context.queries += 1
    firm_id = context.principal.firm_id
    basis = basis_of(model.content.basis, firm_id)
    points = points_of(model.content, firm_id, basis.cents, business_date())
    columns = [each.label(name) for name, each in points.items()]
    statement: Any = basis.joined(
        select(
            ClientRow.id, basis.cents.label("cents"), revealed(firm_id).label("revealed"), *columns
        ).select_from(ClientRow)
    )
    rows = await session.execute(statement.where(ClientRow.firm_id == firm_id, ClientRow.id.in_(ids)))
    return {
        row.id: State(row.cents, {name: getattr(row, name) for name in INPUTS}, row.revealed) for row in rows
    }


@strawberry.type
class TierPart:
    """A dimension's part of the score. value and points: null where nothing is known, or the reader may not know it."""

    dimension: str
    weight: int
    value: Decimal | None
    points: Decimal | None
    missing: list[str] | None = strawberry.field(description="Inputs without an answer.")
    hidden: bool = strawberry.field(description="Whether the reader may not read what it is made of.")


@strawberry.type
class TierDistance:
    """How far it is to another tier. amount: CNY of AUM."""

    key: str
    zh: str
    en: str
    amount: Money


class TierOf:
    """A client's latest move, in SQL."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The object, or null."""
        draft, type_ = place.draft, get_named_type(ask.field.type)
        assert isinstance(type_, GraphQLObjectType)
        bounds = (ClientTierRow.id == place.row.tier_id,)
        rows = draft.belonging(ClientTierRow, place.stands, *bounds, around=place.rows)
        return json_of(selecting(draft, type_, rows, ask.chosen, place.rows))


def _said(name: str) -> Expression:
    """A word of the tier from the model in force; null of a tier that it no longer has."""

    def make(place: Place) -> Any:
        content = (
            select(TierModel.content)
            .where(
                TierModel.firm_id == place.draft.firm,
                TierModel.effective_from <= literal_column("(now() at time zone 'Asia/Shanghai')::date"),
            )
            .order_by(TierModel.effective_from.desc(), TierModel.number.desc())
            .limit(number(1))
            .correlate(None)
            .scalar_subquery()
        )
        path: ColumnElement[Any] = literal_column(f"'$.tiers[*] ? (@.key == $k).{name}'::jsonpath")
        key = func.jsonb_build_object(literal_column("'k'"), place.row.to_tier)
        found = func.jsonb_path_query_first(content, path, key)
        return cast(found.op("#>>")(literal_column("'{}'")), Text)

    return Expression(make)


@strawberry.type
class ClientTier:
    """The tier a client is in, and why."""

    row: strawberry.Private[ClientTierRow]
    stands: strawberry.Private[Relation]
    client: strawberry.Private[Any]

    key: str = column("to_tier")
    since: date = column("on", description="Since which day.")
    cause: str = column(
        "cause", description="What moved him: flow, market (NAVs), model, profile (answers, family)."
    )
    model: int = column("model", description="Number of the version that decided.")

    @declared(Expression(lambda place: place.around[0].tier_rank))
    def rank(self) -> int | None:
        """Its place in the present model; 1 is the lowest."""
        return self.client.tier_rank  # type: ignore[no-any-return]

    @declared(_said("zh"))
    async def zh(self, info: Info) -> str | None:
        """Its Chinese name in the present model."""
        tier = await self._tier(info.context)
        return None if tier is None else tier.zh

    @declared(_said("en"))
    async def en(self, info: Info) -> str | None:
        """Its English name."""
        tier = await self._tier(info.context)
        return None if tier is None else tier.en

    @declared(_said("hue"))
    async def hue(self, info: Info) -> str | None:
        """Its colour."""
        tier = await self._tier(info.context)
        return None if tier is None else tier.hue

    @strawberry.field
    async def lifted(self) -> bool:
        """Whether his score put him there, above what his AUM alone would."""
        return self.row.lifted

    @strawberry.field
    async def aum(self, info: Info) -> Money | None:
        """CNY it is decided by: his own, or his family's where the model says so and the reader may read it all."""
        state = await self._state(info.context)
        return None if state is None else Money(PyDecimal(state.cents) / 100)

    @strawberry.field
    async def distance_up(self, info: Info) -> TierDistance | None:
        """What is missing to the next tier; null at the top."""
        state, content = await self._state(info.context), await self._content(info.context)
        if state is None or content is None:
            return None
        above = next((t for t in content.tiers if t.rank == (self.client.tier_rank or 0) + 1), None)
        return None if above is None else _distance(above, above.least_cents(content.rises) - state.cents)

    @strawberry.field
    async def distance_down(self, info: Info) -> TierDistance | None:
        """What may go until he leaves the tier; null in the lowest one, and where his score holds him."""
        state, content = await self._state(info.context), await self._content(info.context)
        tier = await self._tier(info.context)
        if state is None or content is None or tier is None or tier.rank == 1 or self.row.lifted:
            return None
        return _distance(tier, state.cents - tier.kept_cents(content.keeps))

    @strawberry.field
    async def score(self, info: Info) -> Decimal | None:
        """0-100; null where nothing is known, or the reader may not read all it is made of."""
        told = await self._scored(info.context)
        return None if told is None or told.score is None else Decimal(told.score)

    @strawberry.field
    async def confidence(self, info: Info) -> Decimal | None:
        """0-1: the weight of what is known of him; as the score."""
        told = await self._scored(info.context)
        return None if told is None else Decimal(told.confidence)

    @strawberry.field
    async def parts(self, info: Info) -> list[TierPart] | None:
        """Each dimension's part."""
        context = info.context
        state, content = await context.load(_states, self.client.id), await self._content(context)
        if state is None or content is None:
            return None
        seen = self._seen(context, content)
        return [
            TierPart(
                dimension=part.dimension,
                weight=part.weight,
                value=None if part.value is None or hidden else Decimal(part.value),
                # Its points depend on which other dimensions are known.
                points=None if seen < set(INPUTS) else Decimal(part.points),
                missing=None if hidden else list(part.missing),
                hidden=hidden,
            )
            for part in scored(content, state.points).parts
            for hidden in [not seen.issuperset(DIMENSIONS[part.dimension])]
        ]

    @strawberry.field
    async def revealed_risk(self, info: Info) -> str | None:
        """R1-R5 by what he holds, weighted by value; null to who may not read holdings."""
        return await self._risk(info.context)

    @strawberry.field
    async def risk_above(self, info: Info) -> bool | None:
        """Whether he holds more risk than he said he bears (C1-C5); null where either is not known or not shown."""
        if info.context.principal.mask.level("Client.riskLevel", self.stands) < Level.VIEW:
            return None
        held, stated = await self._risk(info.context), self.client.risk_level
        return None if held is None or stated is None else held[1:] > stated[1:]

    async def _risk(self, context: Context) -> str | None:
        if context.principal.mask.level("Client.holdings", self.stands) < Level.VIEW:
            return None
        state: State | None = await context.load(_states, self.client.id)
        return None if state is None else state.risk

    def _seen(self, context: Context, content: Content) -> set[str]:
        seen = inputs_seen(context.principal.mask, self.stands)
        if content.basis == "household" and not _sees_families(context):
            seen.discard("aum")
        return seen

    async def _scored(self, context: Context) -> Scored | None:
        state, content = await context.load(_states, self.client.id), await self._content(context)
        if state is None or content is None or self._seen(context, content) < set(INPUTS):
            return None
        return scored(content, state.points)

    async def _state(self, context: Context) -> State | None:
        """The AUM, to who may read it."""
        content = await self._content(context)
        if content is None or "aum" not in self._seen(context, content):
            return None
        return await context.load(_states, self.client.id)  # type: ignore[no-any-return]

    async def _content(self, context: Context) -> Content | None:
        model = await loaded_model(context)
        return None if model is None else model.content

    async def _tier(self, context: Context) -> Tier | None:
        content = await self._content(context)
        return None if content is None else content.tier(self.row.to_tier)


def _sees_families(context: Context) -> bool:
    """Members of a family may be anybody's: their sum is told to who may read all AUM of the firm."""
    return context.principal.mask.level("Client.aum", Relation.FIRM) >= Level.VIEW


def _distance(tier: Tier, cents: int) -> TierDistance:
    return TierDistance(key=tier.key, zh=tier.zh, en=tier.en, amount=Money(PyDecimal(cents) / 100))


@strawberry.type
class TierMove:
    """A client moved from a tier (null: from none) to another."""

    from_tier: str | None
    to_tier: str
    day: date
    cause: str
    model: int
    aum: Money | None = strawberry.field(description="CNY by which it was decided then.")
    score: Decimal | None = strawberry.field(description="Of then, to who may read all it is made of.")


@strawberry.type
class PastTier:
    """The tier of a client on a day."""

    key: str
    rank: int
    model: int
    since: date | None
    aum: Money | None
    cause: str | None = strawberry.field(description="Of the move that put him there; null where restated.")


async def tier_of(context: Context, client: Any) -> ClientTier | None:
    """The tier of a client (a node)."""
    row = await context.load(_latest, client.row.tier_id) if client.row.tier_id else None
    return None if row is None else ClientTier(row=row, stands=client.stands, client=client.row)


async def _latest(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, ClientTierRow]:
    rows = await session.scalars(
        select(ClientTierRow).where(
            ClientTierRow.firm_id == context.principal.firm_id, ClientTierRow.id.in_(ids)
        )
    )
    return {row.id: row for row in rows}


async def history_of(context: Context, client: Any, first: int) -> list[TierMove]:
    """The moves of a client, the newest first."""
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = await session.scalars(
            select(ClientTierRow)
            .where(
                ClientTierRow.firm_id == context.principal.firm_id, ClientTierRow.client_id == client.row.id
            )
            .order_by(ClientTierRow.known_at.desc(), ClientTierRow.id.desc())
            .limit(min(max(first, 0), MOST_MOVES))
        )
        found = rows.all()
    mask, stands = context.principal.mask, client.stands
    seen = inputs_seen(mask, stands)
    return [
        TierMove(
            from_tier=row.from_tier,
            to_tier=row.to_tier,
            day=row.on,
            cause=row.cause,
            model=row.model,
            aum=Money(row.aum) if await _tells_aum(context, stands) else None,
            score=None if row.score is None or seen < set(INPUTS) else Decimal(row.score),
        )
        for row in found
    ]


async def _tells_aum(context: Context, stands: Relation) -> bool:
    model = await loaded_model(context)
    own = model is None or model.content.basis == "own"
    seen = context.principal.mask.level("Client.aum", stands) >= Level.VIEW
    return seen and (own or _sees_families(context))


async def past_of(context: Context, client: Any, day: date, *, restated: bool) -> PastTier | None:
    """The tier of a client on a day. Raises Refused(BAD_USER_INPUT) for a day to come."""
    if day > business_date():
        raise bad_input("date", "future")
    past: Past | None = await context.load(_past, client.row.id, day, restated)
    if past is None:
        return None
    return PastTier(
        key=past.tier,
        rank=past.rank,
        model=past.model,
        since=past.since,
        aum=Money(past.aum) if await _tells_aum(context, client.stands) else None,
        cause=past.cause,
    )


async def _past(
    session: AsyncSession, context: Context, ids: Sequence[UUID], day: date, restated: bool
) -> dict[UUID, Past]:
    if not restated:
        return await known_tiers(session, day, ids)
    context.queries += 6
    return await restated_tiers(session, day, ids)
