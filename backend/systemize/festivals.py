"""Festivals of the Chinese year and the day each falls on: solar, lunar, or of a solar term. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backend.systemize import lunar
from backend.systemize.fields import Option
from backend.systemize.holidays import announced_days
from backend.systemize.lunar import LunarDay

FESTIVALS: Final = (
    Option("new_year", "元旦", "New Year's Day"),
    Option("spring_festival", "春节", "Spring Festival"),
    Option("lantern", "元宵节", "Lantern Festival"),
    Option("qingming", "清明节", "Tomb-sweeping Day"),
    Option("labour", "劳动节", "Labour Day"),
    Option("dragon_boat", "端午节", "Dragon Boat Festival"),
    Option("mid_autumn", "中秋节", "Mid-autumn Festival"),
    Option("national", "国庆节", "National Day"),
    Option("double_ninth", "重阳节", "Double Ninth Festival"),
)
KEYS: Final = tuple(each.value for each in FESTIVALS)
_SOLAR: Final = {"new_year": (1, 1), "labour": (5, 1), "national": (10, 1)}
_LUNAR: Final = {
    "spring_festival": LunarDay(None, 1, 1),
    "lantern": LunarDay(None, 1, 15),
    "dragon_boat": LunarDay(None, 5, 5),
    "mid_autumn": LunarDay(None, 8, 15),
    "double_ninth": LunarDay(None, 9, 9),
}
FREE: Final = ("new_year", "spring_festival", "qingming", "labour", "dragon_boat", "mid_autumn", "national")
"""Those with public holidays."""
FIRST_YEAR, LAST_YEAR = 2004, 2099


@dataclass(frozen=True, slots=True)
class HolidayDay:
    """A day that is not what its weekday says. kind: holiday or makeup_workday; festival: of FREE."""

    date: date
    kind: str
    festival: str


def festival_day(key: str, year: int) -> date:
    """The day of a festival in a year from 2000 to 2099. key: of KEYS."""
    if key == "qingming":
        # The solar term in China's time, right for 2000 to 2099. Source: the mean-longitude rule of the term.
        return date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
    if key in _SOLAR:
        return date(year, *_SOLAR[key])
    return lunar.solar_of(_LUNAR[key], year)


def next_festival(key: str, today: date) -> date:
    """The next day of a festival, today among them."""
    found = festival_day(key, today.year)
    return found if found >= today else festival_day(key, today.year + 1)


def official_days(year: int) -> tuple[HolidayDay, ...]:
    """The announced days of a year; none: it is not announced, as far as the product knows."""
    names = {each.en: each.value for each in FESTIVALS}
    return tuple(
        HolidayDay(day, kind, names.get(name, "national"))
        for day, (kind, name) in sorted(announced_days().items())
        if day.year == year
    )


def expected_days(year: int) -> tuple[HolidayDay, ...]:
    """Days that are free by law whatever is announced, without the weekend days moved around them.

    Source: State Council, 全国年节及纪念日放假办法 as of 2025: 春节 from its eve for four days, 劳动节 two, 国庆 three.
    """
    spans = {"spring_festival": (-1, 3), "labour": (0, 2), "national": (0, 3)}
    found: dict[date, HolidayDay] = {}
    for key in FREE:
        first, until = spans.get(key, (0, 1))
        for n in range(first, until):
            day = festival_day(key, year) + timedelta(days=n)
            found.setdefault(day, HolidayDay(day, "holiday", key))
    return tuple(found[day] for day in sorted(found))
