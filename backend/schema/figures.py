"""What clients had and gained, as known then or as known now: worked out of the ledger by Python."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import assets, gains
from backend.book.clients import Client as ClientRow
from backend.book.rebuild import PositionKey
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Relation
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass


@strawberry.enum(
    description="KNOWN_THEN: as it was known at the end of the day (当时口径). KNOWN_NOW: as it is known now, late and "
    "corrected facts included (重述口径)."
)
class FigureView(enum.Enum):
    """Which facts a past figure counts."""

    KNOWN_THEN = "known_then"
    KNOWN_NOW = "known_now"


def view_of(on: date | None, view: FigureView) -> assets.View:
    """The view of a day (default today). Raises Refused(BAD_USER_INPUT) for a day to come."""
    day = on or business_date()
    if day > business_date():
        raise bad_input("on", "future")
    return assets.as_of(day) if view is FigureView.KNOWN_THEN else assets.restated(day)


@strawberry.type
class Performance:
    """Profit and loss since the first purchase, CNY after fees, with returns; all returns are ratios."""

    stands: strawberry.Private[Relation]
    told: strawberry.Private[gains.Performance]

    @strawberry.field
    def invested(self) -> Money | None:
        """Ever paid in."""
        return Money(self.told.gains.invested)

    @strawberry.field
    def cost(self) -> Money | None:
        """Of what is held."""
        return Money(self.told.gains.cost)

    @strawberry.field
    def value(self) -> Money | None:
        """Of what is held; null as long as some of it has no NAV, and then all that follows from it."""
        return _money(self.told.gains.value)

    @strawberry.field
    def realised(self) -> Money | None:
        """Proceeds of what was sold less its cost."""
        return Money(self.told.gains.realised)

    @strawberry.field
    def unrealised(self) -> Money | None:
        """Value less cost of what is held."""
        return _money(self.told.gains.unrealised)

    @strawberry.field
    def dividends(self) -> Money | None:
        """Net, paid or reinvested."""
        return Money(self.told.gains.dividends)

    @strawberry.field
    def total(self) -> Money | None:
        """Realised, unrealised and dividends together."""
        return _money(self.told.gains.total)

    @strawberry.field
    def since_purchase(self) -> Decimal | None:
        """The total over what was ever paid in."""
        return _ratio(self.told.gains.since_purchase)

    @strawberry.field
    def time_weighted(self) -> Decimal | None:
        """Returns between flows, chained, over the whole time; before fees charged to the client."""
        return _ratio(self.told.time_weighted)

    @strawberry.field
    def money_weighted(self) -> Decimal | None:
        """XIRR, a year; null where there is none or more than one."""
        return _ratio(self.told.money_weighted)

    @strawberry.field
    def drawdown(self) -> Decimal | None:
        """From the fund's high; null for a client as a whole."""
        return _ratio(self.told.drawdowns.of_product if self.told.drawdowns else None)

    @strawberry.field
    def drawdown_since_purchase(self) -> Decimal | None:
        """From the high since the oldest lot that is still held; null for a client as a whole."""
        return _ratio(self.told.drawdowns.since_purchase if self.told.drawdowns else None)

    @strawberry.field
    def drawdown_against_cost(self) -> Decimal | None:
        """What is missing to the cost; null for a client as a whole."""
        return _ratio(self.told.drawdowns.against_cost if self.told.drawdowns else None)


def _money(value: PyDecimal | None) -> Money | None:
    return None if value is None else Money(value)


def _ratio(value: PyDecimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@strawberry.type
class PositionPerformance:
    """The figures of one fund (and class) that a client has or had."""

    stands: strawberry.Private[Relation]
    key: strawberry.Private[PositionKey]
    of: strawberry.Private[Product]
    told: strawberry.Private[gains.Performance]

    @strawberry.field
    def product(self) -> Product | None:
        """The fund."""
        return self.of

    @strawberry.field
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.key.share_class_id)  # type: ignore[no-any-return]

    @strawberry.field
    def figures(self) -> Performance | None:
        """Its profit, returns and drawdowns."""
        return Performance(stands=self.stands, told=self.told)


@strawberry.type
class ClientPerformance:
    """The figures of a client. total: null when the caller does not see all the funds that go into it."""

    stands: strawberry.Private[Relation]
    total: Performance | None
    positions: list[PositionPerformance]


@strawberry.type
class WorthDay:
    """What a client had on a day, CNY."""

    stands: strawberry.Private[Relation]
    day: date = strawberry.field(name="date")
    value: Money | None
    paid_in: Money | None = strawberry.field(description="Paid less got back, up to then.")
    gain: Money | None = strawberry.field(description="Value less what was paid in.")


@strawberry.type
class Assets:
    """A sum of positions, CNY."""

    stands: strawberry.Private[Relation]
    value: Money | None
    positions: int | None
    unpriced: int | None = strawberry.field(description="Positions without a NAV, that add nothing.")
    stale: int | None = strawberry.field(description="Positions valued at a NAV that is overdue.")


@strawberry.type
class ProductAssets:
    """What the clients the caller sees have in a fund."""

    product: Product | None
    assets: Assets | None


@strawberry.type
class FirmAssets:
    """What the clients the caller sees have, altogether and by fund, the largest first."""

    total: Assets | None
    clients: int | None
    by_product: list[ProductAssets]


async def performance_of(context: Context, client: Any, view: assets.View) -> ClientPerformance:
    """The figures of one client (a node), loaded together with its siblings."""
    found = await context.load(_positions, client.row.id, view) or {}
    keys = sorted(found, key=lambda key: (-found[key].gains.cost, str(key)))
    funds = await nodes_of(context, PRODUCT, [key.product_id for key in keys])
    shown = [
        PositionPerformance(stands=client.stands, key=key, of=fund, told=found[key])
        for key, fund in zip(keys, funds, strict=True)
        if fund is not None and _may_see(context, client, key)
    ]
    total = await context.load(_totals, client.row.id, view) if shown and len(shown) == len(keys) else None
    whole = None if total is None else Performance(stands=client.stands, told=total)
    return ClientPerformance(stands=client.stands, total=whole, positions=shown)


async def history_of(context: Context, client: Any, view: assets.View) -> list[WorthDay]:
    """What a client had, week by week; nothing when the caller does not see all the funds that go into it."""
    if not await _sees_all(context, client, view):
        return []
    return [
        WorthDay(stands=client.stands, day=each.on, value=Money(each.value), paid_in=Money(each.paid_in),
                 gain=Money(each.gain))
        for each in await context.load(_histories, client.row.id, view) or []
    ]  # fmt: skip


async def assets_of(context: Context, client: Any, view: assets.View) -> Assets | None:
    """What a client had on a day; null when the caller does not see all the funds that go into it."""
    worths = await context.load(_worths, client.row.id, view) or []
    funds = await nodes_of(context, PRODUCT, [worth.position.product_id for worth in worths])
    if None in funds or not all(_may_see(context, client, worth.position) for worth in worths):
        return None
    return _shown(assets.total(worths), client.stands)


async def firm_assets(context: Context, client: Noun, view: assets.View) -> FirmAssets:
    """What the clients within reach had on a day. Raises FORBIDDEN unless their assets may be read everywhere."""
    demand(context, "Client", "Client.aum")
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(
            client.rows(context.principal).with_only_columns(ClientRow.id, ClientRow.source)
        )
        sources = {row[0]: row[1] for row in rows}
        worths = await assets.worth_of(session, view)
    scope = context.principal.scope
    seen = [
        worth
        for worth in worths
        if worth.position.client_id in sources
        and (
            not scope.product_ids
            or worth.position.product_id in scope.product_ids
            or sources[worth.position.client_id] in scope.sources
        )
    ]
    by_product = sorted(assets.by_product(seen).items(), key=lambda pair: (-pair[1].value, str(pair[0])))
    funds = await nodes_of(context, PRODUCT, [id for id, _ in by_product])
    # A sum stands to the caller as the furthest of the clients in it may.
    stands = context.principal.mask.relations("Client")[-1]
    return FirmAssets(
        total=_shown(assets.total(seen), stands),
        clients=len({worth.position.client_id for worth in seen}),
        by_product=[
            ProductAssets(product=fund, assets=_shown(sum_, stands))
            for fund, (_, sum_) in zip(funds, by_product, strict=True)
            if fund is not None
        ],
    )


def _shown(sum_: assets.Assets, stands: Relation) -> Assets:
    return Assets(
        stands=stands,
        value=Money(sum_.value),
        positions=sum_.positions,
        unpriced=sum_.unpriced,
        stale=sum_.stale,
    )


def _may_see(context: Context, client: Any, key: PositionKey) -> bool:
    """A key that was given products sees of their holders these products only (`standing.of_ledger`)."""
    scope = context.principal.scope
    return not scope.product_ids or key.product_id in scope.product_ids or client.row.source in scope.sources


async def _sees_all(context: Context, client: Any, view: assets.View) -> bool:
    keys = list(await context.load(_positions, client.row.id, view) or ())
    funds = await nodes_of(context, PRODUCT, [key.product_id for key in keys])
    return None not in funds and all(_may_see(context, client, key) for key in keys)


async def _positions(
    session: AsyncSession, _context: Context, ids: Sequence[UUID], view: assets.View
) -> dict[UUID, dict[PositionKey, gains.Performance]]:
    found: dict[UUID, dict[PositionKey, gains.Performance]] = {}
    for key, told in (await gains.performance_of_positions(session, ids, view)).items():
        found.setdefault(key.client_id, {})[key] = told
    return found


async def _totals(
    session: AsyncSession, _context: Context, ids: Sequence[UUID], view: assets.View
) -> dict[UUID, gains.Performance]:
    return await gains.performance_of_clients(session, ids, view)


async def _histories(
    session: AsyncSession, _context: Context, ids: Sequence[UUID], view: assets.View
) -> dict[UUID, list[gains.WorthDay]]:
    return await gains.history_of_clients(session, ids, view)


async def _worths(
    session: AsyncSession, _context: Context, ids: Sequence[UUID], view: assets.View
) -> dict[UUID, list[assets.Worth]]:
    found: dict[UUID, list[assets.Worth]] = {}
    for worth in await assets.worth_of(session, view, client_ids=ids):
        found.setdefault(worth.position.client_id, []).append(worth)
    return found
