"""What was done to a fund is one list with its classes, fees and NAVs, cut to what the reader may see of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.platform.principal import Level
from tests.schema.house import House, build_house, codes_of, furnish

HISTORY = """query($id: ID!, $n: Int!, $a: String) { it: fundHistory(product: $id, first: $n, after: $a) {
  totalCount pageInfo { endCursor hasNextPage }
  nodes { type action reason by { name } changes { field before after } } } }"""
NAV = "mutation($i: PublishNavInput!) { publishNav(input: $i) { id } }"
CLASS = "mutation($i: AddShareClassInput!) { addShareClass(input: $i) { id } }"


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm with two funds, of which one has holders."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    await furnish(made, 1)
    return made


async def history(house: House, who: Any, fund: str) -> list[dict[str, Any]]:
    """All of it, two at a time."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await house.data(who, HISTORY, id=fund, n=2, a=after))["it"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found


async def test_a_fund_tells_what_was_done_to_it_and_to_what_belongs_to_it(house: House) -> None:
    one, other = (public_id("product", id) for id in house.rows["product"])
    before = await history(house, "compliance", other)
    nav = {"product": one, "date": "2026-01-05", "unit": "1.5", "reason": "托管人更正"}
    await house.data("operations", NAV, i=nav)
    await house.data("operations", CLASS, i={"product": one, "code": "FH-C", "name": "C"})
    found = await history(house, "compliance", one)
    added, published = found[:2]
    assert (added["type"], added["action"]) == ("share_class", "create")
    assert {"field": "code", "before": None, "after": "FH-C"} in added["changes"]
    [point] = [each for each in found if each["type"] == "nav_point" and each["reason"] == "托管人更正"]
    assert point["by"]["name"] == "员工operations"
    told = {change["field"]: change["after"] for change in point["changes"]}
    assert (told["date"], told["unit"]) == ("2026-01-05", "1.5")
    assert {"product", "share_class", "fee_terms", "open_day", "nav_point"} <= {
        each["type"] for each in found
    }
    assert published["type"] in {"nav_point", "product"}
    # Of no other fund, and of no client.
    assert await history(house, "compliance", other) == before


async def test_values_are_cut_to_the_readers_rights(house: House) -> None:
    fund = public_id("product", house.rows["product"][0])
    person = await house.principal("auditor")
    hidden = replace(
        person.mask, id="no codes", levels={**person.mask.levels, "ShareClass.code": (Level.NONE,) * 4}
    )
    for who, seen in ((person, True), (replace(person, mask=hidden), False)):
        changes = [
            each["changes"] for each in await history(house, who, fund) if each["type"] == "share_class"
        ]
        fields = {change["field"] for each in changes for change in each}
        assert "name" in fields
        assert ("code" in fields) is seen
        assert not fields & {"productId", "product_id", "id", "firmId"}
    for role in ("client_manager", "finance"):
        assert codes_of(await house.ask(role, HISTORY, id=fund, n=2)) == ["FORBIDDEN"]
