"""A report as a caller reads it: rows and columns in their order, the rest as one, and what he is not told left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backend.analyze.asking import UNKNOWN, Window
from backend.analyze.catalogue import RATIO, Kpi, Measure
from backend.analyze.report_shape import TIMES, Shape, entries_of
from backend.graph.context import Context
from backend.platform.clock import now
from backend.schema.kpi_asking import KpiFilter, KpiWindow
from backend.schema.kpi_entries import shown
from backend.schema.kpi_figures import figure_of
from backend.schema.kpi_reading import size_of
from backend.schema.report_answers import (
    REST,
    TOTAL,
    ReportAnswer,
    ReportCell,
    ReportKey,
    ReportLine,
    ReportMeasure,
)
from backend.schema.report_asking import Laid, days_of, filter_in, laid
from backend.schema.report_planes import Place, Plane, summed

MOST_ROWS: Final = 100
MOST_COLUMNS: Final = 24


@dataclass(frozen=True, slots=True)
class Axis:
    """The keys of rows or columns in their order, and those that became one."""

    dimension: str | None
    keys: Sequence[str]
    rest: Sequence[str]
    steps: Mapping[str, Window]

    @property
    def places(self) -> list[str | None]:
        """What stands along it: keys, the rest, and all of them (None) last."""
        return [*self.keys, *([REST] if self.rest else []), None]

    def told(self, key: str | None) -> ReportKey:
        """A place along it as it is read."""
        by = self.dimension or ""
        if key is None:
            return _key(by, TOTAL, "total")
        if key == REST and self.rest:
            return _key(by, REST, "rest", many=len(self.rest))
        step = self.steps.get(key)
        if step is not None:
            return _key(by, key, "step", first=step.first, until=step.until)
        return _key(by, key, "key")


def _key(
    by: str,
    raw: str,
    kind: str,
    *,
    many: int | None = None,
    first: date | None = None,
    until: date | None = None,
) -> ReportKey:
    # Only keys of a dimension are rows that have a name.
    return ReportKey(by=by if kind == "key" else "", raw=raw, kind=kind, many=many, first=first, until=until)


async def report_answer(
    context: Context, shape: Shape, window: KpiWindow | None = None, filter: KpiFilter | None = None
) -> ReportAnswer:
    """The report. window, filter: of the board it stands on, in place of its days and beside its own filter.

    Raises Refused(BAD_USER_INPUT), FORBIDDEN for what of it the caller may not read, Refused(rate_missing).
    """
    entries, days, more = entries_of(shape), days_of(shape, window), filter_in(filter)
    found = {
        kpi: await laid(context, shape, kpi, days, more)
        for kpi in dict.fromkeys(entry.id for entry, _ in entries)
    }
    leading, measure = found[entries[0][0].id], entries[0][1].key
    planes = [each.now for each in found.values()]
    rows = _axis(shape, planes, leading, measure, 0, min(shape.top or MOST_ROWS, MOST_ROWS))
    columns = _axis(shape, planes, leading, measure, 1, MOST_COLUMNS)
    return ReportAnswer(
        at=now(),
        whole=all(each.whole for each in found.values()),
        first=days.window.first,
        until=days.window.until,
        before_first=None if days.before is None else days.before.first,
        before_until=None if days.before is None else days.before.until,
        measures=[_measure(entry, each) for entry, each in entries],
        columns=[columns.told(each) for each in columns.places],
        lines=[
            ReportLine(
                key=rows.told(row),
                cells=[
                    _cell(found[entry.id], each, row, column, rows, columns)
                    for column in columns.places
                    for entry, each in entries
                ],
            )
            for row in rows.places
        ],
    )


def _measure(entry: Kpi, measure: Measure) -> ReportMeasure:
    told = next(each for each in shown(entry).measures if each.key == measure.key)
    return ReportMeasure(kpi=entry.id, zh=entry.zh, en=entry.en, measure=told)


def _axis(shape: Shape, planes: Sequence[Plane], leading: Laid, measure: str, at: int, most: int) -> Axis:
    dimension = (shape.rows, shape.columns)[at]
    if dimension is None:
        return Axis(None, [], [], {})
    if dimension in TIMES:
        steps = {each.first.isoformat(): each for each in leading.steps}
        return Axis(dimension, list(steps), [], steps)
    keys = {key for plane in planes for place in plane.numbers if (key := place[at]) is not None}
    plane = leading.now

    def place(key: str) -> tuple[bool, bool, Any, str]:
        edge: Place = (key, None) if at == 0 else (None, key)
        size = size_of(plane.numbers[edge][measure]) if edge in plane.numbers else 0
        # What is not told must not be told by where it stands.
        hidden = edge in plane.few
        by = 0 if hidden or shape.order == "key" else size if shape.order == "smallest" else -size
        return key == UNKNOWN, hidden and shape.order != "key", by, key

    ordered = sorted(keys, key=place)
    return Axis(dimension, ordered[:most], ordered[most:], {})


def _cell(
    of: Laid, measure: Measure, row: str | None, column: str | None, rows: Axis, columns: Axis
) -> ReportCell:
    places = [
        (one, other)
        for one in (rows.rest if row == REST and rows.rest else [row])
        for other in (columns.rest if column == REST and columns.rest else [column])
    ]
    few, number = _number(of.now, measure, places)
    before = None
    if of.before is not None:
        _, earlier = _number(of.before, measure, places)
        before = figure_of(measure.key, measure.unit, earlier).value
    return ReportCell(few=few, figure=figure_of(measure.key, measure.unit, number), before=before)


def _number(plane: Plane, measure: Measure, places: Sequence[Place]) -> tuple[bool, Any]:
    """Whether a cell is of too few, and its number: of nothing that was counted 0, or None of what is divided."""
    if any(place in plane.few for place in places):
        return True, None
    numbers = [plane.numbers[place][measure.key] for place in places if place in plane.numbers]
    if not numbers:
        ratio = measure.unit == RATIO or measure.part != ("", "")
        return False, None if ratio else 0
    return False, numbers[0] if len(places) == 1 else summed(measure, numbers)
