"""Filters of lists: what cannot be compared is refused, and what is hidden in the answer is hidden in the filter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.book.tasks import create_task
from backend.platform.clock import business_date, now
from backend.platform.ids import public_id, uuid7
from backend.platform.principal import Level
from backend.schema.subjects import CLIENTS as CLIENT_ROWS
from backend.systemize.conditions.sentence import sentence_of
from backend.systemize.conditions.tree import All, Is, Related
from tests.schema.calls import new_client
from tests.schema.house import House, codes_of, widened

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


@pytest.mark.parametrize(
    ("part", "number"),
    [
        ("駝资产", 0),
        ("驼资产", 1),
        ("资", 1),
        ("白驼资产 ACME", 1),
        ("acme", 1),
        ("产 a", 1),
        ("驼产", 0),
        ("", 1),
        ("%", 0),
    ],
)
async def test_an_employer_is_found_by_any_part_of_its_name(house: House, part: str, number: int) -> None:
    if not (await _names(house, "operations", name={"eq": "受雇者"})):
        await new_client(house, name="受雇者", company="白驼资产 ACME")
    assert len(await _names(house, "operations", name={"eq": "受雇者"}, company={"contains": part})) == number
    other = {"not": {"company": {"contains": part}}}
    assert len(await _names(house, "operations", name={"eq": "受雇者"}, **other)) == 1 - number


RELATED = "query($f: ClientFilter) { clients(filter: $f, first: 50) { nodes { name } } }"


async def _names(house: House, who: Any, **filter: Any) -> list[str]:
    found = (await house.data(who, RELATED, f=filter))["clients"]["nodes"]
    return sorted(node["name"] for node in found)


async def test_clients_are_found_by_what_belongs_to_them(house: House) -> None:
    made = [await new_client(house, name=f"寻{n}") for n in range(3)]
    ids = [id for id, _ in made]
    async with house.database.change(await house.principal("client_manager")) as session:
        await create_task(session, "急事", client_id=ids[0], priority="urgent")
        await create_task(session, "慢事", client_id=ids[0], priority="low")
        await create_task(session, "慢事", client_id=ids[1], priority="low")
    mine: dict[str, Any] = {"name": {"prefix": "寻"}}
    low = {"priority": {"eq": "low"}}

    async def found(**filter: Any) -> str:
        return "".join(name[1] for name in await _names(house, "client_manager", **mine, **filter))

    assert await found(tasks={"some": low}) == "01"
    assert await found(tasks={"none": low}) == "2"
    assert await found(tasks={"every": low}) == "12"
    assert await found(tasks={"some": low, "every": {"priority": {"ne": "urgent"}}}) == "1"
    assert await found(tasks={"some": {}}) == "01"
    assert await found(tasks={"none": {}}) == "2"
    assert await found(**{"not": {"tasks": {"some": {"not": low}}}}) == "12"
    assert (
        await found(tasks={"some": {"clientWhere": {"tasks": {"some": {"priority": {"eq": "urgent"}}}}}})
        == "0"
    )
    assert await found(ownerWhere={"name": {"eq": "员工client_manager"}}) == "012"
    assert await found(ownerWhere={"name": {"eq": "员工partner"}}) == ""
    assert await found(holdings={"some": {}}) == ""
    assert await found(interactions={"none": {"kind": {"eq": "call"}}}) == "012"


async def test_holdings_families_and_contacts_of_a_client_are_compared(house: House) -> None:
    who = "client_manager"
    family: dict[str, Any] = {"householdWhere": {"name": {"eq": "某家"}}}
    assert await _names(house, who, **family) == ["客户000", "客户001", "客户002", "客户003"]
    one = {"members": {"some": {"name": {"eq": "客户001"}}}}
    assert "客户003" in await _names(house, who, householdWhere=one)
    assert await _names(house, who, holdings={"some": {"cost": {"gte": "103"}}}) == ["客户003", "客户004"]
    fund = {"productWhere": {"name": {"eq": "稳健一号"}}, "product": {"eq": house.id("product")}}
    assert len(await _names(house, who, holdings={"some": fund})) == 5
    talk = {"kind": {"eq": "call"}, "by": {"eq": house.user(who)}, "at": {"gt": "2000-01-01T00:00:00Z"}}
    assert len(await _names(house, who, interactions={"some": talk})) == 5


async def test_related_rows_out_of_reach_do_not_count(house: House) -> None:
    """A task of one's own about somebody else's client tells nothing of that client; nor does a family."""
    hidden, _ = await new_client(house, name="藏甲")
    async with house.database.change(await house.principal("client_manager")) as session:
        await create_task(session, "代办", client_id=hidden, assignee_id=house.people["client_manager#2"])
    mine = {"assignee": {"eq": house.user("client_manager#2")}}
    for who, number in (("client_manager#2", 0), ("operations", 1)):
        filter = {**mine, "clientWhere": {"name": {"eq": "藏甲"}}}
        assert (await house.data(who, TASKS, f=filter))["tasks"]["totalCount"] == number
    any_of = {**mine, "clientWhere": {}}
    assert (await house.data("client_manager#2", TASKS, f=any_of))["tasks"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("role", "filter", "coordinate"),
    [
        ("finance", {"tasks": {"some": {}}}, None),
        ("partner_api", {"ownerWhere": {"name": {"eq": "x"}}}, "Client.owner"),
        (
            "partner_api",
            {"householdWhere": {"members": {"none": {"mobile": {"empty": True}}}}},
            "Client.household",
        ),
        ("partner_api", {"not": {"tasks": {"every": {"state": {"eq": "open"}}}}}, "Client.tasks"),
        ("partner_api", {"interactions": {"none": {}}}, "Client.interactions"),
    ],
)
async def test_no_filter_goes_through_what_may_not_be_read(
    house: House, role: str, filter: dict[str, Any], coordinate: str | None
) -> None:
    answer = await house.ask(role, CLIENTS, f=filter)
    if coordinate is None:
        may = (await house.principal(role)).mask.anywhere("Client.tasks") > Level.NONE
        assert (codes_of(answer) == ["FORBIDDEN"]) is not may
        return
    assert codes_of(answer) == ["FORBIDDEN"]
    assert answer["errors"][0]["extensions"]["params"]["coordinate"] == coordinate


async def test_a_denied_field_of_a_related_row_is_denied_in_the_filter(house: House) -> None:
    principal = await house.principal("client_manager")
    blind = widened(principal, Task__priority=(Level.NONE,) * 4)
    for word in ("some", "none", "every"):
        filter = {"tasks": {word: {"not": {"priority": {"eq": "urgent"}}}}}
        assert codes_of(await house.ask(principal, CLIENTS, f=filter)) == []
        answer = await house.ask(blind, CLIENTS, f=filter)
        assert codes_of(answer) == ["FORBIDDEN"]
        assert answer["errors"][0]["extensions"]["params"]["coordinate"] == "Task.priority"


async def test_a_filter_goes_through_three_relations_and_no_further(house: House) -> None:
    three: dict[str, Any] = {
        "tasks": {"some": {"clientWhere": {"tasks": {"some": {"state": {"eq": "open"}}}}}}
    }
    assert len(await _names(house, "client_manager", **three)) >= 5
    four = {"tasks": {"some": {"clientWhere": three}}}
    many: dict[str, Any] = {"or": [{"tasks": {"some": {}}}] * 21}
    for filter, problem, words in (
        (four, "filter_links", "A filter may go through at most 3 relations, one behind the other."),
        (many, "filter_related", "A filter may ask of related rows at most 20 times."),
    ):
        answer = await house.ask("client_manager", RELATED, f=filter)
        assert codes_of(answer) == ["BAD_USER_INPUT"]
        assert answer["errors"][0]["extensions"]["params"]["problem"] == problem
        assert answer["errors"][0]["message"] == words


def test_what_is_asked_of_related_rows_reads_as_a_sentence() -> None:
    asked = All(
        (
            Related("owner", "some", Is("active", "eq", False)),
            Related("tasks", "none", Is("state", "eq", "open")),
            Related("household", "some", Related("members", "every", Is("aum", "gte", "1000000"))),
        )
    )
    assert sentence_of(asked, CLIENT_ROWS.fields, "zh-CN", CLIENT_ROWS.links) == (
        "有负责人（在职为否） 且 没有任务（状态为未完成） 且 有家族（成员均为（存续规模不少于1000000））"
    )
    assert sentence_of(asked, CLIENT_ROWS.fields, "en", CLIENT_ROWS.links) == (
        "has an owner with (Active is no) and has no tasks with (State is Open) and"
        " has a family with (has only members with (AUM is at least 1000000))"
    )


@pytest.mark.parametrize(
    ("compared", "found"),
    [
        ({"next": 30}, "01"),
        ({"next": 29}, "0"),
        ({"last": 30}, "02"),
        ({"ago": 1}, "2"),
        ({"ahead": 0}, "01"),
        ({"ahead": 0, "next": 0}, "0"),
        ({"last": -1}, None),
        ({"next": 36_501}, None),
    ],
)
async def test_days_are_compared_with_the_day_on_which_it_is_asked(
    compared: dict[str, int], found: str | None, house: House
) -> None:
    mine: dict[str, Any] = {"name": {"prefix": "限"}}
    if not await _names(house, "operations", **mine):
        for n, days in enumerate((0, 30, -30)):
            await new_client(house, name=f"限{n}", riskValidUntil=business_date() + timedelta(days))
    filter = {**mine, "riskValidUntil": compared}
    if found is None:
        assert codes_of(await house.ask("operations", RELATED, f=filter)) == ["BAD_USER_INPUT"]
    else:
        assert "".join(name[1] for name in await _names(house, "operations", **filter)) == found


async def test_clients_are_found_by_how_much_belongs_to_them(house: House) -> None:
    made = [await new_client(house, name=f"数{n}") for n in range(3)]
    async with house.database.change(await house.principal("client_manager")) as session:
        for n, (id, _) in enumerate(made):
            for _ in range(n):
                await create_task(session, "事", client_id=id, priority="high", due_at=now())

    async def found(**filter: Any) -> str:
        names = await _names(house, "client_manager", name={"prefix": "数"}, **filter)
        return "".join(name[1] for name in names)

    high = {"priority": {"eq": "high"}, "dueAt": {"last": 0}}
    assert await found(tasks={"atLeast": {"count": 2}}) == "2"
    assert await found(tasks={"atMost": {"count": 1, "of": high}}) == "01"
    assert await found(tasks={"atLeast": {"count": 1, "of": high}, "atMost": {"count": 1}}) == "1"
    assert (
        await found(**{"not": {"tasks": {"atLeast": {"count": 1, "of": {"priority": {"eq": "low"}}}}}})
        == "012"
    )
    assert await found(transactions={"atMost": {"count": 0, "of": {"date": {"last": 365}}}}) == "012"
    for bad in ({"count": -1}, {"count": 10_001}, {}):
        answer = await house.ask("client_manager", RELATED, f={"tasks": {"atLeast": bad}})
        assert codes_of(answer) == ["BAD_USER_INPUT"]
