"""Logistic regression with a ridge, by Newton's method on weighted rows.

Small on purpose: some twenty columns, some ten thousand rows. Columns are standardised, so that the ridge bears on all
alike; what is given back is in the columns' units. Source: Hoerl & Kennard 1970; le Cessie & van Houwelingen 1992.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

RIDGE = 1.0
STEPS = 30
FAR = 35.0
"""Log-odds beyond which a probability is 0 or 1 for every purpose here."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted. intercept: log-odds at 0 of every column; weights, errors: a column, in the column's units."""

    intercept: float
    weights: tuple[float, ...]
    errors: tuple[float, ...]

    def score(self, row: Sequence[float]) -> float:
        """Log-odds of a row; shape (columns,)."""
        return self.intercept + float(sum(map(mul, self.weights, row)))


def probability(score: float) -> float:
    """Of log-odds."""
    cut = min(max(score, -FAR), FAR)
    return 1 / (1 + math.exp(-cut))


def log_odds(share: float) -> float:
    """Of a probability, cut so that it is finite."""
    cut = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(cut / (1 - cut))


def fit(
    columns: Sequence[Sequence[float]],
    outcomes: Sequence[bool],
    weights: Sequence[float] | None = None,
    ridge: float = RIDGE,
) -> Fitted:
    """Fit outcomes by columns. columns: shape (columns, rows); weights: rows each stands for, 1 by default.

    A column without variation gets 0. The errors are those of the penalised likelihood's curvature, with the sampled
    rows counted once each (a row that stands for many is still one observation). Raises ValueError without an outcome
    of each kind.
    """
    rows = len(outcomes)
    each = list(weights) if weights is not None else [1.0] * rows
    total = sum(each)
    events = sum(w for w, y in zip(each, outcomes, strict=True) if y)
    if not 0 < events < total:
        raise ValueError("outcomes of one kind only")
    means, scales, live = [], [], []
    for column in columns:
        mean = sum(map(mul, each, column)) / total
        spread = math.sqrt(
            max(sum(w * (x - mean) ** 2 for w, x in zip(each, column, strict=True)) / total, 0)
        )
        means.append(mean)
        scales.append(spread)
        live.append(spread > 1e-9)
    used = [n for n, is_live in enumerate(live) if is_live]
    z = [[1.0] * rows] + [[(x - means[n]) / scales[n] for x in columns[n]] for n in used]
    truth = [1.0 if y else 0.0 for y in outcomes]
    beta = [log_odds(events / total)] + [0.0] * len(used)
    for _ in range(STEPS):
        step = _solve(*_slope(z, truth, each, beta, ridge))
        longest = max(map(abs, step))
        damp = min(1.0, 4.0 / longest) if longest > 0 else 1.0
        beta = [b + damp * s for b, s in zip(beta, step, strict=True)]
        if longest < 1e-7:
            break
    errors = _errors(z, truth, each, beta, ridge)
    slope = dict(zip(used, beta[1:], strict=True))
    error = dict(zip(used, errors[1:], strict=True))
    found = tuple(slope[n] / scales[n] if n in slope else 0.0 for n in range(len(columns)))
    return Fitted(
        beta[0] - sum(map(mul, found, means)),
        found,
        tuple(error[n] / scales[n] if n in error else 0.0 for n in range(len(columns))),
    )


def _at(z: Sequence[Sequence[float]], beta: Sequence[float]) -> list[float]:
    scores = [0.0] * len(z[0])
    for b, column in zip(beta, z, strict=True):
        scores = [s + b * x for s, x in zip(scores, column, strict=True)]
    return [probability(s) for s in scores]


def _slope(
    z: Sequence[Sequence[float]],
    truth: Sequence[float],
    weights: Sequence[float],
    beta: Sequence[float],
    ridge: float,
) -> tuple[list[list[float]], list[float]]:
    """(curvature, gradient) of the penalised log-likelihood; the intercept is not penalised."""
    chances = _at(z, beta)
    rest = [w * (y - p) for w, y, p in zip(weights, truth, chances, strict=True)]
    curve = [w * p * (1 - p) for w, p in zip(weights, chances, strict=True)]
    gradient = [
        sum(map(mul, column, rest)) - (ridge * b if n else 0)
        for n, (column, b) in enumerate(zip(z, beta, strict=True))
    ]
    return _gram(z, curve, ridge), gradient


def _gram(z: Sequence[Sequence[float]], curve: Sequence[float], ridge: float) -> list[list[float]]:
    size = len(z)
    found = [[0.0] * size for _ in range(size)]
    for a in range(size):
        bent = list(map(mul, z[a], curve))
        for b in range(a, size):
            found[a][b] = found[b][a] = sum(map(mul, bent, z[b]))
        found[a][a] += ridge if a else 1e-9
    return found


def _errors(
    z: Sequence[Sequence[float]],
    truth: Sequence[float],
    weights: Sequence[float],
    beta: Sequence[float],
    ridge: float,
) -> list[float]:
    """Robust to sampling: curvature⁻¹ · Σ(gradient of a row)² · curvature⁻¹ (White 1980), the root of its diagonal."""
    chances = _at(z, beta)
    curve = [w * p * (1 - p) for w, p in zip(weights, chances, strict=True)]
    squares = [(w * (y - p)) ** 2 for w, y, p in zip(weights, truth, chances, strict=True)]
    gram, meat = _gram(z, curve, ridge), _gram(z, squares, 0.0)
    size = len(z)
    inverse = [_solve(gram, [1.0 if n == k else 0.0 for n in range(size)]) for k in range(size)]
    found = []
    for row in inverse:
        bent = [sum(map(mul, line, row)) for line in meat]
        found.append(math.sqrt(max(sum(map(mul, bent, row)), 0.0)))
    return found


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of matrix · x = right by Cholesky; the matrix is symmetric and positive definite."""
    size = len(right)
    low = [[0.0] * size for _ in range(size)]
    for a in range(size):
        for b in range(a + 1):
            rest = matrix[a][b] - sum(map(mul, low[a][:b], low[b][:b]))
            low[a][b] = math.sqrt(max(rest, 1e-12)) if a == b else rest / low[b][b]
    down = [0.0] * size
    for a in range(size):
        down[a] = (right[a] - sum(map(mul, low[a][:a], down[:a]))) / low[a][a]
    up = [0.0] * size
    for a in reversed(range(size)):
        up[a] = (down[a] - sum(low[b][a] * up[b] for b in range(a + 1, size))) / low[a][a]
    return up
