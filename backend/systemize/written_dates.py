"""Dates as people write them in cells: 2024年3月5日, 20240305, 2024.3.5, 二〇二四年三月五日, serial numbers.

Pure functions. A date without its day or year is refused by code, never completed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from backend.systemize.chinese_numbers import chinese_numeral
from backend.systemize.plain_text import compact, is_placeholder, plain, without_guard

DateOrder = Literal["ymd", "mdy", "dmy"]
"""What the three parts of a date are, from left to right."""
EARLIEST_YEAR = 1900
# Serial numbers before 1920 are more likely years or typing errors; those after 2099 six-digit dates.
_FIRST_SERIAL, _LAST_SERIAL = 7306, 73050
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_TIME = re.compile(
    r"(?:(?<=\d)t|\s)\s*(?:上午|下午|am|pm)?\s*\d{1,2}(?::|时|点)(?:\d{1,2}(?::|分)?)?(?:\d{1,2}(?:\.\d+)?秒?)?"
    r"\s*(?:am|pm)?(?:z|[+-]\d\d:?\d\d)?$"
)
_WEEKDAY = re.compile(
    r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b,?"
)
_CHINESE_DATE = re.compile(
    r"([零〇○一二三四五六七八九\d]+)年"
    r"(?:([正元一二三四五六七八九十\d]+)月(?:份)?(?:([初一二三四五六七八九十廿\d]+)[日号]?)?)?"
)
_CHINESE_DAY = re.compile(r"([一二三四五六七八九十\d]+)月([一二三四五六七八九十\d]+)[日号]")
# How most dates are typed: nothing but year, month and day.
_USUAL = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: 00:00:00)?", re.ASCII)
_PARTS = re.compile(r"(\d{1,4})([-/.\\,、])(\d{1,2})[-/.\\,、](\d{1,4})")
_YEAR_MONTH = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/](\d{4}))")
_MONTH_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}")
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[-./]?([a-z]{3,9})|([a-z]{3,9})[-./]?(\d{1,2})(?:st|nd|rd|th)?)"
    r"[-./,']*(\d{4}|\d{2})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What a cell says about a date.

    value: None when unknown or refused. code: None, `two_digit_year` (with a value), or why there is none:
    `bad_date`, `no_day`, `no_year`, `ambiguous_date`.
    """

    value: date | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a date depends on; the fields of `read_date`."""

    today: date
    is_birth: bool = False
    uses_1904: bool = False
    order: DateOrder | None = None


def read_date(
    raw: object,
    *,
    today: date,
    is_birth: bool = False,
    uses_1904: bool = False,
    order: DateOrder | None = None,
) -> WrittenDate:
    """The date a cell names: a native date, a serial number, digits or text; see `WrittenDate`.

    today: bounds the century of two-digit years. is_birth: a two-digit year is that of a grown-up.
    uses_1904: serial numbers count from 1904-01-01 (workbooks of old Macs). order: settles dates that can be read
    in two ways; it never makes a date of what it does not fit.
    """
    if isinstance(raw, datetime):
        return _checked(raw.date())
    if isinstance(raw, date):
        return _checked(raw)
    if isinstance(raw, bool):
        return WrittenDate(code="bad_date")
    how = Reading(today, is_birth, uses_1904, order)
    if isinstance(raw, int | float):
        return _from_number(raw, how)
    if not isinstance(raw, str):
        return WrittenDate(code="bad_date")
    return _from_text(raw, how)


def _from_text(raw: str, how: Reading) -> WrittenDate:
    usual = _USUAL.fullmatch(raw)
    if usual:
        return _made(int(usual[1]), int(usual[2]), int(usual[3]))
    if is_placeholder(raw):
        return WrittenDate()
    word = plain(without_guard(raw)).lower()
    word = compact(_TIME.sub("", _WEEKDAY.sub("", word)))
    if re.fullmatch(r"\d+(?:\.\d+)?", word) and not re.fullmatch(r"\d{1,2}\.\d+", word):
        return _from_number(float(word) if "." in word else int(word), how)
    for read in (_from_parts, _from_chinese, _from_english):
        found = read(word, how)
        if found is not None:
            return found
    if _YEAR_MONTH.fullmatch(word):
        return WrittenDate(code="no_day")
    if _MONTH_DAY.fullmatch(word):
        return WrittenDate(code="no_year")
    return WrittenDate(code="bad_date")


def _from_number(number: float, how: Reading) -> WrittenDate:
    """Digits without marks: yyyymmdd, a serial number, yymmdd, yyyymm, yyyy."""
    whole = int(number)
    if EARLIEST_YEAR <= whole <= 2099 and number < 2100:
        return WrittenDate(code="no_day")  # 2024 is a year, 2024.3 a month
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _checked((_EPOCH_1904 if how.uses_1904 else _EPOCH) + timedelta(days=whole))
    if number != whole:
        return WrittenDate(code="bad_date")
    digits = str(whole)
    if len(digits) == 8:
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 14:  # yyyymmddhhmmss
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    if len(digits) == 6:
        return _six_digits(digits, how)
    return WrittenDate(code="bad_date")


def _six_digits(digits: str, how: Reading) -> WrittenDate:
    """240305 is a day with a two-digit year, 202403 a month; what can be both is ambiguous."""
    is_month = EARLIEST_YEAR <= int(digits[:4]) <= how.today.year + 1 and 1 <= int(digits[4:]) <= 12
    day = _two_digit(int(digits[:2]), int(digits[2:4]), int(digits[4:]), how)
    if is_month and not (how.order == "ymd" and day.value):
        return WrittenDate(code="no_day" if day.value is None else "ambiguous_date")
    return day


def _from_parts(word: str, how: Reading) -> WrittenDate | None:
    """2024-3-5, 2024/3/5, 24.3.5, 25/3/2024; 3/4/2024, 5/4/3 and 05/03/24 are ambiguous."""
    parts = _PARTS.fullmatch(word)
    if parts is None:
        return None
    first, second, last = int(parts[1]), int(parts[3]), int(parts[4])
    if len(parts[1]) == 4:
        return _made(first, second, last) if len(parts[4]) <= 2 else WrittenDate(code="bad_date")
    if len(parts[4]) == 4:
        return _day_and_month(first, second, last, how.order)
    if len(parts[1]) == 3 or len(parts[4]) == 3:
        return WrittenDate(code="bad_date")
    if how.order in ("dmy", "mdy"):
        day, month = (first, second) if how.order == "dmy" else (second, first)
        return _two_digit(last, month, day, how)
    if how.order is None and (len(parts[1]) == 1 or (parts[2] == "/" and first <= 12)):
        return WrittenDate(code="ambiguous_date")
    return _two_digit(first, second, last, how)


def _day_and_month(first: int, second: int, year: int, order: DateOrder | None) -> WrittenDate:
    """A day and a month before a year, in the order somebody settled, else as far as it can only be one."""
    if order == "dmy":
        return _made(year, second, first)
    if order == "mdy":
        return _made(year, first, second)
    if first > 12:
        return _made(year, second, first)
    if second > 12 or first == second:
        return _made(year, first, second)
    return WrittenDate(code="ambiguous_date")


def _from_chinese(word: str, how: Reading) -> WrittenDate | None:
    """2024年3月5日, 二〇二四年三月五日, 24年3月5日; 2024年3月 lacks the day, 3月5日 the year."""
    if _CHINESE_DAY.fullmatch(word):
        return WrittenDate(code="no_year")
    parts = _CHINESE_DATE.fullmatch(word)
    if parts is None:
        return None
    if not parts[3]:
        return WrittenDate(code="no_day")
    year, month, day = (_counted(part) for part in parts.groups())
    if year is None or month is None or day is None:
        return WrittenDate(code="bad_date")
    if len(parts[1]) == 2:
        return _two_digit(year, month, day, how)
    return _made(year, month, day)


def _counted(text: str) -> int | None:
    """A year, month or day in digits or Chinese numerals; 正月 and 初三 belong to the lunar calendar: None."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text.startswith("廿"):
        text = "二十" + text[1:]
    return chinese_numeral(text)


def _from_english(word: str, how: Reading) -> WrittenDate | None:
    """5-Mar-2024, March 5, 2024, 5-Mar-24."""
    parts = _ENGLISH.fullmatch(word)
    if parts is None:
        return None
    name = parts[2] or parts[3]
    if name[:3] not in _MONTHS:
        return None
    day, month, year = int(parts[1] or parts[4]), _MONTHS.index(name[:3]) + 1, int(parts[5])
    return _made(year, month, day) if len(parts[5]) == 4 else _two_digit(year, month, day, how)


def _two_digit(year: int, month: int, day: int, how: Reading) -> WrittenDate:
    """A day with a two-digit year, in this century unless that lies ahead (or makes the born a minor)."""
    newest = how.today.year - 18 if how.is_birth else how.today.year
    found = _made(2000 + year if 2000 + year <= newest else 1900 + year, month, day)
    return WrittenDate(found.value, "two_digit_year") if found.value else found


def _made(year: int, month: int, day: int) -> WrittenDate:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return WrittenDate(code="bad_date")


def _checked(value: date) -> WrittenDate:
    """The date, unless it lies before 1900 or after 2199, where only typing errors lie."""
    if not EARLIEST_YEAR <= value.year < 2200 or value <= date(1900, 1, 1):
        return WrittenDate(code="bad_date")
    return WrittenDate(value)
