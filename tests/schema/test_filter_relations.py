"""What filters reach through is told to whom may use it, and a kept view holds no name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlencode

from backend.platform.principal import Level
from tests.schema.house import OPERATIONS, ORDINARY, House, codes_of, widened

MANAGER = "client_manager"
_serial = count()
ASK = """query($type: String!) { filterRelations(type: $type) {
  key of zh en one fields { key coordinate kind options { value } } } }"""


async def _told(house: House, who: Any, type: str = "Client") -> dict[str, set[str]]:
    answers = [(await house.ask_by(route, who, ASK, {"type": type})) for route in (OPERATIONS, ORDINARY)]
    assert answers[0] == answers[1]
    return {
        each["key"]: {field["key"] for field in each["fields"]}
        for each in answers[0]["data"]["filterRelations"]
    }


async def test_every_relation_told_can_be_filtered_by_and_every_field_there_compared(house: House) -> None:
    told = (await house.data(MANAGER, ASK, type="Client"))["filterRelations"]
    assert {each["key"] for each in told} >= {
        "owner",
        "household",
        "holdings",
        "interactions",
        "needs",
        "orders",
        "tasks",
        "transactions",
    }
    find = "query($f: ClientFilter) { clients(filter: $f) { totalCount } }"
    for each in told:
        inner = [{field["key"]: {"empty": False}} for field in each["fields"]]
        of = {"and": inner}
        asked = (
            {f"{each['key']}Where": of} if each["one"] else {each["key"]: {"atLeast": {"count": 1, "of": of}}}
        )
        assert "errors" not in await house.ask(MANAGER, find, f=asked), each["key"]


async def test_what_belongs_to_related_rows_is_told_by_their_type_and_can_be_filtered_by_three_deep(
    house: House,
) -> None:
    told = {
        type_: (await house.data(MANAGER, ASK, type=type_))["filterRelations"]
        for type_ in ("Client", "Task", "Holding", "Transaction", "Household")
    }
    find = "query($f: ClientFilter) { clients(filter: $f) { totalCount } }"

    def ways(type_: str, left: int) -> Iterator[list[dict[str, Any]]]:
        for each in told.get(type_, ()):
            yield [each]
            if left > 1:
                yield from ([each, *rest] for rest in ways(each["of"], left - 1))

    def asked(way: list[dict[str, Any]]) -> dict[str, Any]:
        if not way:
            return {}
        first, *rest = way
        return (
            {f"{first['key']}Where": asked(rest)} if first["one"] else {first["key"]: {"some": asked(rest)}}
        )

    found = list(ways("Client", 3))
    assert ["household", "members", "tasks"] in [[each["key"] for each in way] for way in found]
    assert ["holdings", "product"] in [[each["key"] for each in way] for way in found]
    for way in found:
        assert "errors" not in await house.ask(MANAGER, find, f=asked(way)), way
    too_deep = [*next(way for way in found if len(way) == 3 and way[-1]["of"] == "Task"), told["Task"][0]]
    assert codes_of(await house.ask(MANAGER, find, f=asked(too_deep))) == ["BAD_USER_INPUT"]


async def test_what_may_not_be_compared_is_not_told(house: House) -> None:
    asker = await house.principal(MANAGER)
    none = (Level.NONE,) * 4
    assert "priority" in (await _told(house, asker))["tasks"]
    assert "priority" not in (await _told(house, widened(asker, Task__priority=none)))["tasks"]
    assert "tasks" not in await _told(house, widened(asker, Client__tasks=none))
    assert "tasks" not in await _told(house, widened(asker, Task=none))
    assert set(await _told(house, asker, "Task")) == {"client", "assignee"}
    assert "product" in await _told(house, asker, "Holding")
    assert "product" not in await _told(house, widened(asker, Product=none), "Holding")
    assert codes_of(await house.ask(asker, ASK, type="Nothing")) == ["BAD_USER_INPUT"]


CREATE = "mutation($input: CreateViewInput!) { it: createView(input: $input) { query } }"


async def test_a_condition_is_kept_in_a_view_unless_it_holds_a_name_a_number_or_words_of_a_note(
    house: House,
) -> None:
    def view(when: Any) -> dict[str, str]:
        text = when if isinstance(when, str) else json.dumps(when)
        return {
            "page": "clients",
            "name": f"条件{next(_serial)}",
            "query": urlencode({"when": text}),
            "shared": "me",
        }

    def is_(field: str, op: str, value: Any) -> dict[str, Any]:
        return {"is": {"field": field, "op": op, "value": value}}

    def some(field: str, part: Any) -> dict[str, Any]:
        return {"related": {"field": field, "quantifier": "some", "part": part}}

    good = {"all": [is_("aum", "gte", "3000000"), {"not": some("tasks", is_("state", "eq", "open"))}]}
    made = await house.data(MANAGER, CREATE, input=view(good))
    assert "3000000" in made["it"]["query"]
    for bad in (
        is_("name", "contains", "张"),
        {"any": [{"not": is_("mobile", "tail", "0003")}]},
        is_("note", "contains", "x"),
        some("household", is_("name", "contains", "张")),
    ):
        answer = await house.ask(MANAGER, CREATE, input=view(bad))
        assert answer["errors"][0]["extensions"]["params"]["problem"] == "view_personal", bad
    for broken in ("{", "[]", '{"is": 1}'):
        assert codes_of(await house.ask(MANAGER, CREATE, input=view(broken))) == ["BAD_USER_INPUT"]
