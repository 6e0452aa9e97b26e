"""Figures of a fund as a proposal prints them, worked out of its published NAVs as the fund's own page does.

Pure. Returns and falls are ratios of the adjusted NAV a unit (0.05 = 5 %); one that does not exist is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from backend.book.drawdowns import NavDay, deepest, drawdown
from backend.book.returns import annualised, since_purchase

MOST_POINTS: Final = 120
"""Of the drawing: a year of trading days cannot be told apart on a page."""
YEAR: Final = timedelta(days=365)


def figures_of(navs: Sequence[NavDay], unit: Decimal | None) -> dict[str, Any] | None:
    """What is printed of a fund, as JSON; None without a NAV.

    navs: day and adjusted NAV, oldest first, all > 0; unit: the latest NAV a unit.
    """
    if not navs:
        return None
    (first, start), (last, end) = navs[0], navs[-1]
    values = [value for _, value in navs]
    whole = since_purchase(end - start, start)
    return {
        "nav": None if unit is None else str(unit),
        "as_of": last.isoformat(),
        "since": first.isoformat(),
        "total": _text(whole),
        "yearly": _text(None if whole is None else annualised(whole, (last - first).days)),
        "year": _text(_since(navs, last - YEAR)),
        "this_year": _text(_since(navs, date(last.year - 1, 12, 31))),
        "fall": _text(drawdown(values)),
        "deepest": _text(deepest(values)),
        "series": [[day.isoformat(), str(value)] for day, value in thinned(navs)],
    }


def thinned(navs: Sequence[NavDay], most: int = MOST_POINTS) -> list[NavDay]:
    """So many days of a series at most, spread evenly; the first and the last are always among them."""
    if len(navs) <= most:
        return list(navs)
    step = Decimal(len(navs) - 1) / (most - 1)
    return [navs[int((step * n).to_integral_value())] for n in range(most)]


def _since(navs: Sequence[NavDay], day: date) -> Decimal | None:
    """The return since the last NAV of a day or before; None where there was none by then."""
    before = [value for on, value in navs if on <= day][-1:]
    return since_purchase(navs[-1][1] - before[0], before[0]) if before else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
