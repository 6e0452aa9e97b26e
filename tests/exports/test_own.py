"""The firm's own fields as columns of an exported list of clients: by the right on each, written by their kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.systemize.sheets.plans import Plan
from tests.book.wizard import Wizard
from tests.exports.making import ASK, ask, table_of
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_custom_fields import ARCHIVE, OPTIONS, classify, client_of, define, write
from tests.workbooks.sheets import write_csv

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
    "born": ("lunar", "1956-08-15", "1956-08-15", {}),
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


@pytest.mark.parametrize("format", ["xlsx", "csv"])
async def test_what_an_export_says_an_import_reads_again(house: House, tmp_path: Path, format: str) -> None:
    id = await client_of(house)
    values = {key: value for key, (_kind, value, _shown, _more) in VALUES.items()}
    values |= {"memo": f"年会{format}", "vip": False}
    assert "errors" not in await write(house, "operations", id, **values)
    keys = [f"custom:{key}" for key in VALUES]
    export = await ask(house, "operations", columns=["name", *keys], format=format)
    await export.make()
    heading, *rows = table_of(await export.content(), format)
    (row,) = [row for row in rows if f"年会{format}" in row]
    file = write_csv(tmp_path / "again.csv", [heading, [f"回{format}", *row[1:]]])
    wizard = Wizard(house.database, house.vault, await house.principal("operations"))
    job = await wizard.all(file)
    assert job.counts == {"committed": 1}
    async with house.database.read(house.firm_id) as session:
        clients = {
            client.name: client.custom
            for client in await session.scalars(select(Client).where(Client.firm_id == house.firm_id))
            if client.id == own_id("client", id) or client.name == f"回{format}"
        }
    first, again = clients.values()
    assert first == again
    assert len(again) == len(VALUES)


async def test_a_sealed_number_is_taken_in_sealed_and_leaves_masked(house: House, tmp_path: Path) -> None:
    assert "errors" not in await classify(house, await define(house, "pass", "sealed"), *FULL)
    heading = ["姓名", "手机", "自pass"]
    wizard = Wizard(house.database, house.vault, await house.principal("operations"))
    first = write_csv(tmp_path / "first.csv", [heading, ["陆封存", "16900033321", "E 1234-56789"]])
    assert (await wizard.all(first)).counts == {"committed": 1}
    async with house.database.read(house.firm_id) as session:
        statement = select(Client).where(Client.firm_id == house.firm_id, Client.name == "陆封存")
        client = (await session.scalars(statement)).one()
    assert client.custom["pass:sealed"]["masked"] == "****6789"
    assert "1234" not in str(client.custom)
    asked = {"id": public_id("client", client.id), "field": "custom:pass", "reason": "核对通行证"}
    reveal = "mutation($i: RevealInput!) { reveal(input: $i) { value } }"
    assert (await house.data("operations", reveal, i=asked))["reveal"]["value"] == "E 1234-56789"
    export = await ask(house, "operations", columns=["name", "custom:pass"])
    await export.make()
    assert ["陆封存", "****6789"] in (await export.table())
    # What was shown of a number is no number: such a row is refused rather than taken in without it.
    again = write_csv(tmp_path / "again.csv", [heading, ["陆再来", "16900033322", "****6789"]])
    assert (await wizard.all(again)).counts == {"rejected": 1}


async def test_who_may_not_write_a_field_has_no_such_column(house: House, tmp_path: Path) -> None:
    document = "{ importKinds { key fields { key zh en kindZh values words } } }"
    fields = {
        who: {
            f["key"]: f
            for kind in (await house.data(who, document))["importKinds"]
            for f in kind["fields"]
            if f["key"].startswith("custom:")
        }
        for who in ("operations", "client_manager")
    }
    assert set(fields["operations"]) >= {f"custom:{key}" for key in VALUES}
    grade = fields["operations"]["custom:grade"]
    assert (grade["zh"], grade["values"], grade["words"]) == ("自grade", ["gold", "silver"], ["金", "银"])
    assert fields["client_manager"] == {}
    file = write_csv(tmp_path / "a.csv", [["姓名", "手机", "自grade"], ["林不写", "16900033311", "金"]])
    wizard = Wizard(house.database, house.vault, await house.principal("client_manager"))
    await wizard.upload(file)
    await wizard.choose()
    assert (await wizard.summary()).unmapped == ["自grade"]
    with pytest.raises(Refused, match="BAD_USER_INPUT"):
        await wizard.choose(Plan({"自grade": "custom:grade"}))
