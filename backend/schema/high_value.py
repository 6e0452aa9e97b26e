"""The share of high-value clients on a day, by heads and by AUM, and the clients behind it. Source: K-01."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as PyDecimal
from functools import partial
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assets import View, as_of, worth_of
from backend.book.assets import restated as known_now
from backend.book.clients import Client as ClientRow
from backend.book.tier_content import Content
from backend.book.tier_figures import UNKNOWN, by_client, by_tier, existing_in
from backend.book.tier_models import model_in_force
from backend.book.tier_past import restated_tiers
from backend.graph.connections import Info, list_page
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.paging import Paged
from backend.graph.lists import drafted, listing_of
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Relation
from backend.policies.rows import reach
from backend.schema.client_list import ClientConnection, listed_ids
from backend.schema.clients import CLIENT
from backend.schema.kpis import KpiDefinition, KpiRatio, is_few, ratio_of, untold
from backend.schema.tier_models import TierOfModel, tiers_of

PERSON: Final = "individual"
DEFINITION: Final = KpiDefinition(
    id="K-01",
    version=1,
    zh="存续客户(当日持有份额)中处于最高两层的占比: 按人数, 及按 AUM (份额 × 当日及以前最近净值 × 汇率)。"
    "尚未分层的客户计入分母并单列。不足 5 人只列数, 不足 30 人附 95% Wilson 区间。",
    en="Of the clients who hold units on the day, the share in the two highest tiers: by heads, and by AUM (units × "
    "latest NAV up to the day × rate). Who is in no tier yet counts in the denominator and is shown. Below 5 "
    "clients only counts are told, below 30 with the 95 % Wilson interval.",
)


@strawberry.type
class HighValueTier:
    """The existing clients of one tier. key: `-`: in no tier yet."""

    key: str
    high: bool = strawberry.field(description="Whether it counts as high value.")
    clients: int | None = strawberry.field(description="Null: too few to be told to this reader.")
    aum: Money | None = strawberry.field(description="CNY; null with the number of clients.")


@strawberry.type
class HighValueShare:
    """How many of the clients, and how much of their AUM, are in the two highest tiers on a day."""

    definition: KpiDefinition
    tiers: list[TierOfModel] = strawberry.field(description="Of the model of the day, the highest first.")
    by_tier: list[HighValueTier] = strawberry.field(description="The highest first; in no tier at the end.")
    heads: KpiRatio
    aum: KpiRatio
    unpriced: int = strawberry.field(description="Positions without a NAV by then, that add nothing to AUM.")


@dataclass(frozen=True, slots=True)
class Sum:
    """Clients of a tier and their AUM, whole cents."""

    clients: int = 0
    cents: int = 0
    unpriced: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.clients + other.clients, self.cents + other.cents, self.unpriced + other.unpriced)


def held(on: date) -> None:
    """Raises Refused(BAD_USER_INPUT) for a day to come."""
    if on > business_date():
        raise bad_input("asOf", "future")


def may_know(context: Context) -> None:
    """Raises FORBIDDEN unless tiers, AUM and kinds may be read of all clients that the caller sees."""
    for name in ("tier", "aum", "kind"):
        demand(context, "Client", f"Client.{name}")


async def high_value_share(context: Context, on: date, *, anew: bool, institutions: bool) -> HighValueShare:
    """The share among the clients the caller sees. anew: with all that is known now; institutions: with them and funds.

    Raises FORBIDDEN as `may_know`, Refused(BAD_USER_INPUT): `future`, `rate_missing`.
    """
    may_know(context)
    held(on)
    view = known_now(on) if anew else as_of(on)
    seen = reach(context.principal, "client").predicate
    whose = [*([] if seen is None else [seen]), *([] if institutions else [ClientRow.kind == PERSON])]
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 2
        model = await model_in_force(session, on)
        sums = await (_restated if anew else _known)(session, context, view, whose)
    whole = context.principal.mask.level("Client.tier", Relation.FIRM) >= Level.VIEW
    return shares_of(None if model is None else model.content, sums, whole=whole)


async def _known(session: AsyncSession, context: Context, view: View, whose: list[Any]) -> dict[str, Sum]:
    rows = (await session.execute(by_tier(context.principal.firm_id, view, *whose))).all()
    await _hold_rates(session, view, sum(row[4] for row in rows))
    return {row[0]: Sum(row[1], int(row[2]), int(row[3])) for row in rows}


async def _restated(session: AsyncSession, context: Context, view: View, whose: list[Any]) -> dict[str, Sum]:
    found: dict[str, Sum] = {}
    for _, tier, each in await _each_restated(session, context, view, whose):
        found[tier] = found.get(tier, Sum()) + each
    return found


async def _each_restated(
    session: AsyncSession, context: Context, view: View, whose: list[Any]
) -> list[tuple[UUID, str, Sum]]:
    """Each client who holds units on the day with his tier, as it comes out with all that is known now."""
    tiers = await restated_tiers(session, view.on)
    context.queries += 3
    rows = (await session.execute(by_client(context.principal.firm_id, view, *whose))).all()
    await _hold_rates(session, view, sum(row[3] for row in rows))
    return [
        (id, tiers[id].tier if id in tiers else UNKNOWN, Sum(1, cents, unpriced))
        for id, cents, unpriced, _ in rows
    ]


async def _hold_rates(session: AsyncSession, view: View, rateless: int) -> None:
    """Raises Refused(rate_missing), naming the currency, where a position has no rate."""
    if rateless:
        await worth_of(session, view)


def shares_of(content: Content | None, sums: Mapping[str, Sum], *, whole: bool) -> HighValueShare:
    """The figures of sums by tier. whole: the reader sees the firm, and is told of few, too."""
    tiers = [] if content is None else tiers_of(content)
    # The lowest is none of the high ones, however few there are.
    high = {tier.key for tier in tiers[:2] if tier.rank > 1}
    named = [tier.key for tier in tiers]
    keys = [*named, *sorted(set(sums) - {*named, UNKNOWN}), UNKNOWN]
    present = [(key, sums.get(key, Sum())) for key in keys]
    total = sum((each for _, each in present), Sum())
    top = sum((each for key, each in present if key in high), Sum())
    # With the totals and the other tiers, the one that is hidden could be worked out.
    hides = not whole and any(is_few(each.clients) for _, each in present)
    return HighValueShare(
        definition=DEFINITION,
        tiers=tiers,
        by_tier=[
            _row(key, each, high=key in high, hides=not whole and is_few(each.clients))
            for key, each in present
        ],
        heads=untold()
        if hides
        else ratio_of(PyDecimal(top.clients), PyDecimal(total.clients), total.clients, counted=True),
        aum=untold()
        if hides
        else ratio_of(_money(top.cents), _money(total.cents), total.clients, counted=False),
        unpriced=total.unpriced,
    )


def _row(key: str, sum_: Sum, *, high: bool, hides: bool) -> HighValueTier:
    return HighValueTier(
        key=key,
        high=high,
        clients=None if hides else sum_.clients,
        aum=None if hides else Money(_money(sum_.cents)),
    )


def _money(cents: int) -> PyDecimal:
    return PyDecimal(cents) / 100


def high_value_listed(draft: Draft, arguments: Arguments, among: Sequence[UUID] | None = None) -> Paged:
    """The existing clients of a day in a tier, by AUM: as it was known then, or among those of `restated_in`.

    Raises as `high_value_share`; Uncovered where tiers have to be worked out before.
    """
    may_know(draft.context)
    on, tier, institutions = (
        arguments[name].literal(draft.context) for name in ("asOf", "tier", "institutions")
    )
    held(on)
    if arguments["restated"].literal(draft.context) and among is None:
        raise Uncovered("tiers are worked out anew")
    ids = existing_in(draft.firm, as_of(on), tier) if among is None else listed_ids(among)
    wanted = [ClientRow.id.in_(ids), *([] if institutions else [ClientRow.kind == PERSON])]
    keys = (SortKey(ClientRow.aum_order, descending=True), SortKey(ClientRow.id, descending=True))
    return Paged(CLIENT, tuple(wanted), keys, "highValueClients")


async def _behind(info: Info) -> list[UUID] | None:
    """The clients of a tier as restated; None where it is asked as known then. Raises as `high_value_share`."""
    draft, arguments = await drafted(info)
    if not arguments["restated"].read_now():
        return None
    context = draft.context
    may_know(context)
    on, tier = arguments["asOf"].read_now(), arguments["tier"].read_now()
    held(on)
    seen = reach(context.principal, "client").predicate
    async with context.database.read(context.principal.firm_id) as session:
        found = await _each_restated(session, context, known_now(on), [] if seen is None else [seen])
    return [id for id, of, _ in found if of == tier]


async def high_value_page(info: Info, first: int | None, after: str | None) -> ClientConnection:
    """A page of `high_value_listed`."""
    noun, listing = await listing_of(info, partial(high_value_listed, among=await _behind(info)))
    page = await list_page(info.context, noun, listing, first, after)
    return ClientConnection(edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing)
