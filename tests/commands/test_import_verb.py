"""`startrail import` as people and scripts call it."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.book.clients import Client
from backend.book.imports.jobs import ImportJob, ImportRow
from backend.book.imports.kinds import KINDS
from backend.book.products import Product
from backend.commands.import_table import SHOWN
from backend.commands.import_verb import Printing, run_import
from backend.commands.imports import ImportOrder, Outcome, dry_run, undo_import
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.files.scanning import Scanner
from backend.platform.keys import Vault
from backend.systemize.sheets.checking import check_file
from backend.systemize.sheets.kinds import catalogue
from backend.systemize.sheets.reports import to_answer
from tests.commands.importing import add_managers, count, sheet_of
from tests.conftest import MASTER_KEY, MadeFirm
from tests.files.clamd import EICAR, clamd
from tests.workbooks.messy_clients import write_messy_clients
from tests.workbooks.sheets import write_csv

BAD = [[f"客户{n}", "12"] for n in range(SHOWN + 7)]


def call(
    order: ImportOrder,
    url: str,
    *,
    dry: bool = False,
    as_json: bool = False,
    report: Path | None = None,
    scanner: Scanner | None = None,
) -> int:
    """The verb on a database, in a thread of its own as on the command line."""

    def work(task: Callable[[Database], Awaitable[Outcome]]) -> Outcome:
        async def run() -> Outcome:
            database = Database(url, pool_size=2)
            try:
                return await task(database)
            finally:
                await database.close()

        return asyncio.run(run())

    printing = Printing(as_json, report)
    return run_import(order, printing, work, lambda: Vault(MASTER_KEY), dry=dry, scanner=scanner)


async def test_a_dry_run_prints_the_check_s_object_and_writes_nothing(
    database: Database, firm: MadeFirm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_messy_clients(tmp_path / "a.xlsx", rows=80, seed=5)
    code = await asyncio.to_thread(
        call, ImportOrder(tmp_path / "a.xlsx"), database.url, dry=True, as_json=True
    )
    printed = json.loads(capsys.readouterr().out)
    wanted = to_answer(check_file(tmp_path / "a.xlsx", today=business_date()))
    assert (code, printed) == (0, json.loads(json.dumps(wanted)))
    for model in (ImportJob, ImportRow, Client):
        assert await count(database, firm.firm_id, model) == 0


async def test_a_dry_run_for_a_firm_knows_the_sheet_named_after_one_of_its_people(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    await add_managers(database, vault, firm.firm_id)
    file = write_csv(tmp_path / "沈一鸣.csv", [["姓名", "手机"], ["周若溪", "16900000012"]])
    alone = await dry_run(ImportOrder(file))
    told = await dry_run(ImportOrder(file, firm=str(firm.firm_id)), database)
    assert [r.report.rows[0].values.get("manager") for r in (alone, told)] == [None, "沈一鸣"]
    assert await count(database, firm.firm_id, ImportJob) == 0


async def test_an_infected_workbook_is_not_taken_in_and_the_find_is_recorded(
    database: Database, firm: MadeFirm, tmp_path: Path
) -> None:
    infected = tmp_path / "a.csv"
    infected.write_bytes("姓名\n".encode() + EICAR)
    clean = write_csv(tmp_path / "b.csv", [["姓名", "手机"], ["周若溪", "16900000012"]])
    async with clamd() as running:
        scanner = Scanner.at(running.address)
        with pytest.raises(Refused) as refused:
            await asyncio.to_thread(
                call, ImportOrder(infected, firm=str(firm.firm_id)), database.url, scanner=scanner
            )
        assert refused.value.params["problem"] == "file_infected"
        assert await count(database, firm.firm_id, ImportJob) == 0
        assert await count(database, firm.firm_id, AuditEntry, AuditEntry.action == "infected") == 1
        order = ImportOrder(clean, firm=str(firm.firm_id))
        assert await asyncio.to_thread(call, order, database.url, scanner=scanner) == 0
        assert running.seen[-1] == clean.read_bytes()
    assert await count(database, firm.firm_id, Client) == 1
    with pytest.raises(Refused) as unknown:
        await asyncio.to_thread(call, order, database.url, scanner=scanner)
    assert (unknown.value.code, unknown.value.params["problem"]) == (Code.UNAVAILABLE, "scanner")


async def test_people_see_each_refusal_in_two_languages_and_fifty_at_most(
    database: Database, firm: MadeFirm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "a.csv", [["姓名", "手机"], ["周若溪", "16900000012"], *BAD])
    order = ImportOrder(file, firm=str(firm.firm_id))
    report = tmp_path / "report.csv"
    assert await asyncio.to_thread(call, order, database.url, report=report) == 0
    printed = capsys.readouterr().out
    assert printed.count("不是有效电话号码") == SHOWN
    assert printed.count("is not a valid telephone number") == SHOWN
    assert f"另有 {len(BAD) - SHOWN} 条" in printed
    assert "1 imported, 0 duplicates" in printed
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert len([row for row in rows if row[2] == "rejected"]) == len(BAD)
    assert rows[1][5].startswith("第 3 行 B 列")
    assert report.stat().st_mode & 0o077 == 0


async def test_no_cell_of_a_report_is_a_formula_and_no_text_is_markup(
    database: Database, firm: MadeFirm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "=1+1.csv", [["姓名", "手机"], ["[bold]周", "[/red]=cmd()"]])
    order = ImportOrder(file, firm=str(firm.firm_id))
    assert await asyncio.to_thread(call, order, database.url, report=tmp_path / "r.csv") == 0
    assert "[/red]=cmd()" in capsys.readouterr().out
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(("name", "error"), [("a.csv", "empty"), ("missing.csv", "unreadable")])
async def test_a_file_refused_as_a_whole_ends_with_two_and_words(
    database: Database,
    firm: MadeFirm,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    error: str,
) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    order = ImportOrder(tmp_path / name, firm=str(firm.firm_id))
    assert await asyncio.to_thread(call, order, database.url, as_json=True) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["error"], told["rows"]) == (error, [])
    assert await asyncio.to_thread(call, order, database.url) == 2
    zh, en = capsys.readouterr().out.splitlines()
    assert (zh, en) == (told["messages"]["zh"], told["messages"]["en"])


@pytest.mark.parametrize("mapping", ["{", "[]", '{"姓名": 3}', '{"姓名": "nobody"}'])
async def test_a_mapping_that_is_none_is_refused(
    database: Database, firm: MadeFirm, tmp_path: Path, mapping: str
) -> None:
    (tmp_path / "m.json").write_text(mapping, encoding="utf-8")
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012"))
    order = ImportOrder(file, firm=str(firm.firm_id), mapping=tmp_path / "m.json")
    with pytest.raises(Refused):
        await asyncio.to_thread(call, order, database.url)
    assert await count(database, firm.firm_id, ImportJob) == 0


async def test_a_kind_nobody_knows_is_refused_by_name(database: Database, tmp_path: Path) -> None:
    file = sheet_of(tmp_path / "a.csv", ("周若溪", "16900000012"))
    with pytest.raises(Refused) as caught:
        await asyncio.to_thread(call, ImportOrder(file, kind="horses"), database.url, dry=True)
    assert caught.value.params == {"field": "kind", "problem": "import_kind", "known": ", ".join(KINDS)}


async def test_every_kind_of_the_catalogue_is_offered_and_an_import_is_undone_by_its_id(
    database: Database, firm: MadeFirm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set(KINDS) == set(catalogue.KINDS)
    file = write_csv(
        tmp_path / "产品.csv", [["产品代码", "产品名称"], ["SXY001", "星野一号"], ["", "无代码"]]
    )
    order = ImportOrder(file, kind="products", firm=str(firm.firm_id))
    assert await asyncio.to_thread(call, order, database.url, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)["import"]
    assert (told["kind"], told["committed"], told["rejected"]) == ("products", 1, 1)
    assert await count(database, firm.firm_id, Product) == 1
    undone = await undo_import(database, Vault(MASTER_KEY), told["id"], firm=str(firm.firm_id), email=None)
    assert undone.result is not None
    assert undone.result.job.state == "undone"
    assert await count(database, firm.firm_id, Product) == 0
