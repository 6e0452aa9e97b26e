"""Cells read as amounts, units, prices and counts: decimal text with a fixed number of places."""

import math
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from backend.systemize.chinese_numbers import read_amount
from backend.systemize.plain_text import plain, without_guard
from backend.systemize.sheets.cell_parsers import NOTHING
from backend.systemize.sheets.columns import Context, Parsed
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank

PERCENT = Decimal("0.01")
_MOST = Decimal(10) ** 15


def money(cell: CellValue, context: Context) -> Parsed:
    """An amount in CNY as text with two places; a bare number counts in the column's unit."""
    return _number(cell, context, 2)


def signed_money(cell: CellValue, context: Context) -> Parsed:
    """An amount in CNY that may be below zero: "-300", "(300)", "负300"."""
    return _signed(cell, context, 2)


def units(cell: CellValue, context: Context) -> Parsed:
    """A number of fund units, six places; 份 may stand behind it."""
    return _number(_without_word(cell), context, 6)


def signed_units(cell: CellValue, context: Context) -> Parsed:
    """A number of fund units that may be below zero, six places."""
    return _signed(_without_word(cell), context, 6)


def price(cell: CellValue, context: Context) -> Parsed:
    """A value of one unit above zero, eight places."""
    found = _number(cell, context, 8)
    if found.value is not None and Decimal(found.value) <= 0:
        return Parsed(code="not_positive")
    return found


def per_unit(cell: CellValue, context: Context) -> Parsed:
    """A value for one unit, not below zero, eight places."""
    return _number(cell, context, 8)


def rate(cell: CellValue, context: Context) -> Parsed:
    """A rate as a ratio of at most 1, eight places: 1.5%, 0.015, and 1.5 under a header that says %."""
    text = plain(without_guard(as_typed(cell))) if isinstance(cell, str) else ""
    is_percent = text.endswith("%")
    found = _number(text[:-1] if is_percent else cell, context, 10)
    if found.value is None:
        return found
    value = Decimal(found.value) * (PERCENT if is_percent and context.unit == 1 else 1)
    return Parsed(_written(value, 8), found.code) if value <= 1 else Parsed(code="bad_number")


def count(cell: CellValue, context: Context) -> Parsed:
    """A whole number, not below zero: days, minutes."""
    if isinstance(cell, str):
        cell = plain(without_guard(cell)).removesuffix("天").removesuffix("日").removesuffix("分钟").strip()
    found = _number(cell, context, 6)
    if found.value is None:
        return found
    value = Decimal(found.value)
    return Parsed(int(value), found.code) if value == int(value) < 10**6 else Parsed(code="bad_number")


def signed_number(cell: CellValue, context: Context) -> Parsed:
    """Any number, also below zero, eight places."""
    return _signed(cell, context, 8)


def _without_word(cell: CellValue) -> CellValue:
    return plain(without_guard(cell)).removesuffix("份").strip() if isinstance(cell, str) else cell


def _signed(cell: CellValue, context: Context, places: int) -> Parsed:
    """The number with its sign taken off and put back."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < 0:
        return _below_zero(_number(-cell, context, places))
    if not isinstance(cell, str):
        return _number(cell, context, places)
    text = plain(without_guard(cell)).replace("−", "-").replace("–", "-")
    if text.startswith(("-", "负")) and len(text) > 1:
        return _below_zero(_number(text[1:], context, places))
    if text.startswith("(") and text.endswith(")"):
        return _below_zero(_number(text[1:-1], context, places))
    return _number(text, context, places)


def _below_zero(found: Parsed) -> Parsed:
    if found.value is None or Decimal(found.value) == 0:
        return found
    return Parsed(f"-{found.value}", found.code)


def _number(cell: CellValue, context: Context, places: int) -> Parsed:
    """Decimal text; a bare number counts in the column's unit."""
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, bool | date | time | timedelta) or cell is None:
        return Parsed(code="bad_number")
    if isinstance(cell, str):
        amount = read_amount(cell)
        if amount.value is None:
            return Parsed(code=amount.code)
        value = amount.value if amount.has_unit else amount.value * context.unit
        found = amount.code
    else:
        if not math.isfinite(cell):
            return Parsed(code="bad_number")
        if cell < 0:
            return Parsed(code="negative")
        value, found = Decimal(repr(cell)) * context.unit, None
    if value >= _MOST:
        return Parsed(code="bad_number")
    return Parsed(_written(value, places), found)


def _written(value: Decimal, places: int) -> str:
    """A number with its places; rounding half up, as figures are shown."""
    try:
        return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    except InvalidOperation:
        return f"{value:.{places}f}"
