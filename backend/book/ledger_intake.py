"""Checked rows of files become ledger rows: transactions, the registrar's confirmations, funds, NAVs.

Every row has a natural key, so a file that comes twice changes nothing the second time. Whoever reads the file has
found the client already; funds are named by their code here, or by that of a share class.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking import bearers_of, book
from backend.book.booking_drafts import Booking, says_the_same
from backend.book.ledger import OUTFLOWS, FundOrder, Transaction
from backend.book.nav_points import NavRow, publish_many
from backend.book.order_states import ENDED
from backend.book.orders import settle
from backend.book.product_changes import create_product, update_product
from backend.book.product_fields import PRODUCT_FIELDS, checked
from backend.book.products import NavPoint, Product, ShareClass
from backend.book.rebuild import FundKey
from backend.book.taken import Taken
from backend.platform.errors import Refused, bad_input

CENT = Decimal("0.01")
MADE = "row "
"""How references begin that are made of what a row says."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A transaction of a sheet, in the fund's currency; `booking.Booking` says what each field is.

    nav: None takes the published one of the day; gross: None takes units x NAV plus the fee of a subscription;
    reference: None is filled by `keyed`.
    """

    client_id: UUID
    product_code: str
    kind: str
    on: date
    units: Decimal
    nav: Decimal | None = None
    gross: Decimal | None = None
    fee: Decimal = Decimal(0)
    performance_fee: Decimal = Decimal(0)
    reference: str | None = None
    lots: tuple[Mapping[str, Any], ...] = ()
    known_at: datetime | None = None
    origin: Mapping[str, Any] | None = None


def keyed(rows: Iterable[LedgerRow], seen: Counter[str] | None = None) -> list[LedgerRow]:
    """The rows of a whole file, those without a reference with one made of what they say.

    Of rows that say the same the second, third, … get keys of their own: two equal purchases of a day are two, and
    the same file read again gives the same keys. seen: how often each was said before these rows, counted on.
    """
    seen = Counter() if seen is None else seen
    found = []
    for row in rows:
        if row.reference is None:
            said = astuple(replace(row, origin=None, known_at=None))
            digest = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
            seen[digest] += 1
            row = replace(row, reference=f"{MADE}{digest} {seen[digest]}")  # noqa: PLW2901  the row with its key
        found.append(row)
    return found


async def take_transactions(
    session: AsyncSession, rows: Sequence[LedgerRow], *, source: str = "import"
) -> Taken:
    """Write the transactions of a sheet; rows refused and known ones are told (`booking.book`)."""
    taken = Taken()
    funds = await funds_by_code(session, {row.product_code for row in rows})
    navs = await _navs(session, [(funds.get(r.product_code), r.on) for r in rows if r.nav is None])
    bookings: dict[int, Booking] = {}
    for number, row in enumerate(rows):
        try:
            bookings[number] = _booking(row, funds, navs)
        except Refused as refusal:
            taken.refuse(number, refusal)
    _merge(taken, await book(session, list(bookings.values()), source=source), list(bookings))
    return taken


async def bearers_of_rows(
    session: AsyncSession, rows: Sequence[LedgerRow]
) -> dict[int, tuple[Transaction, bool]]:
    """Transactions that bear the references of rows, by the row's place, and whether they say the same."""
    funds = await funds_by_code(session, {row.product_code for row in rows})
    navs = await _navs(session, [(funds.get(r.product_code), r.on) for r in rows if r.nav is None])
    there = await bearers_of(session, {row.reference for row in rows if row.reference})
    found = {}
    for number, row in enumerate(rows):
        stored = there[row.reference][1] if row.reference else None
        if stored is not None:
            try:
                same = says_the_same(stored, _booking(row, funds, navs))
            except Refused:
                same = False
            found[number] = stored, same
    return found


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """A line of the registrar's confirmation file. application: our application number; confirmed: or rejected."""

    application: str | None
    confirmed: bool
    row: LedgerRow


async def take_confirmations(session: AsyncSession, rows: Sequence[ConfirmationRow]) -> Taken:
    """Take the registrar's file in: confirmed lines become transactions, orders end as confirmed or rejected.

    A line without a confirmation number is refused (required). Notes: `order_unknown` for an application number that
    nobody knows, `order_differs` when the order is another client's or fund's: the transaction is written, the order
    stays as it is.
    """
    taken = Taken()
    numbers = {row.application for row in rows if row.application}
    orders = {
        order.reference: order
        for order in await session.scalars(
            select(FundOrder).where(
                FundOrder.firm_id == session.info["firm_id"], FundOrder.reference.in_(numbers)
            )
        )
    }
    funds = await funds_by_code(session, {row.row.product_code for row in rows})
    navs = await _navs(
        session, [(funds.get(r.row.product_code), r.row.on) for r in rows if r.row.nav is None]
    )
    bookings: dict[int, Booking] = {}
    for number, line in enumerate(rows):
        order = orders.get(line.application) if line.application else None
        if line.application and order is None:
            taken.note(number, "order_unknown")
        try:
            if not line.confirmed:
                await _reject(session, order)
                taken.unchanged += 1
                continue
            if not line.row.reference:
                raise bad_input("reference", "required")
            made = _booking(line.row, funds, navs)
        except Refused as refusal:
            taken.refuse(number, refusal)
            continue
        if order is not None and (order.client_id, order.product_id) != made.position[:2]:
            taken.note(number, "order_differs")
            order = None
        bookings[number] = replace(made, order_id=order.id) if order is not None else made
    _merge(taken, await book(session, list(bookings.values()), source="registrar"), list(bookings))
    return taken


async def _reject(session: AsyncSession, order: FundOrder | None) -> None:
    if order is not None and order.state not in ENDED:
        await settle(session, order, "rejected")


@dataclass(frozen=True, slots=True)
class NavSheetRow:
    """A NAV of a sheet."""

    product_code: str
    on: date
    unit: Decimal
    cumulative: Decimal | None = None
    dividend: Decimal = Decimal(0)
    split: Decimal = Decimal(1)
    published_at: datetime | None = None
    origin: Mapping[str, Any] | None = None


async def take_navs(session: AsyncSession, rows: Sequence[NavSheetRow], *, source: str = "import") -> Taken:
    """Publish the NAVs of a sheet (`nav_points.publish_many`)."""
    taken = Taken()
    funds = await funds_by_code(session, {row.product_code for row in rows})
    known: dict[int, NavRow] = {}
    for number, row in enumerate(rows):
        fund = funds.get(row.product_code.strip())
        if fund is None:
            taken.refuse(number, bad_input("product", "unknown"))
            continue
        known[number] = NavRow(
            *(fund.product_id, row.on, row.unit, row.dividend, row.split, row.cumulative),
            share_class_id=fund.share_class_id,
            published_at=row.published_at,
            origin=row.origin,
        )
    _merge(taken, await publish_many(session, list(known.values()), source=source), list(known))
    return taken


async def take_products(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> Taken:
    """Make or change the funds of a sheet, found by code; each row: keys of PRODUCT_FIELDS, absent ones stay."""
    taken = Taken()
    codes = {str(row.get("code") or "").strip() for row in rows}
    firm_id = session.info["firm_id"]
    there = {
        product.code: product
        for product in await session.scalars(
            select(Product).where(Product.firm_id == firm_id, Product.code.in_(codes))
        )
    }
    for number, row in enumerate(rows):
        try:
            columns = checked(PRODUCT_FIELDS, row)
            present = there.get(columns.get("code") or "")
            if present is None:
                made = await create_product(session, row)
                there[made.code] = made
                taken.add(number, made.id)
            elif all(getattr(present, column) == value for column, value in columns.items()):
                taken.unchanged += 1
            else:
                await update_product(session, present.id, present.version, row)
                taken.restated[number] = present.id
        except Refused as refusal:
            taken.refuse(number, refusal)
    return taken


async def funds_by_code(session: AsyncSession, codes: Iterable[str]) -> dict[str, FundKey]:
    """Funds and share classes by their code; unknown codes are absent, of equal ones the fund wins."""
    wanted, firm_id = {code.strip() for code in codes}, session.info["firm_id"]
    classes = await session.execute(
        select(ShareClass.code, ShareClass.product_id, ShareClass.id).where(
            ShareClass.firm_id == firm_id, ShareClass.code.in_(wanted)
        )
    )
    found = {code: FundKey(product_id, class_id) for code, product_id, class_id in classes}
    products = await session.execute(
        select(Product.code, Product.id).where(Product.firm_id == firm_id, Product.code.in_(wanted))
    )
    return found | {code: FundKey(product_id) for code, product_id in products}


def _booking(
    row: LedgerRow, funds: Mapping[str, FundKey], navs: Mapping[tuple[FundKey, date], Decimal]
) -> Booking:
    fund = funds.get(row.product_code.strip())
    if fund is None:
        raise bad_input("product", "unknown")
    nav = row.nav if row.nav is not None else navs.get((fund, row.on))
    if nav is None:
        raise bad_input("nav", "required")
    gross = row.gross
    if gross is None:
        worth = (row.units * nav).quantize(CENT, ROUND_HALF_UP)
        gross = worth if row.kind in OUTFLOWS else worth + row.fee
        gross = Decimal(0) if row.kind == "split" else gross
    return Booking(
        row.client_id,
        fund.product_id,
        row.kind,
        row.on,
        row.units,
        nav,
        gross,
        row.fee,
        row.performance_fee,
        share_class_id=fund.share_class_id,
        lots=row.lots,
        reference=row.reference,
        known_at=row.known_at,
        origin=row.origin,
    )


async def _navs(
    session: AsyncSession, wanted: Sequence[tuple[FundKey | None, date]]
) -> dict[tuple[FundKey, date], Decimal]:
    """Published NAVs of funds and days."""
    funds = {fund.product_id for fund, _ in wanted if fund is not None}
    if not funds:
        return {}
    rows = await session.execute(
        select(NavPoint.product_id, NavPoint.share_class_id, NavPoint.date, NavPoint.unit).where(
            NavPoint.firm_id == session.info["firm_id"],
            NavPoint.product_id.in_(funds),
            NavPoint.date.in_({day for _, day in wanted}),
            NavPoint.superseded_at.is_(None),
        )
    )
    return {(FundKey(product_id, class_id), day): unit for product_id, class_id, day, unit in rows}


def _merge(taken: Taken, inner: Taken, numbers: Sequence[int]) -> None:
    """Add what became of some of the rows. numbers: the place of each of them among all."""
    taken.added |= {numbers[n]: id for n, id in inner.added.items()}
    taken.restated |= {numbers[n]: id for n, id in inner.restated.items()}
    taken.unchanged += inner.unchanged
    taken.refused += [replace(row, number=numbers[row.number]) for row in inner.refused]
    taken.notes += [(numbers[n], code) for n, code in inner.notes]
