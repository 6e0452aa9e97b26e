from datetime import date, datetime, time

import pytest

from backend.systemize.written_dates import read_date

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [
        *["2024年3月5日", "2024 年 03 月 05 日", "2024年3月5号", "二〇二四年三月五日", "二○二四年三月五日"],
        *["2024-03-05", "2024/3/5", "2024.3.5", "2024、3、5", "２０２４－０３－０５", "'2024-3-5"],
        *["20240305", 20240305, 20240305.0, 45356, "45356", 45356.5],
        *[
            "2024-03-05 14:30:00",
            "2024-03-05T00:00:00",
            "2024/3/5 0:00",
            "2024-3-5 下午3:30",
            "20240305 10:00",
        ],
        *["2024年3月5日（周二）", "2024年3月5日 星期二", "Tue, 5 Mar 2024", "Mar 5, 2024", "5-Mar-2024"],
        *[date(2024, 3, 5), datetime(2024, 3, 5, 9, 30)],  # noqa: DTZ001 - cells know no zone
    ],
)
def test_one_day_is_read_in_every_form(typed: object) -> None:
    found = read_date(typed, today=TODAY)
    assert (found.value, found.code) == (date(2024, 3, 5), None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *[
            ("2024年3月", "no_day"),
            ("2024.3", "no_day"),
            (2024.3, "no_day"),
            ("2024", "no_day"),
            (202403, "no_day"),
        ],
        *[("3月5日", "no_year"), ("03-05", "no_year"), ("3.5", "no_year")],
        *[("03/04/2024", "ambiguous_date"), ("05/03/24", "ambiguous_date"), ("200403", "ambiguous_date")],
        *[
            ("2024-02-30", "bad_date"),
            ("20240230", "bad_date"),
            ("2024/13/01", "bad_date"),
            ("1899-01-01", "bad_date"),
        ],
        *[
            ("长期", "bad_date"),
            ("农历三月初五", "bad_date"),
            (True, "bad_date"),
            (time(9, 30), "bad_date"),
            (-5, "bad_date"),
        ],
    ],
)
def test_what_is_no_full_date_is_refused_by_code(typed: object, code: str) -> None:
    found = read_date(typed, today=TODAY)
    assert (found.value, found.code) == (None, code)


@pytest.mark.parametrize(
    "typed", ["24.3.5", "24-03-05", "24/3/5", "240305", 240305, "24年3月5日", "5-Mar-24"]
)
def test_a_two_digit_year_is_read_and_told(typed: object) -> None:
    found = read_date(typed, today=TODAY)
    assert (found.value, found.code) == (date(2024, 3, 5), "two_digit_year")


def test_the_century_of_a_two_digit_year_lies_behind_us_and_makes_the_born_grown_up() -> None:
    assert read_date("99.12.1", today=TODAY).value == date(1999, 12, 1)
    assert read_date("15.3.5", today=TODAY).value == date(2015, 3, 5)
    assert read_date("15.3.5", today=TODAY, is_birth=True).value == date(1915, 3, 5)


def test_days_and_months_are_told_apart_where_one_is_above_twelve() -> None:
    assert read_date("3/25/2024", today=TODAY).value == date(2024, 3, 25)
    assert read_date("25/3/2024", today=TODAY).value == date(2024, 3, 25)


def test_serial_numbers_of_old_macs_count_from_1904() -> None:
    assert read_date(43894, today=TODAY, uses_1904=True).value == date(2024, 3, 5)


@pytest.mark.parametrize("typed", ["", "/", "暂无", "N/A"])
def test_a_placeholder_is_an_unknown_date(typed: str) -> None:
    found = read_date(typed, today=TODAY)
    assert (found.value, found.code) == (None, None)
