"""Funds, holdings and confirmed transactions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as PyDecimal
from typing import Annotated

import strawberry

from backend.book import clients, ledger, products
from backend.graph.connections import Info
from backend.graph.nodes import Node, node_of
from backend.graph.scalars import Decimal, Money
from backend.platform.principal import Relation
from backend.schema import book_reads as reads
from backend.schema.nouns import noun_of

# Only the reach of clients is needed here; what they look like is said in book.py.
CLIENTS = noun_of("client", clients.Client, make=lambda row, _stands: row)


@strawberry.type
class NavPoint:
    """One published net asset value."""

    stands: strawberry.Private[Relation]
    day: date = strawberry.field(name="date")
    unit: Decimal
    cumulative: Decimal
    adjusted: Decimal


@strawberry.type
class Product(Node):
    """A fund."""

    code: str = reads.column("code")
    name: str = reads.column("name")
    strategy: str | None = reads.column("strategy")
    risk_level: str | None = reads.column("risk_level")
    status: str | None = reads.column("status")
    currency: str | None = reads.column("currency")
    inception: date | None = reads.column("inception")
    nav: Decimal | None = reads.column("nav")
    nav_date: date | None = reads.column("nav_date")

    @strawberry.field
    async def nav_points(
        self,
        info: Info,
        from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None,
    ) -> list[NavPoint]:
        """Published values in [from, to], oldest first."""
        rows = await info.context.load(reads.nav_points_of, self.row.id, from_, to) or []
        return [
            NavPoint(
                stands=self.stands, day=r.date, unit=r.unit, cumulative=r.cumulative, adjusted=r.adjusted
            )
            for r in rows
        ]

    @strawberry.field
    async def holder_count(self, info: Info) -> int | None:
        """How many clients the caller sees hold it now."""
        return int(await info.context.load(reads.holder_counts, self.row.id, CLIENTS) or 0)


@strawberry.type
class Holding:
    """What a client holds of a product now."""

    row: strawberry.Private[ledger.Holding]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Product]

    @strawberry.field
    def product(self) -> Product:
        """The fund."""
        return self.of

    units: Decimal | None = reads.column("units")
    cost: Money | None = reads.column("cost")
    since: date = reads.column("valid_from")

    @strawberry.field
    def value(self) -> Money | None:
        """Units at the latest NAV, CNY."""
        nav = self.of.row.nav
        return None if nav is None else Money((self.row.units * nav).quantize(PyDecimal("0.01")))

    @strawberry.field
    def nav_date(self) -> date | None:
        """The day of that NAV."""
        return self.of.row.nav_date  # type: ignore[no-any-return]


@strawberry.type
class Transaction(Node):
    """A confirmed transaction."""

    kind: str = reads.column("kind")
    day: date = reads.column("date", name="date")
    units: Decimal | None = reads.column("units")
    nav: Decimal | None = reads.column("nav")
    gross: Money | None = reads.column("gross")
    fee: Money | None = reads.column("fee")
    net: Money | None = reads.column("net")

    @strawberry.field
    async def product(self, info: Info) -> Product:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]


PRODUCT = noun_of("product", products.Product, Product)
TRANSACTION = noun_of("transaction", ledger.Transaction, Transaction)
