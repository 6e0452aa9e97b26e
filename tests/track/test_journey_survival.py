"""Kaplan-Meier of journeys by hand: ties, censoring, late entry, and losses that compete."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from backend.track.journey_survival import AT_START, LOST, OPEN, WON, Span, curve_of, median_of_won


def start(exit: int, end: str, count: int = 1) -> Span:
    """Watched from the first day."""
    return Span(AT_START, exit, end, count)


def test_ten_journeys_of_which_four_are_won_do_not_reach_their_median() -> None:
    spans = [*(start(day, WON) for day in (20, 30, 40, 50)), start(60, OPEN, 6)]
    curve = curve_of(spans)
    assert median_of_won(spans) == (Decimal(35), Decimal(35))
    assert curve.median is None
    assert curve.days[-1].open_share == Fraction(6, 10)
    assert curve.won_by(60) == Fraction(4, 10)
    assert curve.won_by(61) is None


def test_a_table_by_hand_with_ties_and_censoring() -> None:
    # n=8: won 3, 3; lost 3; open 5; won 7; lost 7; won 9; open 9. Who is censored on a day was at risk on it.
    spans = [
        start(3, WON, 2), start(3, LOST), start(5, OPEN), start(7, WON), start(7, LOST), start(9, WON), start(9, OPEN)
    ]  # fmt: skip
    curve = curve_of(spans)
    assert [(day.day, day.at_risk, day.won, day.lost) for day in curve.days] == [
        (3, 8, 2, 1), (7, 4, 1, 1), (9, 2, 1, 0)
    ]  # fmt: skip
    assert [day.open_share for day in curve.days] == [Fraction(3, 4), Fraction(9, 16), Fraction(9, 32)]
    assert curve.median == 9
    # Aalen-Johansen: 2/8; + 5/8 · 1/4; + 5/8 · 1/2 · 1/2.
    assert [day.won_share for day in curve.days] == [Fraction(1, 4), Fraction(13, 32), Fraction(9, 16)]


def test_who_enters_late_is_at_risk_only_after_his_entry() -> None:
    # Two from the start; one enters on day 4 and is won on day 6; another one enters on the day others are won.
    spans = [start(4, WON), start(10, OPEN), Span(4, 6, WON), Span(6, 12, WON)]
    curve = curve_of(spans)
    assert [(day.day, day.at_risk) for day in curve.days] == [(4, 2), (6, 2), (12, 1)]
    assert [day.open_share for day in curve.days] == [Fraction(1, 2), Fraction(1, 4), Fraction(0)]
    assert curve.median == 4
    assert curve_of([Span(5, 5, WON)]).days == ()


def test_nobody_has_no_median() -> None:
    curve = curve_of([])
    assert (curve.median, curve.won_by(0), median_of_won([])) == (None, None, None)


SPANS = st.lists(
    st.builds(
        Span, st.sampled_from([AT_START, AT_START, 0, 3, 8]), st.integers(0, 20), st.sampled_from([WON, LOST, OPEN]),
        st.integers(1, 3),
    ),
    max_size=25,
)  # fmt: skip


@given(SPANS)
def test_a_curve_is_what_counting_everybody_on_every_day_gives(spans: list[Span]) -> None:
    each = [span for span in spans if span.exit > span.entry for _ in range(span.count)]
    open_share, going, won_share = Fraction(1), Fraction(1), Fraction(0)
    told = {day.day: day for day in curve_of(spans).days}
    for day in range(21):
        watched = [span for span in each if span.entry < day <= span.exit]
        won = sum(span.exit == day and span.end == WON for span in watched)
        lost = sum(span.exit == day and span.end == LOST for span in watched)
        if won + lost == 0:
            assert day not in told
            continue
        won_share += going * Fraction(won, len(watched))
        going *= 1 - Fraction(won + lost, len(watched))
        open_share *= 1 - Fraction(won, len(watched))
        assert told[day].at_risk == len(watched)
        assert abs(told[day].open_share - open_share) < Fraction(1, 10**9)
        assert abs(told[day].won_share - won_share) < Fraction(1, 10**9)
