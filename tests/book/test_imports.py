"""Rows of workbooks as clients: drafts, owners, twins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from backend.book.imports.client_drafts import draft_of, refusal_issue
from backend.book.imports.client_twins import KnownParties, party_of
from backend.book.imports.owners import Staff, StaffMember
from backend.platform.crypto import FirmKeys
from backend.platform.errors import Refused

KEYS = FirmKeys(uuid4(), {1: b"w" * 32}, b"i" * 32)
ROW: dict[str, Any] = {
    "name": "周若溪",
    "client_type": "individual",
    "mobile": "16900000012",
    "id_type": "resident_id",
    "id_number": "310101197605079978",
    "birth_date": "1976-05-07",
    "gender": "male",
}


def member(name: str, email: str, *, active: bool = True) -> StaffMember:
    return StaffMember(uuid4(), name, email, None, active)


def test_places_and_industries_become_the_catalogue_s_own() -> None:
    values = draft_of(ROW | {"city": "杭州", "industry": "信息技术", "onboard_date": "2024-03-05"}).values
    assert (values["province"], values["city"], values["industry"]) == ("33", "杭州市", "technology")
    assert (values["onboardDate"], values["state"]) == (date(2024, 3, 5), "qualified")


def test_words_that_the_catalogue_does_not_know_are_kept_in_the_note() -> None:
    draft = draft_of(ROW | {"industry": "新能源", "province": "海外", "note": "爱好 围棋"})
    assert draft.values["note"] == "爱好 围棋\n省份：海外\n行业：新能源"
    assert draft.kept_in_note == ("province", "industry")
    assert "industry" not in draft.values


def test_the_sheet_s_amount_is_a_source_and_no_value() -> None:
    draft = draft_of(ROW | {"aum_cny": "3500000.00"})
    assert "aum_cny" in draft.sources
    assert "aum" not in draft.values


@pytest.mark.parametrize(
    ("change", "issue"),
    [
        ({"name": "长" * 121}, {"field": "name", "code": "too_long"}),
        ({"note": "长" * 4001}, {"field": "note", "code": "too_long"}),
        ({"note": "a\ud800"}, {"field": "note", "code": "bad_text"}),
        ({"birth_date": "1880-01-01"}, {"field": "birth_date", "code": "out_of_range"}),
        ({"tags": ["长" * 41]}, {"field": "tags", "code": "too_long"}),
        ({"id_number": "310101197605079970"}, {"field": "id_number", "code": "bad_check_digit"}),
    ],
)
def test_what_the_book_cannot_keep_is_an_issue_of_the_sheet_s_field(
    change: Mapping[str, Any], issue: Mapping[str, str]
) -> None:
    with pytest.raises(Refused) as caught:
        draft_of({**ROW, **change})
    assert refusal_issue(caught.value) == issue


@pytest.mark.parametrize(
    "text",
    ["沈一鸣", "沈 一鸣", "Shen Yiming", "yiming shen", "SHENYIMING", "Yiming@Example.com", "沈一鳴"],
)
def test_a_manager_is_known_by_name_pinyin_or_address(text: str) -> None:
    wanted = member("沈一鸣", "yiming@example.com")
    staff = Staff([wanted, member("陆嘉禾", "jiahe@example.com")])
    assert staff.called(text) == (wanted, None)


def test_a_doubtful_manager_is_nobody_with_the_reason() -> None:
    left = member("顾清和", "old@example.com", active=False)
    staff = Staff([member("张伟", "a@example.com"), member("张伟", "b@example.com"), left])
    assert staff.called("张伟") == (None, "owner_ambiguous")
    assert staff.called("顾清和") == (None, "owner_inactive")
    assert staff.called("王五") == (None, "owner_unknown")
    assert staff.called("a@example.com")[1] is None


def test_of_two_called_alike_the_active_one_is_meant() -> None:
    here = member("张伟", "b@example.com")
    assert Staff([member("张伟", "a@example.com", active=False), here]).called("张伟") == (here, None)


def twin_of(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a row that differs from ROW certainly repeats another; () when it does not."""
    known = KnownParties()
    known.add(uuid4(), party_of(draft_of({**ROW, **first}), KEYS))
    found = known.same_as(party_of(draft_of({**ROW, **second}), KEYS))
    return tuple(sorted(found[1].reasons)) if found else ()


PLAIN: Mapping[str, Any] = {"id_number": None, "id_type": None, "birth_date": None, "gender": None}


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        ({}, {"name": "周 若溪", "mobile": None}, ("id_number", "name", "name_and_id_tail")),
        ({}, {"name": "別人", "mobile": None}, ("id_number",)),
        (PLAIN, PLAIN, ("name", "phone")),
        (PLAIN, {**PLAIN, "name": "周若谿"}, ("phone", "pinyin")),
        ({**PLAIN, "name": "张伟"}, {**PLAIN, "name": "張偉"}, ("phone", "traditional")),
        (
            {**PLAIN, "mobile": None, "email": "a@example.com"},
            {**PLAIN, "mobile": None, "email": "A@example.com"},
            ("email", "name"),
        ),
    ],
)
def test_a_row_repeats_another_with_the_reason(
    first: Mapping[str, Any], second: Mapping[str, Any], reasons: tuple[str, ...]
) -> None:
    assert twin_of(first, second) == reasons


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PLAIN, {**PLAIN, "mobile": "16900000013"}),  # namesakes
        (PLAIN, {**PLAIN, "name": "沈一鸣"}),  # spouses under one number
        ({**PLAIN, "gender": "male"}, {**PLAIN, "gender": "female"}),
        ({}, {"id_number": "310101197605079935", "birth_date": "1976-05-07"}),
        (PLAIN, {**PLAIN, "client_type": "institution"}),
    ],
)
def test_different_people_stay_apart(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    assert twin_of(first, second) == ()


def test_a_number_that_everybody_has_says_nothing_and_costs_nothing() -> None:
    known = KnownParties()
    for n in range(2_000):
        party = party_of(draft_of({**ROW, **PLAIN, "name": f"客户{n}"}), KEYS)
        assert known.same_as(party) is None
        known.add(uuid4(), party)
