"""The state machine: only allowed moves happen, whatever is asked in whatever order, and what has ended stays ended."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.track.rules import MOVES, Standing, allowed

STATES = st.sampled_from(["open", "held", "done", "lost"])


@st.composite
def standings(draw: Any) -> Standing:
    stages = draw(st.integers(1, 20))
    return Standing(draw(STATES), draw(st.integers(0, stages - 1)), stages, draw(st.booleans()))


@given(standings())
def test_what_has_ended_allows_nothing_and_what_runs_always_allows_a_way_on(at: Standing) -> None:
    moves = allowed(at)
    assert moves <= set(MOVES)
    if at.state in {"done", "lost"}:
        assert not moves
        return
    assert ("lose" in moves) is at.loss
    if at.state == "held":
        assert moves - {"lose"} == {"resume", "migrate"}
        return
    assert "resume" not in moves
    assert len(moves & {"forward", "finish"}) == 1
    assert ("finish" in moves) is (at.place == at.stages - 1)
    assert ("back" in moves) is (at.place > 0)
