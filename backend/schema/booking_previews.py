"""What a booking or a switch would do, told before it is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as PyDecimal
from typing import Any
from uuid import UUID

import strawberry

from backend.book import booking_preview as previewing
from backend.book import transfers
from backend.book.nav_in_force import nav_in_force
from backend.book.rebuild import FundKey, PositionKey
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.scalars import Decimal, Money
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema.changing import id_of, subject
from backend.schema.clients import CLIENT
from backend.schema.funds import PRODUCT, SHARE_CLASS, Product, ShareClass
from backend.schema.ledger_inputs import (
    BookingPreviewInput,
    BookSwitchInput,
    BookTransferInput,
    OpeningLotInput,
)
from backend.systemize.field_values import clean_text


@strawberry.type
class LotChange:
    """Units of one lot before and after a booking."""

    opened_on: date
    unlock_on: date | None
    units_before: Decimal
    units_after: Decimal
    locked: bool = strawberry.field(description="Whether units go out before the unlock day.")


@strawberry.type
class BookingPreview:
    """One position before and after a booking; money is in the fund's currency."""

    told: strawberry.Private[previewing.Preview]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """The fund."""
        return await node_of(info.context, PRODUCT, self.told.booking.product_id)  # type: ignore[no-any-return]

    @strawberry.field
    async def share_class(self, info: Info) -> ShareClass | None:
        """The class of the units; null where the fund has none."""
        return await node_of(info.context, SHARE_CLASS, self.told.booking.share_class_id)  # type: ignore[no-any-return]

    @strawberry.field
    def kind(self) -> str:
        """What would be booked."""
        return self.told.booking.kind

    @strawberry.field
    def units(self) -> Decimal:
        """Without a sign, as `bookTransaction` takes them."""
        return Decimal(self.told.booking.units)

    @strawberry.field
    def nav(self) -> Decimal:
        """Given, or the published one of the day."""
        return Decimal(self.told.booking.nav)

    @strawberry.field
    def gross(self) -> Money:
        """Before the fee."""
        return Money(self.told.booking.gross)

    @strawberry.field
    def fee(self) -> Money:
        """Given, or by the fee terms of the day."""
        return Money(self.told.booking.fee)

    @strawberry.field
    def net(self) -> Money:
        """Less the fee."""
        return Money(self.told.booking.gross - self.told.booking.fee)

    @strawberry.field
    def currency(self) -> str:
        """Of the money."""
        return self.told.currency

    @strawberry.field
    def cash(self) -> Money:
        """What the client pays (> 0) or gets (< 0)."""
        return Money(self.told.cash)

    @strawberry.field
    def units_before(self) -> Decimal:
        """Held now."""
        return Decimal(self.told.before.units)

    @strawberry.field
    def units_after(self) -> Decimal:
        """Held then."""
        return Decimal(self.told.after.units)

    @strawberry.field
    def lots(self) -> list[LotChange]:
        """Lots that change or come, in the order they are used."""
        return [
            LotChange(
                opened_on=lot.opened_on,
                unlock_on=lot.unlock_on,
                units_before=Decimal(lot.before),
                units_after=Decimal(lot.after),
                locked=lot.locked,
            )
            for lot in self.told.lots
        ]

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="locked, not_open, below_minimum, nav_differs, amounts_differ, all_out: none is refused."
    )
    def notes(self) -> list[str]:
        """What is unusual about it."""
        return self.told.notes


@strawberry.type
class NavInForce:
    """The latest NAV up to a day."""

    day: date = strawberry.field(name="date", description="Of which day it is.")
    unit: Decimal
    stale: bool = strawberry.field(description="Whether a newer one was overdue on the day asked for.")


async def booking_preview(context: Context, input: BookingPreviewInput) -> BookingPreview:
    """What a booking would do. Raises Refused: NOT_FOUND, FORBIDDEN without `bookTransaction`, BAD_USER_INPUT."""
    node = await subject(context, CLIENT, input.client, "bookTransaction")
    wanted = previewing.Wanted(
        node.row.id, await _seen(context, input.product, "product"), input.kind, input.date,
        id_of(SHARE_CLASS, input.share_class), input.nav, input.units, input.gross, input.fee,
        input.performance_fee or PyDecimal(0), lots_of(input.lots),
    )  # fmt: skip
    async with context.database.read(context.principal.firm_id) as session:
        return BookingPreview(told=await previewing.preview(session, wanted))


async def switch_preview(context: Context, input: BookSwitchInput) -> list[BookingPreview]:
    """What a switch would do. Raises Refused as `booking_preview`, FORBIDDEN without `bookSwitch`."""
    node = await subject(context, CLIENT, input.client, "bookSwitch")
    for id, field in ((input.product, "product"), (input.into_product, "intoProduct")):
        await _seen(context, id, field)
    async with context.database.read(context.principal.firm_id) as session:
        sides = await transfers.switch_sides(session, *switched(node.row.id, input), **switch_figures(input))
        return [BookingPreview(told=told) for told in await previewing.previews(session, sides)]


async def transfer_preview(context: Context, input: BookTransferInput) -> list[BookingPreview]:
    """What a transfer would do to both. Raises Refused as `booking_preview`, FORBIDDEN without `bookTransfer`."""
    given = await transferred(context, input)
    async with context.database.read(context.principal.firm_id) as session:
        out = transfers.transfer_out(**given)
        sides = await transfers.transfer_previews(session, out, given["to_client_id"])
        return [BookingPreview(told=told) for told in sides]


async def transferred(context: Context, input: BookTransferInput) -> dict[str, Any]:
    """A transfer as `transfers` takes it, of clients of whom the caller may book both."""
    gives = await subject(context, CLIENT, input.client, "bookTransfer")
    gets = await subject(context, CLIENT, input.to_client, "bookTransfer")
    product_id = await _seen(context, input.product, "product")
    return {
        "source": PositionKey(gives.row.id, product_id, id_of(SHARE_CLASS, input.share_class)),
        "to_client_id": gets.row.id,
        "units": input.units,
        "on": input.date,
        "nav": input.nav,
        "reference": clean_text(input.reference or "", "reference", limit=120),
    }


def lots_of(lots: list[OpeningLotInput] | None) -> tuple[dict[str, Any], ...]:
    """Lots of an opening balance as a booking has them."""
    return tuple(
        {key: str(value) for key, value in strawberry.asdict(lot).items() if value is not None}
        for lot in lots or ()
    )


async def nav_counting(
    context: Context, product: str, share_class: str | None, on: date
) -> NavInForce | None:
    """The NAV that counts on a day. Raises Refused(BAD_USER_INPUT) for a fund the caller does not see."""
    fund = FundKey(await _seen(context, product, "product"), id_of(SHARE_CLASS, share_class))
    async with context.database.read(context.principal.firm_id) as session:
        found = await nav_in_force(session, fund, on)
    return None if found is None else NavInForce(day=found.date, unit=Decimal(found.unit), stale=found.stale)


def switched(client_id: UUID, input: BookSwitchInput) -> tuple[PositionKey, FundKey, PyDecimal, date]:
    """From which position into which fund, how many units, when."""
    source = PositionKey(client_id, own_id("product", input.product), id_of(SHARE_CLASS, input.share_class))
    into = FundKey(own_id("product", input.into_product), id_of(SHARE_CLASS, input.into_share_class))
    return source, into, input.units, input.date


def switch_figures(input: BookSwitchInput) -> dict[str, Any]:
    """The other figures of a switch, as `transfers` takes them."""
    return {
        "nav_out": input.nav_out,
        "nav_in": input.nav_in,
        "fee": input.fee or PyDecimal(0),
        "reference": input.reference,
    }


async def _seen(context: Context, id: str, field: str) -> UUID:
    """A fund that the caller may see; refused like an unknown one when he may not."""
    node = await node_of(context, PRODUCT, own_id("product", id))
    if node is None:
        raise bad_input(field, "unknown")
    found: UUID = node.row.id
    return found
