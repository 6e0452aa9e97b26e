"""Tables in HTML, as web systems hand them out under the name .xls."""

import re
from html.parser import HTMLParser

from backend.systemize.sheets.delimited import decoded
from backend.systemize.sheets.workbooks import MAX_COLUMNS, MAX_ROWS, FileFault, FileRefused, Row, Sheet, Span

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_SILENT = ("script", "style", "head", "title")
_BEGINNINGS = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div")
_MAX_SPAN = 10_000


def looks_like_html(data: bytes) -> bool:
    """True when a text file begins like a web page or with a table."""
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(_BEGINNINGS) or (start.startswith((b"<?xml", b"<!--")) and b"<html" in start)


def read_html(data: bytes, name: str) -> Sheet:
    """All tables of a page below each other as one sheet, as Excel opens it.

    Raises FileRefused: `not_tabular` without a table, `unsafe` for more rows than we read.
    """
    declared = _CHARSET.search(data[:4096])
    reader = _Tables(name)
    reader.feed(_in_charset(data, declared[1].decode("ascii", "replace") if declared else ""))
    reader.close()
    if not reader.has_table:
        raise FileRefused(FileFault.NOT_TABULAR)
    return reader.sheet


def _in_charset(data: bytes, charset: str) -> str:
    """The page in the encoding it declares (GB 2312 is read as GB 18030), else as its bytes look."""
    if charset.lower() in ("gb2312", "gbk", "gb18030"):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return decoded(data)
    return decoded(data)


class _Tables(HTMLParser):
    """Collects the cells of every table row; spans become merged ranges."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = Sheet(name=name, rows=[])
        self.has_table = False
        self._number = 0
        self._cells: dict[int, str] = {}
        self._taken: dict[int, set[int]] = {}
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins; an unclosed one before it ends."""
        given = {key: value or "" for key, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.has_table = True
        elif tag == "tr":
            self._end_row()
            self._number += 1
            if _UNSEEN.search(given.get("style", "")) or "hidden" in given:
                self.sheet.hidden_rows.add(self._number)
        elif tag in ("td", "th"):
            self._end_cell()
            self._text, self._span = [], (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")
        if tag in ("s", "del", "strike") or _STRUCK.search(given.get("style", "")):
            self.sheet.struck.add(self._number)

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Text counts inside a cell only."""
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        """The page ends, and with it an unclosed row."""
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text, (down, across) = "".join(self._text).strip(), self._span
        self._text = None
        taken = self._taken.setdefault(self._number, set())
        column = next((n for n in range(MAX_COLUMNS) if n not in taken), MAX_COLUMNS)
        if column + across > MAX_COLUMNS or down * across > _MAX_SPAN:
            raise FileRefused(FileFault.UNSAFE)
        if down > 1:
            for below in range(self._number, self._number + down):
                self._taken.setdefault(below, set()).update(range(column, column + across))
        taken.update(range(column, column + across))
        self._cells[column] = text
        if down > 1 or across > 1:
            self.sheet.merged.append(Span(self._number, column, self._number + down - 1, column + across - 1))

    def _end_row(self) -> None:
        self._end_cell()
        if any(self._cells.values()):
            width = max(self._cells) + 1
            self.sheet.rows.append(Row(self._number, [self._cells.get(n, "") for n in range(width)]))
            if len(self.sheet.rows) > MAX_ROWS:
                raise FileRefused(FileFault.UNSAFE)
        self._cells = {}
        self._taken.pop(self._number, None)


def _span(text: str | None) -> int:
    """A row or column span, at least 1 and bounded."""
    return max(1, min(int(text), _MAX_SPAN)) if text and text.isdigit() else 1
