"""What a report is on paper: sheets of lines and cells with their units, in one language, for one reader.

A paper knows nothing of how it was read; workbooks and pages are made of it alone, so both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

FORMATS: Final = ("xlsx", "pdf")
PLACES: Final[Mapping[str, int]] = {"one": 0, "wan": 4, "yi": 8}
"""Digits by which the point of money moves."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a column of cells is. unit: of `analyze.catalogue`; scale: of money, by how it is shown."""

    title: str
    unit: str
    scale: str = "auto"


@dataclass(frozen=True, slots=True)
class Told:
    """One cell. few: of too few clients to be told; value: in CNY, units or a ratio; None: nothing to divide by."""

    value: Decimal | None
    few: bool = False
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name and a cell for each column and, in it, for each measure."""

    title: str
    cells: tuple[Told, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report.

    says: (what, how) of its definition: days, filters, whose clients; head: what its rows are; columns: names of
    its columns, one (empty) where it has none, the last one of all; lines: the last one may be of all.
    fault: why it is not told, in words; then it has no lines.
    """

    title: str
    says: tuple[tuple[str, str], ...] = ()
    chart: str = "table"
    head: str = ""
    columns: tuple[str, ...] = ("",)
    measures: tuple[Measured, ...] = ()
    lines: tuple[Line, ...] = ()
    fault: str | None = None
    compared: bool = False
    rows_are_time: bool = False

    @property
    def named(self) -> list[tuple[str, Measured]]:
        """(title, measure) of every column of cells, in the order of a line's cells."""
        wide = len(self.columns) > 1
        return [
            (
                f"{column} · {each.title}"
                if wide and len(self.measures) > 1
                else column
                if wide
                else each.title,
                each,
            )
            for column in self.columns
            for each in self.measures
        ]

    @property
    def single(self) -> list[Line]:
        """The lines that are no sum."""
        return [line for line in self.lines if not line.is_total]


@dataclass(frozen=True, slots=True)
class Paper:
    """Several sheets that go together. title: of all; mark: who took it out, when, under which number."""

    title: str
    sheets: tuple[Sheet, ...]
    mark: str
    english: bool
    person: str

    def say(self, zh: str, en: str) -> str:
        """A word in the reader's language."""
        return en if self.english else zh

    @property
    def rows(self) -> int:
        """Lines of all sheets."""
        return sum(len(sheet.lines) for sheet in self.sheets)


def series_of(sheet: Sheet) -> Iterator[tuple[str, list[Decimal | None]]]:
    """(name, values by row) of what a drawing shows: columns where there are some, else measures. Sums are none."""
    lines = sheet.single
    if len(sheet.columns) > 1:
        for nth, name in enumerate(sheet.columns[:-1]):
            yield name, [line.cells[nth * len(sheet.measures)].value for line in lines]
        return
    unit = sheet.measures[0].unit
    for nth, each in enumerate(sheet.measures):
        if each.unit == unit:
            yield each.title, [line.cells[nth].value for line in lines]


def scaled(value: Decimal, measure: Measured) -> Decimal:
    """A number in the unit it is shown in: the point moves, no digit is lost."""
    return value.scaleb(-PLACES.get(measure.scale, 0)) if measure.unit == "money" else value


def unit_word(measure: Measured, *, english: bool) -> str:
    """What stands behind the name of a column of money; empty of everything else."""
    if measure.unit != "money":
        return ""
    words = {"wan": ("万元", "CNY 10,000"), "yi": ("亿元", "CNY 100m")}
    return words.get(measure.scale, ("元", "CNY"))[english]


def shown(cell: Told, measure: Measured, *, english: bool) -> str:
    """A number as it is read on a page: money by its size, ratios in percent, `—` for nothing."""
    if cell.few:
        return "<3"
    if cell.value is None:
        return "—"
    value = cell.value
    if measure.unit == "ratio":
        return f"{value * 100:.1f}%"
    if measure.unit == "money" and measure.scale == "auto":
        return _by_size(value, english=english)
    if measure.unit == "money":
        return f"{scaled(value, measure):,.2f}"
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value:,.1f}"


def _by_size(value: Decimal, *, english: bool) -> str:
    steps: Sequence[tuple[Decimal, str]] = (
        ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k"))
        if english
        else ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
    )
    for size, word in steps:
        if abs(value) >= size:
            return f"{value / size:,.2f}{word}"
    return f"{value:,.0f}"
