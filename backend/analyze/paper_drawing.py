"""Drawings of reports on a page as plain marks: boxes, lines, shapes and words at places in millimetres.

Pure arithmetic: what sets the type only puts marks where they belong, and runs nothing of what is written on them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from backend.analyze.papers import Measured, Sheet, Told, series_of, shown

WIDE: Final = 174.0
HIGH: Final = 62.0
FOOT, LEFT, LEGEND = 9.0, 18.0, 7.0
GREY, PALE = "#5b6470", "#d9dde2"
MOST_SERIES, MOST_BARS, MOST_PARTS, MOST_HEAT = 10, 40, 12, 15
Mark = dict[str, Any]


def drawing(sheet: Sheet, palette: Sequence[str], *, english: bool) -> dict[str, Any] | None:
    """{width, height, marks} of a sheet; None for what is a table, or has nothing to draw.

    Marks: `box` (x, y, w, h, fill), `path` (points, stroke), `shape` (points, fill), `word` (x, y, text, fill, anchor).
    """
    if sheet.fault is not None or not sheet.measures:
        return None
    unit = sheet.measures[0]
    match sheet.chart:
        case "bar" | "stacked" | "line" | "area":
            return _columns(sheet, palette, unit, english=english)
        case "pie":
            return _pie(sheet, palette, unit, english=english)
        case "funnel" | "map":
            return _bars(sheet, palette, unit, english=english)
        case "heat":
            return _heat(sheet, palette, unit, english=english)
        case "gauge":
            return _gauge(sheet, palette, unit, english=english)
        case _:
            return None


def _columns(sheet: Sheet, palette: Sequence[str], unit: Measured, *, english: bool) -> dict[str, Any] | None:
    lines = sheet.single[:MOST_BARS]
    series = [(name, [float(v or 0) for v in values[:MOST_BARS]]) for name, values in series_of(sheet)]
    series = series[:MOST_SERIES]
    if not lines or not series:
        return None
    stacked = sheet.chart in {"stacked", "area"} and len(series) > 1
    if stacked:
        sums = [
            (sum(max(values[n], 0) for _, values in series), sum(min(values[n], 0) for _, values in series))
            for n in range(len(lines))
        ]
        high, low = max(up for up, _ in sums), min(down for _, down in sums)
    else:
        every = [value for _, values in series for value in values]
        high, low = max(*every, 0.0) if len(every) > 1 else max(every[0], 0.0), min([*every, 0.0])
    if high == low:
        return None
    axis = low, high, _ = _round(low, high)
    top, bottom = 2.0, HIGH - FOOT - LEGEND

    def at(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    marks = _grid(axis, at, unit, english=english)
    step = (WIDE - LEFT) / len(lines)
    if sheet.chart in {"line", "area"} and not stacked:
        for nth, (_, values) in enumerate(series):
            points = [[LEFT + (n + 0.5) * step, at(value)] for n, value in enumerate(values)]
            colour = palette[nth % len(palette)]
            if sheet.chart == "area" and len(points) > 1:
                ends = [[points[-1][0], at(0)], [points[0][0], at(0)]]
                marks.append({"kind": "shape", "points": [*points, *ends], "fill": f"{colour}40"})
            if len(points) > 1:
                marks.append({"kind": "path", "points": points, "stroke": colour, "thick": 0.6})
            marks += [_box(x - 0.6, y - 0.6, 1.2, 1.2, colour) for x, y in points]
    else:
        marks += _bars_of(series, step, at, palette, stacked=stacked)
    skip = math.ceil(len(lines) / max(1, int((WIDE - LEFT) / 14)))
    marks += [
        _word(LEFT + (n + 0.5) * step, bottom + 1.2, _cut(line.title, int(step * skip / 1.6)), "middle")
        for n, line in enumerate(lines)
        if n % skip == 0
    ]
    return {"width": WIDE, "height": HIGH, "marks": [*marks, *_legend([name for name, _ in series], palette)]}


def _bars_of(
    series: Sequence[tuple[str, list[float]]], step: float, at: Any, palette: Sequence[str], *, stacked: bool
) -> list[Mark]:
    marks: list[Mark] = []
    wide = step * 0.7
    ups, downs = [0.0] * len(series[0][1]), [0.0] * len(series[0][1])
    for nth, (_, values) in enumerate(series):
        for n, value in enumerate(values):
            if not value:
                continue
            base = (ups if value > 0 else downs)[n] if stacked else 0.0
            (ups if value > 0 else downs)[n] += value
            each = wide if stacked else wide / len(series)
            x = LEFT + n * step + step * 0.15 + (0 if stacked else nth * each)
            y, end = sorted((at(base), at(base + value)))
            marks.append(_box(x, y, each, max(end - y, 0.2), palette[nth % len(palette)]))
    return marks


def _round(low: float, high: float) -> tuple[float, float, float]:
    """(low, high, step) of an axis whose marks are numbers that people read at a glance."""
    raw = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(each for each in (1.0, 2.0, 2.5, 5.0, 10.0) if each * size >= raw * 0.999) * size
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _grid(axis: tuple[float, float, float], at: Any, unit: Measured, *, english: bool) -> list[Mark]:
    low, high, step = axis
    marks: list[Mark] = []
    for nth in range(round((high - low) / step) + 1):
        value = low + step * nth
        y = at(value)
        marks.append({"kind": "path", "points": [[LEFT, y], [WIDE, y]], "stroke": PALE, "thick": 0.15})
        told = shown(Told(Decimal(f"{value:.10g}")), unit, english=english)
        marks.append(_word(LEFT - 1.5, y - 1.3, told, "right"))
    marks.append({"kind": "path", "points": [[LEFT, at(0)], [WIDE, at(0)]], "stroke": GREY, "thick": 0.25})
    return marks


def _pie(sheet: Sheet, palette: Sequence[str], unit: Measured, *, english: bool) -> dict[str, Any] | None:
    parts = [
        (line.title, line.cells[0])
        for line in sheet.single
        if line.cells[0].value is not None and line.cells[0].value > 0
    ][:MOST_PARTS]
    whole = sum((cell.value or Decimal(0) for _, cell in parts), Decimal(0))
    if not whole:
        return None
    high = max(HIGH, 6.0 + 4.6 * len(parts))
    radius, x, y = 26.0, 34.0, high / 2
    marks: list[Mark] = []
    turned = 0.0
    for nth, (name, cell) in enumerate(parts):
        share = float((cell.value or 0) / whole)
        steps = max(2, math.ceil(share * 90))
        arc = [
            [x + radius * math.sin(a), y - radius * math.cos(a)]
            for a in (2 * math.pi * (turned + share * n / steps) for n in range(steps + 1))
        ]
        colour = palette[nth % len(palette)]
        marks.append({"kind": "shape", "points": [[x, y], *arc], "fill": colour})
        at = 4.0 + nth * 4.6
        marks.append(_box(74, at, 2.6, 2.6, colour))
        marks.append(_word(78, at - 0.2, _cut(name, 30), "left"))
        told = f"{shown(cell, unit, english=english)}  {share * 100:.1f}%"
        marks.append(_word(WIDE, at - 0.2, told, "right"))
        turned += share
    return {"width": WIDE, "height": high, "marks": marks}


def _bars(sheet: Sheet, palette: Sequence[str], unit: Measured, *, english: bool) -> dict[str, Any] | None:
    lines = [line for line in sheet.single if line.cells[0].value is not None][:MOST_HEAT]
    most = max((line.cells[0].value or Decimal(0) for line in lines), default=Decimal(0))
    if most <= 0:
        return None
    marks: list[Mark] = []
    for nth, line in enumerate(lines):
        y = nth * 5.4
        share = max(float((line.cells[0].value or Decimal(0)) / most), 0.0)
        marks.append(_word(0, y + 0.8, _cut(line.title, 22), "left"))
        marks.append(_box(42, y + 0.4, max(share * 104, 0.2), 3.8, palette[0]))
        marks.append(_word(WIDE, y + 0.8, shown(line.cells[0], unit, english=english), "right"))
    return {"width": WIDE, "height": len(lines) * 5.4 + 1, "marks": marks}


def _heat(sheet: Sheet, palette: Sequence[str], unit: Measured, *, english: bool) -> dict[str, Any] | None:
    lines, columns = sheet.single[:MOST_HEAT], sheet.columns[:-1][:12]
    every = len(sheet.measures)
    values = [float(line.cells[n * every].value or 0) for line in lines for n in range(len(columns))]
    most = max(values, default=0.0)
    if most <= 0 or not columns:
        return None
    left, wide = 30.0, (WIDE - 30.0) / len(columns)
    marks: list[Mark] = [
        _word(left + (n + 0.5) * wide, 0, _cut(name, int(wide / 1.8)), "middle")
        for n, name in enumerate(columns)
    ]
    for nth, line in enumerate(lines):
        y = 5.0 + nth * 5.2
        marks.append(_word(0, y + 1, _cut(line.title, 16), "left"))
        for n in range(len(columns)):
            cell = line.cells[n * every]
            share = max(float(cell.value or 0) / most, 0.0)
            marks.append(
                _box(left + n * wide, y, wide - 0.4, 4.8, f"{palette[0]}{round(16 + share * 239):02x}")
            )
            told = shown(cell, unit, english=english)
            light = "#ffffff" if share > 0.5 else "#1c2430"
            marks.append(_word(left + (n + 0.5) * wide, y + 1, told, "middle", light))
    return {"width": WIDE, "height": 6.0 + len(lines) * 5.2, "marks": marks}


def _gauge(sheet: Sheet, palette: Sequence[str], unit: Measured, *, english: bool) -> dict[str, Any] | None:
    cell = sheet.lines[-1].cells[-1] if sheet.lines else None
    if cell is None or cell.value is None:
        return None
    share = min(max(float(cell.value), 0.0), 1.0)
    marks = [
        _box(0, 2, 140, 6, PALE),
        _box(0, 2, max(share * 140, 0.2), 6, palette[0]),
        _word(WIDE, 3.4, shown(cell, unit, english=english), "right"),
    ]
    return {"width": WIDE, "height": 12.0, "marks": marks}


def _legend(names: Sequence[str], palette: Sequence[str]) -> list[Mark]:
    if len(names) < 2:
        return [_word(LEFT, HIGH - LEGEND + 2.4, names[0], "left")] if names and names[0] else []
    wide = (WIDE - LEFT) / min(len(names), 5)
    marks: list[Mark] = []
    for nth, name in enumerate(names):
        x, y = LEFT + nth % 5 * wide, HIGH - LEGEND + 1.6 + nth // 5 * 3.4
        marks += [
            _box(x, y, 2.2, 2.2, palette[nth % len(palette)]),
            _word(x + 3, y - 0.2, _cut(name, int(wide / 2)), "left"),
        ]
    return marks


def _box(x: float, y: float, w: float, h: float, fill: str) -> Mark:
    return {"kind": "box", "x": x, "y": y, "w": w, "h": h, "fill": fill}


def _word(x: float, y: float, text: str, anchor: str, fill: str = GREY) -> Mark:
    return {"kind": "word", "x": x, "y": y, "text": text, "anchor": anchor, "fill": fill}


def _cut(text: str, most: int) -> str:
    """A text of at most so many narrow signs; wide ones count twice."""
    most, room = max(most, 4), 0
    for n, sign in enumerate(text):
        room += 2 if ord(sign) > 0x2E7F else 1
        if room > most:
            return f"{text[:n]}…"
    return text
