"""Rules of repetition: the days they name, what becomes of days off, and their words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from backend.book.task_times import reminder_at
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import Refused
from backend.systemize.recurrence import first_days, next_occurrence, read_rule
from backend.systemize.recurrence_words import words_of
from backend.systemize.working_time import Hours, days_later, later_by, not_after, not_before


@pytest.mark.parametrize(
    ("rule", "starts", "shift", "days"),
    [
        ("FREQ=DAILY", "2026-09-29", "keep", ["2026-09-29", "2026-09-30", "2026-10-01"]),
        # National Day 2026: 1-7 October off, 10 October worked.
        ("FREQ=DAILY", "2026-09-30", "skip", ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"]),
        ("FREQ=DAILY", "2026-09-30", "next", ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"]),
        ("FREQ=WEEKLY;BYDAY=SA", "2026-10-03", "next", ["2026-10-08", "2026-10-10", "2026-10-19"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
            "2026-11-02",
            "keep",
            ["2026-11-02", "2026-11-04", "2026-11-16"],
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", "keep", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-05", "keep", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-05", "previous", ["2026-01-30", "2026-02-28", "2026-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-09-01", "next", ["2026-09-01", "2026-10-08", "2026-11-02"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01", "keep", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-01-01", "keep", ["2026-01-13", "2026-02-10", "2026-03-10"]),
        ("FREQ=YEARLY", "2024-02-29", "keep", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("FREQ=YEARLY", "2096-02-29", "keep", ["2096-02-29", "2104-02-29"]),
        ("FREQ=DAILY;COUNT=2", "2026-01-01", "keep", ["2026-01-01", "2026-01-02"]),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260112", "2026-01-05", "keep", ["2026-01-05", "2026-01-12"]),
    ],
)
def test_a_rule_names_its_days(rule: str, starts: str, shift: str, days: list[str]) -> None:
    found = first_days(read_rule(rule), date.fromisoformat(starts), shift, len(days))
    assert [day.isoformat() for day in found] == days


def test_a_rule_ends_with_its_count_and_its_last_day() -> None:
    for rule in ("FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20260102"):
        assert len(first_days(read_rule(rule), date(2026, 1, 1), "keep", 9)) == 2
        assert next_occurrence(read_rule(rule), date(2026, 1, 1), "keep", date(2026, 1, 2)) is None


def test_a_rule_whose_days_nobody_works_ends_by_itself() -> None:
    assert first_days(read_rule("FREQ=WEEKLY;BYDAY=SU"), date(2027, 1, 3), "skip", 1) == []


@pytest.mark.parametrize(
    "rule",
    [
        "", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=3", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=1_0",
        "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=2;UNTIL=20260101", "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;COUNT=٣", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rule(rule)
    assert refused.value.params["problem"] == "recurrence"


@pytest.mark.parametrize(
    ("rule", "shift", "zh", "en"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "previous", "每月最后一个工作日", "every month on its last workday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "next", "每月第一个工作日", "every month on its first workday"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15",
            "next",
            "每月 15 日，遇非工作日顺延",
            "every month on day 15, moved to the next workday",
        ),
        ("FREQ=DAILY", "skip", "每个工作日", "every workday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "keep", "每周一、周三", "every week on Monday, Wednesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "keep", "每 2 周周五", "every 2 weeks on Friday"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR",
            "keep",
            "每 3 个月最后一个周五",
            "every 3 months on the last Friday",
        ),
        ("FREQ=YEARLY;COUNT=3", "keep", "每年 1 月 5 日，共 3 次", "every year on 01-05, 3 times"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, shift: str, zh: str, en: str) -> None:
    assert words_of(read_rule(rule), date(2026, 1, 5), shift, "zh-CN") == zh
    assert words_of(read_rule(rule), date(2026, 1, 5), shift, "en") == en


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUSINESS_ZONE)


def test_working_time_passes_in_working_hours_alone() -> None:
    assert later_by(at("2026-09-30T17:00"), 120) == at("2026-10-08T10:00")
    assert later_by(at("2026-11-27T18:00"), 60) == at("2026-11-30T10:00")
    assert days_later(at("2026-09-30T17:00"), 2) == at("2026-10-09T17:00")
    assert not_after(at("2026-11-29T10:00")) == at("2026-11-27T18:00")
    assert not_before(at("2026-11-29T10:00")) == at("2026-11-30T09:00")
    assert not_before(at("2026-10-10T07:00")) == at("2026-10-10T09:00"), "a Saturday that is worked"


def test_a_reminder_comes_in_working_hours_before_the_task_is_due() -> None:
    hours = Hours()
    long_ago = at("2026-11-01T09:00")
    assert reminder_at(at("2026-11-30T10:00"), "normal", None, hours, long_ago) == at("2026-11-27T18:00")
    assert reminder_at(at("2026-11-30T16:00"), "urgent", None, hours, long_ago) == at("2026-11-30T14:00")
    assert (
        reminder_at(at("2026-11-30T10:00"), "normal", 1, hours, at("2026-11-30T10:00") + timedelta(hours=1))
        is None
    )
    early = Hours(7 * 60, 12 * 60)
    assert reminder_at(at("2026-11-30T16:00"), "urgent", None, early, long_ago) == at("2026-11-30T12:00")
