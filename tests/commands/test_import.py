"""Workbooks become clients: all accepted rows once, under their owners, whatever is killed on the way."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.imports.jobs import ImportJob, ImportRow
from backend.book.lineage import Lineage, lineage_rows_of
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import OutboxRow
from backend.platform.keys import Vault
from backend.systemize.sheets.checking import check_file
from tests.commands.importing import add_managers, clients_of, count, imported, owners_of, sheet_of
from tests.conftest import MadeFirm
from tests.product import ROOT
from tests.workbooks.messy_clients import write_messy_clients
from tests.workbooks.sheets import Grid, write_csv, write_xlsx_sheets


async def test_thousands_of_messy_rows_become_clients_under_their_owners(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    wanted = write_messy_clients(tmp_path / "clients.xlsx", rows=2_500)
    await add_managers(database, vault, firm.firm_id)
    told = await imported(database, vault, firm.firm_id, tmp_path / "clients.xlsx")
    repeats = {second for _, second in wanted["duplicates"]}
    figures = {key: told["import"][key] for key in ("committed", "duplicates", "rejected", "skipped")}
    assert figures == {
        "committed": wanted["accepted"] - len(repeats),
        "duplicates": len(repeats),
        "rejected": wanted["rejected"],
        "skipped": wanted["skipped"],
    }
    assert sum(figures.values()) == len(told["rows"])
    clients = await clients_of(database, firm.firm_id)
    assert len(clients) == figures["committed"]
    managers = Counter(
        row["values"]["manager"]
        for row in told["rows"]
        if row["status"] == "accepted" and row["row"] not in repeats
    )
    assert await owners_of(database, firm.firm_id) == managers
    assert managers.total() == figures["committed"]
    by_row = {row["row"]: row["values"] for row in told["rows"]}
    await _every_client_is_his_row(database, firm, by_row)


async def _every_client_is_his_row(
    database: Database, firm: MadeFirm, values: dict[int, dict[str, str]]
) -> None:
    """Name, birthday and risk level of each client are those of the row that the ledger names."""
    async with database.read(firm.firm_id) as session:
        rows = await session.execute(
            select(ImportRow.row, Client.name, Client.birth_date, Client.risk_level, Client.search_tokens)
            .join(Client, (Client.firm_id == ImportRow.firm_id) & (Client.id == ImportRow.client_id))
            .where(
                ImportRow.firm_id == firm.firm_id,
                Client.firm_id == firm.firm_id,
                ImportRow.status == "committed",
            )
        )
        for number, name, born, level, tokens in rows:
            of_row = values[number]
            assert (name, str(born), level) == (
                of_row["name"],
                of_row["birth_date"],
                of_row["risk_level"],
            )
            assert name[:2] in tokens


async def test_killed_at_any_moment_an_import_goes_on_and_nothing_is_missing_or_doubled(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    wanted = write_messy_clients(tmp_path / "clients.xlsx", rows=700, seed=8)
    await add_managers(database, vault, firm.firm_id)
    random = Random(20)
    command = [sys.executable, "-m", "tests.commands.importing", database.url, str(firm.firm_id)]
    command += [str(tmp_path / "clients.xlsx"), "20"]
    killed = 0
    for _ in range(5):
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        left = random.randrange(1, 6)
        while left and (line := await process.stdout.readline()):
            left -= line.startswith(b"commit")
        await asyncio.sleep(random.random() * 0.1)
        if process.returncode is None:
            process.kill()
            killed += 1
        await process.communicate()
    assert killed == 5
    state = await count(database, firm.firm_id, ImportJob, ImportJob.state == "done")
    assert state == 0, "the kills came too late to mean anything"
    told = await imported(database, vault, firm.firm_id, tmp_path / "clients.xlsx")
    assert told["import"]["resumed"]
    committed = wanted["accepted"] - len(wanted["duplicates"])
    assert told["import"]["committed"] == committed
    found = {
        "clients": await count(database, firm.firm_id, Client),
        "rows": await count(database, firm.firm_id, ImportRow, ImportRow.status == "committed"),
        "waiting": await count(database, firm.firm_id, ImportRow, ImportRow.status == "accepted"),
        "events": await count(database, firm.firm_id, OutboxRow, OutboxRow.name == "client.created"),
        "audited": await count(database, firm.firm_id, AuditEntry, AuditEntry.noun == "client"),
        "sources": await count(database, firm.firm_id, Lineage),
        "mobiles": await count(database, firm.firm_id, ContactPoint, ContactPoint.kind == "mobile"),
        "finished": await count(database, firm.firm_id, OutboxRow, OutboxRow.name == "import.finished"),
    }
    expected = dict.fromkeys(("clients", "rows", "events", "audited", "sources", "mobiles"), committed)
    assert found == expected | {"waiting": 0, "finished": 1}


async def test_two_processes_share_a_file_and_import_it_once(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    wanted = write_messy_clients(tmp_path / "clients.xlsx", rows=600, seed=9)

    async def one() -> object:
        try:
            return await imported(database, vault, firm.firm_id, tmp_path / "clients.xlsx")
        except Refused as refusal:
            return refusal.code

    results = await asyncio.gather(one(), one())
    assert any(isinstance(result, dict) for result in results)
    committed = wanted["accepted"] - len(wanted["duplicates"])
    assert await count(database, firm.firm_id, Client) == committed


async def test_the_same_file_a_second_time_imports_nothing_unless_told_to(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012"), ("沈一鸣", "16900000013"))
    first = (await imported(database, vault, firm.firm_id, file))["import"]
    renamed = file.rename(tmp_path / "b.csv")
    second = (await imported(database, vault, firm.firm_id, renamed))["import"]
    assert (second["id"], second["already"], second["unchanged"]) == (first["id"], True, 2)
    assert "--again" in second["messages"]["en"]
    third = (await imported(database, vault, firm.firm_id, renamed, again=True))["import"]
    assert (third["committed"], third["duplicates"], third["already"]) == (0, 2, False)
    assert third["duplicate_rows"][0]["reasons"] == ["name", "phone"]
    assert len(await clients_of(database, firm.firm_id)) == 2


async def test_a_gbk_file_is_read_and_its_fields_tell_where_they_came_from(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    grid = [["客户姓名", "手机号码", "资产规模（万元）"], ["周若溪", "169 0000 0012", "350"]]
    file = write_csv(tmp_path / "客户.csv", grid, encoding="gbk")
    told = await imported(database, vault, firm.firm_id, file)
    (client,) = await clients_of(database, firm.firm_id)
    assert (client.name, client.name_pinyin, client.aum) == ("周若溪", "zhou ruo xi", Decimal(0))
    assert told["import"]["aum_declared"]["cny"] == "3500000.00"
    async with database.read(firm.firm_id) as session:
        sources = (await lineage_rows_of(session, firm.firm_id, [client.id]))[client.id]
    assert {source.field for source in sources} == {"name", "kind", "mobile", "aum_cny"}
    assert {(s.file, s.sheet, s.row, s.imported_by) for s in sources} == {
        ("客户.csv", "客户", 2, "system:import")
    }


@pytest.mark.parametrize(("content", "error"), [(b"", "empty"), (b"PK\x03\x04no", "unreadable")])
async def test_a_refused_file_imports_nothing(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path, content: bytes, error: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    told = await imported(database, vault, firm.firm_id, tmp_path / "a.xlsx")
    assert (told["error"], "import" in told) == (error, False)
    assert set(told["messages"]) == {"zh", "en"}
    assert await clients_of(database, firm.firm_id) == []
    async with database.read(firm.firm_id) as session:
        job = (await session.scalars(select(ImportJob).where(ImportJob.firm_id == firm.firm_id))).one()
    assert (job.state, job.error) == ("failed", error)


async def test_a_manager_nobody_knows_leaves_the_client_to_the_default_owner_and_is_told(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    rows = [("周若溪", "16900000012", "", "", "王五"), ("林知行", "16900000013", "", "", "Lu Jiahe")]
    file = sheet_of(tmp_path / "a.csv", *rows, ("许安然", "16900000014"))
    told = (await imported(database, vault, firm.firm_id, file))["import"]
    assert [(one["manager"], one["rows"], one["given_to"]) for one in told["owners_missing"]] == [
        ("王五", 1, None)
    ]
    assert told["without_owner"] == 2
    assert await owners_of(database, firm.firm_id) == Counter({"陆嘉禾": 1})
    more = sheet_of(tmp_path / "b.csv", ("方既白", "16900000015", "", "", "王五"))
    owner = people["沈一鸣"].email
    told = (await imported(database, vault, firm.firm_id, more, owner=owner))["import"]
    assert (told["owners_missing"][0]["given_to"], told["without_owner"]) == ("沈一鸣", 0)
    assert (await owners_of(database, firm.firm_id))["沈一鸣"] == 1


async def test_a_sheet_named_after_somebody_unknown_is_told(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    await add_managers(database, vault, firm.firm_id)
    sheets: dict[str, Grid] = {
        "沈一鸣": [["姓名", "手机"], ["周若溪", "16900000012"]],
        "王小五": [["姓名", "手机"], ["林知行", "16900000013"]],
    }
    file = write_xlsx_sheets(tmp_path / "a.xlsx", sheets)
    told = (await imported(database, vault, firm.firm_id, file))["import"]
    assert [one["manager"] for one in told["owners_missing"]] == ["王小五"]
    assert await owners_of(database, firm.firm_id) == Counter({"沈一鸣": 1})


async def test_the_later_of_two_rows_about_one_client_is_told_and_not_imported(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012"), ("周 若溪", "169 0000 0012"))
    told = (await imported(database, vault, firm.firm_id, file))["import"]
    (client,) = await clients_of(database, firm.firm_id)
    (row,) = told["duplicate_rows"]
    assert (row["row"], row["twin"], row["client"]) == (3, ["a", 2], f"client_{client.id.hex}")
    assert "第 2 行" in row["messages"]["zh"]


async def test_what_the_book_cannot_keep_is_refused_row_by_row(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    file = sheet_of(tmp_path / "a.csv", ("长" * 121, "16900000012"), ("周若溪", "16900000013"))
    told = await imported(database, vault, firm.firm_id, file)
    assert [(row["status"], [i["code"] for i in row["issues"]]) for row in told["rows"]] == [
        ("rejected", ["too_long"]),
        ("accepted", []),
    ]
    assert told["rows"][0]["issues"][0]["messages"]["en"].startswith("Row 2: ")
    assert (told["import"]["committed"], told["import"]["rejected"]) == (1, 1)


async def test_the_answer_of_an_import_is_that_of_the_check_and_what_became_of_it(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    write_messy_clients(tmp_path / "a.xlsx", rows=60, seed=3)
    told = await imported(database, vault, firm.firm_id, tmp_path / "a.xlsx")
    report = check_file(
        tmp_path / "a.xlsx", today=(await clients_of(database, firm.firm_id))[0].created_at.date()
    )
    assert [(row["row"], row["status"], row["values"]) for row in told["rows"]] == [
        (row.row, row.status, row.values) for row in report.rows
    ]
    assert list(told) == ["file", "error", "rows", "duplicates", "unmapped", "import"]
