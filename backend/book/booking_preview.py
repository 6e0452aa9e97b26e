"""What a booking would do before it is one: its figures worked out, and the units, lots and money before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking_drafts import Booking, amounts_note, check_booking, columns_of
from backend.book.exchange_rates import HOME
from backend.book.fee_terms import FeeTerms, redemption_rate, subscription, terms_for, terms_of
from backend.book.ledger import SUBSCRIPTIONS, Transaction
from backend.book.lookup import named
from backend.book.nav_points import present_navs
from backend.book.open_days import is_open, open_days_of
from backend.book.positions import LotState, Position, ShortOfUnits, Terms, carried, replay
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.rebuild import fund_terms, transactions_of
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input

CENT, ZERO, ONE = Decimal("0.01"), Decimal(0), Decimal(1)
BOUGHT: Final = (*SUBSCRIPTIONS, "dividend_reinvested")
SOLD: Final = ("redemption", "switch_out")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A booking as somebody begins it; what is None is worked out of the NAV, the fee terms and the position."""

    client_id: UUID
    product_id: UUID
    kind: str
    on: date
    share_class_id: UUID | None = None
    nav: Decimal | None = None
    units: Decimal | None = None
    gross: Decimal | None = None
    fee: Decimal | None = None
    performance_fee: Decimal = ZERO
    lots: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class LotChange:
    """Units of one lot before and after. locked: some go out before its unlock day."""

    opened_on: date
    unlock_on: date | None
    before: Decimal
    after: Decimal
    locked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """One position before and after a booking. cash: > 0 the client pays, < 0 he gets, in the fund's currency.

    notes: `locked`, `not_open`, `below_minimum`, `nav_differs`, `amounts_differ`, `all_out`; none of them forbids.
    moved: the lots that go out, as a transfer takes them along.
    """

    booking: Booking
    currency: str
    before: Position
    after: Position
    lots: list[LotChange]
    cash: Decimal
    notes: list[str]
    moved: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is known of a booking's fund and position."""

    product: Product
    currency: str
    published: NavPoint | None
    fees: FeeTerms | None
    terms: Terms
    rows: Sequence[Transaction]

    def held(self, on: date) -> Position:
        """The position at the end of a day."""
        return replay([row for row in self.rows if row.date <= on], self.terms)


async def preview(session: AsyncSession, wanted: Wanted) -> Preview:
    """What a booking would do.

    Raises Refused(BAD_USER_INPUT) as `booking.confirm` would, and for a figure that cannot be worked out.
    """
    ground = await _ground(session, wanted.client_id, wanted.product_id, wanted.share_class_id, wanted.on)
    booking = completed(wanted, ground)
    return await _previewed(session, booking, ground)


async def previews(session: AsyncSession, bookings: Sequence[Booking]) -> list[Preview]:
    """What bookings of different positions would do, as both sides of a switch."""
    found = []
    for each in bookings:
        ground = await _ground(session, each.client_id, each.product_id, each.share_class_id, each.on)
        found.append(await _previewed(session, each, ground))
    return found


async def _previewed(session: AsyncSession, booking: Booking, ground: _Ground) -> Preview:
    check_booking(booking, business_date())
    # The rate of another currency touches costs in CNY alone, which a preview does not tell.
    row = Transaction(**columns_of(booking, ground.currency, ONE, "manual", now()))
    before = replay(ground.rows, ground.terms)
    try:
        after = replay([*ground.rows, row], ground.terms)
    except ShortOfUnits as short:
        raise bad_input("units", "units_short", value=short.on.isoformat()) from short
    lots = _lot_changes(before, after, booking, row.id)
    opened = (await open_days_of(session, [booking.product_id])).get(booking.product_id, [])
    notes = {
        "locked": any(lot.locked for lot in lots),
        "not_open": booking.kind in {*SUBSCRIPTIONS, *SOLD}
        and bool(opened)
        and not is_open(opened, booking.on, redeeming=booking.kind in SOLD),
        "below_minimum": _is_below_minimum(booking, ground, held_before=before.units > 0),
        "nav_differs": ground.published is not None and ground.published.unit != booking.nav,
        "amounts_differ": amounts_note(booking, ground.product.units_places),
        "all_out": before.units > 0 and after.units == 0,
    }
    return Preview(
        booking,
        ground.currency,
        before,
        after,
        lots,
        _cash(booking),
        [name for name, yes in notes.items() if yes],
        carried((use for use in after.uses if use.transaction_id == row.id), after.lots),
    )


def completed(wanted: Wanted, ground: _Ground) -> Booking:
    """The booking with what was left out worked out. Raises Refused(BAD_USER_INPUT): `required`."""
    nav = wanted.nav if wanted.nav is not None else ground.published.unit if ground.published else None
    if nav is None:
        raise bad_input("nav", "required")
    if nav <= 0:
        raise bad_input("nav", "range", low="0.00000001", high="1000000")
    booking = Booking(
        wanted.client_id, wanted.product_id, wanted.kind, wanted.on, wanted.units or ZERO, nav, wanted.gross or ZERO,
        wanted.fee or ZERO, wanted.performance_fee, share_class_id=wanted.share_class_id, lots=wanted.lots,
    )  # fmt: skip
    if wanted.kind == "opening" and wanted.lots:
        return _opened(wanted, booking)
    if wanted.kind in BOUGHT:
        return _bought(wanted, booking, ground)
    if wanted.kind in SOLD:
        return _sold(wanted, booking, ground)
    if wanted.kind == "dividend":
        return replace(booking, units=ZERO, gross=_or(wanted.gross, _dividend(wanted, ground), "gross"))
    if wanted.kind == "split":
        units = _or(wanted.units, _split(wanted, ground), "units")
        return replace(booking, units=units, gross=ZERO, fee=ZERO)
    gross = wanted.gross if wanted.gross is not None else (booking.units * nav).quantize(CENT, ROUND_HALF_UP)
    return replace(booking, gross=gross)


def _or(given: Decimal | None, found: Decimal | None, field: str) -> Decimal:
    value = given if given is not None else found
    if value is None:
        raise bad_input(field, "required")
    return value


def _opened(wanted: Wanted, booking: Booking) -> Booking:
    """Of the lots of the time before: their units and costs together, where those are not given."""
    units = sum((Decimal(lot["units"]) for lot in wanted.lots), ZERO)
    cost = sum((Decimal(lot["cost"]) for lot in wanted.lots), ZERO)
    return replace(booking, units=_first(wanted.units, units), gross=_first(wanted.gross, cost))


def _first(given: Decimal | None, found: Decimal) -> Decimal:
    return found if given is None else given


def _bought(wanted: Wanted, booking: Booking, ground: _Ground) -> Booking:
    """Of money in: the fee by the terms of the day, and the units of what is left."""
    free = wanted.kind == "dividend_reinvested"
    gross = _or(wanted.gross, _dividend(wanted, ground) if free else None, "gross")
    rate, mode = (
        (ground.fees.subscription_rate, ground.fees.subscription_mode) if ground.fees else (ZERO, "outside")
    )
    worked = subscription(gross, ZERO if free else rate, mode, booking.nav, ground.product.units_places)
    fee = wanted.fee if wanted.fee is not None else worked.fee
    units = ((gross - fee) / booking.nav).quantize(_place(ground.product.units_places), ROUND_HALF_UP)
    return replace(booking, gross=gross, fee=fee, units=wanted.units if wanted.units is not None else units)


def _sold(wanted: Wanted, booking: Booking, ground: _Ground) -> Booking:
    """Of units out: their value, and the fee of each lot by the days it was held."""
    if wanted.units is None:
        raise bad_input("units", "required")
    gross = (
        wanted.gross
        if wanted.gross is not None
        else (wanted.units * booking.nav).quantize(CENT, ROUND_HALF_UP)
    )
    worked = _redemption_fee(wanted, booking.nav, ground) + wanted.performance_fee
    return replace(booking, gross=gross, fee=wanted.fee if wanted.fee is not None else min(worked, gross))


def _redemption_fee(wanted: Wanted, nav: Decimal, ground: _Ground) -> Decimal:
    """By the steps of the terms, first in, first out; a switch is free of it unless somebody says so."""
    if ground.fees is None or wanted.kind == "switch_out":
        return ZERO
    left, fee = wanted.units or ZERO, ZERO
    for lot in ground.held(wanted.on).lots:
        units = min(left, lot.units)
        fee += units * nav * redemption_rate(ground.fees.redemption_steps, (wanted.on - lot.opened_on).days)
        left -= units
    return fee.quantize(CENT, ROUND_HALF_UP)


def _dividend(wanted: Wanted, ground: _Ground) -> Decimal | None:
    """What the NAV of the day says was paid on the units of the morning."""
    if ground.published is None or not ground.published.dividend:
        return None
    units = _units_before(wanted, ground)
    return (ground.published.dividend * units).quantize(CENT, ROUND_HALF_UP)


def _split(wanted: Wanted, ground: _Ground) -> Decimal | None:
    if ground.published is None or ground.published.split == ONE:
        return None
    added = _units_before(wanted, ground) * (ground.published.split - ONE)
    return added.quantize(_place(ground.product.units_places), ROUND_HALF_UP)


def _units_before(wanted: Wanted, ground: _Ground) -> Decimal:
    return replay([row for row in ground.rows if row.date < wanted.on], ground.terms).units


def _place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _lot_changes(before: Position, after: Position, booking: Booking, own: UUID) -> list[LotChange]:
    """Lots whose units change, and those that come; of what goes out whether the lot was still locked."""
    there: Mapping[tuple[UUID, int], LotState] = {
        (lot.transaction_id, lot.ordinal): lot for lot in before.lots
    }
    taken: Collection[tuple[UUID, int]] = {
        (use.opened_by, use.ordinal) for use in after.uses if use.transaction_id == own
    }
    found = []
    for lot in after.lots:
        key = (lot.transaction_id, lot.ordinal)
        units = there[key].units if key in there else ZERO
        if lot.units == units:
            continue
        locked = key in taken and lot.unlock_on is not None and booking.on < lot.unlock_on
        found.append(LotChange(lot.opened_on, lot.unlock_on, units, lot.units, locked))
    return found


def _is_below_minimum(booking: Booking, ground: _Ground, *, held_before: bool) -> bool:
    if booking.kind not in SUBSCRIPTIONS:
        return False
    least = ground.product.further_minimum if held_before else ground.product.first_minimum
    return least is not None and booking.gross - booking.fee < least


def _cash(booking: Booking) -> Decimal:
    """What moves between the client and the raising account."""
    if booking.kind in SUBSCRIPTIONS:
        return booking.gross
    if booking.kind in {"redemption", "dividend"}:
        return booking.fee - booking.gross
    return ZERO


async def _ground(
    session: AsyncSession, client_id: UUID, product_id: UUID, share_class_id: UUID | None, on: date
) -> _Ground:
    product = await named(session, Product, product_id, "product")
    own = await named(session, ShareClass, share_class_id, "shareClass") if share_class_id else None
    if own is not None and own.product_id != product_id:
        raise bad_input("shareClass", "unknown")
    booking = Booking(client_id, product_id, "", on, ZERO, ONE, ZERO, share_class_id=share_class_id)
    published = await present_navs(session, {(booking.fund, on)})
    fees = terms_for(await terms_of(session, [product_id]), product_id, share_class_id, on)
    return _Ground(
        product,
        (own.currency if own is not None else None) or product.currency or HOME,
        published.get((booking.fund, on)),
        fees,
        (await fund_terms(session, [booking.fund]))[booking.fund],
        (await transactions_of(session, [booking.position]))[booking.position],
    )
