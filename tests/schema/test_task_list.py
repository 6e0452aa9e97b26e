"""The list of tasks in every order and in groups: true for all tasks, and silent about clients out of reach."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.book import tasks
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.ids import public_id
from backend.platform.principal import Level
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, codes_of, widened

MANAGER, OUTSIDE = "client_manager", "client_manager#2"
LIST = """query($f: TaskFilter, $o: [TaskOrder!], $first: Int! = 100, $after: String) {
  tasks(filter: $f, orderBy: $o, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { id title client { id name } } } }"""
GROUPS = """query($by: TaskGroupField!, $f: TaskFilter, $at: DateTime) {
  taskGroups(by: $by, filter: $f, at: $at) { value name count overdue urgent } }"""
AT = datetime(2020, 5, 20, 15, tzinfo=BUSINESS_ZONE)
BOTH = pytest.mark.parametrize("route", [OPERATIONS, ORDINARY], ids=["compiled", "ordinary"])


@pytest.fixture(scope="module")
async def mark(house: House) -> dict[str, Any]:
    """Tasks of the manager's: of his clients 阿大 and 周末, of a client he does not see, and of nobody."""
    first, _ = await new_client(house, MANAGER, name="周末")
    last, _ = await new_client(house, MANAGER, name="阿大")
    hidden, _ = await new_client(house, OUTSIDE, name="郑中")
    me = house.people[MANAGER]
    async with house.database.change(house.firm.system) as session:

        async def make(
            title: str, client: UUID | None, due: timedelta | None, priority: str = "normal", *, to: UUID = me
        ) -> None:
            await tasks.create_task(
                session, f"列{title}", client_id=client, due_at=None if due is None else AT + due,
                priority=priority, assignee_id=to,
            )  # fmt: skip

        await make("戊", first, timedelta(hours=-1), "urgent")
        await make("丁", first, timedelta(hours=3), "low")
        await make("丙", last, timedelta(days=7))
        await make("乙", hidden, timedelta(days=8), "urgent")
        await make("甲", None, None)
        await make("己", last, timedelta(hours=10), to=house.people["assistant"])
    return {
        "f": {"assignee": {"eq": house.user(MANAGER)}, "dueAt": {"lt": "2021-01-01T00:00:00Z"}},
        "hidden": hidden,
    }


async def _titles(house: House, who: Any, route: Any, **variables: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        answer = await house.ask_by(route, who, LIST, {**variables, "first": 2, "after": after})
        assert "errors" not in answer, answer["errors"]
        page = answer["data"]["tasks"]
        found += [node["title"].removeprefix("列") for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@BOTH
@pytest.mark.parametrize(
    ("field", "direction", "order"),
    [
        ("CLIENT", "ASC", "丙戊丁乙"),
        ("CLIENT", "DESC", "戊丁丙乙"),
        ("TITLE", "ASC", "丁丙乙戊"),
        ("PRIORITY", "DESC", "戊乙丙丁"),
        ("DUE_AT", "DESC", "乙丙丁戊"),
        ("STATE", "ASC", "戊丁丙乙"),
        ("ASSIGNEE", "ASC", "戊丁丙乙"),
        ("COMPLETED_AT", "DESC", "戊丁丙乙"),
    ],
)
async def test_every_order_goes_over_all_pages_and_a_hidden_client_is_none(
    house: House, mark: dict[str, Any], route: Any, field: str, direction: str, order: str
) -> None:
    orders = [{"field": field, "direction": direction}]
    found = await _titles(house, MANAGER, route, f=mark["f"], o=orders)
    if field == "STATE" or field == "ASSIGNEE" or field == "COMPLETED_AT":
        assert sorted(found) == sorted(order)  # all alike
    else:
        assert "".join(found) == order
    if field == "CLIENT" and direction == "ASC":
        assert "".join(await _titles(house, "operations", route, f=mark["f"], o=orders)) == "丙乙戊丁"


async def test_who_may_not_read_names_or_tasks_may_not_sort_and_group_by_them(house: House) -> None:
    asker = await house.principal(MANAGER)
    none = (Level.NONE,) * 4
    by_client = [{"field": "CLIENT"}]
    assert codes_of(await house.ask(widened(asker, Client__name=none), LIST, o=by_client)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(widened(asker, Task__client=none), LIST, o=by_client)) == ["FORBIDDEN"]
    assert codes_of(await house.ask(widened(asker, Task__client=none), GROUPS, by="CLIENT")) == ["FORBIDDEN"]
    assert codes_of(await house.ask(widened(asker, Task__priority=none), GROUPS, by="DUE")) == ["FORBIDDEN"]
    nameless = await house.data(widened(asker, Client__name=none), GROUPS, by="CLIENT")
    assert {group["name"] for group in nameless["taskGroups"]} == {None}
    assert "errors" not in await house.ask(asker, LIST, o=by_client)


async def _groups(house: House, who: str = MANAGER, **variables: Any) -> dict[Any, tuple[int, int, int]]:
    groups = (await house.data(who, GROUPS, at=AT.isoformat(), **variables))["taskGroups"]
    return {group["value"]: (group["count"], group["overdue"], group["urgent"]) for group in groups}


async def test_groups_by_due_time_and_priority_count_what_the_list_shows(
    house: House, mark: dict[str, Any]
) -> None:
    assert await _groups(house, by="DUE", f=mark["f"]) == {
        "overdue": (1, 1, 1), "today": (1, 0, 0), "week": (1, 0, 0), "later": (1, 0, 1),
    }  # fmt: skip
    assert await _groups(house, by="PRIORITY", f=mark["f"]) == {
        "urgent": (2, 1, 2), "normal": (1, 0, 0), "low": (1, 0, 0)
    }  # fmt: skip
    alone = {"and": [mark["f"], {"priority": {"eq": "urgent"}}]}
    assert await _groups(house, by="DUE", f=alone) == {"overdue": (1, 1, 1), "later": (1, 0, 1)}
    everything = (await house.data(MANAGER, LIST))["tasks"]["totalCount"]
    assert sum(count for count, *_ in (await _groups(house, by="DUE")).values()) == everything
    assert (await _groups(house, by="DUE"))["none"][0] >= 1


async def test_groups_by_client_answer_to_their_filters_and_put_a_hidden_client_under_none(
    house: House, mark: dict[str, Any]
) -> None:
    groups = await _groups(house, by="CLIENT", f=mark["f"])
    assert sorted(count for count, *_ in groups.values()) == [1, 1, 2]
    assert public_id("client", mark["hidden"]) not in groups
    assert public_id("client", mark["hidden"]) in await _groups(house, "operations", by="CLIENT", f=mark["f"])
    for value, (count, *_) in groups.items():
        one = {"client": {"eq": value} if value else {"empty": True}}
        listed = await house.data(MANAGER, LIST, f={"and": [mark["f"], one]})
        assert listed["tasks"]["totalCount"] == count
    known = [value for value in groups if value]
    rest = {"and": [mark["f"], {"client": {"empty": False}}, {"not": {"client": {"in": known}}}]}
    assert (await house.data(MANAGER, LIST, f=rest))["tasks"]["totalCount"] == 0
    answer = (await house.data(MANAGER, GROUPS, by="ASSIGNEE"))["taskGroups"]
    assert {group["name"] for group in answer} >= {"员工client_manager"}
