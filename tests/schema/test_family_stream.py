"""The stream of a family: what happened to its members in one order, each as far as the caller may see him."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from backend.book import households, interactions, tasks
from backend.platform.ids import public_id
from backend.platform.principal import Level
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, codes_of, widened

MANAGER, OUTSIDE, FIRM = "client_manager", "client_manager#2", "operations"
STREAM = """query($id: ID!, $client: ID, $kinds: [TimelineKind!], $until: DateTime, $first: Int! = 50,
  $after: String) {
  household(id: $id) { timeline(client: $client, kinds: $kinds, until: $until, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { cursor at client { id } node { __typename ... on Interaction { summary } ... on Task { title } } } } } }"""
BOTH = pytest.mark.parametrize("route", [OPERATIONS, ORDINARY], ids=["compiled", "ordinary"])
Family = tuple[str, str, str, str]


@pytest.fixture(scope="module")
async def family(house: House) -> Family:
    """A family of two clients of the manager and one of somebody else's: (family, head, wife, hidden brother)."""
    ids = [(await new_client(house, who))[0] for who in (MANAGER, MANAGER, OUTSIDE)]
    async with house.database.change(house.firm.system) as session:
        made = await households.create_household(session, "三人之家", ids[0], ids[1:])
    for n in range(3):
        for id, who in zip(ids, (MANAGER, MANAGER, OUTSIDE), strict=True):
            await _happen(house, id, who, n)
    return (public_id("household", made.id), *(public_id("client", id) for id in ids))  # type: ignore[return-value]


async def _happen(house: House, id: UUID, who: str, n: int) -> None:
    async with house.database.change(await house.principal(who)) as session:
        await interactions.log(
            session, id, kind="call", direction="out", channel="phone", summary=f"{who}{n}"
        )
        await tasks.create_task(session, f"{who}{n}", client_id=id)


async def _stream(
    house: House, who: Any, id: str, route: Any = OPERATIONS, **variables: Any
) -> dict[str, Any]:
    answer = await house.ask_by(route, who, STREAM, {"id": id, **variables})
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"]["household"]["timeline"])


def _kinds(page: dict[str, Any]) -> set[str]:
    return {edge["node"]["__typename"] for edge in page["edges"]}


def _of(page: dict[str, Any]) -> set[str]:
    return {edge["client"]["id"] for edge in page["edges"]}


@BOTH
async def test_it_tells_of_all_members_in_reach_newest_first(
    house: House, family: Family, route: Any
) -> None:
    id, head, wife, brother = family
    page = await _stream(house, MANAGER, id, route)
    assert _of(page) == {head, wife}
    assert _kinds(page) == {"Interaction", "Task", "AuditEntry"}
    moments = [edge["at"] for edge in page["edges"]]
    assert moments == sorted(moments, reverse=True)
    whole = await _stream(house, FIRM, id, route)
    assert _of(whole) == {head, wife, brother}
    assert "client_manager#22" in {edge["node"].get("summary") for edge in whole["edges"]}


@BOTH
async def test_pages_are_full_and_end_though_between_them_stands_what_the_caller_does_not_see(
    house: House, family: Family, route: Any
) -> None:
    id, *_ = family
    whole = await _stream(house, MANAGER, id, route)
    assert not whole["pageInfo"]["hasNextPage"]
    found: list[Any] = []
    after = None
    while True:
        page = await _stream(house, MANAGER, id, route, first=4, after=after)
        found += page["edges"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        assert len(page["edges"]) == 4
        after = page["pageInfo"]["endCursor"]
    assert [edge["node"] for edge in found] == [edge["node"] for edge in whole["edges"]]


@BOTH
async def test_it_is_narrowed_to_kinds_and_to_one_member(house: House, family: Family, route: Any) -> None:
    id, head, _, brother = family
    tasks_only = await _stream(house, MANAGER, id, route, kinds=["TASK"])
    assert _kinds(tasks_only) == {"Task"}
    assert len(tasks_only["edges"]) == 6
    of_head = await _stream(house, MANAGER, id, route, client=head, kinds=["INTERACTION", "TASK"])
    assert (_of(of_head), len(of_head["edges"])) == ({head}, 6)
    assert (await _stream(house, MANAGER, id, route, kinds=[]))["edges"] == []
    then = tasks_only["edges"][2]["at"]
    until = await _stream(house, MANAGER, id, route, kinds=["TASK"], until=then)
    assert [edge["node"] for edge in until["edges"]] == [edge["node"] for edge in tasks_only["edges"][2:]]
    # One he does not see, one of another family and one nobody knows are all the same.
    stranger = house.id("client")
    nobody = public_id("client", UUID(int=1))
    answers = [await _stream(house, MANAGER, id, route, client=one) for one in (brother, stranger, nobody)]
    assert answers == [{"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}] * 3
    assert len((await _stream(house, FIRM, id, route, client=brother, kinds=["TASK"]))["edges"]) == 3
    wrong = await house.ask_by(route, MANAGER, STREAM, {"id": id, "client": house.id("task")})
    assert codes_of(wrong) == ["BAD_USER_INPUT"]


@BOTH
async def test_of_each_member_only_the_sources_open_at_his_relation_are_told(
    house: House, route: Any
) -> None:
    ids = [(await new_client(house, who))[0] for who in ("partner", MANAGER)]
    async with house.database.change(house.firm.system) as session:
        made = await households.create_household(session, "两人之家", ids[0], ids[1:])
    for one in ids:
        await _happen(house, one, MANAGER, 0)
    id, own, of_team = public_id("household", made.id), *(public_id("client", one) for one in ids)
    asker = await house.principal("partner")
    assert _of(await _stream(house, asker, id, route, kinds=["TASK"])) == {own, of_team}
    closed = widened(asker, Client__tasks=(Level.VIEW, Level.NONE, Level.NONE, Level.NONE))
    assert _of(await _stream(house, closed, id, route, kinds=["TASK"])) == {own}
    assert _of(await _stream(house, closed, id, route)) == {own, of_team}
    nowhere = widened(asker, Client__tasks=(Level.NONE,) * 4)
    assert _kinds(await _stream(house, nowhere, id, route)) == {"Interaction", "AuditEntry"}


async def test_what_is_said_of_a_hidden_member_changes_nothing(house: House, family: Family) -> None:
    id, *_, brother = family
    before = await _stream(house, MANAGER, id)
    await _happen(house, UUID(brother.partition("_")[2]), OUTSIDE, 9)
    after = await _stream(house, MANAGER, id)
    for page in (before, after):  # sealed anew each time
        page["pageInfo"].pop("endCursor")
        for edge in page["edges"]:
            edge.pop("cursor")
    assert after == before
    assert (await _stream(house, FIRM, id, client=brother, kinds=["TASK"]))["edges"][0]["node"]["title"]
