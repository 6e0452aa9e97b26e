"""What a tier model says: its tiers and bounds, and the points of each answer; checked here and nowhere else.

A model is data of the firm. JSON as it is stored and sent: amounts and percents as text, points as whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any, Final

from backend.book.choices import INDUSTRIES, RELATIONSHIPS
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
from backend.book.product_fields import RISK_LEVELS
from backend.platform.errors import bad_input

HUES: Final = ("violet", "blue", "teal", "green", "amber", "grey")
"""Red stays for danger."""
BASES: Final = ("own", "household")
DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "aum": ("aum",),
    "potential": ("occupation", "age", "family", "company"),
    "relationship": ("relationship",),
    "behaviour": ("frequency", "risk"),
}
"""The inputs of each dimension; its value is the mean of those that are known."""
INPUTS: Final = tuple(name for inputs in DIMENSIONS.values() for name in inputs)
FEWEST, MOST, MOST_STEPS = 2, 8, 20
MOST_HYSTERESIS: Final = Decimal(50)
MOST_MONTHS: Final = 60


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier. rank: 1 is the lowest; amount: CNY, None of the lowest; score_from: None, no score lifts into it."""

    key: str
    zh: str
    en: str
    hue: str
    rank: int
    amount: Decimal | None
    inclusive: bool
    score_from: int | None

    def least_cents(self, factor: Decimal = Decimal(1)) -> int:
        """The least AUM, in whole cents, that reaches the bound times a factor; 0 of the lowest."""
        if self.amount is None:
            return 0
        cents = self.amount * factor * 100
        if self.inclusive:
            return int(cents.to_integral_value(ROUND_CEILING))
        return int(cents.to_integral_value(ROUND_FLOOR)) + 1

    def kept_cents(self, keeps: Decimal) -> int:
        """The least AUM, in whole cents, at which a client who is in it stays: he falls out below."""
        if self.amount is None:
            return 0
        if keeps == 1:
            return self.least_cents()
        return int((self.amount * keeps * 100).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Content:
    """A model that was checked. tiers: the lowest first; hysteresis: a ratio; points: as in the JSON, by input."""

    basis: str
    hysteresis: Decimal
    upward: bool
    tiers: tuple[Tier, ...]
    weights: Mapping[str, int]
    points: Mapping[str, Any]

    @property
    def keeps(self) -> Decimal:
        """A bound times this is where a client who is in falls out."""
        return 1 - self.hysteresis

    @property
    def rises(self) -> Decimal:
        """A bound times this is where a client who is below comes in."""
        return 1 + self.hysteresis if self.upward else Decimal(1)

    @property
    def lifts(self) -> bool:
        """Whether a score may lift a client above his AUM."""
        return any(tier.score_from is not None for tier in self.tiers)

    def tier(self, key: str | None) -> Tier | None:
        """The tier of a key; None where the model has none."""
        return next((tier for tier in self.tiers if tier.key == key), None)


def read_content(given: Any) -> Content:
    """A model as typed values. Raises Refused(BAD_USER_INPUT) naming the place, e.g. `tiers.1.bound`."""
    data = object_of(given, "content", {"basis", "hysteresis", "upward", "tiers", "weights", "points"})
    basis = choice_of(data["basis"], "basis", BASES)
    percent = amount_of(data["hysteresis"], "hysteresis")
    if percent > MOST_HYSTERESIS:
        raise bad_input("hysteresis", "range", low=0, high=int(MOST_HYSTERESIS))
    return Content(
        basis,
        percent / 100,
        truth_of(data["upward"], "upward"),
        _tiers(data["tiers"]),
        _weights(data["weights"]),
        _points(data["points"]),
    )


def kept(given: Any) -> dict[str, Any]:
    """The model as it is stored, after `read_content` found nothing wrong with it."""
    read_content(given)
    tiers = [
        {**tier, "zh": tier["zh"].strip(), "en": tier["en"].strip(), "scoreFrom": tier["scoreFrom"]}
        for tier in given["tiers"]
    ]
    return {**given, "tiers": tiers}


def _tiers(given: Any) -> tuple[Tier, ...]:
    rows = list_of(given, "tiers")
    if not FEWEST <= len(rows) <= MOST:
        raise bad_input("tiers", "range", low=FEWEST, high=MOST)
    found = [_tier(row, f"tiers.{n}", len(rows) - n, last=n == len(rows) - 1) for n, row in enumerate(rows)]
    for name in ("key", "zh", "en"):
        hold_apart([getattr(tier, name) for tier in found], "tiers", name)
    for n, (upper, lower) in enumerate(pairwise(found)):
        if lower.amount is not None and upper.amount is not None and lower.amount >= upper.amount:
            raise bad_input(f"tiers.{n + 1}.bound", "tier_order")
    return tuple(reversed(found))


def _tier(given: Any, at: str, rank: int, *, last: bool) -> Tier:
    row = object_of(given, at, {"key", "zh", "en", "hue", "bound", "scoreFrom"})
    key = key_of(row["key"], f"{at}.key")
    amount, inclusive = None, True
    if last:
        if row["bound"] is not None:
            raise bad_input(f"{at}.bound", "tier_lowest")
    else:
        bound = object_of(row["bound"], f"{at}.bound", {"amount", "inclusive"})
        amount = amount_of(bound["amount"], f"{at}.bound")
        inclusive = truth_of(bound["inclusive"], f"{at}.bound")
        if amount <= 0:
            raise bad_input(f"{at}.bound", "number")
    score = row["scoreFrom"]
    if score is not None:
        score = whole_of(score, f"{at}.scoreFrom", 0, 100)
    return Tier(
        key,
        words_of(row["zh"], f"{at}.zh", 20),
        words_of(row["en"], f"{at}.en", 20),
        choice_of(row["hue"], f"{at}.hue", HUES),
        rank,
        amount,
        inclusive,
        score,
    )


def _weights(given: Any) -> Mapping[str, int]:
    weights = object_of(given, "weights", set(DIMENSIONS))
    found = {name: whole_of(weights[name], f"weights.{name}", 0, 100) for name in DIMENSIONS}
    if sum(found.values()) != 100:
        raise bad_input("weights", "tier_weights", value=sum(found.values()))
    return found


def _points(given: Any) -> Mapping[str, Any]:
    data = object_of(given, "points", set(INPUTS))
    for name in ("aum", "age"):
        _steps(data[name], f"points.{name}")
    occupation = object_of(data["occupation"], "points.occupation", {"words", "other"})
    words = list_of(occupation["words"], "points.occupation")
    if len(words) > MOST_STEPS:
        raise bad_input("points.occupation", "limit", limit=MOST_STEPS)
    for n, word in enumerate(words):
        row = object_of(word, f"points.occupation.{n}", {"contains", "points"})
        words_of(row["contains"], f"points.occupation.{n}", 20)
        whole_of(row["points"], f"points.occupation.{n}", 0, 100)
    whole_of(occupation["other"], "points.occupation", 0, 100)
    _each(data["family"], "points.family", ("head", "member"))
    company = object_of(data["company"], "points.company", {"industries", "other"})
    known = {option.value for option in INDUSTRIES}
    _each(company["industries"], "points.company", tuple(known), some=True)
    whole_of(company["other"], "points.company", 0, 100)
    _each(data["relationship"], "points.relationship", tuple(option.value for option in RELATIONSHIPS))
    frequency = object_of(data["frequency"], "points.frequency", {"months", "steps"})
    whole_of(frequency["months"], "points.frequency", 1, MOST_MONTHS)
    _steps(frequency["steps"], "points.frequency")
    _each(data["risk"], "points.risk", RISK_LEVELS)
    return data


def _steps(given: Any, at: str) -> None:
    """From so much on so many points: the first from 0, each from more than the one before."""
    rows = list_of(given, at)
    if not 1 <= len(rows) <= MOST_STEPS:
        raise bad_input(at, "range", low=1, high=MOST_STEPS)
    before: Decimal | None = None
    for n, row in enumerate(rows):
        step = object_of(row, f"{at}.{n}", {"from", "points"})
        start = amount_of(step["from"], f"{at}.{n}")
        whole_of(step["points"], f"{at}.{n}", 0, 100)
        if (before is None and start != 0) or (before is not None and start <= before):
            raise bad_input(f"{at}.{n}", "tier_order")
        before = start


def _each(given: Any, at: str, names: Sequence[str], *, some: bool = False) -> None:
    if not isinstance(given, dict) or not set(given) <= set(names) or (not some and set(given) != set(names)):
        raise bad_input(at, "choice")
    for name, points in given.items():
        whole_of(points, f"{at}.{name}", 0, 100)
