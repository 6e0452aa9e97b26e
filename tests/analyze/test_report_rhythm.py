"""Rhythms of mails: days by China's working calendar, months that are short, and of what was missed the latest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analyze.report_rhythm import RANGES, RHYTHMS, Rhythm, hold, latest, names, next_after
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import Refused

EIGHT = 8 * 60 + 30


def local(text: str) -> datetime:
    """An instant by the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=BUSINESS_ZONE)


@pytest.mark.parametrize(
    ("rhythm", "after", "found"),
    [
        (Rhythm("daily", None, EIGHT), "2026-03-02T08:30", "2026-03-03T08:30"),
        (Rhythm("daily", None, EIGHT), "2026-03-02T08:29", "2026-03-02T08:30"),
        # The holiday of spring 2026 ends with Monday, 23 February; Saturday 28 is worked instead.
        (Rhythm("workdays", None, EIGHT), "2026-02-27T09:00", "2026-02-28T08:30"),
        (Rhythm("weekly", 1, 0), "2026-03-02T00:00", "2026-03-09T00:00"),
        (Rhythm("monthly", 31, EIGHT), "2026-02-01T00:00", "2026-02-28T08:30"),
        (Rhythm("monthly", 31, EIGHT), "2026-02-28T09:00", "2026-03-31T08:30"),
        # 1 to 3 January 2026 are the new year's holiday, and Sunday 4 is worked.
        (Rhythm("workday", 2, EIGHT), "2026-01-01T00:00", "2026-01-05T08:30"),
    ],
)
def test_the_next_time_is_the_one_of_the_calendar(rhythm: Rhythm, after: str, found: str) -> None:
    assert next_after(rhythm, local(after)) == local(found)


@given(
    every=st.sampled_from(RHYTHMS),
    at=st.integers(0, 1000 * 24 * 60),
    data=st.data(),
)
@settings(max_examples=120, deadline=None)
def test_times_follow_each_other_and_none_lies_between(every: str, at: int, data: st.DataObject) -> None:
    bounds = RANGES.get(every)
    day = None if bounds is None else data.draw(st.integers(*bounds))
    rhythm = hold(Rhythm(every, day, data.draw(st.integers(0, 1439))))
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    before, after = latest(rhythm, now), next_after(rhythm, now)
    assert before <= now < after
    assert next_after(rhythm, before) == after
    assert latest(rhythm, after) == after
    between = before.astimezone(BUSINESS_ZONE).date() + timedelta(days=1)
    end: date = after.astimezone(BUSINESS_ZONE).date()
    assert not any(names(rhythm, between + timedelta(days=n)) for n in range((end - between).days))


@pytest.mark.parametrize(
    ("rhythm", "field"),
    [
        (Rhythm("hourly", None, 0), "every"),
        (Rhythm("weekly", None, 0), "day"),
        (Rhythm("weekly", 8, 0), "day"),
        (Rhythm("daily", 1, 0), "day"),
        (Rhythm("workday", 16, 0), "day"),
        (Rhythm("daily", None, 1440), "minute"),
    ],
)
def test_what_is_no_rhythm_is_refused(rhythm: Rhythm, field: str) -> None:
    with pytest.raises(Refused) as refused:
        hold(rhythm)
    assert refused.value.params["field"] == field
