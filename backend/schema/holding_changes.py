"""What changed in what clients hold: confirmed transactions with their clients, the latest first."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import strawberry
from sqlalchemy import Date, Uuid, select

from backend.book import ledger
from backend.book.clients import Client as ClientRow
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
from backend.platform.callers import of_caller
from backend.platform.ids import own_id
from backend.platform.principal import Relation
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.nouns import noun_of


@strawberry.type
class HoldingChange:
    """One change of a position by a confirmed transaction; of a reversal the signs are turned."""

    row: strawberry.Private[ledger.Transaction]
    stands: strawberry.Private[Relation]

    kind: str | None = column("kind")
    day: date | None = column("date", name="date", description="When it was confirmed.")
    units: Decimal | None = column("units", description="What it adds; a dividend adds none.")
    net: Money | None = column("net", description="After fees, CNY.")

    @declared(Expression(lambda place: place.row.reverses_id.is_not(None)))
    def is_reversal(self) -> bool | None:
        """Whether it takes an earlier one back."""
        return self.row.reverses_id is not None

    @declared(ToOne(lambda: CLIENT, "client_id"))
    async def client(self, info: Info) -> Client | None:
        """Whose position, if the caller may see him."""
        return await node_of(info.context, CLIENT, self.row.client_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: PRODUCT, "product_id"))
    async def product(self, info: Info) -> Product | None:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.row.product_id)  # type: ignore[no-any-return]

    @declared(ToOne(lambda: SHARE_CLASS, "share_class_id"))
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.row.share_class_id)  # type: ignore[no-any-return]


HOLDING_CHANGE: Noun = noun_of("holding_change", ledger.Transaction, HoldingChange)


def holding_changes_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Changes confirmed in [from, to), of the clients of one owner or of all the caller sees, the latest first."""
    row = ledger.Transaction
    demand(draft.context, "HoldingChange", "HoldingChange.date")
    bounds: list[Any] = []
    if arguments["from"].is_there:
        bounds.append(row.date >= draft.bind(arguments["from"], Date()))
    if arguments["to"].is_there:
        bounds.append(row.date < draft.bind(arguments["to"], Date()))
    if arguments["owner"].is_there:
        demand(draft.context, "Client", "Client.owner")
        owner = draft.bind(arguments["owner"], Uuid(), partial(_own, "user"))
        # A client's row is bound to the firm as well: it proves the wall, and a distributed server plans by it.
        firm = of_caller(draft.caller, "firm_id")
        owned = select(ClientRow.id).where(
            ClientRow.firm_id == firm,
            row.firm_id == firm,
            ClientRow.id == row.client_id,
            ClientRow.owner_id == owner,
        )
        bounds.append(owned.correlate(row).exists())
    keys = (SortKey(row.date, descending=True), SortKey(row.id, descending=True))
    return Paged(HOLDING_CHANGE, tuple(bounds), keys, "holdingChanges")


def _own(word: str, text: str, _context: Context) -> Any:
    return own_id(word, text)
