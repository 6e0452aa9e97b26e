"""A workbook checked as a kind of sheet: the dry run of an import, without any store."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from backend.systemize.sheets.apart import read_apart
from backend.systemize.sheets.client_sheet import CLIENTS
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.duplicates import find_duplicates
from backend.systemize.sheets.layout import Table, above_code, find_tables
from backend.systemize.sheets.reports import CheckedRow, SheetReport
from backend.systemize.sheets.row_reading import Fixes, RowReader, filled_cells, skipped_row, wide_rows
from backend.systemize.sheets.workbooks import FileFault, FileRefused, Row, Sheet, Workbook

# Blank rows listed one by one in a sheet; longer runs come from formatting and are only counted.
MAX_BLANKS_LISTED = 1_000

FixesByRow = Mapping[tuple[str, int], Fixes]


def check_file(
    path: str | Path,
    mapping: Mapping[str, str | None] | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    kind: SheetKind = CLIENTS,
    name: str | None = None,
    fixes: FixesByRow | None = None,
    staff: Collection[str] = (),
    read: Callable[[str | Path, str | None], Workbook] = read_apart,
) -> SheetReport:
    """Read and check a file; one that cannot be imported gives a report with its `error`. See `check_sheets`.

    name: the file's name where it was uploaded. read: in a process of its own, unless the caller is one already.
    """
    try:
        workbook = read(path, name)
    except FileRefused as refusal:
        return SheetReport(name or Path(path).name, refusal.fault)
    return check_sheets(workbook, kind, mapping, accept_hidden, today=today, fixes=fixes, staff=staff)


def check_clients(
    workbook: Workbook,
    mapping: Mapping[str, str | None] | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    fixes: FixesByRow | None = None,
    staff: Collection[str] = (),
) -> SheetReport:
    """The workbook checked as clients. See `check_sheets`."""
    return check_sheets(workbook, CLIENTS, mapping, accept_hidden, today=today, fixes=fixes, staff=staff)


def check_sheets(
    workbook: Workbook,
    kind: SheetKind,
    mapping: Mapping[str, str | None] | None = None,
    accept_hidden: bool = False,
    *,
    today: date,
    fixes: FixesByRow | None = None,
    staff: Collection[str] = (),
) -> SheetReport:
    """Every row of every table with status, values and issues; nothing is stored.

    mapping: field by header text (or "sheet!header"), None to leave a column out. accept_hidden: the explicit yes
    to hidden sheets, rows and columns. today: business date. fixes: new cell texts by (sheet, row) and field, None
    to drop the cell. staff: names of the firm's people, for sheets named after one. Raises Refused
    (BAD_USER_INPUT) when the mapping names an unknown field.
    """
    report = SheetReport(workbook.file)
    tables = [(sheet, find_tables(sheet, kind, mapping)) for sheet in workbook.sheets if sheet.rows]
    report.without_table = [sheet.name for sheet, found in tables if not found]
    tables = [(sheet, found) for sheet, found in tables if found]
    if not tables:
        report.error = FileFault.NOT_TABULAR
        return report
    named = kind.named_in_sheet([sheet.name for sheet, _ in tables], staff)
    check = _Check(report, kind, accept_hidden, today, fixes or {})
    for sheet, found in tables:
        check.add_sheet(sheet, found, named.get(sheet.name, {}))
    if not any(row.status != "skipped" for row in report.rows):
        return SheetReport(workbook.file, FileFault.EMPTY)
    report.duplicates = find_duplicates(report.rows)
    return report


class _Check:
    """Fills a report sheet by sheet."""

    def __init__(
        self, report: SheetReport, kind: SheetKind, accept_hidden: bool, today: date, fixes: FixesByRow
    ) -> None:
        self._report, self._kind, self._today, self._fixes = report, kind, today, fixes
        self._accept_hidden = accept_hidden

    def add_sheet(self, sheet: Sheet, tables: list[Table], given: Mapping[str, str]) -> None:
        """Check a sheet's tables and note what is hidden and unmapped in it."""
        report = self._report
        if sheet.is_hidden:
            report.hidden.sheets.append(sheet.name)
        for place, comment in sorted(sheet.comments.items()):
            report.comments.setdefault((sheet.name, place[0]), []).append(comment)
        rows: list[CheckedRow] = []
        for table in tables:
            rows += self._rows_of(sheet, table, given)
        headers = {number for table in tables for number in table.header_rows}
        rows = list(self._with_blanks(sheet.name, rows, headers))
        report.hidden.rows += [
            row.place for row in rows if row.row in sheet.hidden_rows and row.status != "skipped"
        ]
        report.rows += rows

    def _rows_of(self, sheet: Sheet, table: Table, given: Mapping[str, str]) -> list[CheckedRow]:
        """The rows of one table, those above its header among them."""
        unseen = [m for m in table.map.columns if m.index in sheet.hidden_columns]
        self._report.hidden.columns += [(sheet.name, m.header) for m in unseen]
        self._report.hidden.columns += [
            (sheet.name, header)
            for index, header in enumerate(table.headers)
            if index in sheet.hidden_columns and header in table.map.unmapped
        ]
        unmapped = [*table.map.unmapped, *(() if self._accept_hidden else (m.header for m in unseen))]
        self._report.unmapped += [header for header in unmapped if header not in self._report.unmapped]
        leave_out = frozenset(() if self._accept_hidden else (m.index for m in unseen))
        read = [m for m in table.map.columns if m.index not in leave_out]
        self._report.mapped.setdefault(sheet.name, {}).update({m.header: m.column.key for m in read})
        reader = RowReader(
            sheet,
            table,
            self._kind,
            self._today,
            leave_out=leave_out,
            given={key: value for key, value in given.items() if key not in {m.column.key for m in read}},
            filled=filled_cells(sheet, table.data),
            wide=wide_rows(sheet),
            accepts_hidden=self._accept_hidden,
        )
        rows = [skipped_row(sheet.name, row.number, above_code(row)) for row in table.above]
        rows += [self._read(reader, sheet, row) for row in table.data]
        self._report.skipped.update(row.issues[0].code for row in rows if row.status == "skipped")
        return rows

    def _read(self, reader: RowReader, sheet: Sheet, row: Row) -> CheckedRow:
        return reader.read(row, self._fixes.get((sheet.name, row.number)))

    def _with_blanks(self, sheet: str, rows: list[CheckedRow], headers: set[int]) -> Iterator[CheckedRow]:
        """The rows with the blank ones between them; long runs are counted, not listed."""
        listed, expected = 0, min((row.row for row in rows), default=1)
        for row in rows:
            passed = sum(expected <= header < row.row for header in headers)
            self._report.skipped["blank"] += row.row - expected - passed
            for number in range(expected, min(row.row, expected + MAX_BLANKS_LISTED)):
                if number not in headers and listed < MAX_BLANKS_LISTED:
                    listed += 1
                    yield skipped_row(sheet, number, "blank")
            expected = row.row + 1
            yield row
