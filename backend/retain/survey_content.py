"""What the rules of surveys say: when clients are asked, how long they can answer, which answers are low, who is told.

Data of the firm, checked here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from backend.book.content_checks import choice_of, list_of, object_of, truth_of, whole_of
from backend.book.escalation_chain import LEAD
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.retain.message_texts import LANGUAGES
from backend.retain.surveys import CSAT

SHIPPED: Final = Path(__file__).parent / "survey_shipped.json"
TELLS: Final = (LEAD, "partner", "executive")
MOST_HOURS, MOST_DAYS, MOST_FOLLOW = 336, 60, 30
LEAST_GAP, MOST_GAP = 90, 730
"""Days between two NPS surveys of a client. Source: K-16; a firm can only lengthen it."""


@dataclass(frozen=True, slots=True)
class CsatRules:
    """on: whether closing a request asks for it; hours: after closing; days: to answer; low: a score up to it is."""

    on: bool
    hours: int
    days: int
    low: int
    language: str
    template_id: UUID | None


@dataclass(frozen=True, slots=True)
class NpsRules:
    """gap: days between two surveys of a client; days: to answer; low: a score up to it is."""

    gap: int
    days: int
    low: int


@dataclass(frozen=True, slots=True)
class FollowRules:
    """days: workdays in which the owner asks what was wrong; tell: roles of the chain who learn of it at once."""

    days: int
    tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyRuleSet:
    """Everything a version says."""

    csat: CsatRules
    nps: NpsRules
    follow: FollowRules

    def is_low(self, kind: str, score: int) -> bool:
        """Whether somebody has to care for such an answer."""
        return score <= (self.csat.low if kind == CSAT else self.nps.low)

    def days(self, kind: str) -> int:
        """How long a client can answer."""
        return self.csat.days if kind == CSAT else self.nps.days


@cache
def shipped_text() -> bytes:
    """What a firm begins with, as JSON: nobody is asked until the firm says so."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """What a firm begins with."""
    content: dict[str, Any] = orjson.loads(shipped_text())
    return content


def read_content(given: Any) -> SurveyRuleSet:
    """The rules. Raises Refused(BAD_USER_INPUT) naming the place, as `csat.hours`."""
    top = object_of(given, "content", {"csat", "nps", "follow"})
    nps = object_of(top["nps"], "nps", {"gap", "days", "low"})
    follow = object_of(top["follow"], "follow", {"days", "tell"})
    tell = [
        choice_of(each, f"follow.tell.{n}", TELLS)
        for n, each in enumerate(list_of(follow["tell"], "follow.tell", len(TELLS)))
    ]
    if len(set(tell)) < len(tell):
        raise bad_input("follow.tell", "taken")
    return SurveyRuleSet(
        _csat(top["csat"]),
        NpsRules(
            whole_of(nps["gap"], "nps.gap", LEAST_GAP, MOST_GAP),
            whole_of(nps["days"], "nps.days", 1, MOST_DAYS),
            whole_of(nps["low"], "nps.low", 0, 9),
        ),
        FollowRules(whole_of(follow["days"], "follow.days", 1, MOST_FOLLOW), tuple(tell)),
    )


def _csat(given: Any) -> CsatRules:
    row = object_of(given, "csat", {"on", "hours", "days", "low", "language", "template"})
    template = None
    if row["template"] is not None:
        if not isinstance(row["template"], str):
            raise bad_input("csat.template", "content_format")
        try:
            template = own_id("messagetemplate", row["template"])
        except Refused as wrong:
            raise bad_input("csat.template", "bad_id") from wrong
    return CsatRules(
        truth_of(row["on"], "csat.on"),
        whole_of(row["hours"], "csat.hours", 0, MOST_HOURS),
        whole_of(row["days"], "csat.days", 1, MOST_DAYS),
        whole_of(row["low"], "csat.low", 1, 4),
        choice_of(row["language"], "csat.language", LANGUAGES),
        template,
    )
