"""K-15 and K-16 against cases that were worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backend.analyze.voice import csat_from, margin_of, nps_from, nps_of
from backend.schema.kpi_figures import figure_of


@pytest.mark.parametrize(
    ("scores", "score"),
    [
        ([10, 9, 8, 7, 6, 0], 0),
        ([10, 10, 9], 100),
        ([0, 6], -100),
        ([7, 8], 0),
        # (2 - 1) / 3 is 33.3, (1 - 2) / 3 is -33.3; a half goes away from 0.
        ([9, 10, 0], 33),
        ([9, 0, 0], -33),
        ([9, 7, 7, 7, 7, 7, 7, 7], 13),
    ],
    ids=["golden", "all promote", "none does", "passives", "a third", "minus a third", "a half"],
)
def test_the_score_of_answers(scores: list[int], score: int) -> None:
    assert nps_from(scores) == score


def test_content_are_four_and_five() -> None:
    assert csat_from([5, 4, 3]).quantize(Decimal("0.001")) == Decimal("0.667")
    assert csat_from([1, 2, 3]) == 0


@pytest.mark.parametrize(
    ("good", "bad", "answers", "margin"),
    [
        # p 0.5, d 0.2: 1.96 * sqrt((0.7 - 0.09) / 100) * 100.
        (50, 20, 100, "15.3"),
        # Everybody says the same: chance moves nothing.
        (10, 0, 10, "0.0"),
        # p = d = 1/3 of 6: 1.96 * sqrt((2/3) / 6) * 100.
        (2, 2, 6, "65.3"),
    ],
    ids=["a hundred", "of one mind", "golden"],
)
def test_the_margin_of_error(good: int, bad: int, answers: int, margin: str) -> None:
    assert margin_of(good - bad, good + bad, answers) == Decimal(margin)


def test_a_score_is_told_with_its_margin_and_not_of_few() -> None:
    told = figure_of("nps", "score", (0, 6, 4, True))
    assert (str(told.value), str(told.low), str(told.high)) == ("0", "-65.3", "65.3")
    assert (str(told.numerator), str(told.denominator)) == ("0", "6")
    few = figure_of("nps", "score", (2, 4, 2, True))
    assert (few.value, few.low, str(few.denominator)) == (None, None, "4")
    clipped = figure_of("nps", "score", (5, 6, 5, True))
    assert str(clipped.high) == "100"
    assert nps_of(5, 6) == 83
