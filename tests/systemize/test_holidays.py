"""Holidays: what is worked and traded around the Spring Festival and beyond the announced years."""

from datetime import date

from backend.systemize.holidays import is_market_day, is_workday, last_market_day_of_week, next_workday


def test_spring_festival_of_2024_is_off_and_its_moved_days_are_worked_but_not_traded() -> None:
    assert not is_workday(date(2024, 2, 12))
    assert not is_market_day(date(2024, 2, 12))
    moved = date(2024, 2, 18)
    assert is_workday(moved)
    assert not is_market_day(moved)


def test_the_last_market_day_is_friday_or_the_day_before_the_holidays() -> None:
    assert last_market_day_of_week(date(2024, 3, 6)) == date(2024, 3, 8)
    assert last_market_day_of_week(date(2024, 9, 17)) == date(2024, 9, 20)
    assert last_market_day_of_week(date(2024, 10, 2)) == date(2024, 9, 30)
    assert last_market_day_of_week(date(2024, 2, 13)) is None


def test_years_without_an_announcement_follow_the_weekday() -> None:
    assert is_workday(date(2040, 10, 1))
    assert not is_workday(date(2040, 10, 6))
    assert next_workday(date(2040, 10, 5)) == date(2040, 10, 8)
