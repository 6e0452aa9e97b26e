"""Days of the Chinese calendar: read, kept as text, in words, and when one comes round. Pure functions.

Kept as `1956-08-15`, of a leap month `1956-L06-15`, of an unknown year `--08-15`. Known are the lunar years 1900 to
2099.

What a birthday is in a year that lacks it: one in a leap month is kept in the ordinary month of that number, and one
on the 30th of a month that has 29 days on its last day.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

FIRST_YEAR, LAST_YEAR = 1900, 2099
TEXT: Final = re.compile(r"(?P<year>[0-9]{4}|-)-(?P<leap>L?)(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
MONTHS: Final = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
TENS: Final = ("初", "十", "廿")
DIGITS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
LONGEST: Final = 30
_FILE: Final = files("backend.systemize") / "data" / "lunar_years_1900_2099.csv"


@dataclass(frozen=True)
class LunarYear:
    """One year. first: its first day; leap: number of its leap month, 0 for none; lengths: of its months in order."""

    first: date
    leap: int
    lengths: tuple[int, ...]

    def place(self, month: int, *, leap: bool) -> int:
        """The place of a month among those of the year, from 0."""
        return month - 1 + (leap or 0 < self.leap < month)


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar calendar. year: None where it is not known."""

    year: int | None
    month: int
    day: int
    leap: bool = False

    @property
    def text(self) -> str:
        """As it is kept."""
        return f"{self.year or '-'}-{self.key}"

    @property
    def key(self) -> str:
        """Month and day, as the kept text ends: `L06-15`."""
        return f"{'L' if self.leap else ''}{self.month:02}-{self.day:02}"


@cache
def years() -> dict[int, LunarYear]:
    """The years that are known."""
    with _FILE.open(encoding="utf-8") as rows:
        return {
            int(row["year"]): LunarYear(
                date.fromisoformat(row["first_day"]),
                int(row["leap_month"]),
                tuple(29 + int(long) for long in row["long_months"]),
            )
            for row in csv.DictReader(rows)
        }


def read(text: str) -> LunarDay:
    """The day of a kept text. Raises ValueError for what is no day of the calendar."""
    found = TEXT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year = None if found["year"] == "-" else int(found["year"])
    day = LunarDay(year, int(found["month"]), int(found["day"]), bool(found["leap"]))
    if not (1 <= day.month <= len(MONTHS) and 1 <= day.day <= LONGEST):
        raise ValueError(text)
    if year is not None:
        of = years().get(year)
        if of is None or (day.leap and of.leap != day.month):
            raise ValueError(text)
        if day.day > of.lengths[of.place(day.month, leap=day.leap)]:
            raise ValueError(text)
    elif day.leap and not any(of.leap == day.month for of in years().values()):
        raise ValueError(text)
    return day


def solar_of(day: LunarDay, year: int) -> date:
    """The day of a lunar year on which a lunar day is kept, with the rule for years that lack it. year: a known one."""
    of = years()[year]
    place = of.place(day.month, leap=day.leap and of.leap == day.month)
    return of.first + timedelta(sum(of.lengths[:place]) + min(day.day, of.lengths[place]) - 1)


def next_of(day: LunarDay, today: date) -> date | None:
    """The next day on which it comes round, today among them; None behind the last known year."""
    for year in range(today.year - 1, today.year + 3):
        if year in years() and (found := solar_of(day, year)) >= today:
            return found
    return None


def last_of(day: LunarDay, today: date) -> date | None:
    """The latest day on which it came round, today among them; None before the first known year."""
    for year in range(today.year, today.year - 3, -1):
        if year in years() and (found := solar_of(day, year)) <= today:
            return found
    return None


def lunar_of(day: date) -> LunarDay | None:
    """The lunar day of a day; None outside the known years."""
    year = next((y for y in (day.year, day.year - 1) if y in years() and years()[y].first <= day), None)
    if year is None:
        return None
    of, left = years()[year], (day - years()[year].first).days
    for place, length in enumerate(of.lengths):
        if left < length:
            is_leap = bool(of.leap) and place == of.leap
            month = place + 1 - (0 < of.leap <= place)
            return LunarDay(year, month, left + 1, is_leap)
        left -= length
    return None


@lru_cache(maxsize=64)
def keys_within(first: date, until: date) -> tuple[str, ...]:
    """Months and days, as kept texts end, that come round in `first <= day < until`: what SQL looks for."""
    if until <= first:
        return ()
    found = []
    for month in range(1, len(MONTHS) + 1):
        for leap in (False, True):
            for number in range(1, LONGEST + 1):
                day = LunarDay(None, month, number, leap)
                comes = next_of(day, first)
                if comes is not None and comes < until:
                    found.append(day.key)
    return tuple(found)


def in_chinese(day: LunarDay) -> str:
    """农历一九五六年闰六月十五; without a year 农历六月十五."""
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year)) + "年" if day.year else ""
    return f"农历{year}{'闰' if day.leap else ''}{MONTHS[day.month - 1]}月{day_word(day.day)}"


def day_word(number: int) -> str:
    """初一 to 三十."""
    if number in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[number]
    return TENS[number // 10] + DIGITS[number % 10 - 1]


_MONTH_WORDS: Final = {
    **{word: n for n, word in enumerate(MONTHS, 1)},
    "一": 1,
    "十一": 11,
    "十二": 12,
    "臘": 12,
    **{str(n): n for n in range(1, 13)},
    **{f"{n:02}": n for n in range(1, 10)},
}
_DAY_WORDS: Final = {
    **{day_word(n): n for n in range(1, LONGEST + 1)},
    **{str(n): n for n in range(1, LONGEST + 1)},
    **{f"{n:02}": n for n in range(1, 10)},
    **{word: n for n, word in enumerate(DIGITS, 1)},
    **{f"十{word}": 10 + n for n, word in enumerate(DIGITS[:9], 1)},
    **{f"二十{word}": 20 + n for n, word in enumerate(DIGITS[:9], 1)},
}
_WRITTEN: Final = re.compile(
    r"(?:农历|農曆|阴历|旧历|lunar)?\s*(?:(?P<year>[0-9]{4}|[〇零○一二三四五六七八九]{4})\s*[年./-]\s*)?"
    r"(?P<leap>闰|閏|L|leap)?\s*(?P<month>[0-9]{1,2}|[正一二三四五六七八九十冬腊臘]{1,2})\s*[月./-]\s*"
    r"(?P<day>[0-9]{1,2}|[初十廿二三一四五六七八九]{1,3})\s*[日号]?",
    re.IGNORECASE,
)


def written(text: str) -> LunarDay:
    """The day that somebody wrote: kept text, 农历六月十五, 1956年闰六月十五, 1956-6-15. Raises ValueError."""
    plain = text.strip()
    if TEXT.fullmatch(plain):
        return read(plain)
    found = _WRITTEN.fullmatch(plain)
    month = _MONTH_WORDS.get(found["month"]) if found else None
    day = _DAY_WORDS.get(found["day"]) if found else None
    if found is None or month is None or day is None:
        raise ValueError(text)
    year = found["year"]
    number = int("".join(_YEAR_DIGITS.get(each, each) for each in year)) if year else None
    return read(LunarDay(number, month, day, bool(found["leap"])).text)


_YEAR_DIGITS: Final = {each: str(n) for n, each in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
