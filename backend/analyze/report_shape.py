"""What a report shows: measures of the catalogue by none, one or two dimensions, over days that roll or stand still.

A shape is data, and says nothing of who reads it: each reader is told what he reaches. What does not fit together is
refused when it is written, and again when it is told, since the catalogue moves on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backend.analyze.catalogue import EACH, KPIS, RATIO, SNAPSHOT, Kpi, Measure
from backend.analyze.report_windows import SPANS
from backend.platform.errors import bad_input

TIMES: Final = ("week", "month", "quarter")
"""Dimensions that are the steps of the window."""
FLAT: Final = ("bar", "line", "area")
PARTS: Final = ("pie", "funnel")
CHARTS: Final = ("table", *FLAT, "stacked", *PARTS, "heat", "gauge", "map", "sankey")
COMPARES: Final = ("none", "previous", "year")
ORDERS: Final = ("largest", "smallest", "key")
SCALES: Final = ("auto", "one", "wan", "yi")
MOST_MEASURES: Final = 4
MOST_TOP: Final = 100


@dataclass(frozen=True, slots=True)
class Shape:
    """What is shown.

    measures: (figure, measure) of the catalogue; rows, columns: its dimensions or TIMES; first, until: of a fixed span,
    the last day not included; filter: of the figures, by name; condition: over clients, in the rule language, as JSON;
    top: rows that are told by name, the rest becomes one; scale: the unit that money is shown in.
    """

    chart: str
    measures: tuple[tuple[str, str], ...]
    rows: str | None = None
    columns: str | None = None
    span: str = "last12Months"
    first: date | None = None
    until: date | None = None
    compare: str = "none"
    filter: Mapping[str, str] = field(default_factory=dict)
    condition: Any = None
    order: str = "largest"
    top: int | None = None
    totals: bool = True
    scale: str = "auto"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Rows, then columns."""
        return tuple(each for each in (self.rows, self.columns) if each is not None)

    @property
    def time(self) -> str | None:
        """The dimension that is made of steps."""
        return next((each for each in self.dimensions if each in TIMES), None)


def entries_of(shape: Shape) -> list[tuple[Kpi, Measure]]:
    """The measures with their figures. Raises Refused(BAD_USER_INPUT, field=measures)."""
    found = []
    for id, key in shape.measures:
        entry = KPIS.get(id)
        measures = () if entry is None else entry.measures
        measure = next((each for each in measures if each.key == key), None)
        if entry is None or measure is None:
            raise bad_input("measures", "choice")
        found.append((entry, measure))
    return found


def hold(shape: Shape) -> Shape:
    """Itself. Raises Refused(BAD_USER_INPUT) naming what does not fit: `report_dimension`, `report_chart`, …"""
    for name, value, choices in (
        ("chart", shape.chart, CHARTS),
        ("window", shape.span, SPANS),
        ("compare", shape.compare, COMPARES),
        ("order", shape.order, ORDERS),
        ("scale", shape.scale, SCALES),
    ):
        if value not in choices:
            raise bad_input(name, "choice")
    if not shape.measures:
        raise bad_input("measures", "required")
    if len(shape.measures) > MOST_MEASURES:
        raise bad_input("measures", "limit", limit=MOST_MEASURES)
    if len(set(shape.measures)) < len(shape.measures):
        raise bad_input("measures", "taken")
    _hold_dimensions(shape)
    if (shape.span == "fixed") != (shape.first is not None and shape.until is not None):
        raise bad_input("window", "required" if shape.span == "fixed" else "choice")
    if shape.top is not None and not 1 <= shape.top <= MOST_TOP:
        raise bad_input("top", "range", low="1", high=str(MOST_TOP))
    if not fits(shape):
        raise bad_input("chart", "report_chart", chart=shape.chart)
    return shape


def _hold_dimensions(shape: Shape) -> None:
    if shape.rows is None and shape.columns is not None:
        raise bad_input("rows", "required")
    if shape.rows is not None and shape.rows == shape.columns:
        raise bad_input("columns", "taken")
    if all(each in TIMES for each in (shape.rows, shape.columns)):
        raise bad_input("columns", "report_times")
    for entry, _ in entries_of(shape):
        for name, dimension in (("rows", shape.rows), ("columns", shape.columns)):
            if dimension is not None and dimension not in allowed(entry):
                raise bad_input(name, "report_dimension", kpi=entry.id, dimension=dimension)


def allowed(entry: Kpi) -> tuple[str, ...]:
    """By what a figure may be split in a report: of a state of a day there are no steps."""
    return entry.dimensions if entry.kind == SNAPSHOT else (*entry.dimensions, *TIMES)


def fits(shape: Shape) -> bool:
    """Whether the chart can show what is asked; a table shows everything."""
    measures = [measure for _, measure in entries_of(shape)]
    one, split = len(measures) == 1, len(shape.dimensions)
    adds = all(each.unit != RATIO and each.adds == EACH for each in measures)
    match shape.chart:
        case "bar" | "line" | "area":
            alike = len({each.unit for each in measures}) == 1 and (split == 1 or one)
            return split > 0 and alike and (shape.chart == "bar" or shape.rows in TIMES)
        case "stacked":
            return split == 2 and one and adds
        case "pie" | "funnel":
            return split == 1 and one and adds and shape.rows not in TIMES
        case "heat":
            return split == 2 and one
        case "sankey":
            return split == 2 and one and adds and shape.time is None
        case "map":
            return shape.rows == "province" and split == 1 and one
        case "gauge":
            return split == 0 and one and measures[0].unit == RATIO
        case _:
            return True


def written(shape: Shape) -> dict[str, Any]:
    """The shape as JSON."""
    return {
        "chart": shape.chart,
        "measures": [list(each) for each in shape.measures],
        "rows": shape.rows,
        "columns": shape.columns,
        "span": shape.span,
        "first": None if shape.first is None else shape.first.isoformat(),
        "until": None if shape.until is None else shape.until.isoformat(),
        "compare": shape.compare,
        "filter": dict(shape.filter),
        "condition": shape.condition,
        "order": shape.order,
        "top": shape.top,
        "totals": shape.totals,
        "scale": shape.scale,
    }


def read_shape(content: Mapping[str, Any]) -> Shape:
    """The shape of JSON that `written` wrote."""
    read: dict[str, Any] = dict(content)
    read["measures"] = tuple((id, key) for id, key in content["measures"])
    for name in ("first", "until"):
        read[name] = date.fromisoformat(content[name]) if content.get(name) else None
    return Shape(**read)
