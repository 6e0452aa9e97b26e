"""The policy studio: the grid, the draft, putting it in force, the second person, going back."""

from __future__ import annotations

from typing import Any

import pytest

from backend.book.users import NewUser, create_user
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.roles import ROLES
from tests.schema.house import House, build_house, codes_of, furnish

KEEPER, OTHER = "policy_admin", "policy_admin#2"
STATE = """number draft { version base effect { cells needsSecond faults moreDifferences
  differences { role coordinates before after gains loses needsSecond sentence }
  roles { role gains loses people users { name } } } }
  proposal { id state base number note mine proposedBy { name } effect { cells needsSecond } }
  decided { id state reason published decidedBy { name } } versions { number note hash publishedBy { name } }"""
STUDIO = f"{{ policyStudio {{ {STATE} roles {{ name people }} }} }}"
ROWS = """query($part: PolicyPart!, $search: String, $classification: String, $group: String, $role: String,
  $differs: PolicyDiffers, $first: Int, $skip: Int) { policyRows(part: $part, search: $search, group: $group,
  classification: $classification, role: $role, differs: $differs, first: $first, skip: $skip) { total rows {
  coordinate label group groupLabel classification sealed ofClient relations rights cells drafted } } }"""
CHANGE = f"mutation($i: ChangePolicyDraftInput!) {{ it: changePolicyDraft(input: $i) {{ {STATE} }} }}"
DISCARD = f"mutation($i: DiscardPolicyDraftInput!) {{ it: discardPolicyDraft(input: $i) {{ {STATE} }} }}"
PUBLISH = f"mutation($i: PublishPolicyInput!) {{ it: publishPolicy(input: $i) {{ {STATE} }} }}"
BACK = f"mutation($i: RollBackPolicyInput!) {{ it: rollBackPolicy(input: $i) {{ {STATE} }} }}"
DECIDE = f"mutation($i: DecidePolicyProposalInput!) {{ it: decidePolicyProposal(input: $i) {{ {STATE} }} }}"
BETWEEN = "query($a: Int!, $b: Int!) { policyDifferences(number: $a, other: $b) { cells differences { sentence } } }"
NAMES = list(ROLES)


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "权限")
    async with database.change(made.firm.system) as session:
        new = NewUser(name="二号权限员", email=f"second@{made.firm_id.hex[:8]}.example.com", roles=(KEEPER,))
        made.people[OTHER] = (await create_user(session, vault, new, known_roles=ROLES)).id
    await furnish(made, 2)
    return made


async def studio(house: House, who: str = KEEPER) -> dict[str, Any]:
    return (await house.data(who, STUDIO))["policyStudio"]  # type: ignore[no-any-return]


async def edited(house: House, *edits: dict[str, Any], who: str = KEEPER) -> dict[str, Any]:
    now = await studio(house)
    version = now["draft"]["version"] if now["draft"] else 0
    given = {"version": version, "base": now["number"], "edits": list(edits)}
    return (await house.data(who, CHANGE, i=given))["it"]  # type: ignore[no-any-return]


async def published(house: House, note: str = "月度调整", who: str = KEEPER) -> dict[str, Any]:
    now = await studio(house)
    given = {"draft": now["draft"]["version"], "base": now["number"], "note": note}
    return await house.ask(who, PUBLISH, i=given)


async def cleared(house: House) -> None:
    now = await studio(house)
    if now["draft"]:
        await house.data(KEEPER, DISCARD, i={"draft": now["draft"]["version"]})


async def row(house: House, coordinate: str, part: str = "FIELDS") -> dict[str, Any]:
    found = (await house.data(KEEPER, ROWS, part=part, search=coordinate, first=50, skip=0))["policyRows"]
    return next(each for each in found["rows"] if each["coordinate"] == coordinate)


def cell(of: dict[str, Any], role: str, key: str = "cells") -> str:
    return str(of[key][NAMES.index(role)])


def one(role: str, coordinate: str, text: str | None) -> dict[str, Any]:
    return {"roles": [role], "coordinates": [coordinate], "cell": text}


async def test_the_grid_has_every_field_action_and_kind_of_rows_in_a_constant_number_of_statements(
    house: House,
) -> None:
    seen, totals = set(), {}
    for part in ("FIELDS", "ACTIONS", "ROWS"):
        for first in (1, 100):
            seen.add(await house.statements(KEEPER, ROWS, part=part, first=first, skip=0))
        totals[part] = (await house.data(KEEPER, ROWS, part=part, first=1, skip=0))["policyRows"]["total"]
    assert seen == {2}
    assert totals["FIELDS"] > 2000
    assert totals["ACTIONS"] > 400
    assert totals["ROWS"] > 300


async def test_rows_are_found_by_name_type_class_and_role(house: House) -> None:
    number = await row(house, "Client.idNumber")
    assert (number["classification"], number["sealed"], number["ofClient"]) == ("sensitive", True, True)
    assert "masked" in cell(number, "client_manager")
    assert cell(number, KEEPER) == ""
    assert number["drafted"] == number["cells"]
    rows = (
        await house.data(
            KEEPER, ROWS, part="FIELDS", classification="sensitive", group="Client", first=100, skip=0
        )
    )["policyRows"]["rows"]
    assert {"Client.idNumber", "Client.mobile"} <= {each["coordinate"] for each in rows}
    assert {each["group"] for each in rows} == {"Client"}
    mine = (await house.data(KEEPER, ROWS, part="FIELDS", role=KEEPER, first=100, skip=0))["policyRows"]
    assert all(cell(each, KEEPER) for each in mine["rows"])
    assert 0 < mine["total"] < 2000
    for wrong in ({"classification": "secret"}, {"role": "boss"}, {"search": "x" * 81}, {"skip": -1}):
        answer = await house.ask(KEEPER, ROWS, **{"part": "FIELDS", "first": 1, "skip": 0, **wrong})
        assert codes_of(answer) == ["BAD_USER_INPUT"], wrong


@pytest.mark.parametrize("role", ["client_manager", "executive", "operations", "partner_api"])
async def test_who_does_not_keep_the_policies_learns_nothing_of_them(role: str, house: House) -> None:
    for document in (
        STUDIO,
        "{ policyRows(part: FIELDS) { total } }",
        "{ policyGroups(part: ROWS) { group } }",
    ):
        assert "data" not in await house.ask(role, document) or codes_of(await house.ask(role, document))


async def test_compliance_reads_and_changes_nothing(house: House) -> None:
    assert (await studio(house, "compliance"))["number"] >= 1
    given = {"version": 0, "base": 1, "edits": [one("legal", "Product.name", "")]}
    assert codes_of(await house.ask("compliance", CHANGE, i=given)) == ["FORBIDDEN"]


async def test_a_draft_changes_nothing_and_what_is_published_holds_at_once(house: House) -> None:
    begun = await studio(house)
    note = "{ clients(first: 1) { nodes { note } } }"
    assert "errors" not in await house.ask("client_manager", note)
    drafted = await edited(house, one("client_manager", "Client.note", ""))
    assert drafted["number"] == begun["number"]
    effect = drafted["draft"]["effect"]
    assert (effect["cells"], effect["needsSecond"], effect["faults"]) == (1, False, [])
    assert effect["differences"][0]["sentence"].startswith("Client manager: Client: ")
    [told] = effect["roles"]
    assert (told["role"], told["gains"], told["loses"], told["people"]) == ("client_manager", 0, 1, 2)
    assert {each["name"] for each in told["users"]} == {"员工client_manager", "员工client_manager#2"}
    assert cell(await row(house, "Client.note"), "client_manager", "drafted") == ""
    assert "errors" not in await house.ask("client_manager", note)

    answer = await published(house)
    after = answer["data"]["it"]
    assert after["number"] == begun["number"] + 1
    assert after["draft"] is None
    assert after["proposal"] is None
    assert after["versions"][0]["note"] == "月度调整"
    assert codes_of(await house.ask("client_manager", note)) == ["FORBIDDEN"]
    between = {"a": begun["number"], "b": after["number"]}
    assert (await house.data(KEEPER, BETWEEN, **between))["policyDifferences"]["cells"] == 1

    # Back again: it opens a personal field, nothing sensitive, so one person may.
    given = {"number": begun["number"], "base": after["number"], "note": "撤回"}
    back = (await house.data(KEEPER, BACK, i=given))["it"]
    assert back["number"] == after["number"] + 1
    hashes = {each["number"]: each["hash"] for each in back["versions"]}
    assert hashes[back["number"]] == hashes[begun["number"]]
    assert "errors" not in await house.ask("client_manager", note)


async def test_a_cell_put_back_is_no_part_of_the_draft(house: House) -> None:
    await edited(house, one("legal", "Client.note", ""))
    present = cell(await row(house, "Client.note"), "legal")
    assert (await edited(house, one("legal", "Client.note", present)))["draft"]["effect"]["cells"] == 0
    await edited(house, one("legal", "Client.note", ""))
    assert (await edited(house, one("legal", "Client.note", None)))["draft"]["effect"]["cells"] == 0
    await cleared(house)


async def test_a_type_and_a_class_are_edited_as_a_whole(house: House) -> None:
    drafted = await edited(
        house, {"roles": ["legal"], "part": "FIELDS", "group": "Product", "cell": ""},
        {"roles": ["legal"], "part": "FIELDS", "classification": "sensitive", "cell": ""},
    )  # fmt: skip
    groups = {each["coordinates"][0].split(".")[0] for each in drafted["draft"]["effect"]["differences"]}
    assert {"Product", "Client"} <= groups
    for named in (
        {"roles": ["legal"], "cell": ""},
        {"roles": [], "coordinates": ["Client.note"], "cell": ""},
        {"roles": ["legal"], "coordinates": ["Client.nothing"], "cell": ""},
        one("legal", "Client.note", "firm:everything"),
        one("legal", "Client.note", "\x00"),
    ):
        now = await studio(house)
        given = {"version": now["draft"]["version"], "base": now["number"], "edits": [named]}
        assert codes_of(await house.ask(KEEPER, CHANGE, i=given)) == ["BAD_USER_INPUT"], named
    await cleared(house)


async def test_two_who_draft_at_once_lose_nothing_of_each_other(house: House) -> None:
    begun = await edited(house, one("legal", "Client.note", ""))
    given = {"version": 0, "base": begun["number"], "edits": [one("finance", "Client.note", "")]}
    assert codes_of(await house.ask(OTHER, CHANGE, i=given)) == ["CONFLICT"]
    assert (await edited(house, one("finance", "Product.name", ""), who=OTHER))["draft"]["effect"][
        "cells"
    ] == 2
    stale = {"draft": 1, "base": begun["number"], "note": "x"}
    assert codes_of(await house.ask(KEEPER, PUBLISH, i=stale)) == ["CONFLICT"]
    await cleared(house)


async def test_nobody_widens_his_own_role_and_no_keeper_sees_a_client(house: House) -> None:
    await edited(house, one(KEEPER, "Query.highValueShare", "firm:view"))
    answer = await published(house)
    assert answer["errors"][0]["extensions"]["params"]["problem"] == "policy_self"
    await cleared(house)
    # What tells of clients cannot even be drafted for him.
    assert (await edited(house, one(KEEPER, "Client.name", "firm:view")))["draft"]["effect"]["cells"] == 0
    # And a policy that nobody could keep is told before it is tried.
    faulty = (await edited(house, one(KEEPER, "Right.policies", "")))["draft"]["effect"]
    assert len(faulty["faults"]) == 1
    assert (await published(house))["errors"][0]["extensions"]["params"]["problem"] == "policy_unkept"
    await cleared(house)


async def test_what_opens_something_sensitive_needs_a_second_person(house: House) -> None:
    begun = await studio(house)
    assert (await edited(house, one("legal", "Client.idNumber", "firm:view")))["draft"]["effect"][
        "needsSecond"
    ]
    asked = (await published(house, "法务核查"))["data"]["it"]
    assert asked["number"] == begun["number"]
    assert asked["draft"] is None
    proposal = asked["proposal"]
    assert proposal["mine"]
    assert proposal["effect"] == {"cells": 1, "needsSecond": True}
    assert cell(await row(house, "Client.idNumber"), "legal") == "firm:masked"

    # One waits at a time, and who made it does not agree to it.
    await edited(house, one("legal", "Client.idNumber", "firm:view"))
    assert (await published(house))["errors"][0]["extensions"]["params"]["problem"] == "policy_waiting"
    await cleared(house)
    own = await house.ask(KEEPER, DECIDE, i={"id": proposal["id"], "agree": True})
    assert own["errors"][0]["extensions"]["params"]["problem"] == "policy_second"
    mute = await house.ask(OTHER, DECIDE, i={"id": proposal["id"], "agree": False})
    assert codes_of(mute) == ["BAD_USER_INPUT"]
    assert codes_of(await house.ask("compliance", DECIDE, i={"id": proposal["id"], "agree": True})) == [
        "FORBIDDEN"
    ]

    agreed = (await house.data(OTHER, DECIDE, i={"id": proposal["id"], "agree": True}))["it"]
    assert agreed["number"] == begun["number"] + 1
    assert agreed["proposal"] is None
    assert agreed["decided"][0]["published"] == agreed["number"]
    assert cell(await row(house, "Client.idNumber"), "legal") == "firm:view"
    assert codes_of(await house.ask(OTHER, DECIDE, i={"id": proposal["id"], "agree": True})) == ["CONFLICT"]

    # Narrowing it again takes one person; going back to the wide one takes two.
    given = {"number": begun["number"], "base": agreed["number"], "note": "核查结束"}
    narrow = (await house.data(KEEPER, BACK, i=given))["it"]
    assert narrow["proposal"] is None
    assert narrow["number"] == agreed["number"] + 1
    given = {"number": agreed["number"], "base": narrow["number"], "note": "再次核查"}
    wide = (await house.data(KEEPER, BACK, i=given))["it"]
    assert wide["number"] == narrow["number"]
    assert wide["proposal"]["number"] == agreed["number"]
    gone = (await house.data(KEEPER, DECIDE, i={"id": wide["proposal"]["id"], "agree": False}))["it"]
    assert gone["proposal"] is None
    assert gone["decided"][0]["state"] == "withdrawn"


async def test_a_proposal_for_an_older_policy_is_not_put_in_force(house: House) -> None:
    await edited(house, one("legal", "Client.mobile", "firm:view"))
    proposal = (await published(house))["data"]["it"]["proposal"]
    await edited(house, one("legal", "Product.name", ""))
    between = (await published(house))["data"]["it"]
    assert between["proposal"]["id"] == proposal["id"]
    assert codes_of(await house.ask(OTHER, DECIDE, i={"id": proposal["id"], "agree": True})) == ["CONFLICT"]
    given = {"id": proposal["id"], "agree": False, "reason": "已过时"}
    assert (await house.data(OTHER, DECIDE, i=given))["it"]["decided"][0]["state"] == "declined"


async def test_rows_that_differ_are_found(house: House) -> None:
    await edited(house, one("finance", "Product.name", ""))
    rows = (await house.data(KEEPER, ROWS, part="FIELDS", differs="DRAFT", first=50, skip=0))["policyRows"]
    assert [each["coordinate"] for each in rows["rows"]] == ["Product.name"]
    assert not (
        await house.data(KEEPER, ROWS, part="FIELDS", differs="DRAFT", role="legal", first=50, skip=0)
    )["policyRows"]["total"]
    await published(house)
    rows = await house.data(KEEPER, ROWS, part="FIELDS", differs="SHIPPED", role="finance", first=50, skip=0)
    assert "Product.name" in {each["coordinate"] for each in rows["policyRows"]["rows"]}
