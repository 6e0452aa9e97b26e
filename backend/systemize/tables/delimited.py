"""A table as comma-separated text: UTF-8 with a mark that spreadsheets know it by, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from backend.platform.clock import BUSINESS_ZONE
from backend.systemize.tables.cells import Cell, Heading, Mark, yes_no
from backend.systemize.tables.guard import harmless


class DelimitedWriter:
    """RFC 4180; amounts without separators, dates ISO, instants of Shanghai. The last line is the mark."""

    def __init__(self, out: IO[bytes], headings: Sequence[Heading], mark: Mark) -> None:
        self._out, self._headings, self._mark = out, headings, mark
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        out.write(b"\xef\xbb\xbf")
        self._csv.writerow([harmless(heading.title) for heading in headings])

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """More rows."""
        self._csv.writerows([self._written(cell) for cell in row] for row in rows)
        self._flush()

    def close(self) -> None:
        """The mark, and the end."""
        self._csv.writerow([f"# {harmless(self._mark.words)}"])
        self._flush()

    def _flush(self) -> None:
        self._out.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()

    def _written(self, cell: Cell) -> str:
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return yes_no(cell, english=self._mark.english)
        if isinstance(cell, datetime):
            return cell.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(cell, date):
            return cell.isoformat()
        if isinstance(cell, Decimal):
            return f"{cell:f}"
        return harmless(cell)
