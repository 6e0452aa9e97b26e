"""What a client holds, moved and gained."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.book import ledger
from backend.graph.connections import Connection, Info, child_page
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, nodes_of
from backend.graph.pages import SortKey
from backend.graph.sources import Part, ToMany, paged
from backend.platform.ids import own_id
from backend.schema import ledger_reads
from backend.schema.figures import (
    Assets,
    ClientPerformance,
    FigureView,
    WorthDay,
    assets_of,
    history_of,
    performance_of,
    view_of,
)
from backend.schema.funds import PRODUCT
from backend.schema.ledger import TRANSACTION, Holding, Lot, Transaction


@strawberry.type
class ClientMoney(Node):
    """Of a client: what he holds, what he moved, what he gained."""

    @declared(
        ToMany(
            lambda: Part(ledger.Holding),
            (ledger.Holding.client_id,),
            (ledger.Holding.cost.desc(), ledger.Holding.id),
            where=(ledger.Holding.valid_to.is_(None),),
            needs=(("product_id", lambda: PRODUCT),),
            arguments=lambda place, _ask: ledger_reads.holdings_within(place.draft.caller),
        )
    )
    async def holdings(self, info: Info) -> list[Holding] | None:
        """What the client holds now, largest cost first."""
        rows = await info.context.load(ledger_reads.holdings_of, self.row.id) or []
        of = await nodes_of(info.context, PRODUCT, [row.product_id for row in rows])
        return [
            Holding(row=row, stands=self.stands, of=product)
            for row, product in zip(rows, of, strict=True)
            if product is not None
        ]

    @declared(
        ToMany(
            lambda: Part(ledger.Lot),
            (ledger.Lot.client_id,),
            (ledger.Lot.opened_on, ledger.Lot.id),
            needs=(("product_id", lambda: PRODUCT),),
            arguments=ledger_reads.lots_asked,
        )
    )
    async def lots(
        self, info: Info, product: strawberry.ID | None = None, open: bool | None = None
    ) -> list[Lot] | None:
        """Units as they came in, the oldest first; of one fund, only those with units left (true) or without."""
        wanted = None if product is None else own_id("product", product)
        rows = await info.context.load(ledger_reads.lots_of, self.row.id, wanted, open) or []
        of = await nodes_of(info.context, PRODUCT, [row.product_id for row in rows])
        return [
            Lot(row=row, stands=self.stands, of=fund)
            for row, fund in zip(rows, of, strict=True)
            if fund is not None
        ]

    @strawberry.field
    async def performance(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> ClientPerformance | None:
        """Profit and loss, returns and drawdowns up to a day (default today), altogether and by fund."""
        return await performance_of(info.context, self, view_of(on, view))

    @strawberry.field
    async def worth_history(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> list[WorthDay] | None:
        """What the client had and gained, by week up to a day; empty when the caller does not see all the funds."""
        return await history_of(info.context, self, view_of(on, view))

    @strawberry.field
    async def assets(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> Assets | None:
        """What the client had on a day; null when the caller does not see all his funds."""
        return await assets_of(info.context, self, view_of(on, view))

    @declared(paged(lambda: TRANSACTIONS, "client.transactions"))
    async def transactions(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Transaction] | None:
        """Confirmed transactions, newest first."""
        return await child_page(info.context, TRANSACTIONS, self.row.id, first, after, "client.transactions")


TRANSACTIONS: Children = Children(
    TRANSACTION,
    ledger.Transaction.client_id,
    (SortKey(ledger.Transaction.date, descending=True), SortKey(ledger.Transaction.id, descending=True)),
)
