"""A model made of client-months: fitted on the earlier ones, judged on the latest, kept only if it is worth it.

Months without the event are drawn by lot and stand for many. Of what is drawn, features that the outcomes tell nothing
about (their interval holds zero) are put out, so that noise never becomes a reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from backend.analyze.predict_features import FEATURES, Feature, hold
from backend.analyze.predict_logistic import Fitted, fit, probability
from backend.analyze.predict_quality import Quality, auc, quality
from backend.analyze.predict_scoring import ANY, LEARNED, Raw, Scorer, medians, over

EVENTS: Final = 50
PER_FEATURE: Final = 10
JUDGED: Final = 6
"""Months that a model is judged on."""
SURE: Final = 2.576
"""Errors that a coefficient must be away from zero: an interval of 99 %, of one with the sign that is expected."""
SURER: Final = 3.291
"""The same for one that nothing was expected of, or the contrary: 99.9 %."""
WIDE: Final = 1.96
TOO_GOOD: Final = 0.97
"""A single feature that ranks this well knows the answer: it was written down after the event."""
SLACK: Final = 0.01
"""How much a new model may rank worse than the present one and still follow it."""


@dataclass(frozen=True, slots=True)
class Month:
    """A client in a month. nth: of the month, 0 the earliest; came: whether the event did; weight: months it stands
    for; soon: whether the event came within the horizon, None: that is not known yet.
    """

    nth: int
    tier: str | None
    raw: Raw
    came: bool
    weight: float = 1.0
    soon: bool | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of training. scorer: None where there is too little; content: what is kept with the version."""

    scorer: Scorer | None
    content: dict[str, Any]
    judged: Quality | None


def train(
    months: Sequence[Month],
    horizon: int,
    features: Sequence[Feature] = FEATURES,
    baseline: str = "silent_days",
) -> Trained:
    """Train a model of the events. horizon: months it foretells; baseline: the one feature it is set beside.

    Raises RefusedFeature for a feature that knows the future or is barred.
    """
    hold(features)
    events = sum(month.came for month in months)
    told: dict[str, Any] = {
        "events": events,
        "rows": len(months),
        "stands_for": sum(m.weight for m in months),
    }
    if events < EVENTS or not months:
        return Trained(None, {**told, "short": EVENTS - events}, None)
    last = max(month.nth for month in months)
    early = [month for month in months if month.nth <= last - JUDGED]
    late = [month for month in months if month.nth > last - JUDGED]
    early_events = sum(month.came for month in early)
    if early_events < EVENTS * 2 // 3 or not any(month.came for month in late) or all(m.came for m in late):
        return Trained(None, {**told, "short": max(EVENTS - early_events, 1)}, None)
    leaks = _leaks(months, features)
    usable = [each for each in features if each.key not in leaks]
    first = _fitted(early, usable[: max(early_events // PER_FEATURE, 1)])
    judged = _judge(first, late)
    whole = _fitted(months, usable[: max(events // PER_FEATURE, 1)])
    line = [_stands(month.raw.get(baseline), _feature(features, baseline), whole.means) for month in late]
    content = {
        **told,
        "leaks": leaks,
        "features": whole.table(),
        "quality": told_quality(judged),
        "horizon": _over_horizon(first, early, late, horizon),
        "baseline": {"key": baseline, "auc": auc(line, *_truth(late))},
        "tiers": _by_tier(first, late),
        "inputs": _inputs(months, last, features),
    }
    return Trained(replace(whole.scorer(months), months=whole.months(horizon, months)), content, judged)


def judge(scorer: Scorer, months: Sequence[Month]) -> Quality | None:
    """How a scorer does on the latest months; None where nothing came."""
    last = max((month.nth for month in months), default=0)
    late = [month for month in months if month.nth > last - JUDGED]
    if not late:
        return None
    return quality([probability(scorer.score(m.raw, m.tier).score) for m in late], *_truth(late))


def worse(new: Quality, old: Quality | None) -> bool:
    """Whether a new model must not follow the present one."""
    if old is None or old.auc is None or new.auc is None:
        return False
    return new.auc < old.auc - SLACK


def told_quality(of: Quality) -> dict[str, Any]:
    """As it is kept."""
    return {
        "rows": of.rows, "events": of.events, "predicted": of.predicted, "actual": of.actual, "auc": of.auc,
        "caught": of.caught, "brier": of.brier,
        "bins": [[each.predicted, each.actual, each.rows] for each in of.bins],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fit:
    features: tuple[Feature, ...]
    means: Mapping[str, float]
    fitted: Fitted
    tried: Mapping[str, tuple[float, float]]
    kept: tuple[str, ...]

    def scorer(self, months: Sequence[Month]) -> Scorer:
        weights = dict(zip(self.kept, self.fitted.weights, strict=True))
        latest = max(month.nth for month in months)
        now = [(month.tier, month.raw) for month in months if month.nth == latest]
        return Scorer(LEARNED, self.fitted.intercept, weights, medians(now), self.means, 1.0)

    def chance(self, month: Month) -> float:
        by = {each.key: each for each in self.features}
        return probability(
            self.fitted.score([_stands(month.raw.get(k), by[k], self.means) for k in self.kept])
        )

    def months(self, horizon: int, months: Sequence[Month]) -> float:
        """How many months of the present hazard the horizon is worth, so that as many leave as did.

        What drives somebody out passes: less than the horizon itself. Found by halving.
        """
        known = [month for month in months if month.soon is not None]
        came = sum(month.weight for month in known if month.soon)
        if not came:
            return float(horizon)
        hazards = [(month.weight, self.chance(month)) for month in known]
        low, high = 0.0, 4.0 * horizon
        for _ in range(40):
            middle = (low + high) / 2
            if sum(w * over(h, middle) for w, h in hazards) < came:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def table(self) -> list[dict[str, Any]]:
        weights = dict(zip(self.kept, zip(self.fitted.weights, self.fitted.errors, strict=True), strict=True))
        found = []
        for each in self.features:
            weight, error = weights.get(each.key) or self.tried[each.key]
            found.append(
                {
                    "key": each.key, "weight": weight, "low": weight - WIDE * error, "high": weight + WIDE * error,
                    "kept": each.key in weights, "contrary": each.sign * weight < 0 and each.key in weights,
                }
            )  # fmt: skip
        return found


def _fitted(months: Sequence[Month], features: Sequence[Feature]) -> _Fit:
    means = {each.key: _mean(months, each) for each in features}
    columns = {
        each.key: [_stands(month.raw.get(each.key), each, means) for month in months] for each in features
    }
    outcomes, weights = _truth(months)
    found = fit(list(columns.values()), outcomes, weights)
    tried = dict(zip(columns, zip(found.weights, found.errors, strict=True), strict=True))
    kept = tuple(each.key for each in features if _tells(each, *tried[each.key]))
    return _Fit(tuple(features), means, fit([columns[key] for key in kept], outcomes, weights), tried, kept)


def _tells(feature: Feature, weight: float, error: float) -> bool:
    return abs(weight) > (SURE if feature.sign * weight > 0 else SURER) * error > 0


def _judge(of: _Fit, months: Sequence[Month]) -> Quality:
    return quality([of.chance(month) for month in months], *_truth(months))


def _over_horizon(
    of: _Fit, early: Sequence[Month], late: Sequence[Month], horizon: int
) -> dict[str, float] | None:
    """Of the latest months whose horizon has passed: what was foretold for it, and what came."""
    known = [month for month in late if month.soon is not None]
    total = sum(month.weight for month in known)
    if not total:
        return None
    worth = of.months(horizon, early)
    predicted = sum(month.weight * over(of.chance(month), worth) for month in known) / total
    return {"rows": total, "predicted": predicted, "actual": sum(m.weight for m in known if m.soon) / total}


def _by_tier(of: _Fit, months: Sequence[Month]) -> list[dict[str, Any]]:
    tiers: dict[str, list[Month]] = {}
    for month in months:
        tiers.setdefault(month.tier or ANY, []).append(month)
    return [
        {"tier": tier, **{k: v for k, v in told_quality(_judge(of, own)).items() if k != "bins"}}
        for tier, own in sorted(tiers.items())
    ]


def _inputs(months: Sequence[Month], last: int, features: Sequence[Feature]) -> list[dict[str, Any]]:
    """How the inputs moved: the mean of the latest months against the earlier ones, in spreads of the earlier."""
    found = []
    for each in features:
        early, late = _split(months, last, each)
        if not early or not late:
            continue
        mean = sum(early) / len(early)
        spread = math.sqrt(sum((value - mean) ** 2 for value in early) / len(early))
        now = sum(late) / len(late)
        found.append(
            {
                "key": each.key,
                "before": mean,
                "now": now,
                "spread": spread,
                "moved": (now - mean) / spread if spread else 0.0,
            }
        )
    return found


def _split(months: Sequence[Month], last: int, each: Feature) -> tuple[list[float], list[float]]:
    sides: tuple[list[float], list[float]] = ([], [])
    for month in months:
        value = month.raw.get(each.key)
        # Of months without the event only, which were drawn alike at all times.
        if value is not None and not month.came:
            sides[month.nth > last - JUDGED].append(each.shape.of(value))
    return sides


def _leaks(months: Sequence[Month], features: Sequence[Feature]) -> list[str]:
    outcomes, weights = _truth(months)
    found = []
    for each in features:
        values = [_stands(month.raw.get(each.key), each, {}) for month in months]
        rank = auc(values, outcomes, weights)
        if rank is not None and max(rank, 1 - rank) > TOO_GOOD:
            found.append(each.key)
    return found


def _stands(value: float | None, feature: Feature, means: Mapping[str, float]) -> float:
    return means.get(feature.key, 0.0) if value is None else feature.shape.of(value)


def _mean(months: Sequence[Month], feature: Feature) -> float:
    total = size = 0.0
    for month in months:
        value = month.raw.get(feature.key)
        if value is not None:
            total += month.weight * feature.shape.of(value)
            size += month.weight
    return total / size if size else 0.0


def _truth(months: Sequence[Month]) -> tuple[list[bool], list[float]]:
    return [month.came for month in months], [month.weight for month in months]


def _feature(features: Sequence[Feature], key: str) -> Feature:
    return next(each for each in features if each.key == key)
