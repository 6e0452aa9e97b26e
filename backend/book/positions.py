"""One position (a client's units of one fund or share class) replayed from its transactions: pure, deterministic.

Lots are used first in, first out. Of a transaction and its reversal that are both told neither ever was, so the same
function answers "as known then" and "as known now" by what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any, Final, Protocol
from uuid import UUID

from backend.book.ledger import INFLOWS, OUTFLOWS

CENT, UNIT, NAV_UNIT = Decimal("0.01"), Decimal("0.000001"), Decimal("0.00000001")
ZERO: Final = Decimal(0)
SOLD: Final = ("redemption", "switch_out")
# Of one day: a split counts the units of the morning, a dividend those without the day's purchases.
_RANK: Final = {"opening": 0, "split": 1, "dividend": 2, "performance_fee": 4} | dict.fromkeys(OUTFLOWS, 5)


class Booked(Protocol):
    """What is read of a transaction; `ledger.Transaction` says what each is."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def date(self) -> date: ...  # noqa: D102
    @property
    def units(self) -> Decimal: ...  # noqa: D102
    @property
    def nav(self) -> Decimal: ...  # noqa: D102
    @property
    def gross(self) -> Decimal: ...  # noqa: D102
    @property
    def performance_fee(self) -> Decimal: ...  # noqa: D102
    @property
    def net(self) -> Decimal: ...  # noqa: D102
    @property
    def lots(self) -> list[Any] | None: ...  # noqa: D102
    @property
    def reverses_id(self) -> UUID | None: ...  # noqa: D102
    @property
    def known_at(self) -> datetime: ...  # noqa: D102


class ShortOfUnits(ValueError):
    """More units went out than were there. transaction_id: of what took them; missing: how many."""

    def __init__(self, transaction_id: UUID, on: date, missing: Decimal) -> None:
        super().__init__(f"{missing} units are missing on {on}")
        self.transaction_id, self.on, self.missing = transaction_id, on, missing


@dataclass(frozen=True, slots=True)
class Payout:
    """What a fund paid out of its NAV on a day: cash a unit, and units for one."""

    on: date
    dividend: Decimal = ZERO
    split: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fund says about positions in it. lock_up_days: of a purchase; payouts: all, in any order."""

    lock_up_days: int = 0
    payouts: tuple[Payout, ...] = ()

    def cumulative(self, on: date, nav: Decimal) -> Decimal:
        """The cumulative NAV of a day with this unit NAV: what a first unit became, with its dividends."""
        units, paid = Decimal(1), ZERO
        for payout in self._until(on):
            paid += payout.dividend * units
            units *= payout.split
        return (nav * units + paid).quantize(NAV_UNIT, ROUND_HALF_UP)

    def units_for_one(self, on: date) -> Decimal:
        """How many units one first unit became by splits."""
        units = Decimal(1)
        for payout in self._until(on):
            units *= payout.split
        return units

    def _until(self, on: date) -> list[Payout]:
        return sorted((payout for payout in self.payouts if payout.on <= on), key=lambda payout: payout.on)


@dataclass(slots=True)
class LotState:
    """A lot as it stands; see `ledger.Lot`."""

    transaction_id: UUID
    ordinal: int
    opened_on: date
    units_opened: Decimal
    cost_opened: Decimal
    units: Decimal
    cost: Decimal
    high_water: Decimal
    unlock_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Units taken out of the lot (opened_by, ordinal); see `ledger.LotUse`."""

    transaction_id: UUID
    opened_by: UUID
    ordinal: int
    on: date
    units: Decimal
    cost: Decimal
    proceeds: Decimal | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units and cost held during [valid_from, valid_to)."""

    valid_from: date
    units: Decimal
    cost: Decimal
    valid_to: date | None = None


@dataclass(slots=True)
class Position:
    """A position at the end of its transactions.

    dividends: CNY, net, cash and reinvested; invested: CNY ever paid for lots, not out of dividends;
    lots in the order they are used.
    """

    lots: list[LotState] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    dividends: Decimal = ZERO
    invested: Decimal = ZERO

    @property
    def units(self) -> Decimal:
        """Units held."""
        return sum((lot.units for lot in self.lots), ZERO)

    @property
    def cost(self) -> Decimal:
        """CNY paid for the units held."""
        return sum((lot.cost for lot in self.lots), ZERO)

    @property
    def realised(self) -> Decimal:
        """CNY gained by what was sold: proceeds less cost."""
        return sum((use.proceeds - use.cost for use in self.uses if use.proceeds is not None), ZERO)


def effective(entries: Iterable[Booked]) -> list[Booked]:
    """Entries without reversals and what they reverse, in the order in which they count."""
    told = list(entries)
    ids = {entry.id for entry in told}
    undone = {entry.reverses_id for entry in told if entry.reverses_id in ids}
    left = [entry for entry in told if entry.id not in undone and entry.reverses_id is None]
    return sorted(left, key=lambda e: (e.date, _RANK.get(e.kind, 3), e.known_at, e.id))


PLAIN: Final = Terms()


def replay(entries: Iterable[Booked], terms: Terms = PLAIN, *, strict: bool = True) -> Position:
    """The position that the entries of one client and fund add up to.

    Raises ShortOfUnits; not strict, for what was known at a time when some of it was not: takes what is there.
    """
    position = Position()
    for day, group in groupby(effective(entries), key=lambda entry: entry.date):
        for entry in group:
            try:
                _apply(position, entry, terms)
            except ShortOfUnits:
                if strict:
                    raise
        _mark(position, day)
    return position


def _apply(position: Position, entry: Booked, terms: Terms) -> None:
    if entry.kind in INFLOWS:
        _bring(position, entry, terms)
    elif entry.kind == "split":
        _split(position, entry)
    elif entry.kind == "dividend":
        position.dividends += entry.net
        if entry.performance_fee:
            _raise_marks(position.lots, terms.cumulative(entry.date, entry.nav))
    elif entry.kind == "performance_fee":
        _charge(position, entry, terms)
    else:
        _take(position, entry)


def _bring(position: Position, entry: Booked, terms: Terms) -> None:
    """Open the lots of units that come in."""
    here = terms.cumulative(entry.date, entry.nav)
    free = entry.kind == "dividend_reinvested"
    brought = entry.lots or [{"opened_on": entry.date, "units": entry.units, "cost": entry.gross}]
    for ordinal, told in enumerate(brought):
        opened, units, cost = _day(told["opened_on"]), Decimal(told["units"]), Decimal(told["cost"])
        until = opened + timedelta(days=terms.lock_up_days) if terms.lock_up_days and not free else None
        position.lots.append(
            LotState(
                entry.id,
                ordinal,
                opened,
                units,
                cost,
                units,
                cost,
                Decimal(told.get("high_water") or here),
                _day(told["unlock_on"]) if told.get("unlock_on") else until,
            )
        )
        position.invested += ZERO if free else cost
    if free:
        position.dividends += entry.net
    position.lots.sort(key=lambda lot: lot.opened_on)  # stable: of one day in the order they came


def _take(position: Position, entry: Booked) -> None:
    """Use lots up, oldest first; what they bring in is shared out by units."""
    wanted = -entry.units
    left, money_left = wanted, entry.net
    for lot in _open(position.lots):
        units = min(left, lot.units)
        if units <= 0:
            break
        cost = lot.cost if units == lot.units else _part(lot.cost, units, lot.units)
        last = units == left
        proceeds = money_left if last else _part(entry.net, units, wanted)
        sold = entry.kind in SOLD
        position.uses.append(
            Use(
                entry.id, lot.transaction_id, lot.ordinal, entry.date, units, cost, proceeds if sold else None
            )
        )
        lot.units, lot.cost = lot.units - units, lot.cost - cost
        lot.closed_on = entry.date if lot.units == 0 else None
        left, money_left = left - units, money_left - proceeds
    if left > 0:
        raise ShortOfUnits(entry.id, entry.date, left)


def _charge(position: Position, entry: Booked, terms: Terms) -> None:
    """Take a performance fee in units from all lots alike; what was paid for them stays."""
    lots, total, wanted = _open(position.lots), position.units, -entry.units
    shares = [_floor(wanted * lot.units / total) for lot in lots]
    rest = wanted - sum(shares, ZERO)
    largest = max(range(len(lots)), key=lambda n: lots[n].units, default=None)
    if largest is None or shares[largest] + rest >= lots[largest].units:
        raise ShortOfUnits(entry.id, entry.date, wanted - total)
    shares[largest] += rest
    for lot, units in zip(lots, shares, strict=True):
        if units:
            use = Use(entry.id, lot.transaction_id, lot.ordinal, entry.date, units, ZERO, None)
            position.uses.append(use)
        lot.units -= units
    _raise_marks(lots, terms.cumulative(entry.date, entry.nav))


def _split(position: Position, entry: Booked) -> None:
    """Spread the units that a split adds over the lots, so that they add up to what the registrar says."""
    lots, before = _open(position.lots), position.units
    after = before + entry.units
    if not before or after <= 0:
        raise ShortOfUnits(entry.id, entry.date, abs(entry.units))
    for lot in lots:
        lot.units_opened = (lot.units_opened * after / before).quantize(UNIT, ROUND_HALF_UP)
        lot.units = _floor(lot.units * after / before)
    # What rounding down left over goes to the youngest, and so does the cost of a lot that became nothing.
    youngest = lots[-1]
    youngest.units += after - position.units
    for lot in lots[:-1]:
        if not lot.units:
            youngest.cost, lot.cost, lot.closed_on = youngest.cost + lot.cost, ZERO, entry.date


def _raise_marks(lots: Sequence[LotState], cumulative: Decimal) -> None:
    """A fee was paid up to this cumulative NAV."""
    for lot in lots:
        lot.high_water = max(lot.high_water, cumulative)


def _mark(position: Position, day: date) -> None:
    """Close the stretch before and open one with what is held at the end of the day, if that changed."""
    units, cost = position.units, position.cost
    last = position.stretches[-1] if position.stretches else None
    if last is not None and last.valid_to is None:
        if (last.units, last.cost) == (units, cost):
            return
        position.stretches[-1] = replace(last, valid_to=day)
    if units:
        position.stretches.append(Stretch(day, units, cost))


def carried(uses: Iterable[Use], lots: Sequence[LotState]) -> list[dict[str, str]]:
    """What a transfer takes along of the lots it used: as `Transaction.lots` keeps it."""
    by_key = {(lot.transaction_id, lot.ordinal): lot for lot in lots}
    found = []
    for use in uses:
        lot = by_key[use.opened_by, use.ordinal]
        told = {
            "opened_on": lot.opened_on.isoformat(),
            "units": str(use.units),
            "cost": str(use.cost),
            "high_water": str(lot.high_water),
        }
        found.append(told | ({"unlock_on": lot.unlock_on.isoformat()} if lot.unlock_on else {}))
    return found


def _open(lots: Iterable[LotState]) -> list[LotState]:
    return [lot for lot in lots if lot.units > 0]


def _part(money: Decimal, units: Decimal, of: Decimal) -> Decimal:
    return (money * units / of).quantize(CENT, ROUND_HALF_UP)


def _floor(value: Decimal) -> Decimal:
    return value.quantize(UNIT, ROUND_DOWN)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
