"""Who holds a fund: present holdings with their clients."""

from __future__ import annotations

import enum
from datetime import date
from functools import partial
from typing import Any

import strawberry
from sqlalchemy import Uuid

from backend.book import ledger
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.graph.scalars import Decimal, Money
from backend.graph.sources import Expression, ToOne, column
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Relation
from backend.schema import worth
from backend.schema.client_list import MOST_ORDERS, Direction
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import SHARE_CLASS, ShareClass
from backend.schema.nouns import noun_of


@strawberry.type
class Holder:
    """A client and what he holds of a fund (of one of its classes) now."""

    row: strawberry.Private[ledger.Holding]
    stands: strawberry.Private[Relation]

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Who, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]

    units: Decimal | None = column("units")
    cost: Money | None = column("cost", description="Paid for the units held, CNY.")
    since: date | None = column("valid_from", description="So many units since that day.")

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


@strawberry.enum
class HolderOrderField(enum.Enum):
    """What holders can be sorted by."""

    UNITS = "units"
    COST = "cost"
    SINCE = "since"


@strawberry.input
class HolderOrder:
    """One field to sort by."""

    field: HolderOrderField
    direction: Direction = Direction.ASC


COLUMNS = {
    HolderOrderField.UNITS: ledger.Holding.units,
    HolderOrderField.COST: ledger.Holding.cost,
    HolderOrderField.SINCE: ledger.Holding.valid_from,
}
HOLDER: Noun = noun_of("holder", ledger.Holding, Holder)


def holders_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Who holds a fund now, most units first when no order is given."""
    product_id = draft.bind(arguments["product"], Uuid(), partial(_own, "product"))
    keys: list[SortKey] = []
    names = []
    for order in arguments["orderBy"]:
        if len(keys) == MOST_ORDERS:
            raise bad_input("orderBy", "limit", limit=MOST_ORDERS)
        field = order["field"].literal(draft.context)
        demand(draft.context, "Holder", f"Holder.{field.value}")
        descending = order["direction"].literal(draft.context) is Direction.DESC
        keys.append(SortKey(COLUMNS[field], descending))
        names.append(f"{field.value}{'-' if descending else '+'}")
    if not keys:
        demand(draft.context, "Holder", "Holder.units")
        keys.append(SortKey(ledger.Holding.units, descending=True))
    keys.append(SortKey(ledger.Holding.id, descending=keys[-1].descending))
    bounds = (ledger.Holding.product_id == product_id, ledger.Holding.valid_to.is_(None))
    return Paged(HOLDER, bounds, tuple(keys), "holders:" + ",".join(names))


def _own(word: str, text: str, _context: Context) -> Any:
    return own_id(word, text)
