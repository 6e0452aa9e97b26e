"""Units that move without being sold: from one client to another, and from one fund into another of the firm's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking import book, hold
from backend.book.booking_drafts import Booking
from backend.book.booking_preview import Preview, previews
from backend.book.ledger import Transaction
from backend.book.lookup import named
from backend.book.positions import carried, replay
from backend.book.product_fields import number_in
from backend.book.products import Product
from backend.book.rebuild import FundKey, PositionKey, fund_terms, transactions_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Moved:
    """Ids of the two transactions."""

    out_id: UUID
    in_id: UUID


async def transfer(
    session: AsyncSession,
    source: PositionKey,
    to_client_id: UUID,
    units: Decimal,
    on: date,
    nav: Decimal,
    *,
    reference: str | None = None,
) -> Moved:
    """A non-trade transfer (非交易过户): the oldest lots go over with their days, costs and high-water marks.

    Both sides are at market value (units x NAV). Raises Refused as `booking.confirm`.
    """
    out = transfer_out(source, to_client_id, units, on, nav, reference=reference)
    await hold(session, [source.product_id], [source.client_id, to_client_id])
    [out_id] = await _booked(session, [out])
    [in_id] = await _booked(
        session, [transfer_in(out, to_client_id, await _carried(session, source, out_id))]
    )
    return Moved(out_id, in_id)


def transfer_out(
    source: PositionKey,
    to_client_id: UUID,
    units: Decimal,
    on: date,
    nav: Decimal,
    *,
    reference: str | None = None,
) -> Booking:
    """The side of who gives. Raises Refused(BAD_USER_INPUT) for a transfer to himself."""
    if to_client_id == source.client_id:
        raise bad_input("toClient", "self")
    number_in("units", units, Decimal("0.000001"), Decimal(10) ** 12, 6)
    number_in("nav", nav, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    gross = (units * nav).quantize(CENT, ROUND_HALF_UP)
    return Booking(
        source.client_id,
        source.product_id,
        "transfer_out",
        on,
        units,
        nav,
        gross,
        share_class_id=source.share_class_id,
        pair_id=uuid7(),
        reference=reference,
    )


def transfer_in(out: Booking, to_client_id: UUID, lots: Sequence[Mapping[str, str]]) -> Booking:
    """The side of who is given, with the lots that the other side gave."""
    return replace(out, client_id=to_client_id, kind="transfer_in", lots=tuple(lots), reference=None)


async def transfer_previews(session: AsyncSession, out: Booking, to_client_id: UUID) -> list[Preview]:
    """What a transfer would do to both clients. Raises Refused as `booking.confirm`."""
    [gives] = await previews(session, [out])
    return [gives, *await previews(session, [transfer_in(out, to_client_id, gives.moved)])]


async def switch(
    session: AsyncSession,
    source: PositionKey,
    into: FundKey,
    units: Decimal,
    on: date,
    *,
    nav_out: Decimal,
    nav_in: Decimal,
    fee: Decimal = Decimal(0),
    reference: str | None = None,
) -> Moved:
    """A conversion (转换): units of one fund are given back and the money buys units of another on the same day.

    fee: taken out of the money; both funds have the same currency. Raises Refused as `booking.confirm`.
    """
    sides = await switch_sides(
        session, source, into, units, on, nav_out=nav_out, nav_in=nav_in, fee=fee, reference=reference
    )
    return Moved(*await _booked(session, sides))


async def switch_sides(
    session: AsyncSession,
    source: PositionKey,
    into: FundKey,
    units: Decimal,
    on: date,
    *,
    nav_out: Decimal,
    nav_in: Decimal,
    fee: Decimal = Decimal(0),
    reference: str | None = None,
) -> list[Booking]:
    """Both sides of a switch, not yet written: what goes out, what comes in.

    Raises Refused(BAD_USER_INPUT): funds of different currencies, one fund twice, figures that are none.
    """
    if into == FundKey(*source[1:]):
        raise bad_input("intoProduct", "choice")
    target = await named(session, Product, into.product_id, "intoProduct")
    given = await named(session, Product, source.product_id, "product")
    if target.currency != given.currency:
        raise bad_input("intoProduct", "choice")
    number_in("units", units, Decimal("0.000001"), Decimal(10) ** 12, 6)
    number_in("navOut", nav_out, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    number_in("navIn", nav_in, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    gross = (units * nav_out).quantize(CENT, ROUND_HALF_UP)
    money = gross - number_in("fee", fee, Decimal(0), max(gross, Decimal(0)), 2)
    bought = (money / nav_in).quantize(Decimal(1).scaleb(-target.units_places), ROUND_HALF_UP)
    pair = uuid7()
    out = Booking(
        source.client_id,
        source.product_id,
        "switch_out",
        on,
        units,
        nav_out,
        gross,
        fee,
        share_class_id=source.share_class_id,
        pair_id=pair,
        reference=reference,
    )
    taken = Booking(
        source.client_id,
        into.product_id,
        "switch_in",
        on,
        bought,
        nav_in,
        money,
        share_class_id=into.share_class_id,
        pair_id=pair,
    )
    return [out, taken]


async def _booked(session: AsyncSession, bookings: list[Booking]) -> list[UUID]:
    """All of them written, or none: what is refused ends the change."""
    taken = await book(session, bookings, source="manual")
    if taken.refused:
        raise Refused(Code.BAD_USER_INPUT, **taken.refused[0].params)
    if len(taken.added) != len(bookings):
        raise bad_input("reference", "taken")
    return [taken.added[number] for number in range(len(bookings))]


async def _carried(session: AsyncSession, source: PositionKey, out_id: UUID) -> list[dict[str, str]]:
    """The lots that a transfer out used."""
    rows: list[Transaction] = (await transactions_of(session, [source]))[source]
    terms = (await fund_terms(session, [FundKey(*source[1:])]))[FundKey(*source[1:])]
    position = replay(rows, terms)
    return carried((use for use in position.uses if use.transaction_id == out_id), position.lots)
