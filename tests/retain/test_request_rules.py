"""The state machines of requests and complaints, and what the clocks ask for, by any way one may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import Refused
from backend.retain.request_clocks import Clock, is_kept, later, paused, started, strictest
from backend.retain.request_promises import Promise
from backend.retain.request_rules import ENDED, FIRST, MOVES, STATES, acts_in, moved
from backend.retain.request_type_content import ALWAYS, BUSINESS, COMPLAINT, KINDS, REQUEST, read_type
from backend.retain.request_types import shipped
from backend.retain.request_watch import BREACH, CLOCKS, ESCALATE, REMIND, notices, plan, set_clock
from backend.retain.requests import ServiceRequest

START = datetime(2026, 6, 6, 12, 47, tzinfo=UTC)
"""Saturday 20:47 in Shanghai."""
ACTS = sorted({act for kind in MOVES.values() for state in kind.values() for act in state})
UHNW = ["owner", "partner", "executive"]


def request(
    minutes: int = 60, hours: int = 24, calendar: str = ALWAYS, kind: str = REQUEST
) -> ServiceRequest:
    """A request that was made at START."""
    row = ServiceRequest(
        id=uuid4(), client_id=uuid4(), kind=kind, state=FIRST[kind], calendar=calendar, response_told=0,
        resolution_told=0, escalated=0, resolution_escalated=0, chain=UHNW, escalate_minutes=15,
        created_at=START, waited_seconds=0,
    )  # fmt: skip
    promise = Promise(minutes, hours, calendar, tuple(UHNW), partner=True)
    for name, clock in zip(CLOCKS, promise.clocks(START), strict=True):
        set_clock(row, name, clock)
    plan(row)
    return row


@given(st.sampled_from(KINDS), st.lists(st.sampled_from(ACTS), max_size=40))
def test_only_the_moves_of_the_machine_are_allowed_and_what_ended_stays_so(
    kind: str, acts: list[str]
) -> None:
    state = FIRST[kind]
    for act in acts:
        if act in acts_in(kind, state):
            state = moved(kind, state, act)
            assert state in MOVES[kind]
        else:
            with pytest.raises(Refused) as refused:
                moved(kind, state, act)
            assert refused.value.params["problem"] == "request_state"
    if state in ENDED and state != "closed":
        assert acts_in(kind, state) == ()


def test_every_state_is_reached_and_told_of() -> None:
    for kind in KINDS:
        seen, ahead = set(), [FIRST[kind]]
        while ahead:
            state = ahead.pop()
            if state not in seen:
                seen.add(state)
                ahead += MOVES[kind][state].values()
        assert seen == set(MOVES[kind])
    assert set(STATES) == set(MOVES[REQUEST]) | set(MOVES[COMPLAINT])


@pytest.mark.parametrize(
    ("seconds", "kept"), [(3599, True), (3600, True), (3601, False)], ids=["59:59", "60:00", "60:01"]
)
def test_an_hour_is_kept_to_the_second(seconds: int, *, kept: bool) -> None:
    row, at = request(), START + timedelta(seconds=seconds)
    assert is_kept(row.response_due_at, at) is kept
    told = [(each.what, each.number) for each in notices(row, at) if each.clock == "response"]
    assert ((BREACH, 100) in told) is not kept
    if not kept:
        assert row.response_breached_at == START + timedelta(hours=1)
        assert (BREACH, 100) not in [(each.what, each.number) for each in notices(row, at)]


def test_half_reminds_the_owner_four_fifths_the_lead_and_the_chain_goes_on_until_it_is_answered() -> None:
    row, told = request(), []
    for minute in range(120):
        at = START + timedelta(minutes=minute, seconds=1)
        told += [(minute, each.what, each.number) for each in notices(row, at) if each.clock == "response"]
        if minute == 78:
            row.answered_at, row.state = at, "answered"
    assert told == [
        (30, REMIND, 50), (48, REMIND, 80), (60, BREACH, 100), (60, ESCALATE, 1), (75, ESCALATE, 2),
    ]  # fmt: skip


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=30))
def test_however_rarely_somebody_looks_each_thing_is_told_once_and_a_breach_never_missed(
    gaps: list[int],
) -> None:
    row, at, told = request(), START, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        told += [(each.what, each.clock, each.number) for each in notices(row, at)]
        assert (
            row.next_at is None
            or row.next_at > at
            or row.next_at in (row.response_due_at, row.resolution_due_at)
        )
    assert len(told) == len(set(told))
    assert ((BREACH, "response", 100) in told) is (at > row.response_due_at)
    assert (row.response_breached_at is not None) is (at > row.response_due_at)


@given(
    st.sampled_from([ALWAYS, BUSINESS]),
    st.integers(1, 3000),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000)), max_size=4),
)
def test_what_is_left_of_a_clock_is_left_after_a_pause(
    calendar: str, minutes: int, pauses: list[tuple[int, int]]
) -> None:
    clock, at = started(START, minutes, calendar), START
    for running, resting in pauses:
        since = at + timedelta(minutes=running)
        until = since + timedelta(minutes=resting)
        after = paused(clock, since, until, calendar)
        assert after.due_at >= clock.due_at
        assert (clock.due_at > since) == (after.due_at > until) or clock.due_at > since
        if calendar == ALWAYS and clock.due_at > since:
            assert after.due_at - until == clock.due_at - since
        clock, at = after, until


@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(0, 3000))
def test_a_new_level_is_never_looser(old: int, new: int, passed: int) -> None:
    ours = started(START, old, ALWAYS)
    best = strictest(ours, started(START + timedelta(minutes=passed), new, ALWAYS))
    assert best.due_at <= ours.due_at


def test_working_minutes_skip_the_night_and_the_weekend() -> None:
    assert later(START, 60, BUSINESS) == datetime(2026, 6, 8, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
    clock = started(START, 540, BUSINESS)
    assert clock.due_at == datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
    assert isinstance(clock, Clock)


def test_the_types_a_firm_begins_with_can_be_read() -> None:
    read = {key: read_type(content) for key, content in shipped().items()}
    assert {
        "additional",
        "redemption",
        "product_question",
        "nav_report",
        "data_change",
        "proof",
        "complaint",
    } == set(read)
    assert [key for key, type_ in read.items() if type_.kind == COMPLAINT] == ["complaint"]
