"""Cells read as values: pure functions from a cell and its context to a value or what is wrong with it.

A blank cell and a placeholder (/, 暂无, N/A) are None; a value is never guessed.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from backend.systemize.chinese_numbers import read_amount
from backend.systemize.identity_numbers import id_type_of, looks_cut, read_identity_number
from backend.systemize.names import normalise_name
from backend.systemize.phones import Phones, read_phones
from backend.systemize.plain_text import compact, is_placeholder, plain, without_guard, without_invisible
from backend.systemize.sheets.columns import Context, Parse, Parsed
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank
from backend.systemize.written_dates import read_date

NOTHING = Parsed()
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 15
_EMAIL = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]+\.[^\s@,;.]{2,}")
_BETWEEN_TAGS = re.compile(r"[,，、;；|/\n\r]+")


def name(cell: CellValue, _: Context) -> Parsed:
    """A name in one spelling: half width, no invisible characters, no blanks between Chinese characters."""
    if is_blank(cell):
        return NOTHING
    text = normalise_name(as_typed(cell))
    return NOTHING if is_placeholder(text) else Parsed(text)


def word(cell: CellValue, _: Context) -> Parsed:
    """A short text on one line, half width."""
    if is_blank(cell):
        return NOTHING
    text = plain(as_typed(cell))
    return NOTHING if is_placeholder(text) else Parsed(text)


def text(cell: CellValue, _: Context) -> Parsed:
    """Free text as typed, with its line breaks, without invisible characters."""
    if is_blank(cell):
        return NOTHING
    written = without_invisible(as_typed(cell)).replace("\r\n", "\n")
    return NOTHING if is_placeholder(written) else Parsed(written)


def tags(cell: CellValue, _: Context) -> Parsed:
    """A list of words cut at commas, semicolons, strokes and line breaks, without repeats."""
    if is_blank(cell):
        return NOTHING
    pieces = (plain(piece).strip("# ") for piece in _BETWEEN_TAGS.split(as_typed(cell)))
    found = list(dict.fromkeys(piece for piece in pieces if not is_placeholder(piece)))
    return Parsed(found) if found else NOTHING


def email(cell: CellValue, _: Context) -> Parsed:
    """One e-mail address, the domain in lower case."""
    if is_blank(cell) or is_placeholder(as_typed(cell)):
        return NOTHING
    address = plain(without_guard(as_typed(cell))).removeprefix("mailto:")
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        return Parsed(code="bad_email")
    mailbox, _at, domain = address.rpartition("@")
    return Parsed(f"{mailbox}@{domain.lower()}")


def money(cell: CellValue, context: Context) -> Parsed:
    """An amount in CNY as text with two places; a bare number counts in the column's unit."""
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, bool | date) or not isinstance(cell, str | int | float):
        return Parsed(code="bad_number")
    if isinstance(cell, str):
        amount = read_amount(cell)
        if amount.value is None:
            return Parsed(code=amount.code)
        value = amount.value if amount.has_unit else amount.value * context.unit
        code = amount.code
    else:
        value, code = Decimal(repr(cell)) * context.unit, None
        if not value.is_finite():
            return Parsed(code="bad_number")
        if value < 0:
            return Parsed(code="negative")
    if value >= _MOST:
        return Parsed(code="bad_number")
    return Parsed(str(value.quantize(_CENT, ROUND_HALF_UP)), code)


def past_date(cell: CellValue, context: Context) -> Parsed:
    """A day not after today, ISO."""
    return _day(cell, context, is_birth=False)


def birth_date(cell: CellValue, context: Context) -> Parsed:
    """A birthday, ISO; two-digit years are those of grown-ups."""
    return _day(cell, context, is_birth=True)


def _day(cell: CellValue, context: Context, is_birth: bool) -> Parsed:
    if is_blank(cell):
        return NOTHING
    found = read_date(cell, today=context.today, is_birth=is_birth, uses_1904=context.uses_1904)
    if found.value is None:
        return Parsed(code=found.code)
    if found.value > context.today:
        return Parsed(code="future_date")
    return Parsed(found.value.isoformat(), found.code)


def mobiles(cell: CellValue, _: Context) -> Parsed:
    """The numbers of a mobile column (`Phones`); a landline there needs its area code."""
    found = _numbers(cell)
    if isinstance(found.value, Phones) and any(number[0] not in "+04" for number in found.value.phones):
        return Parsed(code="bad_mobile")
    return found


def phones(cell: CellValue, _: Context) -> Parsed:
    """The numbers of a telephone column (`Phones`), mobiles among them."""
    return _numbers(cell)


def _numbers(cell: CellValue) -> Parsed:
    if is_blank(cell):
        return NOTHING
    found = read_phones(cell)
    if found.code:
        return Parsed(code=found.code)
    return Parsed(found) if found.mobiles or found.phones else NOTHING


def id_number(cell: CellValue, context: Context) -> Parsed:
    """An identity number (`IdentityNumber`); what its document must be is settled with the row."""
    if is_blank(cell):
        return NOTHING
    found = read_identity_number(cell)
    if found.number is not None and looks_cut(found.number) and not context.is_confirmed:
        return Parsed(code="precision_lost")
    return Parsed(found if found.number else None, found.code)


def id_type(cell: CellValue, _: Context) -> Parsed:
    """A kind of identity document, one of `identity_numbers.ID_TYPES`."""
    if is_blank(cell) or is_placeholder(as_typed(cell)):
        return NOTHING
    kind = id_type_of(as_typed(cell))
    return Parsed(kind) if kind else Parsed(code="bad_option")


def choice(words: Mapping[str, object]) -> Parse:
    """A parser of option words; the words are compared without blanks and case, half width."""
    forms = {compact(form): value for form, value in words.items()}

    def parse(cell: CellValue, _: Context) -> Parsed:
        if is_blank(cell):
            return NOTHING
        form = compact(as_typed(cell))
        if form in forms:
            return Parsed(forms[form])
        return NOTHING if is_placeholder(form) else Parsed(code="bad_option")

    return parse
