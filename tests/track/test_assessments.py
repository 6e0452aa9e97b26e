"""Pure rules of suitability: the machine of an assessment, levels of sheets, and the rule that decides."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import Refused
from backend.track import assessment_states as states
from backend.track import qualifications
from backend.track.questionnaires import LEVELS, judge, months_later
from backend.track.suitability_checks import ClientFacts, ProductFacts, decide
from backend.track.suitability_content import RESULTS, read_content, shipped_content

RULES = read_content(shipped_content())
FORM = RULES.questionnaire
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
EVENTS = st.lists(st.sampled_from(["complete", "sign", "warn", "expire", "supersede"]), max_size=12)
ORDER = (states.DRAFT, states.COMPLETED, states.VALID, states.EXPIRING, states.EXPIRED, states.SUPERSEDED)


@given(EVENTS)
def test_an_assessment_only_goes_forward_and_nothing_leaves_the_end(events: list[str]) -> None:
    state = states.DRAFT
    for event in events:
        try:
            after = states.moved(state, event)
        except Refused:
            assert event not in states.MOVES[state]
            continue
        assert ORDER.index(after) > ORDER.index(state)
        state = after
    if state == states.SUPERSEDED:
        assert not states.MOVES[state]


@given(EVENTS)
def test_nothing_is_valid_that_was_not_completed_and_signed(events: list[str]) -> None:
    state, done = states.DRAFT, list[str]()
    for event in events:
        if event in states.MOVES[state]:
            state = states.moved(state, event)
            done.append(event)
    if state in states.CURRENT:
        assert done[:2] == ["complete", "sign"]


@given(DAYS, DAYS, st.integers(1, 120))
def test_its_last_day_still_counts_and_it_warns_before(day: date, until: date, warn: int) -> None:
    state = states.state_on(day, until, warn)
    assert (state == states.EXPIRED) == (until < day)
    assert (state == states.VALID) == (day < until - timedelta(days=warn))


@given(st.lists(st.sampled_from(["take_up", "approve", "reject", "warn", "expire", "revoke"]), max_size=10))
def test_a_qualification_is_never_in_force_without_an_approval(events: list[str]) -> None:
    state, done = qualifications.REQUESTED, list[str]()
    for event in events:
        if event in qualifications.MOVES[state]:
            state = qualifications.moved(state, event)
            done.append(event)
    if state in (*qualifications.IN_FORCE, qualifications.EXPIRED, qualifications.REVOKED):
        assert "approve" in done


@given(DAYS, st.integers(1, 36))
def test_months_later_never_skips_a_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@st.composite
def sheets(draw: Any) -> dict[str, list[str]]:
    found = {}
    for question in FORM.questions:
        keys = [answer.key for answer in question.answers]
        many = st.lists(st.sampled_from(keys), min_size=1, unique=True)
        found[question.key] = draw(many if question.kind == "many" else many.map(lambda each: each[:1]))
    return found


@given(sheets())
def test_a_sheet_has_one_level_and_a_marker_wins(sheet: dict[str, list[str]]) -> None:
    found = judge(FORM, sheet)
    given_lowest = [
        answer.key
        for question in FORM.questions
        for answer in question.answers
        if answer.lowest and answer.key in sheet[question.key]
    ]
    marked = bool(given_lowest)
    assert found.lowest is marked
    assert found.level == ("C1" if marked else FORM.level_of(found.score))


FACTS = st.builds(
    ClientFacts,
    level=st.sampled_from([None, *LEVELS]),
    lowest=st.booleans(),
    valid_until=st.none() | DAYS,
    qualified=st.booleans(),
    professional=st.booleans(),
)
PRODUCTS = st.builds(
    ProductFacts,
    risk=st.sampled_from([None, "R1", "R2", "R3", "R4", "R5"]),
    status=st.sampled_from(["raising", "open", "closed", "liquidated"]),
    lock_up_days=st.integers(0, 400),
    currency=st.just("CNY"),
    first_minimum=st.none() | st.integers(1, 10**7).map(Decimal),
    further_minimum=st.none() | st.integers(1, 10**6).map(Decimal),
    open_on=st.none() | DAYS,
    investors=st.integers(0, 300),
    holds=st.booleans(),
    insisted=st.booleans(),
)


@given(FACTS, PRODUCTS, st.none() | st.integers(1, 10**8).map(Decimal), DAYS)
def test_the_strictest_rule_decides_and_the_law_is_kept(
    client: ClientFacts, product: ProductFacts, amount: Decimal | None, today: date
) -> None:
    found = decide(RULES, client, product, amount, today)
    assert found.result == found.reasons[0].result
    assert all(RESULTS.index(each.result) <= RESULTS.index(found.result) for each in found.reasons)
    if not client.professional:
        if client.level is None or client.valid_until is None or client.valid_until < today:
            assert found.result == "refused"
        if client.lowest and product.risk != "R1":
            assert found.result == "refused"
        if found.result == "allowed" and not product.insisted:
            assert int((product.risk or "R9")[1]) <= int((client.level or "C0")[1])


@pytest.mark.parametrize("months", [0, 37])
def test_no_questionnaire_is_valid_beyond_three_years(months: int) -> None:
    content = shipped_content()
    content["questionnaire"]["months"] = months
    with pytest.raises(Refused):
        read_content(content)
