"""An import over HTTP and GraphQL: the same answer as on the command line, for its own person, with his rights only."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from backend import import_files
from backend.auth.acting import importing
from backend.book.clients import Client
from backend.book.imports.ground import Ground
from backend.book.imports.jobs import ImportJob
from backend.book.imports.running import run
from backend.commands.import_answer import answer
from backend.commands.imports import ImportOrder, dry_run
from backend.import_files import MOST_BYTES, ImportFiles
from backend.platform.audit import AuditEntry
from backend.platform.files.scanning import Scanner
from backend.platform.ids import own_id
from tests.files.clamd import EICAR, clamd
from tests.schema.house import House, codes_of
from tests.workbooks.sheets import Grid, write_xlsx_sheets

GRID: Grid = [
    ["客户名单", "", "", "", "", ""],
    ["姓名", "手机号码", "证件号码", "规模(万元)", "首次认购日期", "星座"],
    ["赵导入", "16900010012", "310101197605079978", "350", "2024-03-05", "狮子"],
    ["钱导入", "1690001001", "", "约120", "03/04/2024", ""],
    ["孙导入", "16900010014", "310101199003071233", "", "2024年3月5日", ""],
    ["赵导入", "16900010012", "310101197605079978", "350", "2024-03-05", ""],
    ["合计", "", "", "470", "", ""],
]
ROWS = """query($id: ID!, $status: String, $code: String) { import(id: $id) {
  id file kind state step progress total revision message startedBy { name } wishes { createTags onTwin owner { id } }
  counts { accepted rejected skipped duplicate committed undone kept }
  reading { missing omitted withHidden options { field unit dateOrder dropsBad default replaced { typed to } }
    sheets { name hidden leftOut lines first { line cells } hiddenRows hiddenColumns struckRows comments merged
      tables { headerRows lines columns { letters header field unit samples hidden } } } }
  findings { unmapped withoutTable inFile inBook decided hidden { sheets rows columns } skipped { code rows message }
    issues { field code effect message rows } }
  rows(first: 100, status: $status, code: $code) { next nodes { id sheet line status undone comments
    cells { field typed value edited } issues { field code effect message column typed }
    pairs { id reasons certain decision sheet line hidden client { name } }
    differences { field before after effect hidden } } } } }"""


@pytest.fixture
async def web(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """The routes of files; the header `who` says whose role asks."""

    async def authenticate(request: Any) -> Any:
        role = request.headers.get("who")
        return await house.principal(role) if role else None

    app = Starlette(routes=ImportFiles(house.database, house.vault, authenticate).routes())
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def worked(house: House, id: str) -> None:
    """What the worker would do next."""
    ground = Ground(house.database, house.vault, lambda job: importing(house.database, job))
    await run(ground, house.firm_id, own_id("import", id), force=True)


async def uploaded(web: httpx2.AsyncClient, house: House, file: Path, who: str = "operations") -> str:
    told = await web.post(
        "/files/imports",
        params={"kind": "clients", "file": file.name},
        content=file.read_bytes(),  # noqa: ASYNC240  a few kilobytes
        headers={"who": who},
    )
    assert told.status_code == 200, told.text
    id = str(told.json()["id"])
    await worked(house, id)
    return id


async def changed(house: House, call: str, type: str, who: str = "operations", **input: Any) -> Any:
    """A mutation of imports, and what the worker does for it."""
    document = f"mutation($i: {type}!) {{ it: {call}(input: $i) {{ id state revision }} }}"
    told = (await house.data(who, document, i=input))["it"]
    await worked(house, input["id"])
    return told


async def test_web_and_command_line_say_the_same_of_a_workbook(
    house: House, web: httpx2.AsyncClient, tmp_path: Path
) -> None:
    file = write_xlsx_sheets(tmp_path / "名单.xlsx", {"客户": GRID})
    wanted = answer(await dry_run(ImportOrder(file)))
    id = await uploaded(web, house, file)
    seen = (await house.data("operations", ROWS, id=id))["import"]
    columns = seen["reading"]["sheets"][0]["tables"][0]["columns"]
    assert {c["header"]: c["field"] for c in columns}["规模(万元)"] == "aum_cny"
    assert (seen["state"], seen["startedBy"]["name"] != "") == ("parsed", True)
    await changed(house, "chooseImport", "ChooseImportInput", id=id)
    told = (await house.data("operations", ROWS, id=id))["import"]
    assert told["state"] == "previewed"
    assert told["findings"]["unmapped"] == wanted["unmapped"]
    rows = told["rows"]["nodes"]
    assert [(r["sheet"], r["line"], r["status"]) for r in rows] == [
        (r["sheet"], r["row"], r["status"]) for r in wanted["rows"]
    ]
    for shown, row in zip(rows, wanted["rows"], strict=True):
        cells = {c["field"]: c["value"] for c in shown["cells"] if c["value"] is not None}
        assert cells == {k: str(v) for k, v in row["values"].items() if v is not None}
        noted = {(i["field"], i["code"]) for i in row["issues"]}
        assert {(i["field"], i["code"]) for i in shown["issues"]} - noted <= {("manager", "owner_none")}
        assert {(i["field"], i["code"]) for i in shown["issues"]} >= noted
        for issue in row["issues"]:
            assert issue["messages"]["en"] in {i["message"] for i in shown["issues"]}
    twin = next(r for r in rows if r["line"] == 6)
    assert [(p["sheet"], p["line"], p["certain"]) for p in twin["pairs"]] == [("客户", 3, True)]


async def test_rows_are_mended_one_by_one_and_by_column_then_taken_in_and_taken_back(
    house: House, web: httpx2.AsyncClient, tmp_path: Path
) -> None:
    grid = [*GRID[1:4], ["李导入", "169", "", "", "03/05/2024", ""]]
    id = await uploaded(web, house, write_xlsx_sheets(tmp_path / "b.xlsx", {"客户": grid}))
    await changed(house, "chooseImport", "ChooseImportInput", id=id, wishes={"onTwin": "skip"})
    told = (await house.data("operations", ROWS, id=id, status="rejected"))["import"]
    assert told["counts"]["rejected"] == 2
    await changed(
        house,
        "fixImportColumn",
        "FixImportColumnInput",
        id=id,
        field="onboard_date",
        fix="date_order",
        value="dmy",
    )
    told = (await house.data("operations", ROWS, id=id, status="rejected"))["import"]
    assert {i["code"] for r in told["rows"]["nodes"] for i in r["issues"] if i["effect"] == "refuses"} == {
        "bad_mobile"
    }
    edit = (
        "mutation($i: EditImportRowInput!) { editImportRow(input: $i) "
        "{ import { revision } row { status cells { field edited } } } }"
    )
    first, _ = told["rows"]["nodes"]
    mended = await house.data(
        "operations",
        edit,
        i={"id": id, "row": first["id"], "cells": [{"field": "mobile", "text": "16900010099"}]},
    )
    assert mended["editImportRow"]["row"]["status"] == "accepted"
    assert [c["field"] for c in mended["editImportRow"]["row"]["cells"] if c["edited"]] == ["mobile"]
    refused = await web.get(f"/files/imports/{id}/refused", headers={"who": "operations"})
    book = openpyxl.load_workbook(io.BytesIO(refused.content))
    lines = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert lines[0][:2] == ["Name", "Mobile"]
    assert lines[1][0] == "李导入"
    assert "is not a valid telephone number" in str(lines[1][-3])
    seen = (await house.data("operations", ROWS, id=id))["import"]
    stale = await house.ask(
        "operations",
        "mutation($i: CommitImportInput!) { commitImport(input: $i) { id } }",
        i={"id": id, "revision": seen["revision"] - 1},
    )
    assert codes_of(stale) == ["CONFLICT"]
    await changed(house, "commitImport", "CommitImportInput", id=id, revision=seen["revision"])
    done = (await house.data("operations", ROWS, id=id))["import"]
    assert (done["state"], done["counts"]["committed"], done["counts"]["rejected"]) == ("done", 2, 1)
    await changed(house, "undoImport", "IdInput", id=id)
    back = (await house.data("operations", ROWS, id=id))["import"]
    assert (back["state"], back["counts"]["undone"], back["counts"]["kept"]) == ("undone", 2, 0)
    async with house.database.read(house.firm_id) as session:
        names = await session.scalars(
            select(Client.name).where(Client.firm_id == house.firm_id, Client.name.like("%导入"))
        )
        assert list(names) == []
        downloads = await session.scalars(
            select(AuditEntry.actor).where(
                AuditEntry.firm_id == house.firm_id, AuditEntry.action == "download"
            )
        )
        assert len(list(downloads)) == 1


async def test_nobody_sees_the_rows_of_a_colleague_s_import(
    house: House, web: httpx2.AsyncClient, tmp_path: Path
) -> None:
    file = write_xlsx_sheets(tmp_path / "c.xlsx", {"客户": GRID[1:3]})
    id = await uploaded(web, house, file, "client_manager")
    # Operations see that it was and what came of it, not what is in it.
    answer = await house.ask("operations", ROWS, id=id)
    assert (answer["data"]["import"]["file"], answer["data"]["import"]["rows"]) == ("c.xlsx", None)
    assert {e["extensions"]["coordinate"] for e in answer["errors"]} >= {"Import.rows", "Import.reading"}
    for who in ("assistant", "executive", "auditor"):
        assert (await house.ask(who, ROWS, id=id))["data"]["import"] is None
        gone = await web.get(f"/files/imports/{id}/refused", headers={"who": who})
        assert (gone.status_code, gone.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    again = await web.post(
        "/files/imports",
        params={"kind": "clients", "file": "c.xlsx"},
        content=file.read_bytes(),
        headers={"who": "operations"},
    )
    assert (again.status_code, again.json()["errors"][0]["extensions"]["params"]["problem"]) == (
        409,
        "import_elsewhere",
    )


@pytest.mark.parametrize(
    ("who", "kind", "file", "content", "status", "code"),
    [
        ("", "clients", "a.csv", b"x", 401, "UNAUTHENTICATED"),
        ("client_manager", "transactions", "a.csv", b"x", 403, "FORBIDDEN"),
        ("auditor", "clients", "a.csv", b"x", 403, "FORBIDDEN"),
        ("partner_api", "clients", "a.csv", b"x", 403, "FORBIDDEN"),
        ("operations", "horses", "a.csv", b"x", 400, "BAD_USER_INPUT"),
        ("operations", "clients", "", b"x", 400, "BAD_USER_INPUT"),
        ("operations", "clients", "a.csv", b"", 400, "BAD_USER_INPUT"),
        ("operations", "clients", "a.csv", b"x" * (MOST_BYTES + 1), 413, "BAD_USER_INPUT"),
    ],
)
async def test_who_may_not_and_what_is_no_file_is_refused_in_words_and_leaves_nothing(
    house: House,
    web: httpx2.AsyncClient,
    who: str,
    kind: str,
    file: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    async def jobs() -> int:
        async with house.database.read(house.firm_id) as session:
            found = await session.scalars(select(ImportJob.id).where(ImportJob.firm_id == house.firm_id))
            return len(list(found))

    before = await jobs()
    headers = {"who": who} if who else {}
    told = await web.post(
        "/files/imports", params={"kind": kind, "file": file}, content=content, headers=headers
    )
    (error,) = told.json()["errors"]
    assert (told.status_code, error["extensions"]["code"]) == (status, code)
    assert error["message"]
    assert await jobs() == before


async def test_uploads_wait_for_their_turn_and_are_told_when_to_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def authenticate(_: Any) -> Any:
        return await house.principal("operations")

    monkeypatch.setattr(import_files, "WAIT", 0.05)
    files = ImportFiles(house.database, house.vault, authenticate, places=asyncio.Semaphore(0))
    transport = httpx2.ASGITransport(app=Starlette(routes=files.routes()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        told = await client.post("/files/imports", params={"kind": "clients", "file": "a.csv"}, content=b"x")
    assert (told.status_code, told.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")


async def test_an_infected_workbook_is_no_import(house: House) -> None:
    async def authenticate(_: Any) -> Any:
        return await house.principal("operations")

    async with clamd() as running:
        files = ImportFiles(house.database, house.vault, authenticate, Scanner.at(running.address))
        transport = httpx2.ASGITransport(app=Starlette(routes=files.routes()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            told = {
                content: await client.post(
                    "/files/imports", params={"kind": "clients", "file": "a.csv"}, content=content
                )
                for content in (EICAR, "姓名\n周若溪\n".encode())
            }
        infected, clean = told.values()
    error = infected.json()["errors"][0]["extensions"]
    assert (error["code"], error["params"]["problem"]) == ("BAD_USER_INPUT", "file_infected")
    assert clean.status_code == 200


async def test_a_file_that_is_no_table_is_refused_as_a_whole_with_the_reason(
    house: House, web: httpx2.AsyncClient, tmp_path: Path
) -> None:
    (tmp_path / "d.xlsx").write_bytes(b"PK\x03\x04 broken")
    id = await uploaded(web, house, tmp_path / "d.xlsx")
    told = (await house.data("operations", ROWS, id=id))["import"]
    assert (told["state"], told["rows"]["nodes"], told["reading"]) == ("failed", [], None)
    assert told["message"] == "The file is broken or no spreadsheet. Download it again or save it as .xlsx."


async def test_kinds_say_what_the_caller_may_import(house: House) -> None:
    document = "{ importKinds { key zh en permitted oneOf fields { key zh en required personal words adjustable } } }"
    of = {
        who: {k["key"] for k in (await house.data(who, document))["importKinds"] if k["permitted"]}
        for who in ("client_manager", "operations", "finance", "auditor")
    }
    assert of["client_manager"] == {"clients", "interactions"}
    assert of["operations"] >= {"clients", "products", "transactions", "units", "receipts", "fees"}
    assert of["finance"] == {"products", "navs", "valuations", "receipts", "fees"}
    assert of["auditor"] == set()


async def test_a_twin_whom_the_importing_person_may_not_see_is_told_without_a_name(
    house: House, web: httpx2.AsyncClient, tmp_path: Path
) -> None:
    grid: Grid = [["姓名", "手机号码"], ["甲隐", "16900017777"]]
    first = await uploaded(web, house, write_xlsx_sheets(tmp_path / "e.xlsx", {"客户": grid}))
    await changed(house, "chooseImport", "ChooseImportInput", id=first)
    seen = (await house.data("operations", ROWS, id=first))["import"]
    await changed(house, "commitImport", "CommitImportInput", id=first, revision=seen["revision"])
    again: Grid = [*grid, ["乙显", "16900017778"]]
    who = "client_manager"
    id = await uploaded(web, house, write_xlsx_sheets(tmp_path / "f.xlsx", {"客户": again}), who)
    await changed(house, "chooseImport", "ChooseImportInput", who, id=id)
    told = (await house.data(who, ROWS, id=id))["import"]
    (twin, _) = told["rows"]["nodes"]
    assert (told["state"], told["counts"]["accepted"]) == ("previewed", 2)
    assert [(p["hidden"], p["client"], p["certain"]) for p in twin["pairs"]] == [(True, None, True)]
    assert {d["before"] for d in twin["differences"]} <= {None}
    assert "甲隐" not in str(twin["pairs"])
