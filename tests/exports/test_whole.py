"""Everything a firm has leaves in an open form, whole and readable by others, and nothing of another firm with it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.book.clients import Client
from backend.book.exports.whole import LEFT_OUT, tables_in, write_whole
from backend.migrations.metadata import METADATA
from backend.platform.database import Database
from backend.platform.keys import PersonKey, Vault
from backend.platform.principal import Level
from tests.exports.making import Export, maker_of
from tests.exports.test_exports import widened
from tests.exports.test_guard import Sink
from tests.schema.house import House, build_house, codes_of, furnish

ASK = "mutation($i: RequestFirmExportInput!) { requestFirmExport(input: $i) { id version state needsApproval } }"
DECIDE = "mutation($i: DecideExportInput!) { decideExport(input: $i) { state } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    """A firm with three clients, beside a twin with other people."""
    twin = await build_house(database, vault, "远山资本")
    await furnish(twin, 2)
    made = await build_house(database, vault)
    await furnish(made, 3)
    return made


async def written(house: House) -> zipfile.ZipFile:
    """The archive, as the command line writes it."""
    sink: Any = Sink()
    await write_whole(
        house.database, house.vault, house.services.extra["files"], house.firm_id, sink, METADATA.sorted_tables,
        "明远资产",
    )  # fmt: skip
    return zipfile.ZipFile(io.BytesIO(bytes(sink.data)))


def lines(archive: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"tables/{table}.ndjson").splitlines()]


async def test_every_table_is_in_it_with_every_row_or_is_named_as_left_out(house: House) -> None:
    archive = await written(house)
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["left_out"] == dict(LEFT_OUT)
    told = json.loads(archive.read("schema.json"))["tables"]
    chosen = tables_in(METADATA.sorted_tables)
    assert {table.name for table in METADATA.sorted_tables} == set(told) | {
        name for name in LEFT_OUT if name in METADATA.tables
    }
    async with house.database.as_system(house.firm_id, "tests") as session:
        for table in chosen:
            count = await session.scalar(
                select(func.count()).select_from(table).where(table.c.firm_id == house.firm_id)
            )
            part = manifest["parts"][f"tables/{table.name}.ndjson"]
            assert part["rows"] == len(lines(archive, table.name)) == count, table.name
    for row in lines(archive, "client"):
        assert set(row) == set(told["client"]["columns"])
    assert told["contact_point"]["refers"]["firm_id+client_id"] == "client"


async def test_sums_and_sizes_are_those_of_the_parts(house: House) -> None:
    archive = await written(house)
    parts = json.loads(archive.read("manifest.json"))["parts"]
    assert set(parts) == set(archive.namelist()) - {"manifest.json"}
    for name, part in parts.items():
        data = archive.read(name)
        assert (part["size"], part["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


async def test_numbers_are_readable_by_others_and_documents_are_as_they_were(house: House) -> None:
    archive = await written(house)
    points = {row["value"] for row in lines(archive, "contact_point")}
    assert {"16900000000", "client1@example.com", "上海市浦东新区世纪大道2号"} <= points
    assert {row["bank_account"] for row in lines(archive, "client")} == {f"62220000{n:08d}" for n in range(3)}
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert sorted(archive.read(name).decode() for name in files) == [f"合同{n}.txt" for n in range(3)]
    documents = {row["id"] for row in lines(archive, "document")}
    assert {name.split("/")[1] for name in files} == documents
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"_blind", b"password_hash", b"token_hash", b"wrapped"):
        assert word not in whole
    assert "远山资本".encode() not in whole


async def test_an_erased_persons_numbers_are_not_there(house: House) -> None:
    async with house.database.as_system(house.firm_id, "tests") as session:
        client = (
            await session.scalars(
                select(Client).where(Client.firm_id == house.firm_id, Client.name == "客户002")
            )
        ).one()
        key = (
            await session.scalars(
                select(PersonKey).where(PersonKey.firm_id == house.firm_id, PersonKey.id == client.id)
            )
        ).one()
        await session.delete(key)
    archive = await written(house)
    [row] = [row for row in lines(archive, "client") if row["name"] == "客户002"]
    assert row["bank_account"] is None
    assert "16900000002" not in {point["value"] for point in lines(archive, "contact_point")}


async def test_as_a_job_it_waits_for_a_second_person_whatever_the_limit(house: House) -> None:
    unproven = replace(await house.principal("executive"), stepped_up=False)
    assert codes_of(await house.ask(unproven, ASK, i={"reason": "更换系统"})) == ["STEP_UP_REQUIRED"]
    asked = (await house.data("executive", ASK, i={"reason": "更换系统"}))["requestFirmExport"]
    assert (asked["state"], asked["needsApproval"]) == ("waiting", True)
    export = Export(house, asked["id"], {"format": "zip"})
    own = await house.ask(
        "executive", DECIDE, i={"id": asked["id"], "version": asked["version"], "approve": True}
    )
    assert own["errors"][0]["extensions"]["params"]["problem"] == "four_eyes"
    await house.data(
        "compliance", DECIDE, i={"id": asked["id"], "version": asked["version"], "approve": True}
    )
    row = await export.make()
    assert (row.state, row.fault) == ("done", None)
    archive = zipfile.ZipFile(io.BytesIO(await export.content()))
    assert archive.testzip() is None
    assert len(lines(archive, "client")) == 3
    assert row.progress == sum(
        part["rows"] for part in json.loads(archive.read("manifest.json"))["parts"].values()
    )


async def test_who_has_lost_the_right_meanwhile_gets_nothing(house: House) -> None:
    for role in ("operations", "compliance", "client_manager"):
        assert codes_of(await house.ask(role, ASK, i={"reason": "更换系统"})) == ["FORBIDDEN"]
    asked = (await house.data("executive", ASK, i={"reason": "更换系统"}))["requestFirmExport"]
    await house.data(
        "compliance", DECIDE, i={"id": asked["id"], "version": asked["version"], "approve": True}
    )
    executive = await house.principal("executive")
    assert executive.user_id is not None
    less = widened(executive, Mutation__requestFirmExport=(Level.NONE,) * 4)
    row = await Export(house, asked["id"], {}).make(maker_of(house, {executive.user_id: less}))
    assert (row.state, row.fault, row.file_id) == ("failed", "export_right", None)
