"""A workbook checked as a kind of sheet: the dry run of an import, without any store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from backend.systemize.sheets.apart import READING_PROCESS, ApartReader
from backend.systemize.sheets.columns import Issue, Refine, Refined, SheetKind
from backend.systemize.sheets.duplicates import DuplicateSearch
from backend.systemize.sheets.issues import refuses
from backend.systemize.sheets.kinds.clients import CLIENTS
from backend.systemize.sheets.layout import Table, above_code, find_tables
from backend.systemize.sheets.plans import Plan, checked
from backend.systemize.sheets.readings import Edits
from backend.systemize.sheets.reports import CheckedRow, Place, SheetReport
from backend.systemize.sheets.row_content import unpacked
from backend.systemize.sheets.row_reading import RowReader, filled_cells, skipped_row, wide_rows
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Sheet, Workbook, as_typed

# Blank rows listed one by one in a sheet; longer runs come from formatting and are only counted.
MAX_BLANKS_LISTED: Final = 1_000

EditsByRow = Mapping[Place, Edits]


def check_file(
    path: str | Path,
    mapping: Mapping[str, str | None] | Plan | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    kind: SheetKind = CLIENTS,
    name: str | None = None,
    staff: Collection[str] = (),
    read: Callable[[str | Path, str | None], Workbook] | None = None,
    process: str = READING_PROCESS,
    own: Sequence[Mapping[str, Any]] = (),
) -> SheetReport:
    """Read and check a file; one that cannot be imported gives a report with its `error`. See `check_sheets`.

    name: the file's name where it was uploaded. read: how to read it in this process; None: in one of its own, by the
    module `process`, which adds the columns `own` to the kind (`kind` has them already).
    """
    plan = mapping if isinstance(mapping, Plan) else Plan(mapping or {}, with_hidden=accept_hidden)
    shown = name or Path(path).name
    try:
        if read is not None:
            return check_sheets(read(path, name), kind, plan, today=today, staff=staff)
        return _check_apart(
            ApartReader(path, shown, kind.key, process, own=own), checked(plan, kind), today, staff
        )
    except FileRefused as refusal:
        return SheetReport(shown, refusal.fault)


def _check_apart(reader: ApartReader, plan: Plan, today: date, staff: Collection[str]) -> SheetReport:
    """The report of a check in a process of its own."""
    rows: list[CheckedRow] = []
    with reader:
        for block in reader.check(plan, today, staff):
            rows += (unpacked(row.sheet, row.row, row.status, row.table, row.data) for row in block)
    report = reader.report
    if report.error is None:
        for row in rows:
            row.content = None
        report.rows = rows
    return report


def check_clients(
    workbook: Workbook,
    mapping: Mapping[str, str | None] | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    fixes: EditsByRow | None = None,
    staff: Collection[str] = (),
) -> SheetReport:
    """The workbook checked as clients. See `check_sheets`."""
    return check_sheets(workbook, CLIENTS, mapping, accept_hidden, today=today, fixes=fixes, staff=staff)


def check_sheets(
    workbook: Workbook,
    kind: SheetKind,
    mapping: Mapping[str, str | None] | Plan | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    fixes: EditsByRow | None = None,
    staff: Collection[str] = (),
) -> SheetReport:
    """Every row of every table with status, values and issues; nothing is stored.

    mapping: a plan, or its `mapping` alone. accept_hidden: the explicit yes to hidden sheets, rows and columns.
    today: business date. fixes: new cell texts by (sheet, row) and field, None to drop the cell. staff: names of
    the firm's people, for sheets named after one. Raises Refused (BAD_USER_INPUT) when the plan does not fit.
    """
    plan = mapping if isinstance(mapping, Plan) else Plan(mapping or {}, with_hidden=accept_hidden)
    check = SheetCheck(workbook, kind, plan, today=today, fixes=fixes, staff=staff)
    rows: list[CheckedRow] = []
    for row in check.rows():
        row.content = None
        rows.append(row)
    if check.report.error is None:
        check.report.rows = rows
    return check.report


def refined(
    row: CheckedRow, found: Refined, report: SheetReport, told: set[tuple[str, ...]] | None = None
) -> None:
    """Add to a row what whoever keeps it says of it. told: what rows before it write; their names are in the report."""
    for key, code in found.issues:
        content = row.content
        typed = as_typed(content.cells.get(key)) if content and key else ""
        row.issues.append(Issue(key, code, row.row, typed=typed.strip()))
        if refuses(code):
            row.status = "rejected"
    if told is None or found.writes not in told:
        report.writes += [name for name in found.writes if name not in report.writes]
        if told is not None:
            told.add(found.writes)


class SheetCheck:
    """A check in progress: `rows` goes through the workbook once; `report` is complete when it ends, but for rows."""

    def __init__(
        self,
        workbook: Workbook,
        kind: SheetKind,
        plan: Plan,
        *,
        today: date,
        fixes: EditsByRow | None = None,
        staff: Collection[str] = (),
        refine: Refine | None = None,
    ) -> None:
        self.report = SheetReport(workbook.file)
        self._workbook, self._kind, self._today, self._fixes = workbook, kind, today, fixes or {}
        self._plan = checked(plan, kind)
        self._staff, self._refine = staff, refine

    def rows(self) -> Iterator[CheckedRow]:
        """The rows in the order of the file, with their content."""
        found = list(self._tables())
        if not found:
            self._refuse(FileFault.NOT_TABULAR)
            return
        named = self._kind.named_in_sheet([sheet.name for sheet, _ in found], self._staff)
        search, is_empty = DuplicateSearch(self._kind), True
        told: set[tuple[str, ...]] = set()
        for sheet, tables in found:
            for row in self._rows_of(sheet, tables, named.get(sheet.name, {})):
                is_empty = is_empty and row.status == "skipped"
                if self._refine is not None and row.status == "accepted":
                    refined(row, self._refine(row.values), self.report, told)
                search.add(row)
                yield row
        if is_empty:
            self._refuse(FileFault.EMPTY)
            return
        duplicates = search.found()
        self.report.duplicates, self.report.twins = duplicates.groups, duplicates.twins

    def _refuse(self, fault: FileFault) -> None:
        """Nothing of the file counts; sheets without a table tell why."""
        without_table = self.report.without_table
        self.report = SheetReport(self._workbook.file, fault, without_table=without_table)

    def _tables(self) -> Iterator[tuple[Sheet, list[Table]]]:
        """The sheets with a table, as the kind unfolds them."""
        headers, mapping = self._plan.headers, self._plan.mapping
        for sheet in self._workbook.sheets:
            if not sheet.rows or (sheet.name in headers and headers[sheet.name] is None):
                continue
            unfolded = list(self._kind.unfold(sheet)) if self._kind.unfold else [sheet]
            tables = [
                (one, found)
                for one in unfolded
                if (found := find_tables(one, self._kind, mapping, headers.get(sheet.name)))
            ]
            if not tables:
                self.report.without_table.append(sheet.name)
            yield from tables

    def _rows_of(
        self, sheet: Sheet, tables: Sequence[Table], given: Mapping[str, str]
    ) -> Iterator[CheckedRow]:
        """The rows of a sheet; what is hidden and unmapped in it is noted."""
        report = self.report
        if sheet.is_hidden:
            report.hidden.sheets.append(sheet.name)
        for place, comment in sorted(sheet.comments.items()):
            report.comments.setdefault((sheet.name, place[0]), []).append(comment)
        headers = {number for table in tables for number in table.header_rows}
        rows = (row for table in tables for row in self._rows_of_table(sheet, table, given))
        for row in self._with_blanks(sheet.name, rows, headers):
            if row.status == "skipped":
                if row.content is not None:  # blank rows are counted where they are passed
                    report.skipped[row.issues[0].code] += 1
            elif row.row in sheet.hidden_rows:
                report.hidden.rows.append(row.place)
            yield row

    def _rows_of_table(self, sheet: Sheet, table: Table, given: Mapping[str, str]) -> Iterator[CheckedRow]:
        """The rows of one table, those above its header among them."""
        reader = self._reader(sheet, table, given)
        number = len(self.report.tables)
        self.report.tables.append(reader.reading)
        for row in table.above:
            yield skipped_row(sheet.name, row.number, above_code(row), reader.content_of(row))
        for row in table.data:
            read = reader.read(row, self._fixes.get((sheet.name, row.number)))
            read.table = number
            yield read

    def _reader(self, sheet: Sheet, table: Table, given: Mapping[str, str]) -> RowReader:
        """The reader of a table; columns nobody sees are left out unless they are wanted."""
        report, accepts = self.report, self._plan.with_hidden
        unseen = [m for m in table.map.columns if m.index in sheet.hidden_columns]
        report.hidden.columns += [(sheet.name, m.header) for m in unseen]
        report.hidden.columns += [
            (sheet.name, header)
            for index, header in enumerate(table.headers)
            if index in sheet.hidden_columns and header in table.map.unmapped
        ]
        unmapped = [*table.map.unmapped, *(() if accepts else (m.header for m in unseen))]
        report.unmapped += [header for header in unmapped if header not in report.unmapped]
        leave_out = frozenset(() if accepts else (m.index for m in unseen))
        read = [m for m in table.map.columns if m.index not in leave_out]
        report.mapped.setdefault(sheet.name, {}).update({m.header: m.column.key for m in read})
        fed = {m.column.key for m in read}
        return RowReader(
            sheet,
            table,
            self._kind,
            self._plan,
            self._today,
            leave_out=leave_out,
            given={key: value for key, value in given.items() if key not in fed},
            filled=filled_cells(sheet, table.data),
            wide=wide_rows(sheet),
        )

    def _with_blanks(self, sheet: str, rows: Iterator[CheckedRow], headers: set[int]) -> Iterator[CheckedRow]:
        """The rows with the blank ones between them; long runs are counted, not listed."""
        listed, expected = 0, None
        for row in rows:
            if expected is None:
                expected = row.row
            passed = sum(expected <= header < row.row for header in headers)
            self.report.skipped["blank"] += row.row - expected - passed
            for number in range(expected, min(row.row, expected + MAX_BLANKS_LISTED)):
                if number not in headers and listed < MAX_BLANKS_LISTED:
                    listed += 1
                    yield skipped_row(sheet, number, "blank")
            expected = row.row + 1
            yield row
