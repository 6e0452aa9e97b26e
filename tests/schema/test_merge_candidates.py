"""Which clients may be one: who is told of which pair, for which reasons, and what a person's word does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.book import client_changes
from backend.book.contact_points import ContactDraft
from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from tests.schema.house import ID_NUMBERS, House, build_house, codes_of

ASK = """query($client: ID) { mergeCandidates(client: $client, first: 100) {
  total nodes { strong reasons one { id } other { id } } } }"""
DISMISS = "mutation($input: DismissCandidateInput!) { dismissCandidate(input: $input) { id } }"


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm without clients."""
    return await build_house(database, vault)


async def _new(house: House, name: str, role: str = "client_manager", mobile: str = "", **values: Any) -> str:
    async with house.database.change(await house.principal(role)) as session:
        points = [ContactDraft("mobile", mobile)] if mobile else []
        given = {"name": name, "kind": "individual", **values}
        row = await client_changes.create_client(session, house.vault, given, points, allow_duplicate=True)
        return public_id("client", row.id)


async def _told(house: House, who: str | Principal, client: str | None = None) -> dict[frozenset[str], Any]:
    found = (await house.data(who, ASK, client=client))["mergeCandidates"]
    assert found["total"] == len(found["nodes"])
    return {
        frozenset((node["one"]["id"], node["other"]["id"])): (node["strong"], node["reasons"])
        for node in found["nodes"]
    }


async def test_pairs_are_told_with_what_speaks_for_them_and_namesakes_stay_apart(house: House) -> None:
    born: dict[str, Any] = {"birthDate": date(1976, 5, 7)}
    number: dict[str, Any] = {"idType": "resident_id", "idNumber": ID_NUMBERS[0]}
    same_number = [await _new(house, "沈一", **number), await _new(house, "沈壹", **number)]
    same_name = [
        await _new(house, "林二", mobile="16900008001"),
        await _new(house, "林二", mobile="16900008001"),
    ]
    same_birth = [await _new(house, "周三", **born), await _new(house, "周三", **born)]
    family = [
        await _new(house, "吴四", mobile="16900008002"),
        await _new(house, "郑五", mobile="16900008002"),
    ]
    await _new(house, "王六")
    await _new(house, "王六", gender="male")
    found = await _told(house, "operations")
    assert found == {
        frozenset(same_number): (True, ["idNumber"]),
        frozenset(same_name): (True, ["mobile", "name"]),
        frozenset(same_birth): (True, ["birthDate", "name"]),
        frozenset(family): (False, ["mobile"]),
    }
    order = (await house.data("operations", ASK))["mergeCandidates"]["nodes"]
    assert [node["strong"] for node in order] == [True, True, True, False]
    for pair in (same_number, same_name, same_birth, family):
        assert await _told(house, "operations", pair[1]) == {frozenset(pair): found[frozenset(pair)]}


async def test_what_tells_two_people_apart_takes_a_pair_off_the_list(house: House) -> None:
    await _new(house, "林二", mobile="16900008001", birthDate=date(1976, 5, 7))
    await _new(house, "林二", mobile="16900008001", birthDate=date(1999, 5, 7))
    for number in ID_NUMBERS:
        await _new(house, "周三", mobile="16900008003", idType="resident_id", idNumber=number)
    assert await _told(house, "operations") == {}


async def test_a_pair_is_told_to_who_sees_both_for_reasons_he_may_know(house: House) -> None:
    one = await _new(house, "林二", mobile="16900008001")
    other = await _new(house, "林二", "client_manager#2", mobile="16900008001")
    assert set(await _told(house, "operations")) == {frozenset((one, other))}
    # The second manager is in no team of hers.
    assert await _told(house, "team_lead") == {}
    assert await _told(house, "team_lead", other) == {}
    assert codes_of(await house.ask("client_manager", ASK)) == ["FORBIDDEN"]
    principal = await house.principal("operations")
    levels = {key: value for key, value in principal.mask.levels.items() if key != "Client.mobile"}
    blind = replace(principal, mask=replace(principal.mask, levels=levels))
    assert await _told(house, blind) == {}


async def test_who_was_said_to_be_another_one_stays_off_the_list(house: House) -> None:
    pair = [await _new(house, "林二", mobile="16900008001") for _ in range(2)]
    assert len(await _told(house, "operations")) == 1
    given = {"id": pair[1], "other": pair[0]}
    for _ in range(2):
        assert "errors" not in await house.ask("operations", DISMISS, input=given)
    assert await _told(house, "operations") == {}
    assert await _told(house, "operations", pair[0]) == {}
    for _ in range(2):
        assert "errors" not in await house.ask("operations", DISMISS, input={**given, "undo": True})
    assert len(await _told(house, "operations", pair[0])) == 1


async def test_a_filler_number_that_many_share_speaks_for_nothing(house: House) -> None:
    for n in range(21):
        await _new(house, f"客{n}", mobile="16900008009")
    assert await _told(house, "operations") == {}
