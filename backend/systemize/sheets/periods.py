"""Periods as finance people write them: 2024年3月, 2024-03, 2024Q1, 2024年上半年, 2024, 20240301-20240331."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from backend.systemize.plain_text import compact, is_placeholder
from backend.systemize.sheets.cell_parsers import NOTHING
from backend.systemize.sheets.columns import Context, Parsed
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank
from backend.systemize.written_dates import read_date

_MONTH: Final = re.compile(r"(\d{4})(?:年|[-/.])?(\d{1,2})月?(?:份|度)?")
_QUARTER: Final = re.compile(r"(\d{4})年?(?:第)?(?:q([1-4])|([1-4一二三四])季度?)")
_HALF: Final = re.compile(r"(\d{4})年?(?:h([12])|(上|下)半年)")
_YEAR: Final = re.compile(r"(\d{4})(?:年度?)?")
_SPAN: Final = re.compile(r"(.{6,11}?)(?:-|~|—|至|到|/)(.{6,11})")
_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}


def period(cell: CellValue, context: Context) -> Parsed:
    """A period as "2024-03-01/2024-03-31", both days in it."""
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, datetime | date):
        return _months(cell.year, cell.month, 1)
    word = compact(as_typed(cell))
    if is_placeholder(word):
        return NOTHING
    for read in (_quarter, _half, _month, _year):
        found = read(word)
        if found is not None:
            return found
    span = _SPAN.fullmatch(word)
    ends = [read_date(part, today=context.today).value for part in span.groups()] if span else []
    if len(ends) == 2 and ends[0] and ends[1] and ends[0] <= ends[1]:
        return Parsed(f"{ends[0]}/{ends[1]}")
    return Parsed(code="bad_period")


def _month(word: str) -> Parsed | None:
    found = _MONTH.fullmatch(word)
    return _months(int(found[1]), int(found[2]), 1) if found else None


def _quarter(word: str) -> Parsed | None:
    found = _QUARTER.fullmatch(word)
    if found is None:
        return None
    number = _DIGITS.get(found[3] or "") or int(found[2] or found[3])
    return _months(int(found[1]), 3 * number - 2, 3)


def _half(word: str) -> Parsed | None:
    found = _HALF.fullmatch(word)
    if found is None:
        return None
    return _months(int(found[1]), 1 if (found[2] == "1" or found[3] == "上") else 7, 6)


def _year(word: str) -> Parsed | None:
    found = _YEAR.fullmatch(word)
    return _months(int(found[1]), 1, 12) if found else None


def _months(year: int, month: int, count: int) -> Parsed:
    last = month + count - 1
    if not (1900 < year < 2200 and month >= 1 and last <= 12):
        return Parsed(code="bad_period")
    return Parsed(f"{date(year, month, 1)}/{date(year, last, monthrange(year, last)[1])}")
