"""What a firm's order rules say: amounts, evidence, who may pay, how long it cools off, what the return visit asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from backend.book.content_checks import (
    amount_of,
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
    words_of,
)
from backend.book.documents.categories import CATEGORIES
from backend.book.products import FUND_KINDS
from backend.platform.errors import bad_input

SHIPPED: Final = Path(__file__).parent / "order_shipped.json"
"""What a firm begins with. Source: the fixed order of a private-fund sale and the 1 M CNY of a first subscription."""
OWN, RELATED = "own", "related"
PAYERS: Final = (OWN, RELATED)
"""Whose money may come: the client's alone; or also a related person's, with proof and a second person's consent."""
CHANNELS: Final = ("phone", "email", "letter", "video")
LEAST_HOURS: Final = 24
"""The law's cooling-off of a securities fund; other funds' contracts may say otherwise."""
MOST_HOURS, MOST_DEADLINE, MOST_QUESTIONS = 24 * 30, 24 * 30, 20


@dataclass(frozen=True, slots=True)
class VisitQuestion:
    """One question of the return visit. wanted: the answer with which it is passed."""

    key: str
    zh: str
    en: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class OrderRules:
    """All rules. cooling_off: hours by kind of fund; first_minimum: CNY before the fee; step: amounts are multiples.

    deadline_hours: before the first day of the opening begins, by when the money is there. evidence: categories of
    documents, one of each. professional_*: whether that step is asked of professional investors too. visitor: the
    role whose people get the task of the return visit.
    """

    cooling_off: Mapping[str, int]
    first_minimum: Decimal
    step: Decimal
    deadline_hours: int
    evidence: tuple[str, ...]
    payer: str
    professional_cooling: bool
    professional_visit: bool
    visitor: str
    channels: tuple[str, ...]
    questions: tuple[VisitQuestion, ...]

    def hours(self, fund_kind: str, *, professional: bool) -> int:
        """How long an order of a fund cools off; 0: not at all."""
        if professional and not self.professional_cooling:
            return 0
        return self.cooling_off[fund_kind]

    def faults(self, answers: Mapping[str, bool]) -> list[str]:
        """Keys of the questions that were not answered as wanted; none: the visit is passed."""
        return [each.key for each in self.questions if answers.get(each.key) is not each.wanted]


def read_content(given: Any) -> OrderRules:
    """The rules. Raises Refused(BAD_USER_INPUT) naming the place, as `visit.questions.2.zh`."""
    names = {
        "cooling_off",
        "first_minimum",
        "step",
        "deadline_hours",
        "evidence",
        "payer",
        "professional",
        "visit",
    }
    whole = object_of(given, "content", names)
    hours = object_of(whole["cooling_off"], "cooling_off", set(FUND_KINDS))
    # Only where the law leaves it to the contract may it be shorter.
    least = {"securities": LEAST_HOURS}
    professional = object_of(whole["professional"], "professional", {"cooling_off", "visit"})
    visit = object_of(whole["visit"], "visit", {"role", "channels", "questions"})
    evidence = list_of(whole["evidence"], "evidence", len(CATEGORIES))
    channels = list_of(visit["channels"], "visit.channels", len(CHANNELS))
    questions = [
        _question(each, f"visit.questions.{n}")
        for n, each in enumerate(list_of(visit["questions"], "visit.questions", MOST_QUESTIONS))
    ]
    if not questions:
        raise bad_input("visit.questions", "required")
    if not channels:
        raise bad_input("visit.channels", "required")
    hold_apart([question.key for question in questions], "visit.questions", "key")
    step = amount_of(whole["step"], "step")
    if step <= 0:
        raise bad_input("step", "number")
    return OrderRules(
        {
            kind: whole_of(hours[kind], f"cooling_off.{kind}", least.get(kind, 0), MOST_HOURS)
            for kind in FUND_KINDS
        },
        amount_of(whole["first_minimum"], "first_minimum"),
        step,
        whole_of(whole["deadline_hours"], "deadline_hours", 0, MOST_DEADLINE),
        tuple(dict.fromkeys(choice_of(each, "evidence", tuple(CATEGORIES)) for each in evidence)),
        choice_of(whole["payer"], "payer", PAYERS),
        truth_of(professional["cooling_off"], "professional.cooling_off"),
        truth_of(professional["visit"], "professional.visit"),
        key_of(visit["role"], "visit.role"),
        tuple(dict.fromkeys(choice_of(each, "visit.channels", CHANNELS) for each in channels)),
        tuple(questions),
    )


def _question(given: Any, at: str) -> VisitQuestion:
    row = object_of(given, at, {"key", "zh", "en", "wanted"})
    return VisitQuestion(
        key_of(row["key"], f"{at}.key"),
        words_of(row["zh"], f"{at}.zh", 200),
        words_of(row["en"], f"{at}.en", 200),
        truth_of(row["wanted"], f"{at}.wanted"),
    )


@cache
def shipped() -> bytes:
    """The shipped rules as JSON."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """The shipped rules, to be written by a firm."""
    content: dict[str, Any] = orjson.loads(shipped())
    read_content(content)
    return content
