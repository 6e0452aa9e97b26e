"""One row of a table read through its columns: values, what was found, and whether it is data at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend.systemize.sheets.columns import Column, Context, Draft, Issue, Parsed, SheetKind
from backend.systemize.sheets.issues import refuses
from backend.systemize.sheets.layout import Table, skip_code
from backend.systemize.sheets.reports import CheckedRow
from backend.systemize.sheets.workbooks import CellValue, Row, Sheet, as_typed, column_letter, is_blank

_ERROR_TEXTS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
# Cells that merged ranges may fill in one sheet; more are ranges over ranges, made to exhaust us.
MAX_FILLED = 2_000_000

Fixes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Feed:
    """A column of the sheet, ready to be read."""

    index: int
    column: Column
    header: str
    context: Context


class RowReader:
    """Reads the rows of one table of a sheet.

    leave_out: indexes of columns not to be read. given: values for fields that no column feeds. is_hidden: the
    whole sheet is hidden; accepts_hidden: hidden rows are wanted.
    """

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        kind: SheetKind,
        today: date,
        *,
        leave_out: frozenset[int],
        given: Mapping[str, str],
        filled: Mapping[tuple[int, int], CellValue],
        wide: frozenset[int],
        accepts_hidden: bool,
    ) -> None:
        self._sheet, self._table, self._kind, self._given = sheet, table, kind, given
        self._filled, self._wide, self._accepts_hidden = filled, wide, accepts_hidden
        base = Context(today, uses_1904=sheet.uses_1904)
        self._base = base
        self._feeds = [
            _Feed(m.index, m.column, m.header, replace(base, unit=m.unit or table.unit or Decimal(1)))
            for m in table.map.columns
            if m.index not in leave_out
        ]
        self._required = [column.key for column in kind.columns if column.is_required]
        self._is_marked = bool(sheet.errors or sheet.uncached)

    def read(self, row: Row, fixes: Fixes | None = None) -> CheckedRow:
        """The row with status, values and issues. fixes: new text by field, None to drop the cell."""
        draft = self._draft(row, fixes or {})
        found = {key for key, _ in draft.found}
        has_evidence = any(
            draft.values.get(key) is not None and key not in found for key in self._kind.evidence
        )
        code = skip_code(row, self._table, has_evidence, row.number in self._wide)
        if code:
            return skipped_row(self._sheet.name, row.number, code)
        for key, value in self._given.items():
            draft.values.setdefault(key, value)
        for rule in self._kind.rules:
            rule(draft, self._base)
        self._mark_row(row, draft)
        issues = [self._issue(row, draft, key, found_code) for key, found_code in draft.found]
        status = "rejected" if any(refuses(issue.code) for issue in issues) else "accepted"
        return CheckedRow(self._sheet.name, row.number, status, draft.values, issues)  # type: ignore[arg-type]

    def _draft(self, row: Row, fixes: Fixes) -> Draft:
        """Every cell read by its column."""
        draft = Draft({}, {}, [])
        typed: dict[str, CellValue] = {}
        for feed in self._feeds:
            key = feed.column.key
            cell = row.cells[feed.index] if feed.index < len(row.cells) else None
            if self._filled and is_blank(cell):
                cell = self._filled.get((row.number, feed.index), cell)
            context = feed.context
            if key in fixes:
                cell, context = fixes[key], replace(context, is_confirmed=True)
                parsed = feed.column.parse(cell, context)
            else:
                parsed = self._marked(row, feed, cell) or feed.column.parse(cell, context)
            typed[key] = cell
            draft.values[key] = parsed.value
            if parsed.code:
                draft.found.append((key, parsed.code))
        draft.typed = typed
        return draft

    def _marked(self, row: Row, feed: _Feed, cell: CellValue) -> Parsed | None:
        """What a cell is that shows an error or nothing because of its formula; None for others."""
        if isinstance(cell, str) and cell.startswith("#") and cell.strip().upper() in _ERROR_TEXTS:
            return Parsed(code="cell_error")
        if not self._is_marked:
            return None
        if (row.number, feed.index) in self._sheet.errors:
            return Parsed(code="cell_error")
        return Parsed(code="uncached_formula") if (row.number, feed.index) in self._sheet.uncached else None

    def _mark_row(self, row: Row, draft: Draft) -> None:
        """What concerns the row as a whole: required fields, strike-through, being hidden."""
        for key in self._required:
            if draft.values.get(key) is None and not any(field == key for field, _ in draft.found):
                draft.report(key, "missing")
        if row.number in self._sheet.struck:
            draft.report(None, "struck_through")
        if not self._accepts_hidden and (self._sheet.is_hidden or row.number in self._sheet.hidden_rows):
            draft.report(None, "hidden_row")

    def _issue(self, row: Row, draft: Draft, key: str | None, code: str) -> Issue:
        feed = next((feed for feed in self._feeds if feed.column.key == key), None)
        if feed is None:
            return Issue(key, code, row.number)
        shown = self._sheet.errors.get((row.number, feed.index)) or as_typed(draft.typed.get(feed.column.key))
        return Issue(key, code, row.number, column_letter(feed.index), feed.header, shown.strip())


def skipped_row(sheet: str, number: int, code: str) -> CheckedRow:
    """A row that is no data."""
    return CheckedRow(sheet, number, "skipped", {}, [Issue(None, code, number)])


def filled_cells(sheet: Sheet, data: Sequence[Row]) -> dict[tuple[int, int], CellValue]:
    """The values of merged ranges for the cells below their first row, by row number and column."""
    tall = [span for span in sheet.merged if span.bottom > span.top]
    if not tall or not data:
        return {}
    rows = {row.number: row for row in data}
    last = data[-1].number
    filled: dict[tuple[int, int], CellValue] = {}
    for span in tall:
        first = rows.get(span.top)
        if first is None or span.left >= len(first.cells) or is_blank(first.cells[span.left]):
            continue
        if min(span.bottom, last) - span.top + len(filled) > MAX_FILLED:
            break
        for number in range(span.top + 1, min(span.bottom, last) + 1):
            filled[number, span.left] = first.cells[span.left]
    return filled


def wide_rows(sheet: Sheet) -> frozenset[int]:
    """The rows with a cell merged over three columns or more: titles and section lines."""
    return frozenset(span.top for span in sheet.merged if span.right - span.left >= 2)
