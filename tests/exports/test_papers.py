"""Reports and boards as files: they say what the screen of their reader says, and nothing more."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from backend.analyze.monthly_pack import pack
from backend.book.exports import changes
from backend.platform.audit import AuditEntry
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import RELATIONS, Level
from backend.policies.roles import PEOPLE
from tests.exports.making import maker_of
from tests.exports.papers import ASK, ask, book_of, rows_of, texts_of
from tests.schema.house import House, build_house, codes_of, furnish
from tests.schema.test_reports import BOARD, CREATE, PREVIEW, shape
from tests.schema.test_tiers import settle

OPEN = "mutation($i: IdInput!) { openExport(input: $i) { url name } }"


@pytest.fixture(scope="module")
async def house(database: Database, vault: Vault) -> House:
    made = await build_house(database, vault, "纸面资管")
    await furnish(made, 6)
    await furnish(made, 2, owner="client_manager#2")
    await settle(made, night=True)
    return made


async def kept(house: House, given: dict[str, Any], who: str = "executive", zh: str = "纸面报表") -> str:
    """A report of somebody's, shared with the firm."""
    made = await house.data(
        who, CREATE, input={"zh": zh, "en": f"On paper {zh[:2]}", "shared": "firm", "shape": given}
    )
    return str(made["it"]["id"])


async def test_a_workbook_holds_the_numbers_of_the_screen_with_their_forms(house: House) -> None:
    given = shape("K-10.gross", "K-10.clients", rows="PROVINCE", scale="WAN")
    export = await ask(house, "executive", kind="REPORT", id=await kept(house, given))
    assert (export.asked["state"], export.asked["list"], export.asked["format"]) == (
        "queued",
        "report",
        "xlsx",
    )
    row = await export.make()
    assert (row.state, row.fault) == ("done", None)
    answer = (await house.data("executive", PREVIEW, shape=given))["it"]
    book = await book_of(export)
    head, *lines = rows_of(book)
    assert head == ["Region", "Raised, gross (CNY 10,000)", "Clients"]
    assert row.progress == len(answer["lines"])
    told = [each for each in lines if each[0] is not None]
    assert [each[0] for each in told][-1] == "Total"
    for line, found in zip(answer["lines"], told, strict=True):
        money, clients = (each["figure"]["value"] for each in line["cells"])
        assert float(found[1]) == pytest.approx(float(money) / 10_000)
        assert int(found[2]) == int(clients)
    sheet = book.worksheets[0]
    assert sheet.cell(5, 2).number_format == "#,##0.00"
    assert sheet.cell(5, 3).number_format == "#,##0"
    assert [each.title for each in book.worksheets][1:] == ["Notes", "startrail"]
    notes = texts_of(book)
    assert "The whole firm" in notes
    assert f"{given['from']} to {business_date().isoformat()}" in notes
    assert f"员工executive · {row.asked_at:%Y}" in notes.replace("Exported by 员工executive", "员工executive")
    assert book.worksheets[2].sheet_state == "veryHidden"
    assert (book.properties.creator or "") == f"员工executive  {row.asked_at:%Y-%m-%d}"


async def test_charts_are_excels_own_and_heat_is_colour(house: House) -> None:
    for chart, rows, columns in (
        ("BAR", "TEAM", None),
        ("STACKED", "MONTH", "TEAM"),
        ("LINE", "MONTH", None),
        ("PIE", "TIER", None),
    ):
        given = shape("K-10.gross", rows=rows, columns=columns, chart=chart)
        export = await ask(house, "executive", kind="REPORT", id=await kept(house, given, zh=f"图{chart}"))
        assert (await export.make()).state == "done"
        assert len((await book_of(export)).worksheets[0]._charts) == 1, chart  # type: ignore[attr-defined]
    given = shape("K-12.clients", rows="PROVINCE", columns="TIER", chart="HEAT")
    export = await ask(house, "executive", kind="REPORT", id=await kept(house, given, zh="图热力"))
    await export.make()
    sheet = (await book_of(export)).worksheets[0]
    assert len(list(sheet.conditional_formatting)) == 1


async def test_a_pdf_tells_days_range_numbers_and_who_took_it_in_both_languages(house: House) -> None:
    id = await kept(house, shape("K-10.gross", rows="TEAM", chart="BAR"), zh="各团队募集")
    english = await house.principal("executive")
    for principal, words in (
        (english, ("On paper", "The whole firm", "Exported by", "Total")),
        (replace(english, locale="zh-CN"), ("各团队募集", "全公司", "导出人", "合计")),
    ):
        export = await ask(house, principal, kind="REPORT", id=id, format="PDF")
        maker = maker_of(house, {house.people["executive"]: principal})
        assert (await export.make(maker)).state == "done"
        file = pypdf.PdfReader(io.BytesIO(await export.content()))
        text = "".join("".join(page.extract_text().split()) for page in file.pages)
        assert all("".join(word.split()) in text for word in words), text
        assert "1/1" in text
        assert export.id in text
        assert "一组" in text


async def test_a_board_is_a_sheet_for_each_card_in_its_order_narrowed_as_it_is_shown(house: House) -> None:
    one = await kept(house, shape("K-11.closing", rows="PROVINCE"), zh="先看")
    other = await kept(house, shape("K-10.gross", rows="TEAM"), zh="后看")
    cards = [
        {"report": other, "x": 0, "y": 5, "w": 6, "h": 4},
        {"report": one, "x": 0, "y": 0, "w": 6, "h": 4},
        {"cockpit": "growth", "x": 6, "y": 0, "w": 6, "h": 4},
        {"cockpit": "funnel", "x": 6, "y": 5, "w": 6, "h": 4},
    ]
    board = (
        await house.data("executive", BOARD, input={"zh": "纸面看板", "shared": "firm", "cards": cards})
    )["it"]["id"]
    window = {"from": "2026-01-01", "to": "2026-02-01"}
    export = await ask(
        house, "executive", kind="DASHBOARD", id=board, window=window, filter={"province": "31"}
    )
    assert export.asked["filteredBy"] == ["province", "window"]
    assert (await export.make()).state == "done"
    book = await book_of(export)
    titles = [sheet.title for sheet in book.worksheets]
    assert titles[0].startswith("On paper 先看")
    assert titles[1] == "Clients won and lost"
    assert titles[2].startswith("On paper 后看")
    assert titles[3] == "Funnel"
    assert "2026-01-01 to 2026-01-31" in texts_of(book)
    assert "Region Shanghai" in texts_of(book)


async def test_the_monthly_pack_is_whole_in_both_formats(house: House) -> None:
    for format in ("XLSX", "PDF"):
        export = await ask(house, "executive", kind="PACK", format=format)
        row = await export.make()
        assert (row.state, row.fault) == ("done", None)
        if format == "XLSX":
            book = await book_of(export)
            assert [sheet.title for sheet in book.worksheets][: len(pack().parts)] == [
                part.en.replace(":", " ") for part in pack().parts
            ]
            first = business_date().replace(day=1)
            month = (first - timedelta(days=1)).replace(day=1)
            assert f"{month.isoformat()} to {(first - timedelta(days=1)).isoformat()}" in texts_of(book)
            assert "does not include these figures" not in texts_of(book)
        else:
            file = pypdf.PdfReader(io.BytesIO(await export.content()))
            assert len(file.pages) >= 3


async def test_each_is_told_what_he_reaches_and_few_stay_hidden(house: House) -> None:
    id = await kept(house, shape("K-11.closing", rows="PERSON"), zh="谁的客户")
    whole = texts_of(await _made(house, "executive", id))
    assert "员工client_manager#2" in whole
    own = texts_of(await _made(house, "client_manager#2", id))
    assert "What the reader reaches" in own
    assert "员工client_manager\n" not in own
    # Two clients are too few to be told of to who reads less than the firm.
    assert rows_of(await _made(house, "client_manager#2", id))[1][1] == "<3"


async def _made(house: House, who: str, id: str) -> Any:
    export = await ask(house, who, kind="REPORT", id=id)
    assert (await export.make()).state == "done"
    return await book_of(export)


async def test_nobody_has_on_paper_what_he_has_not_on_screen(house: House) -> None:
    given = shape("K-11.closing", "K-10.gross", rows="SOURCE")
    id = await kept(house, given, zh="两边一样")
    for role in PEOPLE:
        screen = await house.ask(role, PREVIEW, shape=given)
        answer = await house.ask(role, ASK, i={"kind": "REPORT", "id": id, "format": "XLSX"})
        principal = await house.principal(role)
        if not principal.may("Query.reportPreview"):
            assert codes_of(answer) == ["FORBIDDEN"], role
            continue
        export = await ask(house, role, kind="REPORT", id=id)
        await export.make()
        book = await book_of(export)
        if codes_of(screen):
            assert "does not include these figures" in texts_of(book), role
            continue
        lines = [each for each in rows_of(book)[1:] if each[0] is not None]
        for line, found in zip(screen["data"]["it"]["lines"], lines, strict=True):
            for cell, value in zip(line["cells"], found[1:], strict=True):
                told = cell["figure"]["value"]
                if cell["few"]:
                    assert value == "<3", role
                else:
                    assert float(value) == pytest.approx(float(told)), role


async def test_what_is_gone_hidden_or_asked_wrongly_is_refused(house: House) -> None:
    mine = await house.data(
        "executive", CREATE, input={"zh": "只有我", "shared": "me", "shape": shape("K-10.gross")}
    )
    id = mine["it"]["id"]
    assert codes_of(
        await house.ask("client_manager", ASK, i={"kind": "REPORT", "id": id, "format": "PDF"})
    ) == ["NOT_FOUND"]
    for wrong in (
        {"kind": "PACK", "id": id},
        {"kind": "REPORT"},
        {"kind": "REPORT", "id": id, "window": {"from": "2026-02-01", "to": "2026-02-01"}},
    ):
        assert codes_of(await house.ask("executive", ASK, i={"format": "PDF", **wrong})) == ["BAD_USER_INPUT"]
    # Deleted between being asked for and being made: it says so.
    export = await ask(house, "executive", kind="REPORT", id=id)
    await house.data(
        "executive", "mutation($i: IdInput!) { deleteReport(input: $i) { locale } }", i={"id": id}
    )
    row = await export.make()
    assert (row.state, row.fault) == ("failed", "report_gone")


async def test_rights_that_are_withdrawn_meanwhile_stop_it_and_close_what_was_made(house: House) -> None:
    id = await kept(house, shape("K-10.gross", rows="TEAM"), zh="收回权限")
    export = await ask(house, "team_lead", kind="REPORT", id=id)
    principal = await house.principal("team_lead")
    levels = {**principal.mask.levels, "Mutation.requestReportExport": (Level.NONE,) * len(RELATIONS)}
    without = replace(principal, mask=replace(principal.mask, id=f"{principal.mask.id}+none", levels=levels))
    row = await export.make(maker_of(house, {house.people["team_lead"]: without}))
    assert (row.state, row.fault) == ("failed", "export_right")
    again = await ask(house, "team_lead", kind="REPORT", id=id)
    assert (await again.make()).state == "done"
    assert codes_of(await house.ask(without, OPEN, i={"id": again.id})) == ["FORBIDDEN"]
    opened = (await house.data("team_lead", OPEN, i={"id": again.id}))["openExport"]
    assert opened["name"].startswith("报表-")
    assert opened["name"].endswith(".xlsx")
    # Others do not know of it.
    assert codes_of(await house.ask("client_manager", OPEN, i={"id": again.id})) == ["NOT_FOUND"]


async def test_a_firm_may_have_every_file_agreed_to_and_all_is_in_the_audit(house: House) -> None:
    id = await kept(house, shape("K-10.gross", rows="TEAM"), zh="四眼")
    async with house.database.change(house.firm.system) as session:
        await changes.set_rules(session, rows_alone=0, kept_days=3)
    try:
        export = await ask(house, "executive", kind="REPORT", id=id, reason="董事会材料")
        row = await export.make()
        assert (row.state, row.needs_approval) == ("waiting", True)
        decide = "mutation($i: DecideExportInput!) { decideExport(input: $i) { state } }"
        told = {"id": export.id, "version": row.version, "approve": True, "note": "可以"}
        assert (await house.data("compliance", decide, i=told))["decideExport"]["state"] == "queued"
        assert (await export.make()).state == "done"
    finally:
        async with house.database.change(house.firm.system) as session:
            await changes.set_rules(session, rows_alone=1000, kept_days=3)
    async with house.database.read(house.firm_id) as session:
        found = await session.scalars(
            select(AuditEntry).where(
                AuditEntry.firm_id == house.firm_id, AuditEntry.subject_id == export.row_id
            )
        )
        actions = [each.action for each in found]
    assert {"create", "export"} <= set(actions)


def test_every_part_of_the_pack_is_a_report_that_can_be_told() -> None:
    assert [part for part in pack().parts if (part.shape is None) == (part.special is None)] == []
    assert len({part.en for part in pack().parts}) == len(pack().parts)
