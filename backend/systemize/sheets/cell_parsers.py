"""Cells read as values: pure functions from a cell and its context to a value or what is wrong with it.

A blank cell and a placeholder (/, 暂无, N/A) are None; a value is never guessed. Numbers are in `number_cells.py`.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from backend.systemize.identity_numbers import id_type_of, looks_cut, read_identity_number
from backend.systemize.names import normalise_name
from backend.systemize.phones import Phones, read_phones
from backend.systemize.plain_text import compact, is_placeholder, plain, without_guard, without_invisible
from backend.systemize.sheets.columns import Context, Parse, Parsed
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank
from backend.systemize.written_dates import read_date

NOTHING = Parsed()
_EMAIL = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]+\.[^\s@,;.]{2,}")
_CLOCK = re.compile(r"(上午|下午|晚上)?\s*(\d{1,2})(?::|时|点)(\d{1,2})?[分:]?\d*\s*(am|pm)?$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_CODE = re.compile(r"[\w./#()&+-]{1,60}")
_BETWEEN_TAGS = re.compile(r"[,，、;；|/\n\r]+")


def name(cell: CellValue, _: Context) -> Parsed:
    """A name in one spelling: half width, no invisible characters, no blanks between Chinese characters."""
    if is_blank(cell):
        return NOTHING
    text = normalise_name(cell if type(cell) is str else as_typed(cell))
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


def past_date(cell: CellValue, context: Context) -> Parsed:
    """A day not after today, ISO."""
    return _not_ahead(_day(cell, context), context)


def any_date(cell: CellValue, context: Context) -> Parsed:
    """A day, ISO; it may lie ahead (an open day, the end of a lock-up)."""
    return _day(cell, context)


def birth_date(cell: CellValue, context: Context) -> Parsed:
    """A birthday, ISO; two-digit years are those of grown-ups."""
    return _not_ahead(_day(cell, context, is_birth=True), context)


def moment(cell: CellValue, context: Context) -> Parsed:
    """A day with or without a time of day, ISO without zone (that of Shanghai); not after today."""
    day = _not_ahead(_day(cell, context), context)
    if day.value is None:
        return day
    at = _time_of(cell)
    return Parsed(f"{day.value}T{at.isoformat('minutes')}" if at else day.value, day.code)


def _time_of(cell: CellValue) -> time | None:
    if isinstance(cell, datetime):
        return cell.time() if cell.time() != time() else None
    if isinstance(cell, float):
        seconds = round(cell % 1 * 86_400)
        return time(seconds // 3600 % 24, seconds % 3600 // 60) if seconds else None
    found = _CLOCK.search(plain(cell)) if isinstance(cell, str) else None
    if found is None:
        return None
    hour, minute = int(found[2]), int(found[3] or 0)
    if found[1] in ("下午", "晚上") or (found[4] or "").lower() == "pm":
        hour += 12 if hour < 12 else 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(cell: CellValue, context: Context, *, is_birth: bool = False) -> Parsed:
    if is_blank(cell):
        return NOTHING
    found = read_date(
        cell,
        today=context.today,
        is_birth=is_birth,
        uses_1904=context.uses_1904,
        order=context.date_order,
    )
    return Parsed(found.value.isoformat() if found.value else None, found.code)


def _not_ahead(day: Parsed, context: Context) -> Parsed:
    return Parsed(code="future_date") if day.value and day.value > context.today.isoformat() else day


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


def code(cell: CellValue, _: Context) -> Parsed:
    """A code or reference: letters, digits and a few signs, upper case, no blanks; numbers as they are shown."""
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, bool | date | time):
        return Parsed(code="bad_code")
    if isinstance(cell, int | float) and (abs(cell) >= 1e15 or cell != int(cell)):
        return Parsed(code="precision_lost" if abs(cell) >= 1e15 else "bad_code")
    written = plain(without_guard(as_typed(cell))).replace(" ", "").upper()
    if is_placeholder(written):
        return NOTHING
    if _SCIENTIFIC.fullmatch(written):
        return Parsed(code="precision_lost")
    return Parsed(written) if _CODE.fullmatch(written) else Parsed(code="bad_code")


def account(cell: CellValue, context: Context) -> Parsed:
    """The number of an account at a bank or a registrar: digits and letters, without blanks and hyphens."""
    found = code(cell, context)
    if found.value is None:
        return found
    number = found.value.replace("-", "")
    return Parsed(number) if 4 <= len(number) <= 40 and number.isalnum() else Parsed(code="bad_code")


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
