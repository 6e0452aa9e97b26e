"""A report becomes questions about figures: one for its cells, and one for each edge where cells do not add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from backend.analyze import report_shape
from backend.analyze.asking import Window, pair_of
from backend.analyze.report_shape import TIMES, Shape
from backend.analyze.report_windows import beside, window_of
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.schema.kpi_asking import (
    COLUMNS,
    KpiDimension,
    KpiFilter,
    KpiStep,
    KpiWindow,
    Question,
    question,
    steps,
)
from backend.schema.kpi_telling import TELLS, Told
from backend.schema.report_inputs import ReportShapeInput
from backend.schema.report_planes import WHOLE, Place, Plane
from backend.schema.tag_conditions import checked

STEPS: Final = {each.value: each for each in KpiStep}
FILTERS: Final = ("owner", "team", "tier", *COLUMNS)


def shape_of(given: ReportShapeInput) -> Shape:
    """The shape of an input, judged. Raises Refused(BAD_USER_INPUT)."""
    shape = Shape(
        chart=given.chart.value,
        measures=tuple((each.kpi, each.measure) for each in given.measures),
        rows=None if given.rows is None else given.rows.value,
        columns=None if given.columns is None else given.columns.value,
        span=given.span.value,
        first=given.first,
        until=given.until,
        compare=given.compare.value,
        filter=filter_in(given.filter),
        condition=given.condition,
        order=given.order.value,
        top=given.top,
        totals=given.totals,
        scale=given.scale.value,
    )
    if shape.condition is not None:
        checked(shape.condition)
    return report_shape.hold(shape)


def filter_in(given: KpiFilter | None) -> dict[str, str]:
    """What a filter asks for, by name."""
    if given is None:
        return {}
    return {name: str(value) for name in FILTERS if (value := getattr(given, name)) is not None}


def filter_of(asked: Mapping[str, Any]) -> KpiFilter:
    """The filter of what `filter_in` told."""
    return KpiFilter(**asked)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report and those beside them."""

    window: Window
    before: Window | None


def days_of(shape: Shape, window: KpiWindow | None) -> Days:
    """window: in place of the report's own, as a board asks for all its cards."""
    if window is not None:
        own = Window(window.first, window.until)
        return Days(own, beside("fixed", own, shape.compare) if window.until > window.first else None)
    own = window_of(shape.span, business_date(), shape.first, shape.until)
    return Days(own, beside(shape.span, own, shape.compare))


def asked_of(
    context: Context,
    shape: Shape,
    kpi: str,
    days: Days,
    more: Mapping[str, str],
    split: tuple[str, ...],
    *,
    stepped: bool = True,
) -> Question:
    """The question of a figure. split: its dimensions, at most two, that are no steps. Raises as `question`."""
    dimensions = [KpiDimension(each) for each in split]
    return question(
        context,
        kpi,
        KpiWindow(first=days.window.first, until=days.window.until),
        dimensions[0] if dimensions else None,
        filter_of({**shape.filter, **more}),
        compare=None if days.before is None else KpiWindow(first=days.before.first, until=days.before.until),
        every=STEPS[shape.time] if shape.time is not None and stepped else None,
        across=dimensions[1] if len(dimensions) > 1 else None,
        when=None if shape.condition is None else checked(shape.condition),
        compare_steps=True,
    )


@dataclass
class Laid:
    """A figure as a report shows it, now and before. steps: the windows of its time, oldest first."""

    now: Plane
    before: Plane | None
    whole: bool
    steps: list[Window]


async def laid(context: Context, shape: Shape, kpi: str, days: Days, more: Mapping[str, str]) -> Laid:
    """The figure of a report by its rows and columns. Raises as `question`, and Refused(rate_missing)."""
    split = tuple(each for each in shape.dimensions if each not in TIMES)
    first = asked_of(context, shape, kpi, days, more, split)
    told = [await _told(context, first)]
    if len(split) == 2:
        # A client may be in several cells of a row: what a row comes to is asked for, not added up.
        told += [await _told(context, asked_of(context, shape, kpi, days, more, (each,))) for each in split]
    windows = first.asked.windows
    begins = 3 if first.compared else 2
    now, before = Plane(), Plane() if first.compared else None
    own = [window.first.isoformat() for window in windows[begins - 1 : begins - 1 + first.steps]]
    _fill(now, shape, told, 1, dict(enumerate(own, begins)))
    if before is not None:
        # Steps stand beside those that they are compared with, under their names.
        count = len(windows) + 1 - begins - first.steps
        _fill(before, shape, told, 2, dict(enumerate(own[:count], begins + first.steps)))
        before.hide(whole=first.whole)
    now.hide(whole=first.whole)
    return Laid(now, before, first.whole, list(windows[begins - 1 : begins - 1 + first.steps]))


async def _told(context: Context, asked: Question) -> Told:
    async with context.database.read(context.principal.firm_id) as session:
        told = await TELLS[asked.entry.id](session, asked.asked)
    context.queries += told.statements
    return told


def _fill(plane: Plane, shape: Shape, told: list[Told], nth: int, called: Mapping[int, str]) -> None:
    """Lay out what was told of a window and of its steps. called: the key of each step, by its number."""
    main = told[0]
    plane.put(WHOLE, main.totals[nth], main.heads.get(nth, 0))
    if len(told) == 3:
        for key, numbers in main.keys[nth].items():
            plane.put(pair_of(key), numbers, main.clients[nth][key])
        for at, edge in enumerate(told[1:]):
            for key, numbers in edge.keys[nth].items():
                plane.put((key, None) if at == 0 else (None, key), numbers, edge.clients[nth][key])
        return
    time = shape.time
    across = time is not None and shape.columns == time

    def place(step: str | None, key: str | None) -> Place:
        return (key, step) if across or time is None else (step, key)

    for key, numbers in main.keys[nth].items():
        plane.put(place(None, key), numbers, main.clients[nth][key])
    for step, name in called.items():
        plane.put(place(name, None), main.totals[step], main.heads.get(step, 0))
        for key, numbers in main.keys[step].items():
            plane.put(place(name, key), numbers, main.clients[step][key])


def window_at(shape: Shape, days: Days, step: str) -> Window:
    """The step of a report that is called so. Raises Refused(BAD_USER_INPUT)."""
    assert shape.time is not None
    every = steps(days.window, STEPS[shape.time])
    found = next((each for each in every if each.first.isoformat() == step), None)
    if found is None:
        raise bad_input("row", "choice")
    return found
