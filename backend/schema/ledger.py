"""Holdings, lots and confirmed transactions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import aliased

from backend.book import ledger
from backend.graph.connections import Info
from backend.graph.engine.objects import Place, declared
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Expression, ToOne, column
from backend.platform.principal import Relation
from backend.schema import ledger_reads, worth
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.nouns import noun_of


@strawberry.type
class Holding:
    """What a client holds of a fund (of one of its classes) now."""

    row: strawberry.Private[ledger.Holding]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Product]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    def product(self) -> Product:
        """The fund."""
        return self.of

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    units: Decimal | None = column("units")
    cost: Money | None = column("cost")
    since: date = column("valid_from")

    @declared(Expression(worth.worth))
    async def value(self, info: Info) -> Money | None:
        """Units at the latest NAV, CNY; of a fund without NAVs the cost; null without a NAV or an exchange rate."""
        found: Any = await info.context.load(worth.priced, self.row.id)
        return None if found is None else found.value

    @declared(Expression(worth.unrealised))
    async def unrealised(self, info: Info) -> Money | None:
        """Value less cost."""
        found: Any = await info.context.load(worth.priced, self.row.id)
        return None if found is None or found.value is None else Money(found.value - self.row.cost)

    @declared(Expression(worth.nav_date))
    async def nav_date(self, info: Info) -> date | None:
        """The day of that NAV."""
        found: Any = await info.context.load(worth.priced, self.row.id)
        return None if found is None else found.nav_date


@strawberry.type
class Lot:
    """Units that came in together, and what is left of them."""

    row: strawberry.Private[ledger.Lot]
    stands: strawberry.Private[Relation]
    of: strawberry.Private[Product]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    def product(self) -> Product:
        """The fund."""
        return self.of

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    opened_on: date = column("opened_on")
    units_opened: Decimal | None = column("units_opened")
    cost_opened: Money | None = column("cost_opened")
    units: Decimal | None = column("units", description="Left now.")
    cost: Money | None = column("cost", description="Of the units left, CNY.")
    high_water: Decimal | None = column(
        "high_water", description="Cumulative NAV up to which the performance fee is paid."
    )
    unlock_on: date | None = column(
        "unlock_on", description="First day on which they may be redeemed; null: they always could."
    )
    closed_on: date | None = column("closed_on")


def _undone(place: Place) -> Any:
    later, firm, row = aliased(ledger.Transaction), place.draft.firm, place.row
    found = select(later.id).where(later.firm_id == firm, row.firm_id == firm, later.reverses_id == row.id)
    return found.exists()


@strawberry.type
class Transaction(Node):
    """A confirmed transaction. Money is CNY at `rate`; a reversal has the opposite signs and a date of its own."""

    kind: str = column("kind")
    day: date = column("date", name="date")
    units: Decimal | None = column("units")
    nav: Decimal | None = column("nav")
    gross: Money | None = column("gross")
    fee: Money | None = column("fee")
    performance_fee: Money | None = column("performance_fee", description="The part of the fee that is one.")
    net: Money | None = column("net")
    currency: str | None = column("currency")
    rate: Decimal | None = column("rate", description="CNY for one unit of the currency on the day.")
    reference: str | None = column("reference", description="The registrar's confirmation number.")
    known_at: datetime | None = column("known_at")
    source: str | None = column("source")

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund, if the caller may see it."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: TRANSACTION, "reverses_id"))
    async def reverses(self, info: Info) -> Transaction | None:
        """What it takes back; null for what is no reversal."""
        return await node_of(info.context, TRANSACTION, self.row.reverses_id)  # type: ignore[no-any-return]

    @declared(Expression(_undone))
    async def reversed(self, info: Info) -> bool | None:
        """Whether a later transaction takes it back."""
        return bool(await info.context.load(ledger_reads.reversed_of, self.row.id))


TRANSACTION: Noun = noun_of("transaction", ledger.Transaction, Transaction)
