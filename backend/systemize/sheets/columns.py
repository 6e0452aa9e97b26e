"""What a sheet's columns can be: the catalogue's entry, the reading of a cell, and what can be wrong with it.

A kind of sheet (clients, ledger, ...) is a tuple of columns with rules over a row; nothing else knows its nouns.
Mapping, checks, templates and the documentation are made from these entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from backend.systemize.sheets.workbooks import CellValue, Sheet
from backend.systemize.written_dates import DateOrder

# What a value becomes in the answer: text, truth or a list of text; None is unknown.
Value = Any
Adjustment = Literal["unit", "date_order"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell's reading depends on besides the cell.

    today: the business date. unit: what a bare amount of this column counts in (10,000 for 万元).
    uses_1904: serial numbers count from 1904. is_confirmed: a person typed the cell anew for this import.
    date_order: how a date that can be read in two ways is meant; None: nobody said.
    """

    today: date
    unit: Decimal = Decimal(1)
    uses_1904: bool = False
    is_confirmed: bool = False
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell read. value: None when unknown or refused; code: what is wrong with it (`issues.CODES`), or None."""

    value: Value = None
    code: str | None = None


Parse = Callable[[CellValue, Context], Parsed]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice: how it is stored, and its words, the one for templates first."""

    value: object
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellKind:
    """How the cells of a column are read.

    key: names the kind; zh, en: what it is called in templates and docs; adjustable: what a person may settle for
    the whole column; choices: of option words. is_stable: equal cells always give equal, unchangeable values.
    """

    key: str
    zh: str
    en: str
    parse: Parse
    adjustable: frozenset[Adjustment] = frozenset()
    choices: tuple[Choice, ...] = ()
    is_stable: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A field a sheet can have. key: canonical name; headers: words for it besides `zh`.

    overflow: fields that take a second column of the same word. is_required: a row without it is refused.
    personal: tells something of a person. zh_hint, en_hint: one line for the template and the docs.
    """

    key: str
    cell: CellKind
    zh: str
    en: str
    headers: tuple[str, ...] = ()
    overflow: tuple[str, ...] = ()
    is_required: bool = False
    personal: bool = False
    zh_hint: str = ""
    en_hint: str = ""


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

    def is_refused(self, key: str) -> bool:
        """Whether something was found at a field."""
        return any(found == key for found, _ in self.found)


Rule = Callable[[Draft, Context], None]


@dataclass(frozen=True, slots=True)
class Refined:
    """What whoever keeps a row says of it. issues: field and code; writes: names of what he would write of it."""

    issues: tuple[tuple[str | None, str], ...] = ()
    writes: tuple[str, ...] = ()


Refine = Callable[[Mapping[str, Value]], Refined]
"""Rules of whoever keeps the rows, over the values of one; pure."""
Given = Mapping[str, Mapping[str, str]]
"""Values that something outside the cells gives to fields, by sheet."""


def _nothing_named(_sheets: Sequence[str], _staff: Collection[str]) -> Given:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class SheetKind:
    """A kind of sheet.

    columns: the catalogue. rules: run over each row, in order. evidence: fields that only rows of data have, not
    totals or notes. named_in_sheet: (sheet names, names of staff) -> values a sheet's name gives to fields it lacks.
    unfold: makes a plain table of a sheet that is none (a custodian's tree of accounts). identity: fields that name
    what a row is about, each one or the first there of several; two rows that agree in all of them say it twice. ():
    rows are not compared; None: the kind compares people (`likeness`). one_of: of each group at least one field has
    to be there.
    """

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    evidence: tuple[str, ...] = ()
    named_in_sheet: Callable[[Sequence[str], Collection[str]], Given] = _nothing_named
    unfold: Callable[[Sheet], Iterable[Sheet]] | None = None
    identity: tuple[str | tuple[str, ...], ...] | None = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})
