"""How journeys of the demo firm went: how long stages took, how far they came, and a team with a weak link.

Source: DOMAIN 5.2 (stage durations, conversions, reasons of loss) and 5.4 (4): one team passes from product match to
sign & pay far less often, and what it has there waits long. The paper has it pass by .35 instead of .57, which in a
firm of this size chance can hide from an exact test; here it is less.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from backend.book.demo.draws import Draws, Weighted, weighted
from backend.track.template_content import Content, Stage

Row = dict[str, Any]
MEDIANS: Final = {"lead": 2, "first_contact": 12, "intent": 12, "match": 9, "sign": 8}
"""Days; the logarithms spread by SPREAD."""
SPREAD: Final = 0.9
SALE: Final = tuple(MEDIANS)
PASSED: Final = {"lead": 0.62, "first_contact": 0.48, "intent": 0.70, "match": 0.57, "sign": 0.90}
WEAK_TEAM, WEAK_STAGE, WEAK_PASSED = "深圳", "match", 0.22
STALLED: Final = 5.0
"""How many times longer open journeys of the weak team wait in their weak stage."""
BACK: Final = 0.04


def passed_in(weak: bool) -> Mapping[str, float]:
    """The share that goes on from each stage, of the weak team or of the others."""
    return {**PASSED, WEAK_STAGE: WEAK_PASSED} if weak else PASSED


def won_of(passed: Mapping[str, float]) -> float:
    """The share of all that is won."""
    share = 1.0
    for each in passed.values():
        share *= each
    return share


def lost_in(passed: Mapping[str, float]) -> Weighted[str]:
    """Of those who are lost, from which stage."""
    there, found = 1.0, {}
    for stage, share in passed.items():
        found[stage] = there * (1 - share)
        there *= share
    return weighted(found)


def took(draws: Draws, stage: str) -> float:
    """Days in a stage."""
    return MEDIANS.get(stage, 30) * draws.lognormvariate(0, SPREAD)


def way_to(draws: Draws, content: Content, stage: Stage) -> list[tuple[Stage, str, float]]:
    """(stage, how it was entered, days in it) up to a stage; a few went back once on the way."""
    way = list(content.stages[: stage.place + 1])
    how = ["start", *("forward" for _ in way[1:])]
    if 1 < stage.place < len(SALE) and draws.chance(BACK):
        way += [way[-2], way[-1]]
        how += ["back", "forward"]
    return [(each, entered, took(draws, each.key)) for each, entered in zip(way, how, strict=True)]


def visits_of(
    draws: Draws,
    way: list[tuple[Stage, str, float]],
    opened: datetime,
    until: datetime,
    journey_id: UUID,
    client_id: UUID,
    owner: UUID,
) -> list[Row]:
    """The stays of a way; the last one lasts. Where they took longer than there was time, all are shortened alike."""
    days = [each for _, _, each in way]
    there = (until - opened).total_seconds() / 86_400
    scale = min(1.0, max(there, 0.1) * 0.9 / (sum(days[:-1]) or 0.1))
    found: list[Row] = []
    at = opened
    for n, (stage, entered, _) in enumerate(way):
        left = at + timedelta(days=days[n] * scale) if n + 1 < len(way) else None
        exit = None if left is None else "back" if way[n + 1][1] == "back" else "forward"
        found.append(
            {
                "id": draws.id_at(at), "journey_id": journey_id, "client_id": client_id, "stage": stage.key,
                "zh": stage.name.zh, "en": stage.name.en, "direction": entered, "entered_at": at,
                "entered_by": f"user:{owner}", "left_at": left, "left_by": f"user:{owner}" if left else None,
                "exit": exit, "reason": "资料需补充" if exit == "back" else None,
            }
        )  # fmt: skip
        at = left or at
    return found
