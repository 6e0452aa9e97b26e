"""Writing confirmed transactions: checked, appended, their lots and holdings and the clients' AUM brought into line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.events import TransactionConfirmed
from backend.book.exchange_rates import HOME, flow_rates
from backend.book.ledger import KINDS, OUTFLOWS, Transaction
from backend.book.orders import FundOrder, settle
from backend.book.positions import Position, ShortOfUnits, Terms, replay
from backend.book.product_fields import number_in
from backend.book.products import Product
from backend.book.rebuild import (
    CHUNK,
    FundKey,
    PositionKey,
    fund_terms,
    maintain_aum,
    rebuild,
    transactions_of,
)
from backend.book.share_classes import ShareClass
from backend.book.taken import Taken
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7

CENT, ZERO = Decimal("0.01"), Decimal(0)
# Registrars round in ways of their own; more than this share off, one of the figures is wrong.
AMOUNTS_DIFFER: Final = Decimal("0.01")
# Screens of so many clients are told at once; of more, they read again by themselves.
_BELLS: Final = 50


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


@dataclass(frozen=True, slots=True)
class _Known:
    """What bookings refer to: rows that are there, by id."""

    clients: frozenset[UUID]
    products: Mapping[UUID, Product]
    classes: Mapping[UUID, ShareClass]
    orders: Mapping[UUID, FundOrder]

    def currency(self, booking: Booking) -> str:
        own = self.classes[booking.share_class_id].currency if booking.share_class_id else None
        return own or self.products[booking.product_id].currency


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
    except (KeyError, ValueError, TypeError, ArithmeticError):
        raise bad_input("lots", "lots_differ") from None
    if sum(units) != booking.units or min(costs) < 0 or min(units) <= 0:
        raise bad_input("lots", "lots_differ")
    if booking.kind == "opening" and sum(costs) != booking.gross:
        raise bad_input("lots", "lots_differ")
    if max(days) > booking.on:
        raise bad_input("lots", "future")


async def confirm(session: AsyncSession, booking: Booking, *, source: str = "manual") -> Transaction:
    """Write one confirmed transaction.

    Raises Refused(BAD_USER_INPUT): unknown rows, figures that are none or do not fit each other, a missing exchange
    rate, more units out than there are on some day (units_short), a reference that is taken.
    """
    taken = await book(session, [booking], source=source)
    if taken.refused:
        raise Refused(Code.BAD_USER_INPUT, **taken.refused[0].params)
    if not taken.added:
        raise bad_input("reference", "taken")
    return await _transaction(session, taken.added[0])


async def book(session: AsyncSession, bookings: Sequence[Booking], *, source: str) -> Taken:
    """Write many; each is taken in or refused by itself, and what is there already by its reference changes nothing.

    A reference that is there with other figures is refused (`differs`): the ledger is appended to, so the old row
    has to be reversed first. Of several that take out more than there is, the last ones are refused.
    """
    taken = Taken()
    known = await _known(session, bookings)
    sound = _sound(taken, bookings, known)
    await _drop_known(session, taken, sound)
    rates = await _rates(session, taken, sound, known)
    moment = now()
    rows = {
        number: _row(booking, known.currency(booking), rates[number], source, moment)
        for number, booking in sound.items()
    }
    positions = await _fitting(session, taken, sound, rows)
    await _append(session, taken, sound, rows)
    await rebuild(session, positions, positions)
    for number in rows:
        order_id = sound[number].order_id
        if order_id is not None:
            await settle(session, known.orders[order_id], "confirmed")
        if amounts_note(sound[number], known.products[sound[number].product_id].units_places):
            taken.note(number, "amounts_differ")
    clients = {sound[number].client_id for number in rows}
    await maintain_aum(session, clients)
    for client_id in sorted(clients) if len(clients) <= _BELLS else ():
        await strike(session, "client", str(client_id))
    return taken


async def reverse(session: AsyncSession, id: UUID, on: date | None = None) -> list[Transaction]:
    """Take a transaction back by a new row with the opposite signs, dated `on` (default today).

    Of a switch or transfer both sides are taken back. The reason is the change's. Raises Refused: NOT_FOUND;
    BAD_USER_INPUT for a reversal, one reversed already, a day before its own, or units that are gone by now.
    """
    day = on or business_date()
    first = await _transaction(session, id)
    sides = await _both_sides(session, first)
    if any(row.reverses_id is not None for row in sides) or await _reversed(session, sides):
        raise bad_input("id", "state")
    if day < max(row.date for row in sides):
        raise bad_input("date", "order")
    if day > business_date():
        raise bad_input("date", "future")
    await _lock_clients(session, {row.client_id for row in sides})
    await _share_products(session, {row.product_id for row in sides})
    moment = now()
    rows = {n: _opposite(row, day, moment) for n, row in enumerate(sides)}
    keys = {PositionKey(row.client_id, row.product_id, row.share_class_id) for row in sides}
    told = await transactions_of(session, keys)
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in keys})
    try:
        positions = {
            key: replay(
                [*told[key], *(Transaction(**r) for r in rows.values() if _of(r) == key)],
                terms[FundKey(*key[1:])],
            )
            for key in keys
        }
    except ShortOfUnits as short:
        raise bad_input("id", "units_short", value=short.on.isoformat()) from short
    await _insert(session, rows.values())
    await rebuild(session, positions, positions)
    clients = {row.client_id for row in sides}
    await maintain_aum(session, clients)
    for client_id in sorted(clients):
        await strike(session, "client", str(client_id))
    return [await _transaction(session, row["id"]) for row in rows.values()]


def _sound(taken: Taken, bookings: Sequence[Booking], known: _Known) -> dict[int, Booking]:
    """Bookings that are well-formed and refer to rows that are there, by their place."""
    today, found = business_date(), {}
    for number, booking in enumerate(bookings):
        try:
            check_booking(booking, today)
            _check_known(booking, known)
        except Refused as refusal:
            taken.refuse(number, refusal)
        else:
            found[number] = booking
    return found


def _check_known(booking: Booking, known: _Known) -> None:
    if booking.client_id not in known.clients:
        raise bad_input("client", "unknown")
    if booking.product_id not in known.products:
        raise bad_input("product", "unknown")
    own = known.classes.get(booking.share_class_id) if booking.share_class_id else None
    if booking.share_class_id and (own is None or own.product_id != booking.product_id):
        raise bad_input("shareClass", "unknown")
    order = known.orders.get(booking.order_id) if booking.order_id else None
    if booking.order_id and (
        order is None or (order.client_id, order.product_id) != (booking.client_id, booking.product_id)
    ):
        raise bad_input("order", "unknown")


async def _known(session: AsyncSession, bookings: Sequence[Booking]) -> _Known:
    """Rows that bookings refer to. Clients stay locked: two bookings of one position wait for each other."""
    firm_id = session.info["firm_id"]
    clients = await _lock_clients(session, {booking.client_id for booking in bookings})
    products = await _share_products(session, {booking.product_id for booking in bookings})
    classes = await session.scalars(
        select(ShareClass).where(ShareClass.firm_id == firm_id, ShareClass.product_id.in_(products))
    )
    wanted = {booking.order_id for booking in bookings if booking.order_id}
    orders = (
        list(
            await session.scalars(
                select(FundOrder)
                .where(FundOrder.firm_id == firm_id, FundOrder.id.in_(wanted))
                .with_for_update()
            )
        )
        if wanted
        else []
    )
    return _Known(
        frozenset(clients), products, {row.id: row for row in classes}, {row.id: row for row in orders}
    )


async def _lock_clients(session: AsyncSession, ids: set[UUID]) -> list[UUID]:
    found: list[UUID] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        found += await session.scalars(
            select(Client.id)
            .where(Client.firm_id == session.info["firm_id"], Client.id.in_(ordered[start : start + CHUNK]))
            .order_by(Client.id)
            .with_for_update(key_share=True)
        )
    return found


async def _share_products(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Product]:
    """Funds, shared until commit: a NAV that is published meanwhile waits, so that it values what is booked here."""
    rows = await session.scalars(
        select(Product)
        .where(Product.firm_id == session.info["firm_id"], Product.id.in_(ids))
        .order_by(Product.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


async def _drop_known(session: AsyncSession, taken: Taken, sound: dict[int, Booking]) -> None:
    """Leave out what is there already by its reference, also earlier among the same bookings."""
    references = sorted({booking.reference for booking in sound.values() if booking.reference})
    there: dict[str, Transaction] = {}
    for start in range(0, len(references), CHUNK):
        rows = await session.scalars(
            select(Transaction).where(
                Transaction.firm_id == session.info["firm_id"],
                Transaction.reference.in_(references[start : start + CHUNK]),
            )
        )
        there |= {row.reference or "": row for row in rows}
    seen: dict[str, Booking] = {}
    for number, booking in list(sound.items()):
        if booking.reference is None:
            continue
        stored, earlier = there.get(booking.reference), seen.get(booking.reference)
        if stored is None and earlier is None:
            seen[booking.reference] = booking
            continue
        del sound[number]
        same = _says_the_same(stored, booking) if stored is not None else _bare(earlier) == _bare(booking)
        if same:
            taken.unchanged += 1
        else:
            taken.refuse(number, bad_input("reference", "differs"))


def _bare(booking: Booking | None) -> Booking | None:
    return replace(booking, origin=None, known_at=None) if booking else None


def _says_the_same(row: Transaction, booking: Booking) -> bool:
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


async def _rates(
    session: AsyncSession, taken: Taken, sound: dict[int, Booking], known: _Known
) -> dict[int, Decimal]:
    """The exchange rate of each booking; those without one are refused."""
    found: dict[int, Decimal] = {}
    for number, booking in list(sound.items()):
        currency = known.currency(booking)
        if currency == HOME:
            found[number] = Decimal(1)
            continue
        try:
            found[number] = (await flow_rates(session, [(currency, booking.on)]))[currency, booking.on]
        except Refused as refusal:
            taken.refuse(number, refusal)
            del sound[number]
    return found


async def _fitting(
    session: AsyncSession, taken: Taken, sound: dict[int, Booking], rows: dict[int, dict[str, Any]]
) -> dict[PositionKey, Position]:
    """The positions with the new rows; rows that take out more than there is are refused and left out."""
    groups: dict[PositionKey, list[int]] = defaultdict(list)
    for number in rows:
        groups[sound[number].position].append(number)
    told = await transactions_of(session, groups.keys())
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in groups})
    found = {}
    for key, numbers in groups.items():
        position, refused = _longest(
            told[key], {n: Transaction(**rows[n]) for n in numbers}, terms[FundKey(*key[1:])]
        )
        for number, short in refused.items():
            taken.refuse(number, bad_input("units", "units_short", value=short.on.isoformat()))
            del rows[number]
        found[key] = position
    return found


def _longest(
    there: Sequence[Transaction], new: dict[int, Transaction], terms: Terms
) -> tuple[Position, dict[int, ShortOfUnits]]:
    """The position with as many of the new transactions as fit, and those that do not, with the reason."""
    refused: dict[int, ShortOfUnits] = {}
    while True:
        try:
            return replay([*there, *new.values()], terms), refused
        except ShortOfUnits as short:
            # Who came last gives way: the one that fell short, or the last new one that took out before it.
            takers = [
                number
                for number, row in new.items()
                if row.id == short.transaction_id or (row.date <= short.on and row.units < 0)
            ]
            if not takers:
                raise
            number = next((n for n in takers if new[n].id == short.transaction_id), takers[-1])
            refused[number] = short
            del new[number]


async def _append(
    session: AsyncSession, taken: Taken, sound: Mapping[int, Booking], rows: Mapping[int, dict[str, Any]]
) -> None:
    await _insert(session, rows.values())
    for number, row in rows.items():
        taken.add(number, row["id"])


async def _insert(session: AsyncSession, rows: Any) -> None:
    bulk = BulkRows(session)
    for row in rows:
        bulk.add(Transaction, **{key: value for key, value in row.items() if key != "firm_id"})
        bulk.happened(
            TransactionConfirmed(
                row["id"], row["client_id"], row["product_id"], row["kind"], row["reverses_id"] is not None
            )
        )
    await bulk.write()


def _row(booking: Booking, currency: str, rate: Decimal, source: str, moment: datetime) -> dict[str, Any]:
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


def _opposite(row: Transaction, on: date, moment: datetime) -> dict[str, Any]:
    """The columns of a reversal."""
    same = (
        "client_id",
        "product_id",
        "share_class_id",
        "kind",
        "nav",
        "currency",
        "rate",
        "pair_id",
        "order_id",
    )
    turned = ("units", "gross", "fee", "performance_fee", "net", "local_gross", "local_fee", "local_net")
    columns: dict[str, Any] = {name: getattr(row, name) for name in same}
    for name in turned:
        value = getattr(row, name)
        columns[name] = None if value is None else -value
    return {
        "id": uuid7(),
        **columns,
        "date": on,
        "lots": None,
        "reverses_id": row.id,
        "reference": None,
        "known_at": moment,
        "created_at": moment,
        "source": "manual",
        "origin": None,
    }


def _of(row: Mapping[str, Any]) -> PositionKey:
    return PositionKey(row["client_id"], row["product_id"], row["share_class_id"])


async def _transaction(session: AsyncSession, id: UUID) -> Transaction:
    row: Transaction | None = await session.scalar(
        select(Transaction).where(Transaction.firm_id == session.info["firm_id"], Transaction.id == id)
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return row


async def _both_sides(session: AsyncSession, row: Transaction) -> list[Transaction]:
    if row.pair_id is None or row.reverses_id is not None:
        return [row]
    found = await session.scalars(
        select(Transaction)
        .where(
            Transaction.firm_id == session.info["firm_id"],
            Transaction.pair_id == row.pair_id,
            Transaction.reverses_id.is_(None),
        )
        .order_by(Transaction.id)
    )
    return list(found)


async def _reversed(session: AsyncSession, rows: Sequence[Transaction]) -> bool:
    found = await session.scalar(
        select(Transaction.id)
        .where(
            Transaction.firm_id == session.info["firm_id"],
            Transaction.reverses_id.in_([row.id for row in rows]),
        )
        .limit(1)
    )
    return found is not None


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
