"""Predictions on histories with planted causes, and the features of a real book: nothing of the future is read."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from backend.analyze.predict_features import BARRED, BY_KEY, FEATURES, FUTURE, RefusedFeature, Shape, hold
from backend.analyze.predict_logistic import fit, probability
from backend.analyze.predict_quality import auc, quality
from backend.analyze.predict_scoring import RULES, SHOWN, Scorer, over, reasons, rule_score
from backend.analyze.predict_training import JUDGED, Trained, train, worse
from tests.analyze.planted import DRIVERS, NOISE, History, history


@cache
def told() -> History:
    return history(11, 3_000, 36, keep=0.12)


@cache
def trained() -> Trained:
    return train(told().months, 6)


def scorer() -> Scorer:
    found = trained().scorer
    assert found is not None
    return found


def late() -> list[int]:
    last = max(month.nth for month in told().months)
    return [n for n, month in enumerate(told().months) if month.nth > last - JUDGED]


def test_every_planted_driver_is_found_with_its_sign() -> None:
    table = {row["key"]: row for row in trained().content["features"]}
    for key, sign in DRIVERS.items():
        assert table[key]["kept"], key
        assert table[key]["weight"] * sign > 0
        assert not table[key]["contrary"]
        assert table[key]["low"] < table[key]["weight"] < table[key]["high"]


def test_it_ranks_as_the_truth_does_out_of_time_and_never_better() -> None:
    rows = [(told().truth[n], told().months[n]) for n in late()]
    true = auc([p for p, _ in rows], [m.came for _, m in rows], [m.weight for _, m in rows])
    found = trained().judged
    assert found is not None
    assert found.auc is not None
    assert true is not None
    assert true - 0.02 <= found.auc <= true
    baseline = trained().content["baseline"]["auc"]
    assert baseline < found.auc


def test_noise_is_hardly_ever_a_reason() -> None:
    seen: Counter[str] = Counter()
    months = told().months[-2_000:]
    for month in months:
        parts = scorer().score(month.raw, month.tier).parts
        for part in (*reasons(parts, up=True), *reasons(parts, up=False)):
            seen[part.key] += 1
    for key in NOISE:
        assert seen[key] <= 0.02 * len(months), key
    assert all(len(reasons(scorer().score(m.raw, m.tier).parts, up=True)) <= SHOWN for m in months[:50])


def test_it_is_calibrated_out_of_time() -> None:
    found = trained().judged
    assert found is not None
    assert abs(found.predicted / found.actual - 1) < 0.2
    assert len(found.bins) == 10
    horizon = trained().content["horizon"]
    assert abs(horizon["predicted"] / horizon["actual"] - 1) < 0.25


def test_the_parts_are_the_score() -> None:
    for month in told().months[:500]:
        scored = scorer().score(month.raw, month.tier)
        assert abs(scored.base + math.fsum(part.adds for part in scored.parts) - scored.score) < 1e-9
        assert scored.chance == pytest.approx(over(probability(scored.score), scorer().months))


def test_what_is_unknown_says_nothing() -> None:
    raw = {**told().months[0].raw, "loss": None}
    [part] = [part for part in scorer().score(raw, "hnw").parts if part.key == "loss"]
    assert part.adds == 0
    assert part not in reasons([part], up=True)
    assert BY_KEY["loss"].told(None) == ("买入以来浮亏：无数据", "Loss since purchase: no data")
    assert BY_KEY["silent_days"].told(121.0)[0] == "没有双向沟通 121 天"


def test_a_feature_of_the_horizon_is_refused() -> None:
    leak = replace(FEATURES[0], key="next_month", until=30)
    with pytest.raises(RefusedFeature) as refused:
        train(told().months, 6, (*FEATURES, leak))
    assert refused.value.reason == FUTURE
    with pytest.raises(RefusedFeature) as barred:
        hold([replace(FEATURES[0], key="sex", source=("client.gender",))])
    assert barred.value.reason == BARRED


def test_a_feature_written_down_after_the_event_is_found_out_and_left_out() -> None:
    knows = replace(BY_KEY["events"], key="farewell", shape=Shape())
    months = [replace(m, raw={**m.raw, "farewell": float(m.came)}) for m in told().months[:6_000]]
    found = train(months, 6, (knows, *FEATURES))
    assert found.content["leaks"] == ["farewell"]
    assert "farewell" not in {row["key"] for row in found.content["features"]}


def test_with_twenty_exits_there_is_no_model() -> None:
    months = told().months
    few = [m for m in months if m.came][:20] + [m for m in months if not m.came][:500]
    found = train(few, 6)
    assert found.scorer is None
    assert (found.content["events"], found.content["short"]) == (20, 30)
    rule = rule_score([(m.tier, m.raw) for m in few])
    scored = rule.score(few[0].raw, few[0].tier)
    assert rule.kind == RULES
    assert scored.chance is None
    assert scored.average is None
    assert math.isclose(scored.base + sum(part.adds for part in scored.parts), scored.score, abs_tol=1e-9)


def test_a_model_that_ranks_worse_does_not_follow() -> None:
    good = trained().judged
    assert good is not None
    assert good.auc is not None
    assert worse(replace(good, auc=good.auc - 0.05), good)
    assert not worse(good, replace(good, auc=good.auc - 0.05))
    assert not worse(good, None)


def test_five_thousand_clients_are_scored_in_time() -> None:
    rows = (told().months * 2)[:5_000]
    begun = time.perf_counter()
    for month in rows:
        scored = scorer().score(month.raw, month.tier)
        reasons(scored.parts, up=True)
    assert time.perf_counter() - begun < 5


def test_it_survives_being_kept() -> None:
    again = Scorer.read(scorer().content())
    month = told().months[3]
    assert again.score(month.raw, month.tier) == scorer().score(month.raw, month.tier)


def test_the_fit_is_that_of_a_table_done_by_hand() -> None:
    # 30 of 100 without, 60 of 100 with: log-odds ln(3/7), and ln(1.5) - ln(3/7) more.
    column = [0.0] * 100 + [1.0] * 100
    outcomes = [n < 30 for n in range(100)] + [n < 60 for n in range(100)]
    found = fit([column], outcomes, ridge=1e-9)
    assert found.intercept == pytest.approx(math.log(3 / 7), abs=1e-6)
    assert found.weights[0] == pytest.approx(math.log(1.5) - math.log(3 / 7), abs=1e-6)
    # The error of a log-odds ratio: the root of the sum of 1/n of the four cells.
    assert found.errors[0] == pytest.approx(math.sqrt(1 / 30 + 1 / 70 + 1 / 60 + 1 / 40), rel=1e-4)


def test_quality_of_a_handful_counted_by_hand() -> None:
    assert auc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == 0.75
    assert auc([1, 1], [True, False]) == 0.5
    assert auc([1, 2], [True, True]) is None
    found = quality([0.9] * 2 + [0.1] * 18, [True, False] + [False] * 18)
    assert found.caught == 1.0
    assert found.brier == pytest.approx((0.01 + 0.81 + 18 * 0.01) / 20)
