"""What signers' voices come to: by mode, whoever was added, and whoever spoke for two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import Refused
from backend.track.approval_rules import (
    ACTIVE,
    FAILED,
    MOVES,
    NO,
    OPEN,
    PASSED,
    SIGNER_STATES,
    SKIPPED,
    STATES,
    YES,
    Voice,
    batches,
    moved,
    stands,
)

SAID = [state for state in SIGNER_STATES if state != "returned"]
voices = st.lists(
    st.tuples(st.sampled_from(SAID), st.integers(0, 4), st.booleans()).map(lambda said: Voice(*said)),
    min_size=1,
    max_size=8,
)


@given(st.sampled_from(["all", "any", "quorum"]), st.integers(1, 4), voices)
def test_a_step_passes_only_with_what_its_mode_wants_and_everybody_added(
    mode: str, quorum: int, said: list[Voice]
) -> None:
    outcome = stands(mode, quorum, said)
    own = [voice for voice in said if not voice.added]
    yes = [voice for voice in own if voice.state == YES]
    if outcome == PASSED:
        assert not [voice for voice in said if voice.added and voice.state not in (YES, SKIPPED)]
        assert yes
        if mode == "quorum":
            assert len({voice.by for voice in yes}) >= quorum
        if mode == "all":
            assert all(voice.state in (YES, SKIPPED) for voice in own)
        if mode != "quorum":
            assert not [voice for voice in own if voice.state == NO]
    if any(voice.added and voice.state == NO for voice in said):
        assert outcome == FAILED


def test_a_quorum_counts_nobody_twice_and_fails_when_it_cannot_come_about() -> None:
    twice = [Voice(YES, "a"), Voice(YES, "a"), Voice(ACTIVE, None)]
    assert stands("quorum", 2, twice) == OPEN
    assert stands("quorum", 2, [*twice[:2], Voice(YES, "b")]) == PASSED
    assert stands("quorum", 2, [*twice[:2], Voice(NO, "b")]) == FAILED
    assert stands("quorum", 2, [Voice(YES, "a"), Voice(NO, "b"), Voice(NO, "c")]) == FAILED


def test_what_has_ended_stays_and_only_what_was_granted_or_is_pending_is_voided() -> None:
    assert set(MOVES) == set(STATES)
    assert {state for state in STATES if "void" in MOVES[state]} == {"pending", "approved"}
    for state in ("rejected", "withdrawn", "expired", "voided"):
        assert MOVES[state] == {}
        with pytest.raises(Refused):
            moved(state, "submit")


def test_steps_with_the_one_before_open_together() -> None:
    assert batches([False, True, False, False, True]) == [[0, 1], [2], [3, 4]]
