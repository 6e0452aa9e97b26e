"""A client side by side as others see it: by their own reading, without telling what the asker may not read."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from backend.auth.acting import person
from backend.book.clients import Client
from backend.book.configurations import discard_draft
from backend.book.staff import User
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.policies.drafts import PolicyDraft, write_draft
from tests.schema.house import House, build_house, codes_of, furnish

ASK = """query($s: [PolicySubjectInput!]!, $c: ID) { it: simulatePolicy(subjects: $s, client: $c) {
  sampled hasDraft subjects { role user { name } roles relationNow relationThen }
  fields { coordinate label classification value now then } } }"""
READ = "query($id: ID!) { client(id: $id) { relation name idNumber mobile note aum tags { __typename } } }"
SUBJECTS = [{"role": "client_manager"}, {"role": "executive"}, {"role": "legal", "relation": "FIRM"}]


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "模拟")
    await furnish(made, 3)
    return made


async def ask(house: House, who: str, subjects: Any, client: str | None = None) -> dict[str, Any]:
    return (await house.data(who, ASK, s=subjects, c=client))["it"]  # type: ignore[no-any-return]


def states(found: dict[str, Any], coordinate: str, key: str = "now") -> list[str]:
    return next(each[key] for each in found["fields"] if each["coordinate"] == coordinate)


async def signed_in(house: House, role: str) -> Principal:
    """Somebody with the scope that the firm's roster gives him."""
    async with house.database.read(house.firm_id) as session:
        user = (
            await session.scalars(
                select(User).where(User.firm_id == house.firm_id, User.id == house.people[role])
            )
        ).one()
    return await person(house.database, user, house.policies)


async def drafted(house: House, cells: dict[tuple[str, str], str]) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        await discard_draft(session, PolicyDraft)
        await write_draft(session, 0, 1, cells)


@pytest.mark.parametrize(
    "role", ["client_manager", "team_lead", "legal", "executive", "assistant", "finance"]
)
async def test_a_person_is_simulated_as_he_reads_himself(role: str, house: House) -> None:
    client = house.id("client")
    found = await ask(house, "compliance", [{"user": house.user(role)}], client)
    answer = await house.ask(await signed_in(house, role), READ, id=client)
    read = (answer.get("data") or {}).get("client")
    [subject] = found["subjects"]
    assert subject["roles"] == [role]
    if read is None:
        assert subject["relationNow"] is None
        assert {state for each in found["fields"] for state in each["now"]} == {"hidden"}
        return
    denied = {error["extensions"]["coordinate"] for error in answer.get("errors", ())}
    assert subject["relationNow"] == read["relation"]
    for key in ("name", "idNumber", "mobile", "note", "aum", "tags"):
        [state] = states(found, f"Client.{key}")
        assert (state == "denied") is (f"Client.{key}" in denied), key


async def test_the_draft_is_seen_beside_what_is_in_force(house: House) -> None:
    await drafted(house, {("client_manager", "Client.note"): "", ("legal", "Client.idNumber"): "firm:view"})
    found = await ask(house, "compliance", SUBJECTS, house.id("client"))
    assert found["hasDraft"]
    assert (states(found, "Client.note")[0], states(found, "Client.note", "then")[0]) == ("edit", "denied")
    assert states(found, "Client.idNumber")[2] == "masked"
    assert states(found, "Client.idNumber", "then")[2] == "view"
    # The others stay, and nothing is in force by it.
    assert states(found, "Client.name") == states(found, "Client.name", "then")
    assert "errors" not in await house.ask("client_manager", "{ clients(first: 1) { nodes { note } } }")
    # Whose rows are closed sees nothing of the client at all.
    await drafted(house, {("client_manager", "Client"): ""})
    found = await ask(house, "compliance", SUBJECTS, house.id("client"))
    assert (found["subjects"][0]["relationNow"], found["subjects"][0]["relationThen"]) == ("OWN", None)
    assert states(found, "Client.name", "then")[0] == "hidden"


async def test_nothing_is_seen_that_the_asker_may_not_read_himself(house: House) -> None:
    """Values are the asker's own, whatever the subjects read; without a right to the client there are none."""
    client = house.id("client")
    await drafted(house, {("auditor", "Client.name"): "firm:view", ("legal", "Client.idNumber"): "firm:view"})
    whole = (await house.data("compliance", READ, id=client))["client"]
    masked = (await house.ask("auditor", READ, id=client))["data"]["client"]
    seen = await ask(house, "auditor", [{"role": "partner"}, {"role": "auditor"}], client)
    value = {each["coordinate"]: each["value"] for each in seen["fields"]}
    assert value["Client.name"] == masked["name"] != whole["name"]
    assert value["Client.idNumber"] == masked["idNumber"]
    assert codes_of(await house.ask("policy_admin", ASK, s=SUBJECTS, c=client)) == ["NOT_FOUND"]
    nobody = await house.ask("policy_admin", ASK, s=SUBJECTS, c=f"client_{'0' * 32}")
    assert codes_of(nobody) == ["NOT_FOUND"]
    sampled = await ask(house, "policy_admin", SUBJECTS)
    assert sampled["sampled"]
    assert {each["value"] for each in sampled["fields"]} == {None}


async def test_what_is_told_of_a_sampled_client_does_not_change_with_what_he_is(house: House) -> None:
    subjects = [*SUBJECTS, {"user": house.user("partner"), "relation": "TEAM"}]
    before = await ask(house, "policy_admin", subjects)

    async def turned(**values: Any) -> None:
        async with house.database.as_system(house.firm_id, "tests") as session:
            await session.execute(update(Client).where(Client.firm_id == house.firm_id).values(**values))

    for values in (
        {"aum": 0, "note": None, "risk_level": None},
        {"aum": 9, "note": "机密", "state": "active", "owner_id": house.people["partner"]},
    ):
        await turned(**values)
        assert await ask(house, "policy_admin", subjects) == before


async def test_bad_subjects_are_refused(house: House) -> None:
    wrong: tuple[Any, ...] = (
        [],
        SUBJECTS + SUBJECTS,
        [{}],
        [{"role": "boss"}],
        [{"role": "legal", "user": house.user("legal")}],
    )
    for subjects in wrong:
        assert codes_of(await house.ask("compliance", ASK, s=subjects)) == ["BAD_USER_INPUT"], subjects
    assert codes_of(await house.ask("compliance", ASK, s=[{"user": f"user_{'0' * 32}"}])) == ["NOT_FOUND"]
    assert codes_of(await house.ask("executive", ASK, s=SUBJECTS)) == ["FORBIDDEN"]
