"""Why a tier and a score are what they are: each dimension's part, from the points of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from backend.book.tier_content import DIMENSIONS, Content

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension. value: 0-100, the mean of what is known, None where nothing is; points: what it adds to the score;
    missing: inputs without an answer.
    """

    dimension: str
    weight: int
    value: Decimal | None
    points: Decimal
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """score: 0-100, None where nothing is known; confidence: 0-1, the weight of what is known; parts in their order."""

    score: Decimal | None
    confidence: Decimal
    parts: tuple[Part, ...]


def scored(content: Content, points: Mapping[str, int | None]) -> Scored:
    """The score of points by input, as `tier_terms.score_of` has it in SQL.

    A missing answer lowers the confidence, never the score: the weighted mean goes over what is known.
    """
    values: dict[str, Decimal | None] = {}
    known_weight, confidence = 0, Decimal(0)
    for name, inputs in DIMENSIONS.items():
        known = [Decimal(points[each] or 0) for each in inputs if points.get(each) is not None]
        values[name] = sum(known, Decimal(0)) / len(known) if known else None
        known_weight += content.weights[name] if known else 0
        confidence += Decimal(content.weights[name] * len(known)) / len(inputs) / 100
    parts = tuple(
        Part(
            name,
            content.weights[name],
            None if value is None else _rounded(value),
            _rounded(content.weights[name] * (value or Decimal(0)) / known_weight)
            if known_weight
            else Decimal(0),
            tuple(each for each in DIMENSIONS[name] if points.get(each) is None),
        )
        for name, value in values.items()
    )
    total = sum((content.weights[n] * v for n, v in values.items() if v is not None), Decimal(0))
    score = _rounded(total / known_weight) if known_weight else None
    return Scored(score, _rounded(confidence), parts)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)
