"""How good predictions were, on months they were not made of: ranking, calibration, and the best tenth.

Rows may stand for many: of months without an event only some are drawn, each with its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the rows by prediction. predicted, actual: mean probability and share of events; rows: how many."""

    predicted: float
    actual: float
    rows: float


@dataclass(frozen=True, slots=True)
class Quality:
    """auc: 0.5 is a coin; caught: share of events in the tenth with the highest predictions; brier: mean squared error.

    predicted, actual: mean probability and share; events, rows: how many; None where there was no event to rank.
    """

    rows: float
    events: float
    predicted: float
    actual: float
    auc: float | None
    caught: float | None
    brier: float
    bins: tuple[Bin, ...]


def quality(
    chances: Sequence[float], outcomes: Sequence[bool], weights: Sequence[float] | None = None
) -> Quality:
    """Of predictions and what came. shape (rows,) each. Raises ValueError without rows."""
    each = list(weights) if weights is not None else [1.0] * len(chances)
    rows = sorted(zip(chances, outcomes, each, strict=True), key=lambda row: row[0])
    total = sum(w for _, _, w in rows)
    if total <= 0:
        raise ValueError("no rows")
    events = sum(w for _, y, w in rows if y)
    brier = sum(w * (p - y) ** 2 for p, y, w in rows) / total
    predicted = sum(w * p for p, _, w in rows) / total
    return Quality(
        rows=total,
        events=events,
        predicted=predicted,
        actual=events / total,
        auc=auc(chances, outcomes, each),
        caught=_caught(rows, total, events),
        brier=brier,
        bins=_bins(rows, total),
    )


def auc(
    values: Sequence[float], outcomes: Sequence[bool], weights: Sequence[float] | None = None
) -> float | None:
    """The chance that an event has the higher value than a row without one, ties half; None without one of each."""
    each = list(weights) if weights is not None else [1.0] * len(values)
    rows = sorted(zip(values, outcomes, each, strict=True), key=lambda row: row[0])
    below = won = 0.0
    at, size = 0, len(rows)
    while at < size:
        end, with_, without = at, 0.0, 0.0
        while end < size and rows[end][0] == rows[at][0]:
            if rows[end][1]:
                with_ += rows[end][2]
            else:
                without += rows[end][2]
            end += 1
        won += with_ * (below + without / 2)
        below += without
        at = end
    events = sum(w for _, y, w in rows if y)
    return won / (events * below) if events > 0 and below > 0 else None


def _caught(rows: Sequence[tuple[float, bool, float]], total: float, events: float) -> float | None:
    if events <= 0:
        return None
    room, found = total / BINS, 0.0
    for _, y, w in reversed(rows):
        taken = min(w, room)
        found += taken if y else 0.0
        room -= taken
        if room <= 0:
            break
    return found / events


def _bins(rows: Sequence[tuple[float, bool, float]], total: float) -> tuple[Bin, ...]:
    found: list[list[float]] = []
    part, size = [0.0, 0.0, 0.0], total / BINS
    for p, y, w in rows:
        part = [part[0] + w * p, part[1] + (w if y else 0.0), part[2] + w]
        if part[2] >= size * 0.999 and len(found) < BINS - 1:
            found.append(part)
            part = [0.0, 0.0, 0.0]
    if part[2] > 0:
        found.append(part)
    return tuple(Bin(a / w, b / w, w) for a, b, w in found)
