"""Sections of a client's form: arranged all at once, seen by whoever knows a field in them."""

from __future__ import annotations

from typing import Any

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, CREATE, RESTORE, classify, define

LAYOUT = "{ formLayout { version sections { id zh en columns collapsed } } }"
ARRANGE = """mutation($i: ArrangeFormInput!) {
  it: arrangeForm(input: $i) { version sections { id zh en columns collapsed } } }"""
SETTINGS = "{ customFields { id version key section position archivedAt } }"
KNOWN = '{ fields(type: "Client") { key section own } }'


@pytest.fixture
async def house(database: Database, vault: Vault) -> House:
    """A firm of its own."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    return made


def section(zh: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A section as the builder sends it."""
    return {"zh": zh, "en": f"S {zh}", "fields": [field["id"] for field in fields], **more}


async def arrange(
    house: House, *sections: dict[str, Any], rest: Any = (), who: str = "operations", **more: Any
) -> Any:
    """The form arranged from its present version."""
    version = (await house.data("operations", LAYOUT))["formLayout"]["version"]
    given = {"version": version, "sections": list(sections), "rest": [field["id"] for field in rest], **more}
    return await house.ask(who, ARRANGE, i=given)


async def settings(house: House) -> dict[str, Any]:
    """Definitions by key."""
    return {f["key"]: f for f in (await house.data("operations", SETTINGS))["customFields"]}


async def test_sections_and_the_fields_in_them_are_put_in_order_at_once(house: House) -> None:
    one, two, three = [await define(house, key, "text") for key in ("one", "two", "three")]
    first = (
        await arrange(house, section("甲", three, columns=3), section("乙", one, collapsed=True), rest=[two])
    )["data"]["it"]
    ids = [each["id"] for each in first["sections"]]
    assert [(s["zh"], s["columns"], s["collapsed"]) for s in first["sections"]] == [
        ("甲", 3, False),
        ("乙", 2, True),
    ]
    told = await settings(house)
    assert {key: (f["section"], f["position"]) for key, f in told.items()} == {
        "three": (ids[0], 1), "one": (ids[1], 2), "two": (None, 3),
    }  # fmt: skip
    swapped = [
        {**section("乙改", two, one), "id": ids[1]},
        {**section("丙"), "columns": 1},
    ]
    second = (await arrange(house, *swapped))["data"]["it"]
    assert [s["zh"] for s in second["sections"]] == ["乙改", "丙"]
    told = await settings(house)
    assert {key: (f["section"], f["position"]) for key, f in told.items()} == {
        "two": (ids[1], 1), "one": (ids[1], 2), "three": (None, 3),
    }  # fmt: skip
    new = {"key": "four", "kind": "text", "zh": "四", "en": "Four", "section": ids[1]}
    assert "errors" not in await house.ask("operations", CREATE, i=new)
    assert (await settings(house))["four"]["section"] == ids[1]
    assert codes_of(await house.ask("operations", CREATE, i={**new, "key": "five", "section": ids[0]})) == [
        "BAD_USER_INPUT"
    ]


async def test_a_section_that_goes_leaves_its_archived_fields_without_one(house: House) -> None:
    field = await define(house, "gone", "text")
    await arrange(house, section("甲", field))
    now = (await settings(house))["gone"]
    archived = {"id": now["id"], "version": now["version"]}
    await house.data("operations", ARCHIVE, i=archived)
    assert "errors" not in await arrange(house)
    now = (await settings(house))["gone"]
    assert now["section"] is None
    assert "errors" not in await house.ask(
        "operations", RESTORE, i={"id": now["id"], "version": now["version"]}
    )


async def test_what_is_no_layout_is_refused_and_a_stale_one_is_a_conflict(house: House) -> None:
    one = await define(house, "one", "text")
    bad = [
        [section("甲", one), section("乙", one)],
        [section("甲", columns=4)],
        [section("甲", columns=0)],
        [section("")],
        [{**section("甲"), "id": "formsection_" + "0" * 32}],
        [section(f"节{n}") for n in range(51)],
        [section("甲", {"id": "customfield_" + "0" * 32})],
    ]
    for sections in bad:
        assert codes_of(await arrange(house, *sections)) == ["BAD_USER_INPUT"], sections
    assert codes_of(await arrange(house, section("甲", one), version=0)) == ["CONFLICT"]
    assert codes_of(await arrange(house, section("甲", one), who="client_manager")) == ["FORBIDDEN"]
    assert (await house.data("operations", LAYOUT))["formLayout"]["sections"] == []


async def test_nobody_learns_of_sections_whose_fields_he_does_not_know(house: House) -> None:
    open_, closed = await define(house, "open", "text"), await define(house, "closed", "text")
    await classify(house, open_, ("operations", "firm", "edit"), ("client_manager", "own", "view"))
    made = (await arrange(house, section("公开", open_), section("机密", closed)))["data"]["it"]["sections"]
    seen = (await house.data("client_manager", LAYOUT))["formLayout"]["sections"]
    assert [each["zh"] for each in seen] == ["公开"]
    fields = {
        f["key"]: f["section"] for f in (await house.data("client_manager", KNOWN))["fields"] if f["own"]
    }
    assert fields == {"custom:open": made[0]["id"]}
