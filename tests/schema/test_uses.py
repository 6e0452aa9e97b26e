"""What names a fact is told, of every place; and what rules in force name is not archived unknowingly."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.schema.use_places import PLACES
from tests.schema.house import House, build_house, codes_of
from tests.schema.test_service import publish
from tests.schema.test_tag_rules import is_, rule, tag

USES = """query($f: String!) { usesOf(fact: $f) { uses { kind id zh breaks } hiddenViews } }"""
ARCHIVE = "mutation($i: ArchiveInput!) { it: archiveTag(input: $i) { id archivedAt } }"
ARCHIVE_FIELD = "mutation($i: ArchiveInput!) { it: archiveCustomField(input: $i) { id archivedAt } }"
DEFINE = """mutation($i: CreateCustomFieldInput!) { it: createCustomField(input: $i) { id version key } }"""
VIEW = "mutation($i: CreateViewInput!) { it: createView(input: $i) { id } }"
VERSION = "query($id: ID!) { tag(id: $id) { version } }"
MATRIX = "{ serviceMatrix { number content } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    return await build_house(database, vault, "引用资管")


async def uses(house: House, fact: str, who: str = "operations") -> list[tuple[str, str, bool]]:
    found = (await house.data(who, USES, f=fact))["usesOf"]
    return [(each["kind"], each["zh"], each["breaks"]) for each in found["uses"]]


async def field(house: House, key: str, **more: Any) -> dict[str, Any]:
    given = {"key": key, "zh": key, "en": key, "kind": "text", **more}
    return (await house.data("operations", DEFINE, i=given))["it"]  # type: ignore[no-any-return]


async def view(house: House, name: str, **query: str) -> None:
    await house.data(
        "operations", VIEW, i={"page": "clients", "name": name, "query": urlencode(query), "shared": "me"}
    )


async def archive(house: House, id: str, *, knowingly: bool = False) -> dict[str, Any]:
    version = (await house.data("operations", VERSION, id=id))["tag"]["version"]
    return await house.ask("operations", ARCHIVE, i={"id": id, "version": version, "knowingly": knowingly})


async def test_a_tag_in_rules_cells_and_views_is_archived_only_knowingly(house: House) -> None:
    base, above = await tag(house, "基础"), await tag(house, "上层")
    assert await uses(house, base["id"]) == []
    await rule(house, above, is_("tags", "any", [base["id"]]))
    matrix = (await house.data("operations", MATRIX))["serviceMatrix"]
    cell = {
        **matrix["content"]["cells"][0],
        "key": "special",
        "zh": "特别",
        "en": "Special",
        "tiers": ["hnw"],
    }
    cell["condition"] = is_("tags", "any", [base["id"]])
    told = await publish(house, {"cells": [cell, *matrix["content"]["cells"]]}, matrix["number"])
    assert codes_of(told) == []
    await view(house, "有基础", tags=base["id"], sort="-aum", cols="name,riskLevel")
    await view(house, "条件", when=json.dumps(is_("tags", "any", [base["id"]])))
    assert await uses(house, base["id"]) == [
        ("tag", "上层", True),
        ("service", "特别", True),
        ("view", "有基础", False),
        ("view", "条件", False),
    ]
    assert ("view", "有基础", False) in await uses(house, "Client.riskLevel")
    assert ("service", "特别", True) in await uses(house, "tier:hnw")
    assert ("tiers", "分层模型", True) in await uses(house, "Client.aum")
    [error] = (await archive(house, base["id"]))["errors"]
    assert error["extensions"]["params"]["problem"] == "uses_break"
    assert error["extensions"]["params"]["count"] == 2
    assert "上层" in error["message"]
    assert (await archive(house, base["id"], knowingly=True))["data"]["it"]["archivedAt"]
    # What only names others is archived at once.
    assert (await archive(house, above["id"]))["data"]["it"]["archivedAt"]
    assert [kind for kind, *_ in await uses(house, base["id"])] == ["service", "view", "view"]


async def test_an_own_field_in_a_rule_or_a_form_is_told(house: House) -> None:
    one = await field(house, "boat")
    grant = {"id": one["id"], "version": one["version"]}
    await field(house, "harbour", shownWhen={"is": {"field": "custom:boat", "op": "eq", "value": "帆船"}})
    assert await uses(house, "Client.custom:boat") == [("field", "harbour", False)]
    [error] = (await house.ask("operations", ARCHIVE_FIELD, i={**grant, "knowingly": True}))["errors"]
    assert error["extensions"]["params"]["problem"] == "form_used"


async def test_views_of_others_are_counted_and_not_named(house: House) -> None:
    await house.data(
        "client_manager",
        VIEW,
        i={"page": "clients", "name": "我的私房", "query": urlencode({"city": "上海"}), "shared": "me"},
    )
    found = (await house.data("operations", USES, f="Client.city"))["usesOf"]
    assert (found["uses"], found["hiddenViews"]) == ([], 1)


async def test_garbage_is_refused(house: House) -> None:
    for fact in ("", "x", "Client.nothing", "tag_", "tag_zz", "tier:", "tier:A B", "client:1", "Client"):
        answer = await house.ask("operations", USES, f=fact)
        if fact != "Client":
            assert codes_of(answer) in (["BAD_USER_INPUT"], ["NOT_FOUND"]), fact
    assert "FORBIDDEN" in codes_of(await house.ask("client_manager", USES, f="Client.city"))


def test_every_place_has_a_kind_of_its_own() -> None:
    assert list(PLACES) == ["tag", "service", "tiers", "field", "view", "automation"]


async def test_it_takes_a_constant_number_of_statements(house: House) -> None:
    with house.counted() as seen:
        await house.data("operations", USES, f="Client.city")
    few = len(seen)
    for n in range(3):
        made = await tag(house, f"多{n}")
        await rule(house, made, is_("city", "eq", f"城{n}"))
    with house.counted() as seen:
        await house.data("operations", USES, f="Client.city")
    assert len(seen) == few
