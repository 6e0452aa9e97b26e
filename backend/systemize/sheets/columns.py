"""What a sheet's columns can be: the catalogue's entry, the reading of a cell, and what can be wrong with it.

A kind of sheet (clients, ledger, ...) is a tuple of columns with rules over a row; nothing else knows its nouns.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backend.systemize.sheets.workbooks import CellValue

# What a value becomes in the answer: text, truth or a list of text; None is unknown.
Value = Any


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell's reading depends on besides the cell.

    today: the business date. unit: what a bare amount of this column counts in (10,000 for 万元).
    uses_1904: serial numbers count from 1904. is_confirmed: a person typed the cell anew for this import.
    """

    today: date
    unit: Decimal = Decimal(1)
    uses_1904: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell read. value: None when unknown or refused; code: what is wrong with it (`issues.CODES`), or None."""

    value: Value = None
    code: str | None = None


Parse = Callable[[CellValue, Context], Parsed]


@dataclass(frozen=True, slots=True)
class Column:
    """A field a sheet can have. key: canonical name; headers: words for it, zh and en, the field's own first.

    overflow: fields that take a second column of the same word. is_required: a row without it is refused.
    """

    key: str
    parse: Parse
    zh: str
    headers: tuple[str, ...]
    overflow: tuple[str, ...] = ()
    is_required: bool = False


def words(text: str) -> tuple[str, ...]:
    """The words of a catalogue entry, written with strokes between them."""
    return tuple(text.split("|"))


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about a cell or row. field: None when about the whole row; row: as in the sheet; column: letters
    or None; header and typed: as they stand in the file (personal data).
    """

    field: str | None
    code: str
    row: int
    column: str | None = None
    header: str | None = None
    typed: str = ""


@dataclass(slots=True)
class Draft:
    """A row while its rules run. values: by field; typed: the cells by field; found: code by field so far.

    `report` adds an issue at the cell of a field, `forget` takes back what was found there.
    """

    values: dict[str, Value]
    typed: Mapping[str, CellValue]
    found: list[tuple[str | None, str]]

    def report(self, key: str | None, code: str) -> None:
        """Add an issue at a field's cell, or about the row."""
        self.found.append((key, code))

    def refuse(self, key: str, code: str) -> None:
        """Add an issue and make the value unknown."""
        self.values[key] = None
        self.report(key, code)

    def forget(self, key: str) -> None:
        """Take back what was found at a field."""
        self.found[:] = [(field, code) for field, code in self.found if field != key]


Rule = Callable[[Draft, Context], None]


@dataclass(frozen=True, slots=True, eq=False)
class SheetKind:
    """A kind of sheet.

    columns: the catalogue. rules: run over each row, in order. evidence: fields that only rows of data have, not
    totals or notes. named_in_sheet: (sheet names, names of staff) -> values a sheet's name gives to fields it lacks.
    """

    key: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    evidence: tuple[str, ...]
    named_in_sheet: Callable[[Sequence[str], Collection[str]], Mapping[str, Mapping[str, str]]]
