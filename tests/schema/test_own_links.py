"""Own fields that point to clients and products, and days of the lunar calendar: read, found, and followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.systemize.lunar import lunar_of
from tests.book.wizard import Wizard
from tests.schema.calls import new_client
from tests.schema.house import OPERATIONS, ORDINARY, House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import classify, client_of, define, write
from tests.schema.test_merging import UNMERGE, _merged
from tests.workbooks.sheets import write_csv

READ = """query($id: ID!, $keys: [String!]) { client(id: $id) { custom(keys: $keys) {
  key kind value client { id name } product { id code } } } }"""
FIND = "query($f: ClientFilter, $o: [ClientOrder!]) { clients(filter: $f, orderBy: $o) { nodes { id } } }"
ROLES = (("operations", "firm", "edit"), ("client_manager", "own", "edit"), ("executive", "firm", "view"))


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm with a field of each kind that points, and a lunar birthday."""
    made = await build_house(database, vault)
    await furnish(made, 3)
    for key, kind in (("introducer", "client"), ("favourite", "product"), ("born", "lunar")):
        assert "errors" not in await classify(made, await define(made, key, kind), *ROLES)
    return made


async def both(house: House, who: str, document: str, **variables: Any) -> Any:
    """The answer, the same on both routes."""
    answers = [await house.ask_by(route, who, document, variables) for route in (OPERATIONS, ORDINARY)]
    assert answers[0] == answers[1]
    return answers[0]


async def value_of(house: House, who: str, id: str, key: str) -> dict[str, Any]:
    """What somebody reads of a field."""
    answer = await both(house, who, READ, id=id, keys=[key])
    return dict(answer["data"]["client"]["custom"][0])


async def found(house: House, who: str, **comparison: Any) -> list[str]:
    """Clients that a comparison finds."""
    answer = await both(house, who, FIND, f={"custom": [comparison]})
    assert "errors" not in answer, answer
    return [node["id"] for node in answer["data"]["clients"]["nodes"]]


async def foreign(house: House) -> str:
    """A client whom the client manager does not reach."""
    id, _ = await new_client(house)
    async with house.database.change(house.firm.system) as session:
        client = await session.get(Client, (house.firm_id, id))
        assert client is not None
        client.owner_id = client.team_id = None
    return public_id("client", id)


async def test_a_client_is_named_by_whoever_reaches_him_and_is_none_to_others(house: House) -> None:
    id, own, other = await client_of(house), house.id("client", 0), await foreign(house)
    assert "errors" not in await write(house, "operations", id, introducer=own)
    told = await value_of(house, "operations", id, "introducer")
    assert (told["kind"], told["value"], told["client"]["id"]) == ("client", own, own)
    assert await found(house, "operations", field="introducer", op="IN", value=[own]) == [id]
    refused = await write(house, "client_manager", id, introducer=other)
    assert refused["errors"][0]["extensions"]["params"]["problem"] == "unknown"
    assert "errors" not in await write(house, "operations", id, introducer=other)
    hidden = await value_of(house, "client_manager", id, "introducer")
    assert (hidden["value"], hidden["client"]) == (None, None)
    assert await found(house, "client_manager", field="introducer", op="EQ", value=other) == []
    assert id in await found(house, "client_manager", field="introducer", op="EMPTY", value=True)
    assert await found(house, "operations", field="introducer", op="EQ", value=other) == [id]


async def test_what_names_nothing_is_refused(house: House) -> None:
    id = await client_of(house)
    for value in ("client_" + "0" * 32, "user_x", 5, ["a"], house.id("product")):
        answer = await write(house, "operations", id, introducer=value)
        assert codes_of(answer) == ["BAD_USER_INPUT"], value


async def test_a_product_is_named_read_and_found(house: House) -> None:
    id, product = await client_of(house), house.id("product")
    assert "errors" not in await write(house, "operations", id, favourite=product)
    told = await value_of(house, "executive", id, "favourite")
    assert (told["value"], told["product"]["id"]) == (product, product)
    assert await found(house, "executive", field="favourite", op="EQ", value=product) == [id]
    assert "errors" not in await write(house, "operations", id, favourite=None)
    assert await found(house, "executive", field="favourite", op="EMPTY", value=False) == []


async def test_names_follow_a_client_into_the_one_he_becomes_and_come_back(house: House) -> None:
    id, survivor, loser = await client_of(house), house.id("client", 0), house.id("client", 1)
    assert "errors" not in await write(house, "operations", id, introducer=loser)
    assert "errors" not in await write(house, "operations", survivor, introducer=loser)
    merged = await _merged(house, survivor, loser)
    assert (await value_of(house, "operations", id, "introducer"))["value"] == survivor
    assert (await found(house, "operations", field="introducer", op="EQ", value=loser)) == []
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    for each in (id, survivor):
        assert (await value_of(house, "operations", each, "introducer"))["value"] == loser


async def test_a_name_that_was_changed_since_stays_when_a_merge_is_taken_back(house: House) -> None:
    id, survivor, loser = await client_of(house), house.id("client", 0), house.id("client", 1)
    assert "errors" not in await write(house, "operations", id, introducer=loser)
    merged = await _merged(house, survivor, loser)
    third = house.id("client", 2)
    assert "errors" not in await write(house, "operations", id, introducer=third)
    await house.data("operations", UNMERGE, input={"id": merged["merges"][0]["id"]})
    assert (await value_of(house, "operations", id, "introducer"))["value"] == third


async def test_lunar_days_are_kept_sorted_and_found_by_when_they_come_round(house: House) -> None:
    today = lunar_of(business_date())
    assert today is not None
    first, second, third = [house.id("client", n) for n in range(3)]
    for id, day in ((first, today.text), (second, "--01-01"), (third, "1987-L06-10")):
        assert "errors" not in await write(house, "operations", id, born=day)
    assert (await value_of(house, "operations", third, "born"))["value"] == "1987-L06-10"
    assert first in await found(house, "operations", field="born", op="NEXT", value=0)
    assert set(await found(house, "operations", field="born", op="NEXT", value=400)) >= {first, second, third}
    assert await found(house, "operations", field="born", op="EQ", value="1987-L06-10") == [third]
    answer = await both(house, "operations", FIND, o=[{"custom": "born", "direction": "ASC"}])
    ids = [node["id"] for node in answer["data"]["clients"]["nodes"]]
    assert ids.index(second) < ids.index(third)
    for bad in ("1987-06-31", "--13-01", "1986-L06-10", "soon", 5):
        assert codes_of(await write(house, "operations", first, born=bad)) == ["BAD_USER_INPUT"]
    wrong = await both(house, "operations", FIND, f={"custom": [{"field": "born", "op": "EQ", "value": "x"}]})
    assert codes_of(wrong) == ["BAD_USER_INPUT"]


async def test_an_import_names_clients_and_products_and_refuses_what_is_unclear(
    house: House, tmp_path: Path
) -> None:
    async with house.database.read(house.firm_id) as session:
        known = await session.scalar(
            select(Client).where(
                Client.firm_id == house.firm_id, Client.id == own_id("client", house.id("client"))
            )
        )
        assert known is not None
    code = house.rows["product"][0]
    data = await house.data(
        "operations", "query($id: ID!) { product(id: $id) { code } }", id=house.id("product")
    )
    assert code is not None
    rows = [
        ["姓名", "手机", "自introducer", "自favourite", "自born"],
        ["林引荐", "16900077711", known.name, data["product"]["code"], "农历六月十五"],
        ["林无名", "16900077712", "查无此人", "", ""],
    ]
    wizard = Wizard(house.database, house.vault, await house.principal("operations"))
    job = await wizard.all(write_csv(tmp_path / "a.csv", rows))
    assert job.counts == {"committed": 1, "rejected": 1}
    async with house.database.read(house.firm_id) as session:
        made = await session.scalar(
            select(Client).where(Client.firm_id == house.firm_id, Client.name == "林引荐")
        )
    assert made is not None
    assert made.custom == {
        "introducer:client": str(known.id),
        "favourite:product": str(own_id("product", house.id("product"))),
        "born:lunar": "--06-15",
    }
