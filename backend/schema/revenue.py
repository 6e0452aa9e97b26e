"""What the firm earned from its clients, by client, fund, kind and period."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import Date, DateTime, Uuid, cast, func, select

from backend.book import revenue
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, RelationEnum, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.graph.sources import Standing, ToOne, column
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import PRODUCT, Product
from backend.schema.nouns import noun_of


@strawberry.type
class Revenue(Node):
    """Revenue of [periodFrom, periodTo), CNY; a trail paid on to a distributor is negative."""

    kind: str | None = column("kind")
    period_from: date | None = column("period_from")
    period_to: date | None = column("period_to")
    amount: Money | None = column("amount")
    source: str | None = column("source", description="import: the finance system; accrual: worked out.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it."""
        return self.stands

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """From whom, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """By which fund, if any."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]


@strawberry.type
class RevenueSum:
    """Revenue of one kind in one month."""

    month: date | None = strawberry.field(description="Its first day.")
    kind: str | None
    amount: Money | None


@strawberry.type
class RevenueOfClient:
    """Revenue from one client."""

    client: Client | None
    amount: Money | None


MOST_CLIENTS = 500
REVENUE: Noun = noun_of("revenue", revenue.Revenue, Revenue)


def revenues_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Revenue of periods that begin in [from, to), of one client or of all, the latest first."""
    row = revenue.Revenue
    demand(draft.context, "Revenue", "Revenue.periodFrom")
    bounds: list[Any] = []
    if arguments["client"].is_there:
        bounds.append(row.client_id == draft.bind(arguments["client"], Uuid(), _own_client))
    if arguments["from"].is_there:
        bounds.append(row.period_from >= draft.bind(arguments["from"], Date()))
    if arguments["to"].is_there:
        bounds.append(row.period_from < draft.bind(arguments["to"], Date()))
    keys = (SortKey(row.period_from, descending=True), SortKey(row.id, descending=True))
    return Paged(REVENUE, tuple(bounds), keys, "revenues")


def _own_client(text: str, _context: Context) -> Any:
    return own_id("client", text)


async def revenue_sums(context: Context, start: date, end: date, client: str | None) -> list[RevenueSum]:
    """Revenue of periods that begin in [start, end) by month and kind, of the rows the caller sees.

    Raises FORBIDDEN unless the amounts of all of them may be read, Refused(BAD_USER_INPUT) for an empty span.
    """
    _may_add(context, start, end, "kind")
    row = revenue.Revenue
    # Of a date PostgreSQL would make an instant of the session's zone.
    month = func.date_trunc("month", cast(row.period_from, DateTime()))
    bounds, _ = REVENUE.within(context.principal, row.period_from >= start, row.period_from < end)
    if client is not None:
        bounds.append(row.client_id == own_id("client", client))
    statement = (
        select(month, row.kind, func.sum(row.amount))
        .where(*bounds)
        .group_by(month, row.kind)
        .order_by(month, row.kind)
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = (await session.execute(statement)).all()
    return [RevenueSum(month=at.date(), kind=kind, amount=Money(amount)) for at, kind, amount in rows]


async def revenue_of_clients(context: Context, start: date, end: date, first: int) -> list[RevenueOfClient]:
    """Revenue of periods that begin in [start, end) by client, of the rows the caller sees, the largest first.

    Raises as `revenue_sums`, and Refused(BAD_USER_INPUT) for more than 500 at once.
    """
    _may_add(context, start, end, "client")
    if not 1 <= first <= MOST_CLIENTS:
        raise bad_input("first", "range", low="1", high=str(MOST_CLIENTS))
    row = revenue.Revenue
    bounds, _ = REVENUE.within(context.principal, row.period_from >= start, row.period_from < end)
    total = func.sum(row.amount)
    statement = (
        select(row.client_id, total)
        .where(*bounds)
        .group_by(row.client_id)
        .order_by(total.desc(), row.client_id)
        .limit(first)
    )
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        rows = (await session.execute(statement)).all()
    nodes = await nodes_of(context, CLIENT, [id for id, _ in rows])
    return [
        RevenueOfClient(client=node, amount=Money(amount))
        for node, (_, amount) in zip(nodes, rows, strict=True)
    ]


def _may_add(context: Context, start: date, end: date, by: str) -> None:
    for name in ("periodFrom", by, "amount"):
        demand(context, "Revenue", f"Revenue.{name}")
    if end <= start:
        raise bad_input("to", "order")
