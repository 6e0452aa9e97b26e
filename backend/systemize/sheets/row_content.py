"""Checked rows as JSON and back: how they come out of the reading process, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson

from backend.systemize.sheets.columns import Issue
from backend.systemize.sheets.readings import Feed, RowContent, TableReading
from backend.systemize.sheets.reports import CheckedRow
from backend.systemize.sheets.workbooks import CellValue

_ISSUE_PARTS: Final = ("field", "code", "column", "header", "typed")


def packed(row: CheckedRow) -> bytes:
    """What a row holds, as JSON: values, cells, marks, flags and issues; nothing that names the row."""
    content = row.content or RowContent({})
    told: dict[str, Any] = {"values": row.values}
    if content.cells:
        told["cells"] = {
            key: cell if type(cell) is str else cell_json(cell) for key, cell in content.cells.items()
        }
    if content.marks:
        told["marks"] = content.marks
    if content.flags:
        told["flags"] = content.flags
    if row.issues:
        told["issues"] = [[getattr(issue, part) for part in _ISSUE_PARTS] for issue in row.issues]
    return orjson.dumps(told)


def unpacked(sheet: str, number: int, status: str, table: int, data: bytes | str) -> CheckedRow:
    """The row of `packed`."""
    told = orjson.loads(data)
    content = RowContent(
        {key: cell_of(cell) for key, cell in told.get("cells", {}).items()},
        {key: (code, shown) for key, (code, shown) in told.get("marks", {}).items()},
        tuple(told.get("flags", ())),
    )
    issues = [
        Issue(row=number, **dict(zip(_ISSUE_PARTS, parts, strict=True))) for parts in told.get("issues", ())
    ]
    return CheckedRow(sheet, number, status, told["values"], issues, content, table)  # type: ignore[arg-type]


def cell_json(cell: CellValue) -> Any:
    """A cell as JSON; what JSON has no form for is an object of one entry."""
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, int) and not isinstance(cell, bool) and not -(2**53) < cell < 2**53:
        return {"number": str(cell)}
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):  # noqa: PLR0124
        return str(cell)
    return cell


def cell_of(told: Any) -> CellValue:
    """The cell of `cell_json`."""
    if not isinstance(told, Mapping):
        cell: CellValue = told
        return cell
    ((kind, text),) = told.items()
    if kind == "at":
        return datetime.fromisoformat(text)
    if kind == "day":
        return date.fromisoformat(text)
    if kind == "time":
        return time.fromisoformat(text)
    return timedelta(seconds=text) if kind == "seconds" else int(text)


def reading_json(table: TableReading) -> dict[str, Any]:
    """How a table is read, as JSON types."""
    return {
        "sheet": table.sheet,
        "feeds": [
            [feed.key, feed.index, feed.header, str(feed.unit) if feed.unit is not None else None]
            for feed in table.feeds
        ],
        "given": dict(table.given),
        "uses_1904": table.uses_1904,
        "is_unfolded": table.is_unfolded,
    }


def reading_of(told: Mapping[str, Any]) -> TableReading:
    """The reading of `reading_json`."""
    feeds = tuple(
        Feed(key, index, header, Decimal(unit) if unit else None)
        for key, index, header, unit in told["feeds"]
    )
    return TableReading(told["sheet"], feeds, told["given"], told["uses_1904"], told["is_unfolded"])
