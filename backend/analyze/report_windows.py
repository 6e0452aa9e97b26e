"""The days a report is about, of a fixed span or of one that rolls with the calendar, and those beside them.

A span that lasts still ends with today; what it is compared with is then as long. Months and quarters are those of
the calendar, days those of Shanghai.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from backend.analyze.asking import Window

LENGTHS: Final = {"Month": 1, "Quarter": 3, "Year": 12}
"""Months of what the calendar is made of."""
SPANS: Final = (
    *("thisMonth", "lastMonth", "thisQuarter", "lastQuarter", "thisYear", "lastYear"),
    *("last90Days", "last12Months", "fixed"),
)


def window_of(span: str, today: date, first: date | None = None, until: date | None = None) -> Window:
    """The days of a span as of a day. first, until: of a fixed one, the last not included."""
    tomorrow = today + timedelta(days=1)
    if span == "fixed":
        assert first is not None
        assert until is not None
        return Window(first, until)
    if span == "last90Days":
        return Window(tomorrow - timedelta(days=90), tomorrow)
    if span == "last12Months":
        # Whole months and the one that lasts: twelve steps of a chart.
        return Window(_plus(today.replace(day=1), -11), tomorrow)
    months = _months(span)
    begin = date(today.year, (today.month - 1) // months * months + 1, 1)
    if span.startswith("last"):
        return Window(_plus(begin, -months), begin)
    return Window(begin, min(_plus(begin, months), tomorrow))


def beside(span: str, window: Window, compare: str) -> Window | None:
    """The days it is compared with: a year before, or the same stretch of the span before; None: none."""
    if compare == "none":
        return None
    if compare == "year":
        return Window(_plus(window.first, -12), _plus(window.until, -12))
    if span in {"fixed", "last90Days"}:
        return Window(window.first - timedelta(days=window.days), window.first)
    months = 12 if span == "last12Months" else _months(span)
    return Window(_plus(window.first, -months), min(_plus(window.until, -months), window.first))


def _months(span: str) -> int:
    return next(months for name, months in LENGTHS.items() if span.endswith(name))


def _plus(day: date, months: int) -> date:
    moved: date = day + relativedelta(months=months)
    return moved
