"""Due times: schedules, days of clients, what was missed, and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from backend.automations.content import Trigger, read_content
from backend.automations.schedules import due_between, first_due, quiet_until


def at(text: str) -> datetime:
    """An instant of Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def daily(catch_up: str, **more: Any) -> Trigger:
    """Every day at nine."""
    trigger = {
        "kind": "schedule", "rule": "FREQ=DAILY", "starts": "2026-03-02", "at": "09:00", "catch_up": catch_up, **more
    }  # fmt: skip
    steps = [{"id": "a", "kind": "stop"}]
    return read_content({"zh": "一", "en": "One", "trigger": trigger, "steps": steps}).trigger


@pytest.mark.parametrize(
    ("policy", "worked"), [("all", ["03-03", "03-04", "03-05"]), ("last", ["03-05"]), ("none", [])]
)
def test_after_days_down_it_is_made_up_for_as_the_policy_says(policy: str, worked: list[str]) -> None:
    found, following = due_between(daily(policy), at("2026-03-03T09:00"), at("2026-03-05T12:00"))
    assert [f"{due.astimezone(UTC) + timedelta(hours=8):%m-%d}" for due in found] == worked
    assert following == at("2026-03-06T09:00")


def test_what_is_due_now_is_no_catching_up() -> None:
    found, following = due_between(daily("none"), at("2026-03-03T09:00"), at("2026-03-03T09:00"))
    assert found == [at("2026-03-03T09:00")]
    assert following == at("2026-03-04T09:00")


def test_a_schedule_on_workdays_moves_over_the_weekend_and_one_with_an_end_ends() -> None:
    assert first_due(daily("all", shift="next"), at("2026-03-06T10:00")) == at("2026-03-09T09:00")
    ended = daily("all", rule="FREQ=DAILY;COUNT=2")
    assert first_due(ended, at("2026-03-02T10:00")) == at("2026-03-03T09:00")
    assert first_due(ended, at("2026-03-03T10:00")) is None


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-03-02T20:59", None), ("2026-03-02T21:00", "2026-03-03T08:00"), ("2026-03-03T07:59", "2026-03-03T08:00"),
        ("2026-03-03T08:00", None),
    ],
)  # fmt: skip
def test_quiet_hours_pass_midnight(moment: str, over: str | None) -> None:
    wanted = None if over is None else at(over)
    assert quiet_until((time(21), time(8)), at(moment)) == wanted
    assert quiet_until(None, at(moment)) is None
