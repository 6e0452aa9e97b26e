"""What clients need: written down, followed up, met or dropped; each within the rights on the client."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.book import needs
from backend.platform.clock import business_date
from backend.platform.ids import public_id
from tests.schema.calls import new_client
from tests.schema.house import ORDINARY, House, codes_of

FIELDS = """id version purpose amount currency horizon note followUpOn state reason closedAt
  client { id } interaction { id } createdBy { id } closedBy { id }"""
CREATE = f"mutation($input: CreateNeedInput!) {{ createNeed(input: $input) {{ {FIELDS} }} }}"
UPDATE = f"mutation($input: UpdateNeedInput!) {{ updateNeed(input: $input) {{ {FIELDS} }} }}"
CLOSE = f"mutation($input: CloseNeedInput!) {{ closeNeed(input: $input) {{ {FIELDS} }} }}"
REOPEN = f"mutation($input: VersionedInput!) {{ reopenNeed(input: $input) {{ {FIELDS} }} }}"
LIST = f"""query($client: ID, $owner: ID, $state: String, $by: Date) {{
  needs(client: $client, owner: $owner, state: $state, followUpBy: $by, first: 100) {{
    totalCount nodes {{ {FIELDS} }} }} }}"""
MANAGER = "client_manager"


def _problem(answer: dict[str, Any]) -> Any:
    return [error["extensions"]["params"].get("problem") for error in answer.get("errors", [])]


async def test_a_need_lives_from_the_talk_it_was_heard_in_to_what_came_of_it(house: House) -> None:
    client = house.id("client")
    talk = house.id("interaction")
    given = {
        "client": client, "purpose": "子女留学", "amount": "800000.50", "currency": "USD", "horizon": "short",
        "followUpOn": "2026-12-24", "interaction": talk,
    }  # fmt: skip
    made = (await house.data(MANAGER, CREATE, input=given))["createNeed"]
    assert (Decimal(made["amount"]), made["currency"], made["state"]) == (Decimal("800000.50"), "USD", "open")
    assert made["interaction"] == {"id": talk}
    assert made["createdBy"] == {"id": house.user(MANAGER)}
    named = {"id": made["id"], "version": made["version"]}
    changed = (await house.data(MANAGER, UPDATE, input={**named, "amount": None, "note": "秋季"}))[
        "updateNeed"
    ]
    assert (changed["amount"], changed["note"], changed["purpose"]) == (None, "秋季", "子女留学")
    assert codes_of(await house.ask(MANAGER, UPDATE, input={**named, "note": "x"})) == ["CONFLICT"]
    named["version"] = changed["version"]
    assert _problem(await house.ask(MANAGER, CLOSE, input={**named, "state": "dropped"})) == ["required"]
    assert _problem(await house.ask(MANAGER, CLOSE, input={**named, "state": "lost"})) == ["choice"]
    closed = (await house.data(MANAGER, CLOSE, input={**named, "state": "dropped", "reason": "改计划"}))[
        "closeNeed"
    ]
    assert (closed["state"], closed["reason"], closed["closedBy"]) == (
        "dropped",
        "改计划",
        {"id": house.user(MANAGER)},
    )
    named["version"] = closed["version"]
    assert _problem(await house.ask(MANAGER, UPDATE, input={**named, "note": "x"})) == ["state"]
    again = (await house.data(MANAGER, REOPEN, input=named))["reopenNeed"]
    assert (again["state"], again["reason"], again["closedAt"]) == ("open", None, None)
    told = await house.data(
        MANAGER, "query($id: ID!) { client(id: $id) { timeline(kinds: [CHANGE], first: 50) { edges { node {"
        " ... on AuditEntry { type action } } } } } }", id=client,
    )  # fmt: skip
    assert {"type": "need", "action": "create"} in [
        edge["node"] for edge in told["client"]["timeline"]["edges"]
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"purpose": "  "}, "required"),
        ({"amount": "-1"}, "range"),
        ({"amount": "1.005"}, "range"),
        ({"currency": "XXX"}, "choice"),
        ({"horizon": "ever"}, "choice"),
        ({"interaction": "interaction_" + "0" * 32}, "unknown"),
    ],
)
async def test_what_cannot_be_is_refused(house: House, more: dict[str, str], problem: str) -> None:
    given = {"client": house.id("client"), "purpose": "换房", **more}
    assert _problem(await house.ask(MANAGER, CREATE, input=given)) == [problem]


async def test_the_list_is_cut_to_the_clients_of_the_reader_and_both_ways_tell_the_same(house: House) -> None:
    other, _ = await new_client(house, "client_manager#2")
    async with house.database.change(house.firm.system) as session:
        await needs.create(
            session, other, {"purpose": "养老", "follow_up_on": business_date() + timedelta(days=90)}
        )
    mine = (await house.data(MANAGER, LIST))["needs"]
    assert public_id("client", other) not in str(mine)
    whole = (await house.data("operations", LIST))["needs"]
    assert whole["totalCount"] == mine["totalCount"] + 1
    day = business_date().isoformat()
    for asked in (
        {"client": house.id("client")},
        {"owner": house.user(MANAGER), "state": "open", "by": day},
        {"state": "met"},
    ):
        ours = await house.data("operations", LIST, **asked)
        theirs = await house.ask_by(ORDINARY, await house.principal("operations"), LIST, asked)
        assert theirs["data"] == ours
    due = (await house.data("operations", LIST, by=day))["needs"]["nodes"]
    assert due
    assert "养老" not in str(due)
    assert codes_of(await house.ask("finance", LIST)) == ["FORBIDDEN"]
    given = {"client": public_id("client", other), "purpose": "换房"}
    assert codes_of(await house.ask(MANAGER, CREATE, input=given)) == ["NOT_FOUND"]
    assert codes_of(await house.ask("executive", CREATE, input=given)) == ["FORBIDDEN"]
    first = whole["nodes"][0]
    assert Decimal(first["amount"]) == 3_000_000


FOUND = """query($f: NeedFilter, $o: [NeedOrder!]) {
  needs(filter: $f, orderBy: $o, first: 100) { totalCount nodes { purpose amount } } }"""
GROUPS = """query($by: NeedGroupField!, $f: NeedFilter) {
  needGroups(by: $by, filter: $f) { value name count overdue amount } }"""
CLIENTS = "query($f: ClientFilter) { clients(filter: $f, first: 100) { nodes { name } } }"


async def _needing(house: House, name: str, *needs: dict[str, Any]) -> str:
    id = public_id("client", (await new_client(house, name=name))[0])
    for need in needs:
        await house.data(MANAGER, CREATE, input={"client": id, **need})
    return id


async def test_clients_are_found_by_what_they_need(house: House) -> None:
    await _needing(house, "需求甲", {"purpose": "置业", "amount": "2000000", "horizon": "short"})
    await _needing(house, "需求乙", {"purpose": "置业", "amount": "500000", "horizon": "short"})
    await _needing(house, "需求丙", {"purpose": "传承", "amount": "9000000", "horizon": "long"})
    of = {"state": {"eq": "open"}, "horizon": {"eq": "short"}, "amount": {"gte": "1000000"}}
    named = {"name": {"contains": "需求"}}
    for route in (None, ORDINARY):
        asked = {"f": {**named, "needs": {"some": of}}}
        told = (
            await house.data(MANAGER, CLIENTS, **asked)
            if route is None
            else (await house.ask_by(route, await house.principal(MANAGER), CLIENTS, asked))["data"]
        )
        assert [node["name"] for node in told["clients"]["nodes"]] == ["需求甲"]
    none = await house.data(MANAGER, CLIENTS, f={**named, "needs": {"none": {"horizon": {"eq": "short"}}}})
    assert [node["name"] for node in none["clients"]["nodes"]] == ["需求丙"]
    counted = {**named, "needs": {"atLeast": {"count": 1, "of": {"purpose": {"contains": "传"}}}}}
    assert len((await house.data(MANAGER, CLIENTS, f=counted))["clients"]["nodes"]) == 1


async def test_who_may_not_read_needs_may_not_find_clients_by_them(house: House) -> None:
    asked = {"needs": {"some": {"state": {"eq": "open"}}}}
    for role in ("finance", "auditor"):
        assert "FORBIDDEN" in codes_of(await house.ask(role, CLIENTS, f=asked)), role


async def test_needs_are_filtered_ordered_and_grouped(house: House) -> None:
    late = (business_date() - timedelta(days=2)).isoformat()
    await _needing(
        house,
        "分组丁",
        {"purpose": "分组一", "amount": "100.50", "horizon": "short", "followUpOn": late},
        {"purpose": "分组二", "amount": "300", "horizon": "long"},
        {"purpose": "分组三", "amount": "7", "currency": "USD", "horizon": "long"},
        {"purpose": "分组四"},
    )
    mine = {"purpose": {"contains": "分组"}}
    order = [{"field": "AMOUNT", "direction": "DESC"}]
    told = (await house.data(MANAGER, FOUND, f=mine, o=order))["needs"]
    assert [node["purpose"] for node in told["nodes"]] == ["分组二", "分组一", "分组三", "分组四"]
    for field in ("FOLLOW_UP_ON", "CREATED_AT", "HORIZON", "STATE", "PURPOSE", "CLIENT"):
        for direction in ("ASC", "DESC"):
            asked = {"f": mine, "o": [{"field": field, "direction": direction}]}
            one = await house.data(MANAGER, FOUND, **asked)
            other = await house.ask_by(ORDINARY, await house.principal(MANAGER), FOUND, asked)
            assert one == other["data"]
            assert one["needs"]["totalCount"] == 4
    by_owner = {**mine, "clientWhere": {"owner": {"in": [house.user(MANAGER)]}}}
    assert (await house.data(MANAGER, FOUND, f=by_owner))["needs"]["totalCount"] == 4
    groups = (await house.data(MANAGER, GROUPS, by="HORIZON", f=mine))["needGroups"]
    assert [(g["value"], g["count"], g["overdue"], g["amount"]) for g in groups] == [
        (None, 1, 0, "0.00"),
        ("long", 2, 0, "300.00"),
        ("short", 1, 1, "100.50"),
    ]
    [owner] = (await house.data(MANAGER, GROUPS, by="OWNER", f=mine))["needGroups"]
    assert (owner["value"], owner["name"], owner["count"]) == (house.user(MANAGER), "员工client_manager", 4)
    [client] = (await house.data(MANAGER, GROUPS, by="CLIENT", f=mine))["needGroups"]
    assert client["name"] == "分组丁"
    assert (await house.data("executive", GROUPS, by="STATE", f=mine))["needGroups"][0]["count"] == 4
