"""What the rules of signals say: falls of a NAV that alarm, when a client counts as silent, and what is done then.

Data of the firm, checked here and nowhere else. Ratios are positive decimals as text: `0.10` is a fall of 10 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from backend.book.content_checks import choice_of, list_of, object_of, whole_of
from backend.platform.errors import bad_input

SHIPPED: Final = Path(__file__).parent / "signals_shipped.json"
BASES: Final = ("purchase", "product", "cost")
"""From the high since the oldest lot still held, from the fund's high, against what was paid."""
COUNTS: Final = ("two_way", "any")
MOST_ALERTS, MOST_STEPS, LONGEST = 3, 6, 2_000
PLACES: Final = ("fund", "fall", "since", "navDate")
"""What words of a task may name: `{fund}`."""


@dataclass(frozen=True, slots=True)
class Saying:
    """The same words in both languages."""

    zh: str
    en: str

    def of(self, locale: str) -> str:
        """In a reader's language."""
        return self.zh if locale.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Alert:
    """One level. above: a fall strictly beyond it alarms; talk: what whoever looks after the client can say."""

    above: Decimal
    talk: Saying


@dataclass(frozen=True, slots=True)
class DrawdownRules:
    """alerts: the mildest first; rearm: an episode ends once the fall is less than that; days: workdays for a task."""

    basis: str
    alerts: tuple[Alert, ...]
    rearm: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class WakeStep:
    """One task of the wake-up flow. after: days since the flow began; days: workdays there are to do it."""

    after: int
    days: int
    title: Saying
    talk: Saying


@dataclass(frozen=True, slots=True)
class SilenceRules:
    """months: calendar months without a contact; counts: of COUNTS; steps: the flow; close_after: its days."""

    months: int
    counts: str
    steps: tuple[WakeStep, ...]
    close_after: int


@dataclass(frozen=True, slots=True)
class SignalRuleSet:
    """Everything a version says."""

    drawdown: DrawdownRules
    silence: SilenceRules


@cache
def shipped_text() -> bytes:
    """What a firm begins with, as JSON."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """What a firm begins with."""
    content: dict[str, Any] = orjson.loads(shipped_text())
    return content


def read_content(given: Any) -> SignalRuleSet:
    """The rules. Raises Refused(BAD_USER_INPUT) naming the place, as `drawdown.alerts.1.above`."""
    top = object_of(given, "content", {"drawdown", "silence"})
    return SignalRuleSet(_drawdown(top["drawdown"]), _silence(top["silence"]))


def _drawdown(given: Any) -> DrawdownRules:
    row = object_of(given, "drawdown", {"basis", "alerts", "rearm", "days"})
    alerts = []
    for n, each in enumerate(list_of(row["alerts"], "drawdown.alerts", MOST_ALERTS)):
        one = object_of(each, f"drawdown.alerts.{n}", {"above", "talk"})
        at = f"drawdown.alerts.{n}"
        alerts.append(Alert(_ratio(one["above"], f"{at}.above"), _saying(one["talk"], f"{at}.talk", PLACES)))
    if not alerts:
        raise bad_input("drawdown.alerts", "required")
    if any(deeper.above <= milder.above for milder, deeper in pairwise(alerts)):
        raise bad_input("drawdown.alerts", "order")
    rearm = _ratio(row["rearm"], "drawdown.rearm")
    if rearm >= alerts[0].above:
        raise bad_input("drawdown.rearm", "order")
    return DrawdownRules(
        choice_of(row["basis"], "drawdown.basis", BASES),
        tuple(alerts),
        rearm,
        whole_of(row["days"], "drawdown.days", 0, 10),
    )


def _silence(given: Any) -> SilenceRules:
    row = object_of(given, "silence", {"months", "counts", "steps", "close_after"})
    steps = []
    for n, each in enumerate(list_of(row["steps"], "silence.steps", MOST_STEPS)):
        at = f"silence.steps.{n}"
        one = object_of(each, at, {"after", "days", "title", "talk"})
        steps.append(
            WakeStep(
                whole_of(one["after"], f"{at}.after", 0, 180),
                whole_of(one["days"], f"{at}.days", 0, 30),
                _saying(one["title"], f"{at}.title"),
                _saying(one["talk"], f"{at}.talk"),
            )
        )
    if not steps:
        raise bad_input("silence.steps", "required")
    if any(later.after <= earlier.after for earlier, later in pairwise(steps)):
        raise bad_input("silence.steps", "order")
    close = whole_of(row["close_after"], "silence.close_after", 1, 365)
    if close <= steps[-1].after:
        raise bad_input("silence.close_after", "order")
    return SilenceRules(
        whole_of(row["months"], "silence.months", 1, 24),
        choice_of(row["counts"], "silence.counts", COUNTS),
        tuple(steps),
        close,
    )


def _ratio(given: Any, at: str) -> Decimal:
    try:
        found = Decimal(given) if isinstance(given, str) else Decimal("nan")
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite() or not 0 < found < 1 or found != round(found, 4):
        raise bad_input(at, "range", low=0, high=1)
    return found


def _saying(given: Any, at: str, places: tuple[str, ...] = ()) -> Saying:
    row: Mapping[str, Any] = object_of(given, at, {"zh", "en"})
    for locale in ("zh", "en"):
        words = row[locale]
        if not isinstance(words, str) or not words.strip():
            raise bad_input(f"{at}.{locale}", "required")
        if len(words) > LONGEST:
            raise bad_input(f"{at}.{locale}", "limit", limit=LONGEST)
        if not _fits(words, places):
            raise bad_input(f"{at}.{locale}", "choice")
    return Saying(row["zh"].strip(), row["en"].strip())


def _fits(words: str, places: tuple[str, ...]) -> bool:
    """Whether braces name only what there is."""
    left = words
    for place in places:
        left = left.replace("{" + place + "}", "")
    return "{" not in left and "}" not in left


def said(words: str, values: Mapping[str, str]) -> str:
    """Words with what they name."""
    for place, value in values.items():
        words = words.replace("{" + place + "}", value)
    return words
