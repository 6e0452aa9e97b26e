"""Filters of lists: what cannot be compared is refused, and what is hidden in the answer is hidden in the filter."""

from __future__ import annotations

from typing import Any

import pytest

from backend.book.tasks import create_task
from backend.platform.ids import public_id, uuid7
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of

CLIENTS = "query($f: ClientFilter) { clients(filter: $f) { totalCount } }"
TASKS = "query($f: TaskFilter) { tasks(filter: $f) { totalCount nodes { client { id } } } }"


@pytest.mark.parametrize(
    "filter",
    [
        {"name": {"eq": "a\x00b"}},
        {"state": {"eq": "boss"}},
        {"owner": {"eq": "client_" + "0" * 32}},
        {"owner": {"in": ["x"]}},
        {"tags": {"any": ["user_" + "0" * 32]}},
        {"aum": {"gte": "1e6"}},
        {"aum": {"gte": 1.5}},
        {"lastInteractionAt": {"gt": "2026-11-20T09:30:00"}},
        {"birthDate": {"eq": "1976-5-7"}},
        {"name": {"in": ["x"] * 201}},
        {"or": [{"name": {"eq": str(n)}} for n in range(201)]},
        {"and": [{} for _ in range(1001)]},
        {"password": {"eq": "x"}},
        {"name": {"like": "x"}},
    ],
)
async def test_what_cannot_be_compared_is_bad_input(filter: dict[str, Any], house: House) -> None:
    assert codes_of(await house.ask("partner", CLIENTS, f=filter)) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("at", "due"), [("2026-11-20T09:30:00", None), (None, "2026-11-20"), ("0001-01-01T00:00:00Z", None)]
)
async def test_an_instant_without_an_offset_is_bad_input_and_no_fault(
    at: str | None, due: str | None, house: House
) -> None:
    talk = {
        "client": house.id("client"), "kind": "call", "direction": "out", "channel": "phone", "summary": "谈话",
        "at": at, "followUp": {"title": "再谈", "dueAt": due},
    }  # fmt: skip
    document = "mutation($i: LogInteractionInput!) { logInteraction(input: $i) { id } }"
    assert codes_of(await house.ask("client_manager", document, i=talk)) == ["BAD_USER_INPUT"]


async def test_the_client_of_a_task_is_hidden_in_filters_as_in_the_answer(house: House) -> None:
    hidden, _ = await new_client(house)
    who = house.people["client_manager#2"]
    async with house.database.change(await house.principal("client_manager")) as session:
        await create_task(session, "代办", client_id=hidden, assignee_id=who)
    one = public_id("client", hidden)
    for id, empty, number in (
        (one, False, 0),
        (public_id("client", uuid7()), False, 0),
        (None, True, 1),
        (None, False, 0),
    ):
        compared: dict[str, Any] = {"empty": empty} if id is None else {"eq": id}
        filter = {"client": compared, "assignee": {"eq": house.user("client_manager#2")}}
        found = (await house.data("client_manager#2", TASKS, f=filter))["tasks"]
        assert found["totalCount"] == number
        assert all(node["client"] is None for node in found["nodes"])
        seen = (await house.data("operations", TASKS, f={"client": {"eq": one}}))["tasks"]
        assert [node["client"]["id"] for node in seen["nodes"]] == [one]


async def test_names_are_searched_without_companies_by_who_may_not_read_those(house: House) -> None:
    search = "query($t: String!) { search(text: $t, first: 50) { title detail } }"
    await new_client(house, name="欧阳锋", company="白驼山庄")
    by_name = (await house.data("finance", search, t="欧阳"))["search"]
    assert [hit["title"] for hit in by_name] == ["欧阳锋"]
    assert by_name[0]["detail"] is None
    assert (await house.data("finance", search, t="白驼"))["search"] == []
    assert len((await house.data("operations", search, t="白驼"))["search"]) == 1
