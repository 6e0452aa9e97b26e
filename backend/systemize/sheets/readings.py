"""What a row's reading needs besides the file, as plain data: mended, a row is checked again without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from backend.systemize.sheets.workbooks import CellValue

NO_COLUMN: Final = -1

Edits = Mapping[str, str | None]
"""New text by field, None to drop the cell."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A column of the sheet that feeds a field. index: from 0, NO_COLUMN for a default; unit: as the file says."""

    key: str
    index: int
    header: str
    unit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TableReading:
    """How the rows of one table are read. given: values for fields that no column feeds."""

    sheet: str
    feeds: tuple[Feed, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    uses_1904: bool = False
    is_unfolded: bool = False


@dataclass(slots=True)
class RowContent:
    """What stands in a row. cells: by field, blank ones absent; marks: what is wrong with a cell as such, and how it
    is shown, by field; flags: codes about the row (`struck_through`, `hidden_row`).
    """

    cells: dict[str, CellValue]
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
