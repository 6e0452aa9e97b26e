"""The roots of reading funds, what is held of them, and the money that comes and goes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.schema.booking_previews import (
    BookingPreview,
    NavInForce,
    booking_preview,
    nav_counting,
    switch_preview,
    transfer_preview,
)
from backend.schema.clients import CLIENT
from backend.schema.figures import FigureView, FirmAssets, firm_assets, view_of
from backend.schema.filter_inputs import (
    PaymentReceiptFilter,
    ProductFilter,
    UnitBreakFilter,
)
from backend.schema.fund_list import (
    ProductConnection,
    ProductOrder,
    product_page,
    products_listed,
)
from backend.schema.funds import PRODUCT, Product
from backend.schema.holders import Holder, HolderOrder, holders_listed
from backend.schema.holding_changes import HoldingChange, holding_changes_listed
from backend.schema.ledger_inputs import BookingPreviewInput, BookSwitchInput, BookTransferInput
from backend.schema.money_differences import (
    FeeDifference,
    PaymentDifference,
    fee_differences,
    payment_differences,
)
from backend.schema.rates import ExchangeRate, rates_listed
from backend.schema.receipts import (
    PaymentReceipt,
    receipts_listed,
)
from backend.schema.revenue import (
    Revenue,
    RevenueOfClient,
    RevenueSum,
    revenue_of_clients,
    revenue_sums,
    revenues_listed,
)
from backend.schema.unit_breaks import (
    UnitBreak,
    UnitBreakOrder,
    unit_breaks_listed,
)


@strawberry.type
class FundQueries:
    """Funds, holdings, payments, revenue, rates."""

    @declared(RootList(products_listed, 50))
    async def products(
        self, info: Info, filter: ProductFilter | None = None, order_by: list[ProductOrder] | None = None,
        search: str | None = None, first: int = 50, after: str | None = None,
    ) -> ProductConnection:  # fmt: skip
        """Funds; by code when no order is given. `search`: a part of code, name or pinyin."""
        return await product_page(info, first, after)

    @declared(RootOne(lambda: PRODUCT))
    async def product(self, info: Info, id: strawberry.ID) -> Product | None:
        """One fund."""
        return await one_of(info, PRODUCT, id)  # type: ignore[no-any-return]

    @declared(RootList(holders_listed))
    async def holders(
        self, info: Info, product: strawberry.ID, order_by: list[HolderOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[Holder]:  # fmt: skip
        """Who of the clients the caller sees holds a fund now; most units first when no order is given."""
        return await listed(info, holders_listed, first, after)

    @declared(RootList(holding_changes_listed))
    async def holding_changes(
        self, info: Info, from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None, owner: strawberry.ID | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[HoldingChange]:  # fmt: skip
        """Who bought, gave back, switched or was paid a dividend in [from, to), the latest first.

        Of the clients the caller sees; `owner`: of those of one manager.
        """
        return await listed(info, holding_changes_listed, first, after)

    @declared(RootList(unit_breaks_listed))
    async def unit_breaks(
        self, info: Info, filter: UnitBreakFilter | None = None, order_by: list[UnitBreakOrder] | None = None,
        first: int = 20, after: str | None = None,
    ) -> Connection[UnitBreak]:  # fmt: skip
        """Differences between our units and the registrar's; the latest day first when no order is given."""
        return await listed(info, unit_breaks_listed, first, after)

    @declared(RootList(receipts_listed))
    async def receipts(
        self,
        info: Info,
        filter: PaymentReceiptFilter | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[PaymentReceipt]:
        """Payments into the raising account, the latest first."""
        return await listed(info, receipts_listed, first, after)

    @declared(RootList(revenues_listed))
    async def revenues(
        self, info: Info, from_: Annotated[date | None, strawberry.argument(name="from")] = None,
        to: date | None = None, client: strawberry.ID | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[Revenue]:  # fmt: skip
        """What was earned in periods that begin in [from, to), of one client or of all, the latest first."""
        return await listed(info, revenues_listed, first, after)

    @strawberry.field
    async def revenue_by_month(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date,
        client: strawberry.ID | None = None,
    ) -> list[RevenueSum]:  # fmt: skip
        """The same as sums by month and kind."""
        return await revenue_sums(info.context, from_, to, client)

    @strawberry.field
    async def revenue_by_client(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date, first: int = 50
    ) -> list[RevenueOfClient]:
        """The same as sums by client, the largest first."""
        return await revenue_of_clients(info.context, from_, to, first)

    @strawberry.field
    async def payment_differences(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date
    ) -> list[PaymentDifference]:
        """Where payments, orders and purchases of [from, to] do not agree, and why."""
        return await payment_differences(info.context, from_, to)

    @strawberry.field
    async def fee_differences(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date
    ) -> list[FeeDifference]:
        """Where fees of the months that begin in [from, to) were accrued otherwise than received."""
        return await fee_differences(info.context, from_, to)

    @declared(RootList(rates_listed))
    async def exchange_rates(
        self, info: Info, currency: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[ExchangeRate]:
        """Exchange rates to CNY as they are known now, the latest day first."""
        return await listed(info, rates_listed, first, after)

    @strawberry.field
    async def assets(
        self, info: Info, on: date | None = None, view: FigureView = FigureView.KNOWN_NOW
    ) -> FirmAssets | None:
        """What the clients the caller sees had on a day (default today), altogether and by fund."""
        return await firm_assets(info.context, CLIENT, view_of(on, view))

    @strawberry.field
    async def booking_preview(self, info: Info, input: BookingPreviewInput) -> BookingPreview:
        """What a booking would do to units, lots and money; nothing is written."""
        return await booking_preview(info.context, input)

    @strawberry.field
    async def switch_preview(self, info: Info, input: BookSwitchInput) -> list[BookingPreview]:
        """What a switch would do: the side that goes out, the side that comes in."""
        return await switch_preview(info.context, input)

    @strawberry.field
    async def transfer_preview(self, info: Info, input: BookTransferInput) -> list[BookingPreview]:
        """What a transfer would do: to who gives, to who is given."""
        return await transfer_preview(info.context, input)

    @strawberry.field
    async def nav_in_force(
        self, info: Info, product: strawberry.ID, date: date, share_class: strawberry.ID | None = None
    ) -> NavInForce | None:
        """The latest NAV of a fund, or of one of its classes, up to a day; null where there is none."""
        return await nav_counting(info.context, product, share_class, date)
