"""The firm's own fields as columns of an exported list of clients: by the right on each, written by their kind."""

from __future__ import annotations

from typing import Any

import pytest

from backend.platform.database import Database
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from tests.exports.making import ASK, ask
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, OPTIONS, classify, client_of, define, write

COLUMNS = 'query { exportColumns(list: "clients") { key zh en allowed } }'
TAKE = "mutation($id: ID!) { openExport(input: {id: $id}) { url } }"
FULL = (("operations", "firm", "edit"), ("operations", "firm", "export"))
VALUES: dict[str, tuple[str, Any, str, dict[str, Any]]] = {
    "size": ("money", "5000000.5", "5000000.50", {}),
    "share": ("percent", "12.5", "12.5", {}),
    "since": ("date", "2026-02-28", "2026-02-28", {}),
    "grade": ("choice", "gold", "Gold", {"options": OPTIONS}),
    "likes": ("choices", ["silver", "gold"], "Gold, Silver", {"options": OPTIONS}),
    "vip": ("boolean", True, "Yes", {}),
    "home": ("region", "4403", "Shenzhen", {}),
    "memo": ("text", "=1+1", "'=1+1", {}),
}


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm whose own fields operations may export."""
    made = await build_house(database, vault)
    await furnish(made, 1)
    for key, (kind, _value, _shown, more) in VALUES.items():
        assert "errors" not in await classify(made, await define(made, key, kind, **more), *FULL)
    await define(made, "closed", "text")
    return made


async def test_own_fields_are_columns_where_they_may_leave(house: House) -> None:
    told = {each["key"]: each for each in (await house.data("operations", COLUMNS))["exportColumns"]}
    assert {key: each["allowed"] for key, each in told.items() if key.startswith("custom:")} == {
        **{f"custom:{key}": True for key in VALUES}, "custom:closed": False,
    }  # fmt: skip
    assert told["custom:size"]["zh"] == "自size"
    others = (await house.data("compliance", COLUMNS))["exportColumns"]
    assert not [each["key"] for each in others if each["key"].startswith("custom:")]


async def test_values_are_written_by_their_kind(house: House) -> None:
    id = await client_of(house)
    values = {key: value for key, (_kind, value, _shown, _more) in VALUES.items()}
    assert "errors" not in await write(house, "operations", id, **values)
    adviser = await define(house, "adviser", "user")
    assert "errors" not in await classify(house, adviser, *FULL)
    person = public_id("user", house.people["client_manager"])
    assert "errors" not in await write(house, "operations", id, adviser=person)
    keys = [f"custom:{key}" for key in (*VALUES, "adviser")]
    export = await ask(house, "operations", columns=["name", *keys])
    await export.make()
    heading, *rows = await export.table()
    assert heading[1] == "Own size"
    (row,) = [row for row in rows if any(row[1:])]
    assert row[1:-1] == [shown for _kind, _value, shown, _more in VALUES.values()]
    assert row[-1]


async def test_what_may_not_leave_is_refused_and_what_is_closed_meanwhile_is_not_handed_over(
    house: House,
) -> None:
    wanted = {"list": "clients", "format": "csv", "reason": "月度核对"}
    refused = await house.ask("operations", ASK, i={**wanted, "columns": ["custom:closed"]})
    assert codes_of(refused) == ["FORBIDDEN"]
    unknown = await house.ask("operations", ASK, i={**wanted, "columns": ["custom:nobody"]})
    assert codes_of(unknown) == ["BAD_USER_INPUT"]
    passing = await define(house, "passing", "text")
    assert "errors" not in await classify(house, passing, *FULL)
    export = await ask(house, "operations", columns=["name", "custom:passing"])
    await export.make()
    assert "errors" not in await house.ask("operations", TAKE, id=export.id)
    assert "errors" not in await house.ask(
        "operations", ARCHIVE, i={"id": passing["id"], "version": passing["version"]}
    )
    assert codes_of(await house.ask("operations", TAKE, id=export.id)) == ["FORBIDDEN"]
