"""A workbook as read from a file: sheets of sparse rows with what matters besides the values.

Rows count from 1 as a person sees them, columns from 0. Whatever the file format, the shape is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

CellValue = str | int | float | bool | date | datetime | time | timedelta | None
# Each limit is far above what 100,000 clients need and far below what would fill the memory.
MAX_ROWS = 101_000
MAX_COLUMNS = 1_000


class FileFault(StrEnum):
    """Why a file is refused as a whole; nothing of it is imported."""

    PASSWORD = "password"  # noqa: S105 - a code, no secret
    UNSAFE = "unsafe"
    NOT_TABULAR = "not_tabular"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


class FileRefused(Exception):
    """The file cannot be imported at all. fault: the code a person is told, in words of `sentences.py`."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


class Row(NamedTuple):
    """A row with at least one value. number: 1-based; cells: by column from 0, None where blank."""

    number: int
    cells: Sequence[CellValue]


class Span(NamedTuple):
    """A merged range, inclusive. Rows from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet.

    rows: those with a value, ascending. struck: rows with a crossed-out value. uncached: cells whose formula
    was never calculated. errors: cells with #N/A and the like. comments: text by cell. is_delimited: from text, where
    a row number counts records. is_unfolded: made of another sheet, whose columns are others. uses_1904: serial
    numbers count from 1904.
    """

    name: str
    rows: list[Row]
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    is_delimited: bool = False
    is_unfolded: bool = False
    uses_1904: bool = False


@dataclass(slots=True)
class Workbook:
    """A file read. file: its name without folders; sheets in the order of the file, hidden ones too."""

    file: str
    sheets: list[Sheet]


def column_letter(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 that letters name: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def as_typed(value: CellValue) -> str:
    """A value as a person sees it in the cell: whole numbers without a point, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def is_blank(value: CellValue) -> bool:
    """True for an empty cell and for one with nothing but blanks and invisible characters."""
    if type(value) is not str:
        return value is None
    return not value or not value.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")
