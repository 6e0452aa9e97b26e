"""What stands in a workbook, for the person who says how to read it: sheets, tables, columns with samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.headers import fingerprint_of
from backend.systemize.sheets.layout import Table, find_tables
from backend.systemize.sheets.plans import Plan
from backend.systemize.sheets.workbooks import Row, Sheet, Workbook, as_typed, column_letter, is_blank

SHOWN_ROWS: Final = 15
SHOWN_COLUMNS: Final = 40
SAMPLES: Final = 5
_SAMPLED_ROWS: Final = 200
_LONGEST_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column below a header. letters: A, B, …; field: what it feeds by the plan, None when nothing; unit: what a
    bare number counts in; samples: the first cells with a value; is_hidden: nobody sees it in the file.
    """

    letters: str
    header: str
    field: str | None
    unit: str | None
    samples: tuple[str, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table. header_rows: their numbers; columns: those with a header; rows: below the header."""

    header_rows: tuple[int, ...]
    columns: tuple[SeenColumn, ...]
    rows: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A sheet. first: number and cells of the first rows as typed; the rest counts what nobody sees at once."""

    name: str
    is_hidden: bool
    rows: int
    first: tuple[tuple[int, tuple[str, ...]], ...]
    tables: tuple[SeenTable, ...]
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    struck_rows: int = 0
    comments: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """A file read. sheets: in its order, empty ones left out."""

    file: str
    sheets: tuple[SeenSheet, ...] = field(default_factory=tuple)

    @property
    def fingerprint(self) -> str:
        """Names the headers of the whole file; "" without a table."""
        return "\n\n".join(dict.fromkeys(t.fingerprint for sheet in self.sheets for t in sheet.tables))


def overview_of(workbook: Workbook, kind: SheetKind, plan: Plan | None = None) -> Overview:
    """The overview of a file read as a kind of sheet by a plan; without one by the words of its headers."""
    chosen = plan or Plan()
    sheets = (
        _seen(one, kind, chosen)
        for sheet in workbook.sheets
        if sheet.rows
        for one in (list(kind.unfold(sheet)) if kind.unfold else [sheet]) or [sheet]
    )
    return Overview(workbook.file, tuple(sheets))


def _seen(sheet: Sheet, kind: SheetKind, plan: Plan) -> SeenSheet:
    is_left_out = sheet.name in plan.headers and plan.headers[sheet.name] is None
    header_row = plan.headers.get(sheet.name)
    tables = [] if is_left_out else find_tables(sheet, kind, plan.mapping, header_row)
    return SeenSheet(
        name=sheet.name,
        is_hidden=sheet.is_hidden,
        rows=len(sheet.rows),
        first=tuple(_first(row) for row in sheet.rows[:SHOWN_ROWS]),
        tables=tuple(_table(sheet, table) for table in tables),
        hidden_rows=len(sheet.hidden_rows),
        hidden_columns=tuple(column_letter(index) for index in sorted(sheet.hidden_columns)[:SHOWN_COLUMNS]),
        struck_rows=len(sheet.struck),
        comments=len(sheet.comments),
        merged=len(sheet.merged),
    )


def _first(row: Row) -> tuple[int, tuple[str, ...]]:
    return row.number, tuple(_shown(cell) for cell in row.cells[:SHOWN_COLUMNS])


def _table(sheet: Sheet, table: Table) -> SeenTable:
    fed = {mapped.index: mapped for mapped in table.map.columns}
    columns = []
    for index, header in enumerate(table.headers):
        if not header.strip():
            continue
        mapped = fed.get(index)
        unit = mapped.unit if mapped else None
        columns.append(
            SeenColumn(
                letters=column_letter(index),
                header=header,
                field=mapped.column.key if mapped else None,
                unit=str(unit) if unit is not None else None,
                samples=_samples(table, index),
                is_hidden=index in sheet.hidden_columns,
            )
        )
    return SeenTable(table.header_rows, tuple(columns), len(table.data), fingerprint_of(table.headers))


def _samples(table: Table, index: int) -> tuple[str, ...]:
    cells = (row.cells[index] for row in table.data[:_SAMPLED_ROWS] if index < len(row.cells))
    return tuple(dict.fromkeys(_shown(cell) for cell in cells if not is_blank(cell)))[:SAMPLES]


def _shown(cell: Any) -> str:
    return as_typed(cell)[:_LONGEST_SHOWN]


def to_json(overview: Overview) -> dict[str, Any]:
    """The overview as JSON types."""
    return asdict(overview)


def from_json(told: Mapping[str, Any]) -> Overview:
    """The overview of `to_json`."""
    return Overview(told["file"], tuple(_sheet_of(sheet) for sheet in told["sheets"]))


def _sheet_of(told: Mapping[str, Any]) -> SeenSheet:
    tables = tuple(
        SeenTable(
            tuple(table["header_rows"]),
            tuple(
                SeenColumn(**{**column, "samples": tuple(column["samples"])}) for column in table["columns"]
            ),
            table["rows"],
            table["fingerprint"],
        )
        for table in told["tables"]
    )
    first = tuple((number, tuple(cells)) for number, cells in told["first"])
    hidden_columns = tuple(told["hidden_columns"])
    return SeenSheet(**{**told, "first": first, "tables": tables, "hidden_columns": hidden_columns})
