"""The Chinese calendar: its table, days that come round, words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from backend.systemize import lunar
from backend.systemize.lunar import LunarDay


def test_years_follow_each_other_without_a_gap() -> None:
    found = sorted(lunar.years().items())
    assert [year for year, _ in found] == list(range(1900, 2100))
    for (_, one), (_, other) in pairwise(found):
        assert one.first + timedelta(sum(one.lengths)) == other.first
        assert len(one.lengths) == (13 if one.leap else 12)


@pytest.mark.parametrize(
    ("year", "first"),
    [
        (1954, "1954-02-03"),
        (2000, "2000-02-05"),
        (2024, "2024-02-10"),
        (2026, "2026-02-17"),
        (2030, "2030-02-03"),
    ],
)
def test_new_year_is_where_the_almanac_has_it(year: int, first: str) -> None:
    assert lunar.years()[year].first.isoformat() == first


def test_each_day_has_one_lunar_day_and_back() -> None:
    day = date(1900, 1, 31)
    while day < date(2099, 12, 31):
        found = lunar.lunar_of(day)
        assert found is not None
        assert found.year is not None
        assert lunar.solar_of(found, found.year) == day
        assert lunar.read(found.text) == found
        day += timedelta(11)


def test_what_a_year_lacks_is_kept_on_the_nearest_day() -> None:
    leap = LunarDay(1987, 6, 10, leap=True)
    assert lunar.solar_of(leap, 2026) == lunar.solar_of(LunarDay(None, 6, 10), 2026)
    assert lunar.years()[2025].leap == 6
    assert lunar.solar_of(leap, 2025) > lunar.solar_of(LunarDay(None, 6, 10), 2025)
    of = lunar.years()[2026]
    short = of.lengths.index(29) + 1
    last = LunarDay(None, short, 30)
    assert lunar.solar_of(last, 2026) == lunar.solar_of(LunarDay(None, short, 29), 2026)


def test_the_next_day_is_never_before_today_nor_more_than_a_year_away() -> None:
    for text in ("--01-01", "--12-30", "--L06-15", "1956-08-15"):
        day, today = lunar.read(text), date(2026, 1, 1)
        for _ in range(400):
            found = lunar.next_of(day, today)
            assert found is not None
            assert today <= found <= today + timedelta(385)
            today += timedelta(1)


def test_keys_of_a_stretch_are_those_that_come_round_in_it() -> None:
    first = date(2026, 9, 20)
    keys = lunar.keys_within(first, first + timedelta(7))
    assert lunar.read("--08-15").key in keys  # mid-autumn, 25 September
    assert lunar.read("--L08-15").key in keys
    assert lunar.read("--09-09").key not in keys


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("农历六月十五", "--06-15"), ("1956年闰六月十五", None), ("一九八七年闰六月初一", "1987-L06-01"),
        ("1956-8-15", "1956-08-15"), ("八月十五", "--08-15"), ("腊月三十", "--12-30"), ("冬月廿三", "--11-23"),
        ("--08-15", "--08-15"), ("1987-L06-15", "1987-L06-15"), ("2月31日", None), ("1899-01-01", None), ("", None),
        ("正月二十一", "--01-21"),
    ],
)  # fmt: skip
def test_what_people_write_is_read(text: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ValueError, match=r".*"):
            lunar.written(text)
    else:
        assert lunar.written(text).text == kept


def test_words() -> None:
    assert lunar.in_chinese(lunar.read("--06-15")) == "农历六月十五"
    assert lunar.in_chinese(
        lunar.read("1987-L06-30" if lunar.years()[1987].lengths[6] == 30 else "1987-L06-29")
    ).startswith("农历一九八七年闰六月")
    for number in range(1, 31):
        assert lunar.written(lunar.in_chinese(LunarDay(None, 3, number))).day == number
