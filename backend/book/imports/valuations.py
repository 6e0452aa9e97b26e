"""The custodian's valuation workbooks: each becomes a book of its fund and day, and the NAV of that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch, Difference
from backend.book.imports.fund_rows import fact_of, nav_row, navs_there, row_of
from backend.book.imports.intakes import (
    Intake,
    Met,
    Reading,
    Readings,
    decision_of,
    issue_code,
    origin_of,
)
from backend.book.imports.named import funds_named
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE
from backend.book.nav_points import NavRow, publish, take_back
from backend.book.products import NavPoint
from backend.book.valuation_books import (
    NAV_AGREES,
    BookRow,
    LineRow,
    ValuationBook,
    present_books,
    take_book,
    take_book_back,
)
from backend.platform.errors import Refused

_FIGURES: Final = {
    "total_assets": "total_assets",
    "total_liabilities": "total_liabilities",
    "net_assets": "net_assets",
    "units": "units",
    "unit_nav": "unit",
    "cumulative_nav": "cumulative",
}
"""The sheet's field of each figure of a book."""
_NOTES: Final = {"units": ("units", "units_differ"), "nav": ("unit", "nav_kept")}


@dataclass(frozen=True)
class _Valued:
    """A workbook: the book, and the NAV that it tells."""

    book: BookRow
    nav: NavRow


async def _read(batch: Batch) -> Readings:
    rows = list(batch.waiting())
    funds = await funds_named(batch, rows)
    return {
        row.id: Reading(
            row, _Valued(_book(batch, row, funds[row.id].product_id), nav_row(batch, row, funds[row.id]))
        )
        for row in rows
        if row.id in funds
    }


def _book(batch: Batch, row: OpenRow, product_id: UUID) -> BookRow:
    values = row.values
    net = Decimal(values["net_assets"])
    debts = Decimal(values["total_liabilities"]) if values.get("total_liabilities") is not None else None
    assets = Decimal(values["total_assets"]) if values.get("total_assets") is not None else net + (debts or 0)
    return BookRow(
        product_id=product_id,
        as_of=date.fromisoformat(values["on"]),
        total_assets=assets,
        total_liabilities=assets - net if debts is None else debts,
        net_assets=net,
        units=Decimal(values["units"]),
        unit_nav=Decimal(values["unit"]),
        cumulative_nav=Decimal(values["cumulative"]) if values.get("cumulative") is not None else None,
        lines=tuple(_line(line) for line in values.get("lines") or ()),
        origin=origin_of(batch, row),
    )


def _line(told: list[str | None]) -> LineRow:
    """An account; its money to the cent, units, prices and shares as they are kept."""
    code, name, *numbers = told
    places = ("0.000001", "0.01", "0.00000001", "0.01", "0.00000001")
    kept = [
        Decimal(n).quantize(Decimal(p)) if n is not None else None
        for n, p in zip(numbers, places, strict=True)
    ]
    return LineRow(code or "", name or "", *kept)


async def _met(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    """Books that are there; also where only the published NAV differs, the row says something new."""
    wanted = {(one.record.book.product_id, one.record.book.as_of) for one in readings.values()}
    books = await present_books(batch.session, wanted)
    met = {}
    for id, one in readings.items():
        stored = books.get((one.record.book.product_id, one.record.book.as_of))
        if stored is not None:
            met[id] = Met(stored.id, tuple(_differences(stored, one.record.book)))
    return met


def _differences(stored: ValuationBook, book: BookRow) -> list[Difference]:
    return [
        Difference(
            field,
            str(before) if before is not None else None,
            str(after) if after is not None else None,
            "overwrite",
        )
        for name, field in _FIGURES.items()
        if (before := getattr(stored, name)) != (after := getattr(book, name))
    ]


async def _take(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    """Each book by itself; its NAV is published where the day has none, or has another one and the file may win."""
    present = await navs_there(batch, [one.record.nav for one in readings.values()])
    for id, one in readings.items():
        row, record = one.row, one.record
        stored = present.get((record.nav.fund, record.nav.on))
        before: dict[str, Any] = {}
        try:
            async with batch.session.begin_nested():
                nav = _nav_to_publish(record.nav, stored, wins=decision_of(batch, id) == "update")
                if nav is not None:
                    await publish(batch.session, nav, source="custodian")
                    before = {"nav": fact_of(nav), "stood": fact_of(stored) if stored is not None else None}
                    before["class"] = str(nav.share_class_id) if nav.share_class_id else None
                book = await take_book(batch.session, record.book)
        except Refused as refusal:
            field = str(refusal.params.get("field", ""))
            names = {"asOf": "on", "date": "on", "unit_nav": "unit"}
            row.refuse(names.get(field, field) or None, issue_code(str(refusal.params.get("problem", ""))))
            continue
        row.status, row.subject_id, row.version, row.before = "committed", book.id, 1, before
        for finding in book.findings:
            if finding in _NOTES:
                row.note(*_NOTES[finding])


def _nav_to_publish(nav: NavRow, stored: NavPoint | None, *, wins: bool) -> NavRow | None:
    """The NAV as it is to be published; None when the published one stays. Payouts are no matter of the custodian's."""
    if stored is None:
        return nav
    if abs(stored.unit - nav.unit) <= NAV_AGREES and stored.published_cumulative in (
        None,
        nav.published_cumulative,
    ):
        return None
    return replace(nav, dividend=stored.dividend, split=stored.split) if wins else None


async def undo(batch: Batch) -> None:
    """The books go, and with them the NAVs they brought."""
    for row in sorted(batch.rows, key=lambda row: row.position, reverse=True):
        if row.status != "committed" or row.subject_id is None:
            continue
        book = await batch.session.scalar(
            select(ValuationBook).where(
                ValuationBook.firm_id == batch.firm_id, ValuationBook.id == row.subject_id
            )
        )
        if book is None or not await take_book_back(batch.session, book.id):
            row.undone = CHANGED
            continue
        row.undone = DONE if await _take_nav_back(batch, book, row.before or {}) else CHANGED


async def _take_nav_back(batch: Batch, book: ValuationBook, before: Mapping[str, Any]) -> bool:
    if "nav" not in before:
        return True
    point = await batch.session.scalar(
        select(NavPoint).where(
            NavPoint.firm_id == batch.firm_id,
            NavPoint.product_id == book.product_id,
            NavPoint.date == book.as_of,
            NavPoint.superseded_at.is_(None),
            NavPoint.share_class_id.is_not_distinct_from(UUID(before["class"]) if before["class"] else None),
        )
    )
    if point is None:
        return False
    stood = row_of(point, before["stood"]) if before["stood"] is not None else None
    (done,) = await take_back(batch.session, [row_of(point, before["nav"])], [stood])
    return done


INTAKE: Final = Intake(read=_read, met=_met, take=_take, restates=True)
