"""What the rules of care say: which occasions call for what, how many workdays ahead, for whom, with which greeting.

Data of the firm, checked here and nowhere else. Of several rules the first that fits an occasion counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from backend.book.content_checks import (
    KEY,
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
)
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.retain.care_kinds import HOLIDAY, KIND_KEYS, OCCASIONS
from backend.retain.purposes import CARE
from backend.retain.signal_content import Saying

SHIPPED: Final = Path(__file__).parent / "care_shipped.json"
DRAFT, PLANNED = "draft", "planned"
WAYS: Final = (DRAFT, PLANNED)
"""draft: whoever has the task sends it; planned: it goes by itself on the day, as far as he may be contacted."""
FOR: Final = ("owner", "lead")
MOST_RULES, MOST_FIELDS, MOST_AHEAD, LONGEST = 30, 10, 30, 400
ROUND: Final = 10


@dataclass(frozen=True, slots=True)
class Greeting:
    """how: of WAYS; template_id: of a message for care, None: whoever greets chooses."""

    how: str
    template_id: UUID | None


@dataclass(frozen=True, slots=True)
class CareRule:
    """occasion: of OCCASIONS; tiers: keys, none: all; round: only full decades; ahead: workdays before the day, None:
    no task; whom: of FOR; advice: what to do, as a gift or what to say."""

    key: str
    occasion: str
    tiers: tuple[str, ...]
    round: bool
    ahead: int | None
    whom: str
    advice: Saying | None
    greeting: Greeting | None

    def fits(self, occasion: str, tier: str | None, years: int | None) -> bool:
        """Whether it is about such an occasion of such a client. years: how many there are, None: not known."""
        return (
            self.occasion == occasion
            and (not self.tiers or tier in self.tiers)
            and (not self.round or (bool(years) and (years or 0) % ROUND == 0))
        )

    @property
    def holiday(self) -> str | None:
        """The festival it is about."""
        return self.occasion.removeprefix(HOLIDAY) if self.occasion.startswith(HOLIDAY) else None


@dataclass(frozen=True, slots=True)
class CareRuleSet:
    """Everything a version says. fields: own date fields, by key, that are occasions."""

    fields: tuple[str, ...]
    rules: tuple[CareRule, ...]

    def rule_of(self, occasion: str, tier: str | None, years: int | None) -> CareRule | None:
        """The first that fits."""
        return next((each for each in self.rules if each.fits(occasion, tier, years)), None)


@cache
def shipped_text() -> bytes:
    """What a firm begins with, as JSON."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """What a firm begins with."""
    content: dict[str, Any] = orjson.loads(shipped_text())
    return content


def read_content(given: Any) -> CareRuleSet:
    """The rules. Raises Refused(BAD_USER_INPUT) naming the place, as `rules.1.ahead`."""
    top = object_of(given, "content", {"fields", "rules"})
    fields = [
        _field(each, f"fields.{n}") for n, each in enumerate(list_of(top["fields"], "fields", MOST_FIELDS))
    ]
    if len(set(fields)) < len(fields):
        raise bad_input("fields", "taken")
    rows = list_of(top["rules"], "rules", MOST_RULES)
    rules = tuple(_rule(each, f"rules.{n}") for n, each in enumerate(rows))
    hold_apart([rule.key for rule in rules], "rules", "key")
    return CareRuleSet(tuple(fields), rules)


def _field(given: Any, at: str) -> str:
    if not isinstance(given, str) or not KEY.fullmatch(given[:30]) or len(given) > 40:
        raise bad_input(at, "content_key")
    return given


def _rule(given: Any, at: str) -> CareRule:
    names = {"key", "occasion", "tiers", "round", "ahead", "for", "advice", "greeting"}
    row = object_of(given, at, names)
    occasion = choice_of(row["occasion"], f"{at}.occasion", OCCASIONS)
    rounded = truth_of(row["round"], f"{at}.round")
    if rounded and occasion not in KIND_KEYS:
        raise bad_input(f"{at}.round", "choice")
    ahead = None if row["ahead"] is None else whole_of(row["ahead"], f"{at}.ahead", 0, MOST_AHEAD)
    greeting = None if row["greeting"] is None else _greeting(row["greeting"], f"{at}.greeting")
    if ahead is None and (greeting is None or greeting.how == DRAFT):
        # Nobody would be told of it.
        raise bad_input(f"{at}.ahead", "required")
    tiers = [
        key_of(each, f"{at}.tiers.{n}") for n, each in enumerate(list_of(row["tiers"], f"{at}.tiers", 20))
    ]
    return CareRule(
        key_of(row["key"], f"{at}.key"),
        occasion,
        tuple(tiers),
        rounded,
        ahead,
        choice_of(row["for"], f"{at}.for", FOR),
        None if row["advice"] is None else _saying(row["advice"], f"{at}.advice"),
        greeting,
    )


def _greeting(given: Any, at: str) -> Greeting:
    row = object_of(given, at, {"how", "template"})
    how = choice_of(row["how"], f"{at}.how", WAYS)
    template = None
    if row["template"] is not None:
        if not isinstance(row["template"], str):
            raise bad_input(f"{at}.template", "content_format")
        try:
            template = own_id("messagetemplate", row["template"])
        except Refused as wrong:
            raise bad_input(f"{at}.template", "bad_id") from wrong
    elif how == PLANNED:
        raise bad_input(f"{at}.template", "required")
    return Greeting(how, template)


def _saying(given: Any, at: str) -> Saying:
    row = object_of(given, at, {"zh", "en"})
    for locale in ("zh", "en"):
        words = row[locale]
        if not isinstance(words, str) or not words.strip():
            raise bad_input(f"{at}.{locale}", "required")
        if len(words) > LONGEST:
            raise bad_input(f"{at}.{locale}", "limit", limit=LONGEST)
    return Saying(row["zh"].strip(), row["en"].strip())


PURPOSE: Final = CARE
"""What greetings are sent for."""
