"""What a check found: rows with status, values and issues, duplicates, and the answer that commands print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.systemize.sheets.columns import Issue, Value
from backend.systemize.sheets.issues import explain, explain_fault
from backend.systemize.sheets.readings import RowContent, TableReading
from backend.systemize.sheets.workbooks import FileFault

Status = Literal["accepted", "rejected", "skipped"]
Place = tuple[str, int]
"""Sheet and row: what names a row inside its file."""


@dataclass(slots=True)
class CheckedRow:
    """A row of the file. values: by canonical field, None where unknown or refused; {} when skipped.

    content: what stood in the cells; None where nobody asked for it. table: number of its table in the report.
    """

    sheet: str
    row: int
    status: Status
    values: dict[str, Value]
    issues: list[Issue]
    content: RowContent | None = None
    table: int = 0

    @property
    def place(self) -> Place:
        """Sheet and row: what names the row inside its file."""
        return self.sheet, self.row


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Rows that may be one, in the order of the file, with the reasons (`likeness.REASONS`, or `key`)."""

    places: tuple[Place, ...]
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Twin:
    """The earlier row that a row may repeat, and why. is_decisive: it does, unless a person says otherwise."""

    place: Place
    reasons: frozenset[str]
    is_decisive: bool


@dataclass(slots=True)
class Hidden:
    """What nobody sees in the file and what needs an explicit yes: sheets, (sheet, row), (sheet, header)."""

    sheets: list[str] = field(default_factory=list)
    rows: list[tuple[str, int]] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class SheetReport:
    """The result of a dry run. error: why the file is refused as a whole, then all else is empty.

    skipped: number of skipped rows by code; blank rows beyond the first of a long run are only counted.
    mapped: field by header, per sheet. without_table: sheets that were not read. comments: texts of cell
    comments by place, for the preview. tables: how the rows of each table were read. twins: by a row the earlier
    one it may repeat. writes: names of what the rows would write where they are kept.
    """

    file: str
    error: FileFault | None = None
    rows: list[CheckedRow] = field(default_factory=list)
    duplicates: list[DuplicateGroup] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    hidden: Hidden = field(default_factory=Hidden)
    skipped: Counter[str] = field(default_factory=Counter)
    mapped: dict[str, dict[str, str]] = field(default_factory=dict)
    without_table: list[str] = field(default_factory=list)
    comments: dict[Place, list[str]] = field(default_factory=dict)
    tables: list[TableReading] = field(default_factory=list)
    twins: dict[Place, Twin] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)

    def count_of(self, status: Status) -> int:
        """The number of rows with a status."""
        return sum(row.status == status for row in self.rows)


def to_answer(report: SheetReport, *, explained: bool = True) -> dict[str, Any]:
    """The dry-run answer: file, error, rows, duplicates, unmapped; JSON types only.

    explained: each issue carries `messages` with a zh and an en sentence, an error its own beside it.
    """
    rows = [row_answer(row, explained=explained) for row in report.rows]
    return answer_around(report, rows, explained=explained)


def answer_around(
    report: SheetReport, rows: list[dict[str, Any]], *, explained: bool = True
) -> dict[str, Any]:
    """The answer with rows that were made into answers already."""
    answer: dict[str, Any] = {
        "file": report.file,
        "error": report.error.value if report.error else None,
        "rows": rows,
        "duplicates": [[list(place) for place in group.places] for group in report.duplicates],
        "unmapped": report.unmapped,
    }
    if explained and report.error:
        answer["messages"] = {
            "zh": explain_fault(report.error, "zh-CN"),
            "en": explain_fault(report.error, "en"),
        }
    return answer


def row_answer(row: CheckedRow, *, explained: bool = True) -> dict[str, Any]:
    """A row of the answer."""
    return {
        "sheet": row.sheet,
        "row": row.row,
        "status": row.status,
        "values": row.values,
        "issues": [_issue(issue, explained) for issue in row.issues],
    }


def _issue(issue: Issue, explained: bool) -> Mapping[str, Any]:
    answer: dict[str, Any] = {"field": issue.field, "code": issue.code}
    if explained:
        answer["messages"] = {"zh": explain(issue, "zh-CN"), "en": explain(issue, "en")}
    return answer
