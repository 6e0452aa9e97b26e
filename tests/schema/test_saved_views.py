"""Saved views: who sees whose, who may change and share them, and what they must not hold."""

from __future__ import annotations

from typing import Any

import pytest

from backend.book.saved_views import MOST
from tests.schema.house import House, codes_of

CREATE = "mutation($input: CreateViewInput!) { it: createView(input: $input) { id version name query shared mine } }"
UPDATE = "mutation($input: UpdateViewInput!) { it: updateView(input: $input) { id version query shared } }"
DELETE = "mutation($input: IdInput!) { deleteView(input: $input) { locale } }"
MANAGER, OUTSIDE = "client_manager", "client_manager#2"


async def _names(house: House, who: str, page: str = "clients") -> list[str]:
    document = "query($page: String!) { viewer { views(page: $page) { name } } }"
    found = await house.data(who, document, page=page)
    return [view["name"] for view in found["viewer"]["views"]]


def _of(name: str, **more: Any) -> dict[str, Any]:
    return {"page": "clients", "name": name, "query": "state=existing,dormant&sort=-aum", **more}


async def _make(house: House, who: str, name: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await house.data(who, CREATE, input=_of(name, **more)))["it"]
    return made


async def test_a_view_is_seen_by_its_owner_by_his_team_or_by_the_firm(house: House) -> None:
    await _make(house, MANAGER, "我的")
    await _make(house, MANAGER, "团队的", shared="team")
    await _make(house, "team_lead", "全员的", shared="firm")
    assert set(await _names(house, MANAGER)) >= {"我的", "团队的", "全员的"}
    in_team = await _names(house, "assistant")
    assert {"团队的", "全员的"} <= set(in_team)
    assert "我的" not in in_team
    outside = await _names(house, OUTSIDE)
    assert "全员的" in outside
    assert not {"我的", "团队的"} & set(outside)
    assert "全员的" not in await _names(house, MANAGER, "tasks")


async def test_own_views_come_first_then_those_of_the_team_then_of_the_firm(house: House) -> None:
    for who, name, shared in (
        ("team_lead", "a firm's", "firm"), ("team_lead", "b team's", "team"), (MANAGER, "c own", "me"),
    ):  # fmt: skip
        await _make(house, who, name, shared=shared)
    names = await _names(house, MANAGER)
    assert [name for name in names if name in {"a firm's", "b team's", "c own"}] == [
        *("c own", "b team's", "a firm's")
    ]


async def test_only_who_holds_the_right_shows_a_view_to_the_firm(house: House) -> None:
    answer = await house.ask(MANAGER, CREATE, input=_of("越权", shared="firm"))
    assert codes_of(answer) == ["FORBIDDEN"]
    assert answer["errors"][0]["extensions"]["params"] == {"coordinate": "Right.shareViews"}
    view = await _make(house, MANAGER, "再试")
    change = {"id": view["id"], "version": view["version"], "shared": "firm"}
    assert codes_of(await house.ask(MANAGER, UPDATE, input=change)) == ["FORBIDDEN"]


async def test_another_persons_view_can_be_used_and_not_changed(house: House) -> None:
    view = await _make(house, "team_lead", "主管视图", shared="firm")
    change = {"id": view["id"], "version": view["version"], "query": ""}
    assert codes_of(await house.ask(MANAGER, UPDATE, input=change)) == ["NOT_FOUND"]
    named = {"id": view["id"]}
    assert codes_of(await house.ask(MANAGER, DELETE, input=named)) == ["NOT_FOUND"]
    assert "主管视图" in await _names(house, MANAGER)
    await house.data("team_lead", DELETE, input=named)
    assert "主管视图" not in await _names(house, MANAGER)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("q=张伟", "view_personal"), ("state=existing&peek=client_1", "view_personal"), ("state", "view_query"),
        ("STATE=existing", "view_query"), ("state=a%0Ab", "view_query"), ("a=" + "x" * 6_000, "too_long"),
    ],
)  # fmt: skip
async def test_a_view_holds_no_search_text_no_client_and_nothing_that_is_no_url(
    house: House, query: str, problem: str
) -> None:
    answer = await house.ask(MANAGER, CREATE, input=_of("坏的", query=query))
    assert answer["errors"][0]["extensions"]["params"]["problem"] == problem
    assert "坏的" not in await _names(house, MANAGER)


async def test_a_name_is_taken_once_for_each_person_and_list(house: House) -> None:
    await _make(house, MANAGER, "Mine")
    answer = await house.ask(MANAGER, CREATE, input=_of("mine"))
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "taken"
    await _make(house, MANAGER, "Mine", page="tasks")
    await _make(house, OUTSIDE, "Mine")


async def test_who_is_in_no_team_cannot_share_with_it_and_nobody_keeps_views_without_end(
    house: House,
) -> None:
    answer = await house.ask(OUTSIDE, CREATE, input=_of("无团队", shared="team"))
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "no_team"
    for n in range(MOST):
        await _make(house, "legal", f"第{n}个")
    answer = await house.ask("legal", CREATE, input=_of("再一个"))
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "limit"
