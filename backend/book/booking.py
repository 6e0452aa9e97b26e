"""Writing confirmed transactions: checked, appended, their lots and holdings and the clients' AUM brought into line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking_drafts import (
    Booking,
    amounts_note,
    bare,
    check_booking,
    columns_of,
    says_the_same,
)
from backend.book.bulk_rows import BulkRows
from backend.book.exchange_rates import HOME, flow_rates
from backend.book.ledger import INFLOWS, SUBSCRIPTIONS, FundOrder, Transaction
from backend.book.life_cycle import subscribed
from backend.book.money_events import TransactionConfirmed
from backend.book.orders import settle
from backend.book.positions import Position, ShortOfUnits, Terms, replay
from backend.book.products import Product, ShareClass
from backend.book.rebuild import (
    CHUNK,
    FundKey,
    PositionKey,
    fund_terms,
    lock_clients,
    maintain_aum,
    rebuild,
    transactions_of,
)
from backend.book.taken import Taken
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.errors import Code, Refused, bad_input

# Screens of so many clients are told at once; of more, they read again by themselves.
_BELLS: Final = 50


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
    return await transaction_called(session, taken.added[0])


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
        number: columns_of(booking, known.currency(booking), rates[number], source, moment)
        for number, booking in sound.items()
    }
    positions = await _fitting(session, taken, sound, rows)
    await _append(session, taken, sound, rows)
    await rebuild(session, positions, positions)
    for number in rows:
        order_id = sound[number].order_id
        if order_id is not None:
            await settle(
                session,
                known.orders[order_id],
                "confirmed",
                paid=sound[number].gross if sound[number].kind in SUBSCRIPTIONS else None,
                evidence={"transaction": str(rows[number]["id"])},
            )
        if amounts_note(sound[number], known.products[sound[number].product_id].units_places):
            taken.note(number, "amounts_differ")
    clients = {sound[number].client_id for number in rows}
    await maintain_aum(session, clients)
    await subscribed(
        session, {row["client_id"]: row["id"] for row in rows.values() if row["kind"] in INFLOWS}
    )
    for client_id in sorted(clients) if len(clients) <= _BELLS else ():
        strike(session, "client", str(client_id))
    return taken


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
    products, clients = await hold(
        session, {booking.product_id for booking in bookings}, {booking.client_id for booking in bookings}
    )
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


async def hold(
    session: AsyncSession, product_ids: Collection[UUID], client_ids: Collection[UUID]
) -> tuple[dict[UUID, Product], list[UUID]]:
    """Funds and clients of a change, kept as they are until commit; those that are there.

    Funds first, as whoever publishes a NAV does, so that nobody waits for each other in a circle.
    """
    products = await _share_products(session, product_ids)
    return products, await lock_clients(session, client_ids, living=True)


async def _share_products(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Product]:
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
    there = await bearers_of(session, [b.reference for b in sound.values() if b.reference])
    seen: dict[str, Booking] = {}
    for number, booking in list(sound.items()):
        if booking.reference is None:
            continue
        (name, stored), earlier = there[booking.reference], seen.get(booking.reference)
        if stored is None and earlier is None:
            seen[booking.reference] = booking
            sound[number] = replace(booking, reference=name)
            continue
        del sound[number]
        same = says_the_same(stored, booking) if stored is not None else bare(earlier) == bare(booking)
        if same:
            taken.unchanged += 1
        else:
            taken.refuse(number, bad_input("reference", "differs"))


async def bearers_of(
    session: AsyncSession, references: Collection[str]
) -> dict[str, tuple[str, Transaction | None]]:
    """The name under which each reference is written, and the transaction that bears it now (None: nobody does).

    A reference whose transaction was reversed is free again: the next one bears it with a number, `TA1 (2)`.
    """
    found: dict[str, tuple[str, Transaction | None]] = {}
    asked, number = {reference: reference for reference in references}, 1
    while asked:
        rows = await _referenced(session, sorted(asked))
        reversed_ = await _reversed(session, [row.id for row in rows.values()])
        number += 1
        following = {}
        for name, reference in asked.items():
            row = rows.get(name)
            if row is not None and row.id in reversed_:
                following[f"{reference} ({number})"] = reference
            else:
                found[reference] = (name, row)
        asked = following
    return found


async def _referenced(session: AsyncSession, references: Sequence[str]) -> dict[str, Transaction]:
    found: dict[str, Transaction] = {}
    for start in range(0, len(references), CHUNK):
        rows = await session.scalars(
            select(Transaction).where(
                Transaction.firm_id == session.info["firm_id"],
                Transaction.reference.in_(references[start : start + CHUNK]),
            )
        )
        found |= {row.reference or "": row for row in rows}
    return found


async def _reversed(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    if not ids:
        return set()
    rows = await session.scalars(
        select(Transaction.reverses_id).where(
            Transaction.firm_id == session.info["firm_id"], Transaction.reverses_id.in_(ids)
        )
    )
    return {id for id in rows if id is not None}


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
    await append(session, rows.values())
    for number, row in rows.items():
        taken.add(number, row["id"])


async def append(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert transactions, with their audit rows and events."""
    bulk = BulkRows(session)
    for row in rows:
        bulk.add(Transaction, **{key: value for key, value in row.items() if key != "firm_id"})
        bulk.happened(
            TransactionConfirmed(
                row["id"], row["client_id"], row["product_id"], row["kind"], row["reverses_id"] is not None
            )
        )
    await bulk.write()


async def transaction_called(session: AsyncSession, id: UUID) -> Transaction:
    """The transaction with an id. Raises Refused(NOT_FOUND)."""
    row: Transaction | None = await session.scalar(
        select(Transaction).where(Transaction.firm_id == session.info["firm_id"], Transaction.id == id)
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return row
