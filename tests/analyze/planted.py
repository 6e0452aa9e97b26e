"""Histories with planted causes: client-months whose exits follow a logit that is known. Source: DOMAIN 5.4."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from backend.analyze.predict_logistic import probability
from backend.analyze.predict_training import Month

DRIVERS: Mapping[str, int] = {
    "silent_days": 1, "loss": 1, "manager_changed": 1, "complaint": 1, "unlock_soon": 1, "contacts": -1, "products": -1,
}  # fmt: skip
NOISE = ("requests", "assessment_expired", "events", "tenure", "redeemed", "drawdown")


@dataclass(frozen=True)
class History:
    """months, and of each the true chance."""

    months: list[Month]
    truth: list[float]


def true_logit(raw: Mapping[str, float]) -> float:
    """The planted logit of a month."""
    return (
        -5.6
        + 0.9 * (raw["silent_days"] >= 90)
        + 3.0 * raw["loss"]
        + 0.8 * raw["manager_changed"]
        + 0.7 * raw["complaint"]
        + 1.1 * raw["unlock_soon"]
        - 0.25 * min(raw["contacts"], 4)
        - 0.3 * (raw["products"] >= 2)
    )


def history(seed: int, clients: int, length: int, horizon: int = 6, keep: float = 1.0) -> History:
    """Clients followed for so many months until they leave. keep: share of the months without an exit that is drawn."""
    draw = random.Random(seed)
    months: list[Month] = []
    truth: list[float] = []
    for _ in range(clients):
        tier = draw.choice(("mass", "affluent", "hnw"))
        own, silent, loss = [], draw.uniform(0, 120), draw.uniform(-0.2, 0.3)
        products, habit = draw.choice((1.0, 1.0, 2.0, 3.0)), draw.uniform(0.1, 3.5)
        gone = None
        for nth in range(length):
            called = draw.random() < min(habit / 3, 0.9)
            silent = draw.uniform(0, 25) if called else silent + 30
            loss = max(min(loss + draw.gauss(0, 0.05), 0.6), -0.4)
            raw = {
                "silent_days": silent, "loss": max(loss, 0.0), "products": products,
                "contacts": max(draw.gauss(habit, 0.6), 0), "manager_changed": float(draw.random() < 0.08),
                "complaint": float(draw.random() < 0.07), "unlock_soon": float(draw.random() < 0.08),
                "requests": float(draw.randrange(4)), "assessment_expired": float(draw.random() < 0.3),
                "events": float(draw.randrange(3)), "tenure": nth / 12, "redeemed": draw.random(),
                "drawdown": draw.random() * 0.4, "tier": float(("mass", "affluent", "hnw").index(tier) + 1),
                "contacts_change": draw.gauss(0, 1),
            }  # fmt: skip
            chance = probability(true_logit(raw))
            came = draw.random() < chance
            own.append((nth, raw, came, chance))
            if came:
                gone = nth
                break
        for nth, raw, came, chance in own:
            if not came and draw.random() >= keep:
                continue
            soon = (gone is not None and gone < nth + horizon) if nth + horizon <= length else None
            months.append(Month(nth, tier, raw, came, 1.0 if came else 1 / keep, soon))
            truth.append(chance)
    return History(months, truth)
