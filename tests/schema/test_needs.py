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
