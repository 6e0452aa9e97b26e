"""What every figure of the firm comes with: numerator and denominator, its definition, and care with small numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from decimal import Decimal as PyDecimal
from math import sqrt
from typing import Final

import strawberry

from backend.graph.scalars import Decimal

FEWEST: Final = 3
"""Of fewer clients who reads less than the firm is not told how many."""
COUNTS_ONLY: Final = 5
"""Below it a ratio says nothing and is not told."""
SMALL: Final = 30
"""Below it a ratio is told with how far chance alone may have moved it."""
PLACES: Final = PyDecimal("0.0001")
Z: Final = 1.959964
"""Of a normal distribution, for 95 %."""


@strawberry.type
class KpiDefinition:
    """How a figure is defined. version: counts up when it is defined otherwise."""

    id: str
    version: int
    zh: str
    en: str


@strawberry.type
class KpiRatio:
    """A share, with what it was made of. All null: too few to be told to this reader."""

    numerator: Decimal | None
    denominator: Decimal | None
    ratio: Decimal | None = strawberry.field(description="In [0, 1]; null also of fewer than 5 clients.")
    low: Decimal | None = strawberry.field(
        description="Of fewer than 30 clients: where the share lies with 95 % (Wilson), from."
    )
    high: Decimal | None = strawberry.field(description="As `low`, to.")


def ratio_of(numerator: PyDecimal, denominator: PyDecimal, heads: int, *, counted: bool) -> KpiRatio:
    """heads: clients of the denominator; counted: it counts them, so that it has an interval."""
    known = denominator > 0 and heads >= COUNTS_ONLY
    low = high = None
    if known and counted and heads < SMALL:
        low, high = (Decimal(end) for end in wilson(int(numerator), heads))
    share = rounded(numerator / denominator) if known else None
    return KpiRatio(
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
        ratio=None if share is None else Decimal(share),
        low=low,
        high=high,
    )


def untold() -> KpiRatio:
    """A share that this reader is not told."""
    return KpiRatio(numerator=None, denominator=None, ratio=None, low=None, high=None)


def rounded(value: PyDecimal, places: PyDecimal = PLACES) -> PyDecimal:
    """Half up, to four places."""
    return value.quantize(places, ROUND_HALF_UP)


def wilson(hits: int, of: int) -> tuple[PyDecimal, PyDecimal]:
    """The 95 % interval of a share, hits of `of` (> 0). Source: Wilson 1927."""
    share, squared = hits / of, Z * Z
    middle = share + squared / (2 * of)
    width = Z * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    low, high = ((middle + side) / (1 + squared / of) for side in (-width, width))
    return rounded(PyDecimal(max(low, 0.0))), rounded(PyDecimal(min(high, 1.0)))


def is_few(clients: int) -> bool:
    """Whether so many are too few to be told to who reads less than the firm."""
    return 0 < clients < FEWEST
