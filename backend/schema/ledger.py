"""Funds, holdings and confirmed transactions."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal as PyDecimal
from typing import Annotated, Any

import strawberry
from sqlalchemy import Date, select

from backend.book import clients, ledger, products
from backend.graph.connections import Info
from backend.graph.engine.objects import Ask, Place, declared
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Counted, Expression, Part, ToMany, ToOne, column
from backend.platform.principal import Relation
from backend.schema import book_reads as reads
from backend.schema.nouns import noun_of

CENT = PyDecimal("0.01")
# Only the reach of clients is needed here; what they look like is said in book.py.
CLIENTS = noun_of("client", clients.Client, make=lambda row, _stands: row)


@strawberry.type
class NavPoint:
    """One published net asset value."""

    row: strawberry.Private[products.NavPoint]
    stands: strawberry.Private[Relation]
    day: date = column("date", name="date")
    unit: Decimal = column("unit")
    cumulative: Decimal = column("cumulative")
    adjusted: Decimal = column("adjusted")


def _published_within(place: Place, ask: Ask) -> list[Any]:
    """The present versions of the fund's own NAVs in the span; those of its share classes are theirs."""
    start, end = ask.arguments["from"], ask.arguments["to"]
    day, draft = products.NavPoint.date, place.draft
    bounds: list[Any] = [
        products.NavPoint.superseded_at.is_(None),
        products.NavPoint.share_class_id.is_(None),
    ]
    bounds += [day >= draft.bind(start, Date())] if start.is_there else []
    return bounds + ([day <= draft.bind(end, Date())] if end.is_there else [])


@strawberry.type
class Product(Node):
    """A fund."""

    code: str = column("code")
    name: str = column("name")
    strategy: str | None = column("strategy")
    risk_level: str | None = column("risk_level")
    status: str | None = column("status")
    currency: str | None = column("currency")
    inception: date | None = column("inception")
    nav: Decimal | None = column("nav")
    nav_date: date | None = column("nav_date")

    @declared(
        ToMany(
            lambda: Part(products.NavPoint),
            (products.NavPoint.product_id,),
            (products.NavPoint.date,),
            arguments=_published_within,
        )
    )
    async def nav_points(
        self,
        info: Info,
        from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None,
    ) -> list[NavPoint]:
        """Published values in [from, to], oldest first."""
        rows = await info.context.load(reads.nav_points_of, self.row.id, from_, to) or []
        return [NavPoint(row=row, stands=self.stands) for row in rows]

    @declared(
        Counted(
            lambda: CLIENTS,
            (ledger.Holding.product_id, ledger.Holding.client_id),
            on=(ledger.Holding.valid_to.is_(None),),
            within=reads.holdings_within,
        )
    )
    async def holder_count(self, info: Info) -> int | None:
        """How many clients the caller sees hold it now."""
        return int(await info.context.load(reads.holder_counts, self.row.id, CLIENTS) or 0)


def _of_product(place: Place, wanted: Any) -> Any:
    """A column of the holding's product, seen or not: it is part of what the holding is worth."""
    firm, row = place.draft.firm, place.row
    found = select(wanted).where(
        products.Product.firm_id == firm, row.firm_id == firm, products.Product.id == row.product_id
    )
    return found.scalar_subquery()


@strawberry.type
class Holding:
    """What a client holds of a product now."""

    row: strawberry.Private[ledger.Holding]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Product]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    def product(self) -> Product:
        """The fund."""
        return self.of

    units: Decimal | None = column("units")
    cost: Money | None = column("cost")
    since: date = column("valid_from")

    @declared(Expression(lambda place: place.row.units * _of_product(place, products.Product.nav)))
    def value(self) -> Money | None:
        """Units at the latest NAV, CNY."""
        nav = self.of.row.nav
        return None if nav is None else Money((self.row.units * nav).quantize(CENT, ROUND_HALF_UP))

    @declared(Expression(lambda place: _of_product(place, products.Product.nav_date)))
    def nav_date(self) -> date | None:
        """The day of that NAV."""
        return self.of.row.nav_date  # type: ignore[no-any-return]


@strawberry.type
class Transaction(Node):
    """A confirmed transaction."""

    kind: str = column("kind")
    day: date = column("date", name="date")
    units: Decimal | None = column("units")
    nav: Decimal | None = column("nav")
    gross: Money | None = column("gross")
    fee: Money | None = column("fee")
    net: Money | None = column("net")

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund, if the caller may see it."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]


PRODUCT: Noun = noun_of("product", products.Product, Product)
TRANSACTION: Noun = noun_of("transaction", ledger.Transaction, Transaction)
