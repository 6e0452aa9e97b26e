"""The sales cycle of a window: curves with censoring, their medians, and the shares that are won (K-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal as PyDecimal
from fractions import Fraction
from typing import Any, Final

import strawberry

from backend.graph.scalars import Decimal
from backend.schema.journey_definitions import CYCLE
from backend.schema.kpis import COUNTS_ONLY, KpiDefinition, is_few, rounded
from backend.track.journey_cycle import EXCLUDED
from backend.track.journey_survival import AT_START, Curve, Span, curve_of, median_of_won

DAYS: Final = (30, 60, 90)
TENTH: Final = PyDecimal("0.1")


@strawberry.type
class JourneyCurveDay:
    """A day on which journeys were won or lost."""

    day: int = strawberry.field(description="Days since the start.")
    at_risk: int = strawberry.field(description="Watched just before.")
    won: int
    lost: int
    open_share: Decimal = strawberry.field(description="Not won yet by its end (Kaplan-Meier), in [0, 1].")
    won_share: Decimal = strawberry.field(description="Of all, won by then; losses compete.")


@strawberry.type
class JourneyWonBy:
    """The share won within so many days, losses competing. share: null: nobody was watched so long."""

    day: int
    share: Decimal | None


@strawberry.type
class JourneyCurve:
    """Journeys that began together. cohort: the month, as `2026-03`; null: all of the window."""

    cohort: str | None
    journeys: int | None = strawberry.field(description="Null: too few to be told to this reader.")
    won: int | None
    lost: int | None
    open: int | None
    median: int | None = strawberry.field(
        description="Days (Kaplan-Meier); null: not reached, or fewer than 5 journeys."
    )
    won_by: list[JourneyWonBy]
    watched: int | None = strawberry.field(description="The day until which anybody was watched.")
    days: list[JourneyCurveDay] = strawberry.field(description="None of fewer than 5 journeys.")


@strawberry.type
class JourneyCycle:
    """How long it takes until journeys are won."""

    definition: KpiDefinition
    whole: JourneyCurve
    cohorts: list[JourneyCurve] = strawberry.field(description="By month of start, the oldest first.")
    won_median: Decimal | None = strawberry.field(description="Days of won journeys only: biased short.")
    won_mean: Decimal | None = strawberry.field(description="As `wonMedian`.")
    late: int = strawberry.field(description="Began in a later stage: watched from then on.")
    excluded: int = strawberry.field(description="Left out: nobody knows when they began.")


def cycle_of(rows: Sequence[Any], *, whole: bool) -> JourneyCycle:
    """The figures of (cohort, entry, exit, outcome, journeys) rows. whole: the reader is told of few, too."""
    by_cohort: Mapping[str, list[Span]] = defaultdict(list)
    every: list[Span] = []
    late = excluded = 0
    for cohort, entry, exit, outcome, count in rows:
        if outcome == EXCLUDED:
            excluded += count
            continue
        late += count if entry != AT_START else 0
        span = Span(entry, exit, outcome, count)
        every.append(span)
        by_cohort[cohort].append(span)
    told = curve(None, every, whole=whole)
    took = median_of_won(every) if (told.won or 0) >= COUNTS_ONLY else None
    return JourneyCycle(
        definition=CYCLE,
        whole=told,
        cohorts=[curve(cohort, by_cohort[cohort], whole=whole) for cohort in sorted(by_cohort)],
        won_median=None if took is None else Decimal(rounded(took[0], TENTH)),
        won_mean=None if took is None else Decimal(rounded(took[1], TENTH)),
        late=late,
        excluded=excluded,
    )


def curve(cohort: str | None, spans: Sequence[Span], *, whole: bool) -> JourneyCurve:
    """A curve as it is told: of too few only counts, of fewer still not even these."""
    total = sum(span.count for span in spans)
    hides = not whole and is_few(total)
    found = curve_of(spans) if total >= COUNTS_ONLY else Curve((), None)
    return JourneyCurve(
        cohort=cohort,
        journeys=None if hides else total,
        won=None if hides else _ended(spans, "won"),
        lost=None if hides else _ended(spans, "lost"),
        open=None if hides else _ended(spans, "open"),
        median=found.median,
        watched=found.last,
        won_by=[JourneyWonBy(day=day, share=_share(found.won_by(day))) for day in DAYS],
        days=[
            JourneyCurveDay(
                day=each.day,
                at_risk=each.at_risk,
                won=each.won,
                lost=each.lost,
                open_share=Decimal(_exact(each.open_share)),
                won_share=Decimal(_exact(each.won_share)),
            )
            for each in found.days
        ],
    )


def _ended(spans: Iterable[Span], end: str) -> int:
    return sum(span.count for span in spans if span.end == end)


def _exact(value: Fraction) -> PyDecimal:
    return rounded(PyDecimal(value.numerator) / value.denominator)


def _share(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(_exact(value))
