"""Order rules: what is shipped holds, what the law or reason forbids is refused where it stands."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from backend.platform.errors import Refused
from backend.track.order_content import read_content, shipped_content
from backend.track.order_facts import deadline


def changed(path: str, value: Any) -> dict[str, Any]:
    content: Any = deepcopy(shipped_content())
    place = content
    *way, last = path.split(".")
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[int(last) if isinstance(place, list) else last] = value
    return content  # type: ignore[no-any-return]


def test_the_shipped_rules_cool_off_a_day_and_ask_what_the_law_asks() -> None:
    rules = read_content(shipped_content())
    assert rules.hours("securities", professional=False) == 24
    assert rules.hours("securities", professional=True) == 24
    assert rules.evidence == ("risk_disclosure", "contract")
    assert rules.faults({each.key: each.wanted for each in rules.questions}) == []
    assert len(rules.faults({})) == len(rules.questions)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("cooling_off.securities", 23, "range"), ("cooling_off.other", -1, "range"), ("step", "0", "number"),
        ("evidence.0", "poem", "choice"), ("payer", "anybody", "choice"), ("visit.questions", [], "required"),
        ("visit.channels", [], "required"), ("visit.questions.0.zh", "", "required"),
        ("visit.questions.1.key", "identity", "taken"), ("professional.visit", "yes", "content_format"),
        ("first_minimum", 1_000_000, "number"), ("deadline_hours", 1.5, "content_format"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(path: str, value: Any, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        read_content(changed(path, value))
    assert refused.value.params["problem"] == problem


@pytest.mark.parametrize("hours", [0, 1, 23, 24, 25, 48])
def test_a_day_of_payment_counts_when_it_is_over_by_the_deadline(hours: int) -> None:
    rules = read_content(changed("deadline_hours", hours))
    opens = date(2026, 12, 1)
    assert deadline(rules, opens) == opens - timedelta(days=1 + -(-hours // 24))
    assert deadline(rules, None) is None
