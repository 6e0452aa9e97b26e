"""The custodian's valuation book (估值表) of a fund and day: what it owns, owes and is worth a unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.assets import restated, worth_of
from backend.book.lookup import named
from backend.book.money_events import ValuationBookImported
from backend.book.product_fields import number_in
from backend.book.products import NavPoint, Product
from backend.platform.clock import business_date, now
from backend.platform.db import NAV, RATIO, UNITS, TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.field_values import clean_text


class ValuationBook(TenantRow):
    """One version of the book of a fund and day; the present one has no `superseded_at`.

    Money in the fund's currency. findings: codes of what does not fit, in itself or to our ledger.
    """

    __tablename__ = "valuation_book"
    __table_args__ = (
        refers("product", "product_id"),
        Index(
            "uq_valuation_book_current",
            *("firm_id", "product_id", "as_of"),
            unique=True,
            postgresql_where="superseded_at is null",
        ),
    )

    product_id: Mapped[UUID]
    as_of: Mapped[date]
    total_assets: Mapped[Decimal]
    total_liabilities: Mapped[Decimal]
    net_assets: Mapped[Decimal]
    units: Mapped[Decimal] = mapped_column(UNITS)
    unit_nav: Mapped[Decimal] = mapped_column(NAV)
    cumulative_nav: Mapped[Decimal | None] = mapped_column(NAV)
    findings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    published_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]
    restated_from_id: Mapped[UUID | None]
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ValuationLine(TenantRow):
    """One account of a book, in its order. code: 科目代码; share: of net assets, ratio."""

    __tablename__ = "valuation_line"
    __table_args__ = (
        refers("valuation_book", "book_id"),
        UniqueConstraint("firm_id", "book_id", "ordinal"),
    )
    audited = False

    book_id: Mapped[UUID]
    ordinal: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[Decimal | None] = mapped_column(UNITS)
    cost: Mapped[Decimal | None]
    price: Mapped[Decimal | None] = mapped_column(NAV)
    value: Mapped[Decimal | None]
    share: Mapped[Decimal | None] = mapped_column(RATIO)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One account of a book; `ValuationLine` says what each is."""

    code: str
    name: str
    quantity: Decimal | None = None
    cost: Decimal | None = None
    price: Decimal | None = None
    value: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BookRow:
    """A valuation book to be taken in."""

    product_id: UUID
    as_of: date
    total_assets: Decimal
    total_liabilities: Decimal
    net_assets: Decimal
    units: Decimal
    unit_nav: Decimal
    cumulative_nav: Decimal | None = None
    lines: tuple[LineRow, ...] = ()
    origin: Mapping[str, Any] | None = None


FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "net_assets": ("资产减负债不等于净资产", "assets less liabilities are not the net assets"),
    "unit_nav": ("净资产除以份额不等于单位净值", "net assets over units are another NAV"),
    "units": ("份额与台账不一致", "the units are not those of the ledger"),
    "nav": ("单位净值与已公布净值不一致", "the NAV is not the published one"),
    "no_nav": ("当日无已公布净值", "no NAV of the day is published"),
}
"""What may not fit in a book, in Chinese and English."""

# Half of the last digit that administrators publish, and cents of a fund of hundreds of millions.
NAV_AGREES, MONEY_AGREES = Decimal("0.00005"), Decimal("0.01")


def findings_of(book: BookRow, our_units: Decimal | None, our_nav: Decimal | None) -> list[str]:
    """What does not fit. our_units, our_nav: the ledger's on that day, None where there are none.

    Keys of FINDINGS.
    """
    found = []
    if abs(book.total_assets - book.total_liabilities - book.net_assets) > MONEY_AGREES:
        found.append("net_assets")
    if book.units <= 0 or abs(book.net_assets / book.units - book.unit_nav) > NAV_AGREES:
        found.append("unit_nav")
    if our_units is not None and our_units != book.units:
        found.append("units")
    if our_nav is None:
        found.append("no_nav")
    elif abs(our_nav - book.unit_nav) > NAV_AGREES:
        found.append("nav")
    return found


@dataclass(frozen=True, slots=True)
class TakenBook:
    """What became of a book. outcome: added, restated or unchanged; findings: as `findings_of` gives them."""

    id: UUID
    outcome: str
    findings: list[str]


async def take_book(session: AsyncSession, book: BookRow) -> TakenBook:
    """Take a custodian's book in and compare it with the ledger; the same one again changes nothing.

    Another one of the same day takes its place, the old version stays readable. It publishes no NAV.
    Raises Refused(BAD_USER_INPUT): unknown fund, a future day, figures that are none.
    """
    await named(session, Product, book.product_id, "product")
    await locked(session, Product, book.product_id)
    _check(book)
    firm_id, moment = session.info["firm_id"], now()
    present: ValuationBook | None = await session.scalar(
        select(ValuationBook).where(
            ValuationBook.firm_id == firm_id,
            ValuationBook.product_id == book.product_id,
            ValuationBook.as_of == book.as_of,
            ValuationBook.superseded_at.is_(None),
        )
    )
    findings = findings_of(book, *await _ours(session, book))
    lines = [asdict(line) for line in book.lines]
    if present is not None and await _is_same(session, present, book, lines):
        if present.findings != findings:
            present.findings = findings
            await session.flush()
        return TakenBook(present.id, "unchanged", findings)
    if present is not None:
        present.superseded_at = moment
        await session.flush()
    made = ValuationBook(
        id=uuid7(),
        findings=findings,
        published_at=moment,
        restated_from_id=present.id if present else None,
        origin=dict(book.origin) if book.origin else None,
        **{name: getattr(book, name) for name in ("product_id", "as_of", *_FIGURES)},
    )
    session.add(made)
    await session.flush()
    rows = [
        {"firm_id": firm_id, "id": uuid7(), "book_id": made.id, "ordinal": ordinal, **line}
        for ordinal, line in enumerate(lines)
    ]
    if rows:
        await session.execute(insert(ValuationLine.__table__), rows)  # type: ignore[arg-type]
    emit(
        session,
        ValuationBookImported(made.id, book.product_id, book.as_of.isoformat(), len(findings)),
    )
    await session.flush()
    return TakenBook(made.id, "restated" if present else "added", findings)


async def take_book_back(session: AsyncSession, id: UUID) -> bool:
    """Take a book back: the version that it took the place of, if any, is the present one again.

    False when it is not the present one any more. Its figures stay readable among the versions.
    """
    firm_id = session.info["firm_id"]
    book: ValuationBook | None = await session.scalar(
        select(ValuationBook).where(ValuationBook.firm_id == firm_id, ValuationBook.id == id)
    )
    if book is None or book.superseded_at is not None:
        return False
    await locked(session, Product, book.product_id)
    book.superseded_at = now()
    await session.flush()
    if book.restated_from_id is not None:
        before = await session.scalar(
            select(ValuationBook).where(
                ValuationBook.firm_id == firm_id, ValuationBook.id == book.restated_from_id
            )
        )
        if before is not None:
            before.superseded_at = None
    await session.flush()
    return True


async def present_books(
    session: AsyncSession, wanted: Collection[tuple[UUID, date]]
) -> dict[tuple[UUID, date], ValuationBook]:
    """The present books of funds and days; those that have none are absent."""
    rows = await session.scalars(
        select(ValuationBook).where(
            ValuationBook.firm_id == session.info["firm_id"],
            ValuationBook.product_id.in_({product_id for product_id, _ in wanted}),
            ValuationBook.as_of.in_({day for _, day in wanted}),
            ValuationBook.superseded_at.is_(None),
        )
    )
    return {(row.product_id, row.as_of): row for row in rows}


_FIGURES = (
    "total_assets",
    "total_liabilities",
    "net_assets",
    "units",
    "unit_nav",
    "cumulative_nav",
)


def _check(book: BookRow) -> None:
    most = Decimal(10) ** 16
    for name, places in (("total_assets", 2), ("total_liabilities", 2), ("net_assets", 2), ("units", 6)):
        low = -most if name == "net_assets" else Decimal(0)
        number_in(name, getattr(book, name), low, most, places)
    number_in("unit_nav", book.unit_nav, Decimal("0.00000001"), Decimal(10) ** 6, 8)
    if book.as_of > business_date():
        raise bad_input("asOf", "future")
    for line in book.lines:
        for name, places in (("quantity", 6), ("cost", 2), ("price", 8), ("value", 2)):
            value = getattr(line, name)
            if value is not None:
                number_in(name, value, -most, most if name != "price" else Decimal(10) ** 9, places)
        if line.share is not None:
            number_in("share", line.share, Decimal(-1000), Decimal(1000), 8)
        clean_text(line.code, "code", limit=60, required=True)
        clean_text(line.name, "name", limit=200)


async def _ours(session: AsyncSession, book: BookRow) -> tuple[Decimal | None, Decimal | None]:
    """Units and NAV of the ledger on the day of a book; of a fund with classes no NAV is that of the whole."""
    worths = await worth_of(session, restated(book.as_of), product_ids=[book.product_id])
    units = sum((worth.units for worth in worths), Decimal(0)) if worths else None
    nav = await session.scalar(
        select(NavPoint.unit).where(
            NavPoint.firm_id == session.info["firm_id"],
            NavPoint.product_id == book.product_id,
            NavPoint.share_class_id.is_(None),
            NavPoint.date == book.as_of,
            NavPoint.superseded_at.is_(None),
        )
    )
    return units, nav


async def _is_same(
    session: AsyncSession, present: ValuationBook, book: BookRow, lines: Sequence[Mapping[str, Any]]
) -> bool:
    if any(getattr(present, name) != getattr(book, name) for name in _FIGURES):
        return False
    rows = await session.scalars(
        select(ValuationLine)
        .where(ValuationLine.firm_id == present.firm_id, ValuationLine.book_id == present.id)
        .order_by(ValuationLine.ordinal)
    )
    return [{name: getattr(row, name) for name in _LINE} for row in rows] == list(lines)


_LINE = ("code", "name", "quantity", "cost", "price", "value", "share")
