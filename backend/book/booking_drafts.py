"""A transaction to be written: what can be none, and the columns that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

from backend.book.exchange_rates import HOME
from backend.book.ledger import KINDS, OUTFLOWS, Transaction
from backend.book.product_fields import number_in
from backend.book.rebuild import FundKey, PositionKey
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7

CENT, ZERO = Decimal("0.01"), Decimal(0)
# Registrars round in ways of their own; more than this share off, one of the figures is wrong.
AMOUNTS_DIFFER: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Booking:
    """A transaction to be written; `ledger.Transaction` says what each field is.

    units: without sign, the kind gives it; only those of a split may be < 0. gross, fee, performance_fee: in the
    fund's currency, >= 0; net is gross - fee.
    """

    client_id: UUID
    product_id: UUID
    kind: str
    on: date
    units: Decimal
    nav: Decimal
    gross: Decimal
    fee: Decimal = ZERO
    performance_fee: Decimal = ZERO
    share_class_id: UUID | None = None
    lots: tuple[Mapping[str, Any], ...] = ()
    pair_id: UUID | None = None
    order_id: UUID | None = None
    reference: str | None = None
    known_at: datetime | None = None
    origin: Mapping[str, Any] | None = None

    @property
    def position(self) -> PositionKey:
        """The position it belongs to."""
        return PositionKey(self.client_id, self.product_id, self.share_class_id)

    @property
    def fund(self) -> FundKey:
        """What it is units of."""
        return FundKey(self.product_id, self.share_class_id)


def check_booking(booking: Booking, today: date) -> None:
    """Raises Refused(BAD_USER_INPUT) for a booking that can be no transaction, whatever it is of."""
    kind = booking.kind
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    if booking.on > today:
        raise bad_input("date", "future")
    most = Decimal(10) ** 12
    least = -most if kind == "split" else ZERO if kind == "dividend" else Decimal("0.000001")
    number_in("units", booking.units, least, ZERO if kind == "dividend" else most, 6)
    number_in("nav", booking.nav, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    number_in("gross", booking.gross, ZERO, Decimal(10) ** 15, 2)
    number_in("fee", booking.fee, ZERO, booking.gross, 2)
    number_in("performanceFee", booking.performance_fee, ZERO, booking.fee, 2)
    if kind == "split" and (booking.units == 0 or booking.gross):
        raise bad_input("units" if booking.units == 0 else "gross", "required")
    if booking.lots:
        _check_lots(booking)
    if _amounts_off(booking) > AMOUNTS_DIFFER:
        raise bad_input("gross", "amounts_differ")


def amounts_note(booking: Booking, units_places: int) -> bool:
    """Whether units times NAV is further from the amount than the rounding of units and cents explains."""
    worth, amount = _worth(booking)
    explained = booking.nav * Decimal(1).scaleb(-units_places) + CENT
    return amount is not None and abs(worth - amount) > explained


def _worth(booking: Booking) -> tuple[Decimal, Decimal | None]:
    """Units times NAV, and the amount it should be; None where there is none."""
    worth = booking.units * booking.nav
    if booking.kind in {"initial", "additional", "dividend_reinvested", "switch_in"}:
        return worth, booking.gross - booking.fee
    if booking.kind in OUTFLOWS:
        return worth, booking.gross
    return worth, None


def _amounts_off(booking: Booking) -> Decimal:
    worth, amount = _worth(booking)
    if amount is None or abs(worth - amount) <= 1:
        return ZERO
    return abs(worth - amount) / max(worth, amount)


def _check_lots(booking: Booking) -> None:
    if booking.kind not in {"opening", "transfer_in", "switch_in"}:
        raise bad_input("lots", "state")
    try:
        units = [Decimal(lot["units"]) for lot in booking.lots]
        costs = [Decimal(lot["cost"]) for lot in booking.lots]
        days = [date.fromisoformat(str(lot["opened_on"])) for lot in booking.lots]
        marks = [Decimal(lot["high_water"]) for lot in booking.lots if lot.get("high_water") is not None]
    except (KeyError, ValueError, TypeError, ArithmeticError):
        raise bad_input("lots", "lots_differ") from None
    if sum(units) != booking.units or min(costs) < 0 or min(units) <= 0:
        raise bad_input("lots", "lots_differ")
    if booking.kind == "opening" and sum(costs) != booking.gross:
        raise bad_input("lots", "lots_differ")
    if max(days) > booking.on:
        raise bad_input("lots", "future")
    for mark in marks:
        number_in("lots", mark, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    for number in units:
        number_in("lots", number, Decimal("0.000001"), Decimal(10) ** 12, 6)


def bare(booking: Booking | None) -> Booking | None:
    """A booking without where and when it was learned of: what two files may differ in."""
    return replace(booking, origin=None, known_at=None) if booking else None


def says_the_same(row: Transaction, booking: Booking) -> bool:
    """Whether a transaction is what a booking says."""
    gross = row.local_gross if row.local_gross is not None else row.gross
    fee = row.local_fee if row.local_fee is not None else row.fee
    stored = (
        row.client_id,
        row.product_id,
        row.share_class_id,
        row.kind,
        row.date,
        row.units,
        row.nav,
        gross,
        fee,
    )
    told = (
        *booking.position,
        booking.kind,
        booking.on,
        _signed(booking),
        booking.nav,
        booking.gross,
        booking.fee,
    )
    return stored == told


def columns_of(
    booking: Booking, currency: str, rate: Decimal, source: str, moment: datetime
) -> dict[str, Any]:
    """The columns of a new transaction."""
    foreign = currency != HOME
    gross, fee, performance = (
        _cents(value * rate) for value in (booking.gross, booking.fee, booking.performance_fee)
    )
    return {
        "id": uuid7(),
        **booking.position._asdict(),
        "kind": booking.kind,
        "date": booking.on,
        "units": _signed(booking),
        "nav": booking.nav,
        "gross": gross,
        "fee": fee,
        "performance_fee": performance,
        "net": gross - fee,
        "currency": currency,
        "rate": rate,
        "local_gross": booking.gross if foreign else None,
        "local_fee": booking.fee if foreign else None,
        "local_net": booking.gross - booking.fee if foreign else None,
        "lots": _told_lots(booking, rate) or None,
        "reverses_id": None,
        "pair_id": booking.pair_id,
        "order_id": booking.order_id,
        "reference": booking.reference,
        "known_at": booking.known_at or moment,
        "created_at": moment,
        "source": source,
        "origin": dict(booking.origin) if booking.origin else None,
    }


def _told_lots(booking: Booking, rate: Decimal) -> list[dict[str, str]]:
    """Lots as they are kept, cost in CNY. What is transferred has its cost in CNY already, from when it was bought."""
    names = ("opened_on", "units", "cost", "high_water", "unlock_on")
    told = [{name: str(lot[name]) for name in names if lot.get(name) is not None} for lot in booking.lots]
    if booking.kind == "opening" and rate != 1:
        left = _cents(booking.gross * rate)
        for lot in told[:-1]:
            cost = _cents(Decimal(lot["cost"]) * rate)
            lot["cost"], left = str(cost), left - cost
        told[-1]["cost"] = str(left)
    return told


def _signed(booking: Booking) -> Decimal:
    return -booking.units if booking.kind in OUTFLOWS else booking.units


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
