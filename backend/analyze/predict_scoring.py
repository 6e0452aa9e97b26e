"""A score and its parts: base + what each feature adds against the median client of the same tier.

The parts sum to the score exactly, for it is nothing but their sum. Both kinds of model are told alike: the logistic,
and the rule score that stands in for it where a firm has too few exits to learn from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from backend.analyze.predict_features import BY_KEY, FEATURES
from backend.analyze.predict_logistic import probability

LEARNED, RULES = "learned", "rules"
ANY: Final = "-"
"""The reference of clients without a tier, and of tiers nobody is in."""
SHOWN: Final = 3
LEAST: Final = 0.05
"""Log-odds below which a part is no reason worth a word."""
POINTS: Final[Mapping[str, float]] = {
    "silent_days": 2.0, "loss": 3.0, "unlock_soon": 1.0, "manager_changed": 1.0, "complaint": 1.5,
}  # fmt: skip
"""The fixed card: points for a feature at its full shape (of a loss: for all of it); openly a rule, no model."""

Raw = Mapping[str, float | None]
MENDED: Final[Mapping[str, tuple[float, str, str]]] = {
    "silent_days": (0.0, "与客户有一次双向沟通", "One two-way contact"),
    "contacts": (2.0, "每月沟通两次", "Two contacts a month"),
    "assessment_expired": (0.0, "更新风险测评", "A new risk questionnaire"),
    "events": (1.0, "参加一次活动", "Attending one event"),
    "products": (2.0, "持有第二只产品", "A second fund"),
}
"""What somebody can do, and the value a feature would then have. What else moves a score nobody has in hand."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a feature adds. value: as told, None: nothing is known of it; adds: log-odds (points of a rule score)."""

    key: str
    value: float | None
    adds: float
    reference: float


@dataclass(frozen=True, slots=True)
class Scored:
    """score = base + sum of the parts. chance: within the horizon, average: of the tier; both None of a rule score."""

    score: float
    base: float
    parts: tuple[Part, ...]
    chance: float | None
    average: float | None


@dataclass(frozen=True, slots=True)
class Scorer:
    """How clients are scored. weights: by feature; reference: by tier and feature the median, in terms of the score;
    means: what stands in for a value nobody knows; months: how many months of the present hazard the horizon is worth.
    """

    kind: str
    intercept: float
    weights: Mapping[str, float]
    reference: Mapping[str, Mapping[str, float]]
    means: Mapping[str, float]
    months: float

    def score(self, raw: Raw, tier: str | None) -> Scored:
        """The score of a client with its parts."""
        own = self.reference.get(tier or ANY) or self.reference.get(ANY) or {}
        typical = {key: own.get(key, self.means.get(key, 0.0)) for key in self.weights}
        base = self.intercept + sum(weight * typical[key] for key, weight in self.weights.items())
        parts = []
        for key, weight in self.weights.items():
            value = raw.get(key)
            # What nobody knows says nothing: it counts as the tier's median does.
            stands = typical[key] if value is None else BY_KEY[key].shape.of(value)
            parts.append(Part(key, value, weight * (stands - typical[key]), typical[key]))
        score = base + sum(part.adds for part in parts)
        learned = self.kind == LEARNED
        return Scored(
            score,
            base,
            tuple(parts),
            self.chance(score) if learned else None,
            self.chance(base) if learned else None,
        )

    def chance(self, score: float) -> float:
        """The probability within the horizon, of log-odds of a month."""
        return over(probability(score), self.months)

    def mended(self, of: Scored) -> list[tuple[str, float]]:
        """(feature, score): where the score would be if one thing were done, the largest change first; only what
        lowers it. What goes with a lower score need not bring it about.
        """
        found = []
        for part in of.parts:
            if part.key in MENDED and part.key in self.weights and part.value is not None:
                stands = BY_KEY[part.key].shape.of(MENDED[part.key][0])
                would = self.weights[part.key] * (stands - part.reference)
                if would < part.adds - LEAST:
                    found.append((part.key, of.score - part.adds + would))
        return sorted(found, key=lambda each: each[1])

    def content(self) -> dict[str, Any]:
        """As kept with a version of the model."""
        return {
            "kind": self.kind, "intercept": self.intercept, "weights": dict(self.weights), "months": self.months,
            "reference": {tier: dict(own) for tier, own in self.reference.items()}, "means": dict(self.means),
        }  # fmt: skip

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Scorer:
        """What `content` kept; features that the catalogue no longer has are left out."""
        weights = {key: float(value) for key, value in content["weights"].items() if key in BY_KEY}
        return cls(
            content["kind"], float(content["intercept"]), weights, content["reference"], content["means"],
            float(content["months"]),
        )  # fmt: skip


def over(hazard: float, months: float) -> float:
    """The chance within some months at a hazard a month: 1 - (1 - h)^months."""
    return -math.expm1(months * math.log1p(-min(hazard, 1 - 1e-12)))


def reasons(parts: Sequence[Part], *, up: bool) -> list[Part]:
    """The largest parts that raise (or lower) the score, SHOWN at most; trifles are none."""
    found = [part for part in parts if (part.adds if up else -part.adds) >= LEAST and part.value is not None]
    return sorted(found, key=lambda part: -abs(part.adds))[:SHOWN]


def medians(rows: Sequence[tuple[str | None, Raw]]) -> dict[str, dict[str, float]]:
    """By tier (ANY: all of them) and feature the median as the score counts it; rows: (tier, raw values)."""
    by_tier: dict[str, list[Raw]] = {ANY: []}
    for tier, raw in rows:
        by_tier[ANY].append(raw)
        if tier is not None:
            by_tier.setdefault(tier, []).append(raw)
    found: dict[str, dict[str, float]] = {}
    for tier, own in by_tier.items():
        found[tier] = {}
        for each in FEATURES:
            known = [value for raw in own if (value := raw.get(each.key)) is not None]
            if known:
                found[tier][each.key] = each.shape.of(median(known))
    return found


def rule_score(rows: Sequence[tuple[str | None, Raw]]) -> Scorer:
    """The fixed card, told against the medians of the clients there are."""
    return Scorer(RULES, 0.0, dict(POINTS), medians(rows), {}, 0.0)
