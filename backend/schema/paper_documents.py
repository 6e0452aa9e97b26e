"""What is asked for a paper: documents of the API itself, so that it says what the screen of its reader says."""

from __future__ import annotations

from typing import Any, Final

from backend.analyze.report_shape import Shape
from backend.schema.report_inputs import (
    ReportChart,
    ReportCompare,
    ReportDimension,
    ReportOrder,
    ReportScale,
    ReportSpan,
)

KEY: Final = "key kind many from to user { name } team { name } product { name }"
ANSWER: Final = f"""whole from to beforeFrom beforeTo measures {{ zh en measure {{ key unit zh en }} }}
  columns {{ {KEY} }} lines {{ key {{ {KEY} }} cells {{ few before figure {{ value }} }} }}"""
SHAPE: Final = """chart rows columns span from to compare order top totals scale filter condition
  measures { kpi measure }"""
REPORT: Final = f"""query($id: ID!, $window: KpiWindow, $filter: KpiFilter) {{ rows: report(id: $id) {{
  zh en shape {{ {SHAPE} }} answer(window: $window, filter: $filter) {{ {ANSWER} }} }} }}"""
PREVIEW: Final = f"""query($shape: ReportShapeInput!, $window: KpiWindow, $filter: KpiFilter) {{
  rows: reportPreview(shape: $shape, window: $window, filter: $filter) {{ {ANSWER} }} }}"""
BOARD: Final = "query($id: ID!) { rows: dashboard(id: $id) { zh en cards { report cockpit x y w h } } }"
TIERS: Final = "{ rows: tierModels { inForce tiers { key zh en } } }"
NAMES: Final = """query($owner: ID!, $team: ID!, $hasOwner: Boolean!, $hasTeam: Boolean!) {
  owner: user(id: $owner) @include(if: $hasOwner) { name } team: team(id: $team) @include(if: $hasTeam) { name } }"""
TEMPLATES: Final = "{ rows: journeyTemplates { id zh en } }"
FUNNEL: Final = """query($template: ID!, $from: Date!, $to: Date!, $filter: JourneyFigureFilter) {
  rows: journeyFigures(template: $template, from: $from, to: $to, filter: $filter) { window { conversions {
    stages { entered stage { zh en } cohort { numerator ratio } } } } } }"""
SERVICE: Final = """query($from: Date!, $to: Date!) { rows: serviceFigures(from: $from, to: $to) {
  whole { requests answered responseMedian closed attainment { ratio } firstContact { ratio } }
  rows { zh en requests answered responseMedian closed attainment { ratio } firstContact { ratio } }
  complaints { received } } }"""


def input_of(shape: Shape) -> dict[str, Any]:
    """A shape as `ReportShapeInput` has it."""
    return {
        "chart": ReportChart(shape.chart).name,
        "measures": [{"kpi": kpi, "measure": measure} for kpi, measure in shape.measures],
        "rows": None if shape.rows is None else ReportDimension(shape.rows).name,
        "columns": None if shape.columns is None else ReportDimension(shape.columns).name,
        "span": ReportSpan(shape.span).name,
        "from": None if shape.first is None else shape.first.isoformat(),
        "to": None if shape.until is None else shape.until.isoformat(),
        "compare": ReportCompare(shape.compare).name,
        "condition": shape.condition,
        "order": ReportOrder(shape.order).name,
        "top": shape.top,
        "totals": shape.totals,
        "scale": ReportScale(shape.scale).name,
    }
