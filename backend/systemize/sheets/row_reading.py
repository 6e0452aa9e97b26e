"""One row of a table read through its columns: values, what was found, and whether it is data at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from backend.systemize.sheets.columns import Column, Context, Draft, Issue, Parsed, SheetKind
from backend.systemize.sheets.issues import refuses
from backend.systemize.sheets.layout import Table, skip_code
from backend.systemize.sheets.plans import NO_OPTIONS, ColumnOptions, Plan
from backend.systemize.sheets.readings import NO_COLUMN, Edits, Feed, RowContent, TableReading
from backend.systemize.sheets.reports import CheckedRow
from backend.systemize.sheets.workbooks import CellValue, Row, Sheet, as_typed, column_letter, is_blank

_ERROR_TEXTS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
# Cells that merged ranges may fill in one sheet; more are ranges over ranges, made to exhaust us.
MAX_FILLED = 2_000_000
# Answers of a column that are remembered: option words, cities, managers.
_MOST_REMEMBERED: Final = 1_000
_LONGEST_REMEMBERED: Final = 24


@dataclass(slots=True)
class _Channel:
    """A feed, ready to be read; remembered: answers for short texts that come again and again."""

    key: str
    column: Column
    context: Context
    options: ColumnOptions
    remembered: dict[str, Parsed]


class RowChecker:
    """Checks the rows of one table: cells to values, then what they say together."""

    def __init__(self, kind: SheetKind, table: TableReading, plan: Plan, today: date) -> None:
        self._kind, self._table = kind, table
        self._base = Context(today, uses_1904=table.uses_1904)
        fed = {feed.key for feed in table.feeds}
        defaults = (Feed(key, NO_COLUMN, "") for key in plan.options if key not in fed)
        self._feeds = {feed.key: feed for feed in (*table.feeds, *defaults)}
        self._channels = [self._channel(feed, plan.options_of(feed.key)) for feed in self._feeds.values()]
        self._required = [column.key for column in kind.columns if column.is_required]

    def _channel(self, feed: Feed, options: ColumnOptions) -> _Channel:
        unit = options.unit or feed.unit or Decimal(1)
        context = replace(self._base, unit=unit, date_order=options.date_order)
        return _Channel(feed.key, self._kind.by_key[feed.key], context, options, {})

    def parse(self, content: RowContent, edits: Edits | None = None) -> Draft:
        """Every cell read by its column."""
        values: dict[str, object] = {}
        found: list[tuple[str | None, str]] = []
        typed: dict[str, CellValue] = dict(content.cells)
        for channel in self._channels:
            key = channel.key
            if edits and key in edits:
                typed[key] = edits[key]
                parsed = channel.column.cell.parse(edits[key], replace(channel.context, is_confirmed=True))
            elif content.marks and key in content.marks:
                parsed = Parsed(code=content.marks[key][0])
            else:
                parsed = _read(channel, content.cells.get(key))
            code = parsed.code
            if code and channel.options.drops_bad and refuses(code):
                parsed, code = Parsed(), "dropped"
            values[key] = parsed.value
            if code:
                found.append((key, code))
        return Draft(values, typed, found)

    def has_evidence(self, draft: Draft) -> bool:
        """Whether a field is read that only rows of data have."""
        return any(
            draft.values.get(key) is not None and not (draft.found and draft.is_refused(key))
            for key in self._kind.evidence
        )

    def settle(self, number: int, content: RowContent, draft: Draft) -> CheckedRow:
        """The row with what its cells say together."""
        for key, value in self._table.given.items():
            draft.values.setdefault(key, value)
        for rule in self._kind.rules:
            rule(draft, self._base)
        for key in self._required:
            if draft.values.get(key) is None and not draft.is_refused(key):
                draft.report(key, "missing")
        for group in self._kind.one_of:
            if all(draft.values.get(key) is None and not draft.is_refused(key) for key in group):
                draft.report(group[0], "missing")
        for flag in content.flags:
            draft.report(None, flag)
        issues = [self._issue(number, content, draft, key, code) for key, code in draft.found]
        status = "rejected" if any(refuses(issue.code) for issue in issues) else "accepted"
        return CheckedRow(self._table.sheet, number, status, draft.values, issues, content)  # type: ignore[arg-type]

    def check(self, number: int, content: RowContent, edits: Edits | None = None) -> CheckedRow:
        """The row as data, whatever it looks like."""
        return self.settle(number, content, self.parse(content, edits))

    def _issue(self, number: int, content: RowContent, draft: Draft, key: str | None, code: str) -> Issue:
        feed = self._feeds.get(key) if key else None
        if feed is None or key is None:
            return Issue(key, code, number)
        cell = draft.typed.get(key)
        shown = content.marks[key][1] if key in content.marks and cell is content.cells.get(key) else ""
        letters = None if self._table.is_unfolded or feed.index < 0 else column_letter(feed.index)
        return Issue(key, code, number, letters, feed.header or None, (shown or as_typed(cell)).strip())


def _read(channel: _Channel, cell: CellValue) -> Parsed:
    """A cell by its column; blank ones by the column's default."""
    options = channel.options
    if options is not NO_OPTIONS:
        cell, is_other = options.replaced(cell)
        if options.default is not None and is_blank(cell):
            cell, is_other = options.default, True
        if is_other:
            return channel.column.cell.parse(cell, replace(channel.context, is_confirmed=True))
    if cell is None:
        return _NOTHING
    if type(cell) is not str or len(cell) > _LONGEST_REMEMBERED:
        return channel.column.cell.parse(cell, channel.context)
    known = channel.remembered.get(cell)
    if known is None:
        known = channel.column.cell.parse(cell, channel.context)
        if channel.column.cell.is_stable and len(channel.remembered) < _MOST_REMEMBERED:
            channel.remembered[cell] = known
    return known


_NOTHING = Parsed()


class RowReader:
    """Takes the rows of one table of a sheet out of the file and checks them.

    leave_out: indexes of columns not to be read. given: values for fields that no column feeds. accepts_hidden:
    hidden rows and sheets are wanted.
    """

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        kind: SheetKind,
        plan: Plan,
        today: date,
        *,
        leave_out: frozenset[int],
        given: Mapping[str, str],
        filled: Mapping[tuple[int, int], CellValue],
        wide: frozenset[int],
    ) -> None:
        self._sheet, self._layout, self._filled, self._wide = sheet, table, filled, wide
        self._filled_rows = frozenset(number for number, _ in filled)
        self._accepts_hidden = plan.with_hidden
        self._feeds = tuple(
            Feed(m.column.key, m.index, m.header, m.unit or (table.unit if _is_money(m.column) else None))
            for m in table.map.columns
            if m.index not in leave_out
        )
        self.reading = TableReading(sheet.name, self._feeds, given, sheet.uses_1904, sheet.is_unfolded)
        self._checker = RowChecker(kind, self.reading, plan, today)
        self._is_marked = bool(sheet.errors or sheet.uncached)
        self._is_flagged = bool(sheet.struck or sheet.is_hidden or sheet.hidden_rows)

    def read(self, row: Row, edits: Edits | None = None) -> CheckedRow:
        """The row with status, values and issues."""
        content = self.content_of(row)
        draft = self._checker.parse(content, edits)
        code = skip_code(row, self._layout, self._checker.has_evidence(draft), row.number in self._wide)
        if code:
            return skipped_row(self._sheet.name, row.number, code, content)
        return self._checker.settle(row.number, content, draft)

    def content_of(self, row: Row) -> RowContent:
        """The cells that the table's columns name, and what is marked at them."""
        cells: dict[str, CellValue] = {}
        marks: dict[str, tuple[str, str]] = {}
        width = len(row.cells)
        is_filled = row.number in self._filled_rows
        for feed in self._feeds:
            cell = row.cells[feed.index] if feed.index < width else None
            if is_filled and is_blank(cell):
                cell = self._filled.get((row.number, feed.index), cell)
            if cell is not None and cell != "":
                cells[feed.key] = cell
                if type(cell) is str and cell[0] == "#" and cell.strip().upper() in _ERROR_TEXTS:
                    marks[feed.key] = ("cell_error", cell.strip())
            if self._is_marked and (mark := self._mark(row.number, feed.index)):
                marks[feed.key] = mark
        return RowContent(cells, marks, self._flags(row.number) if self._is_flagged else ())

    def _mark(self, row: int, index: int) -> tuple[str, str] | None:
        """What a cell is that shows an error or nothing because of its formula; None for others."""
        if (row, index) in self._sheet.errors:
            return "cell_error", self._sheet.errors[row, index]
        return ("uncached_formula", "") if (row, index) in self._sheet.uncached else None

    def _flags(self, row: int) -> tuple[str, ...]:
        """What concerns the row as a whole: strike-through, being hidden."""
        sheet = self._sheet
        is_unseen = not self._accepts_hidden and (sheet.is_hidden or row in sheet.hidden_rows)
        struck = ("struck_through",) if row in sheet.struck else ()
        return (*struck, "hidden_row") if is_unseen else struck


def _is_money(column: Column) -> bool:
    """Whether a unit stated above a table ("单位：万元") is about the column."""
    return column.cell.key in ("money", "signed_money")


def skipped_row(sheet: str, number: int, code: str, content: RowContent | None = None) -> CheckedRow:
    """A row that is no data."""
    return CheckedRow(sheet, number, "skipped", {}, [Issue(None, code, number)], content)


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
