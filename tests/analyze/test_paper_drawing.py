"""Drawings on paper: marks that stand where the numbers are, inside their frame, whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.analyze.paper_drawing import drawing
from backend.analyze.papers import Line, Measured, Sheet, Told, scaled, shown

PALETTE = ["#1f3a5f", "#c8963e", "#2e7d6b"]
D = Decimal


def sheet(chart: str, rows: list[list[Any]], columns: tuple[str, ...] = ("",), unit: str = "money") -> Sheet:
    """A sheet of one measure; a row of None is not told."""
    lines = [
        Line(f"行{n}", tuple(Told(None if v is None else D(str(v)), few=v is None) for v in row))
        for n, row in enumerate(rows)
    ]
    total = Line("合计", tuple(Told(D(0)) for _ in columns), is_total=True)
    return Sheet("图", chart=chart, columns=columns, measures=(Measured("额", unit),), lines=(*lines, total))


def boxes(drawn: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The boxes of a colour of a series, without those of the legend."""
    assert drawn is not None
    return [mark for mark in drawn["marks"] if mark["kind"] == "box" and mark["fill"] in PALETTE]


def test_bars_are_as_high_as_their_numbers_and_stand_on_nothing() -> None:
    one, two, three = boxes(drawing(sheet("bar", [[100], [50], [-50]]), PALETTE, english=True))
    assert one["h"] == pytest.approx(2 * two["h"])
    assert two["h"] == pytest.approx(three["h"])
    assert one["y"] + one["h"] == pytest.approx(two["y"] + two["h"]) == pytest.approx(three["y"])


@pytest.mark.parametrize(
    ("numbers", "steps"),
    [
        ((0, 148), ["0", "50", "100", "150"]),
        ((-26, 100), ["-50", "0", "50", "100"]),
        ((0, 4), ["0", "1", "2", "3", "4"]),
    ],
)
def test_an_axis_has_round_numbers_around_all_bars(numbers: tuple[int, int], steps: list[str]) -> None:
    drawn = drawing(sheet("bar", [[each] for each in numbers], unit="count"), PALETTE, english=True)
    assert drawn is not None
    axis = [mark["text"] for mark in drawn["marks"] if mark["kind"] == "word" and mark["anchor"] == "right"]
    assert axis == steps


def test_stacked_bars_stand_on_each_other() -> None:
    marks = boxes(drawing(sheet("stacked", [[30, 10, 40]], ("甲", "乙", "合计")), PALETTE, english=False))
    lower, upper = marks[:2]
    assert upper["y"] + upper["h"] == pytest.approx(lower["y"])
    assert lower["h"] == pytest.approx(3 * upper["h"])


def test_parts_of_a_pie_are_turned_by_their_shares() -> None:
    drawn = drawing(sheet("pie", [[75], [25]]), PALETTE, english=True)
    assert drawn is not None
    shapes = [mark for mark in drawn["marks"] if mark["kind"] == "shape"]
    assert len(shapes) == 2
    x, y = shapes[0]["points"][0]
    last = shapes[0]["points"][-1]
    assert (last[0] - x, last[1] - y) == (pytest.approx(-26), pytest.approx(0, abs=1e-6))
    words = [mark["text"] for mark in drawn["marks"] if mark["kind"] == "word"]
    assert any(text.endswith("75.0%") for text in words)


def test_what_is_not_told_is_not_drawn() -> None:
    drawn = drawing(
        sheet("heat", [[None, 5, 5], [3, None, 3]], ("甲", "乙", "合计"), "count"), PALETTE, english=True
    )
    assert drawn is not None
    assert [mark["text"] for mark in drawn["marks"] if mark["kind"] == "word"].count("<3") == 2
    assert drawing(sheet("pie", [[None], [None]]), PALETTE, english=True) is None
    assert drawing(sheet("table", [[1]]), PALETTE, english=True) is None
    assert drawing(Sheet("x", chart="bar", fault="gone"), PALETTE, english=True) is None


@given(
    chart=st.sampled_from(["bar", "stacked", "line", "area", "pie", "funnel", "heat", "map", "gauge"]),
    rows=st.lists(
        st.lists(st.none() | st.decimals(-(10**12), 10**12, places=2), min_size=3, max_size=3), max_size=60
    ),
    english=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_drawn_outside_of_the_frame(chart: str, rows: list[list[Any]], english: bool) -> None:
    drawn = drawing(sheet(chart, rows, ("甲", "乙", "合计")), PALETTE, english=english)
    if drawn is None:
        return
    wide, high = drawn["width"] + 0.01, drawn["height"] + 0.01
    for mark in drawn["marks"]:
        if mark["kind"] == "box":
            assert -0.01 <= mark["x"] <= mark["x"] + mark["w"] <= wide
            assert -0.7 <= mark["y"] <= mark["y"] + mark["h"] <= high
        elif mark["kind"] == "word":
            assert -0.01 <= mark["x"] <= wide
            assert -1.4 <= mark["y"] <= high
        else:
            assert all(-0.01 <= x <= wide and -0.01 <= y <= high for x, y in mark["points"])


def test_numbers_are_said_as_people_read_them() -> None:
    money, ratio, count = Measured("", "money"), Measured("", "ratio"), Measured("", "count")
    assert shown(Told(D(123_456_789)), money, english=False) == "1.23亿"
    assert shown(Told(D(123_456)), money, english=False) == "12.35万"
    assert shown(Told(D(1_234_567)), money, english=True) == "1.23m"
    assert shown(Told(D("0.1234")), ratio, english=True) == "12.3%"
    assert shown(Told(D(1234)), count, english=True) == "1,234"
    assert shown(Told(None), count, english=True) == "—"
    assert shown(Told(None, few=True), count, english=True) == "<3"
    assert scaled(D("1234567.89"), Measured("", "money", "wan")) == D("123.456789")
