"""The wizard's steps: what is read, mapped, checked, shown, mended and decided before anything is taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.book.clients import Client
from backend.book.imports import steps
from backend.book.imports.batches import Wishes
from backend.book.imports.jobs import ImportFile, ImportFilePart, ImportJob, ImportRow
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.systemize.sheets.plans import ColumnOptions, Plan
from tests.book.wizard import Wizard, by_field, codes
from tests.commands.importing import add_managers, clients_of, count
from tests.conftest import MadeFirm
from tests.workbooks.sheets import Grid, write_csv, write_xlsx_sheets

GRID: Grid = [
    ["姓名", "手机号码", "邮箱", "首次认购日期", "规模", "星座"],
    ["周若溪", "16900000012", "ruoxi@example.com", "2024-03-05", "350", "狮子"],
    ["沈一鸣", "1690000001", "yiming@example.com", "03/04/2024", "120", ""],
    ["合计", "", "", "", "470", ""],
]


@pytest.fixture
def wizard(database: Database, vault: Vault, firm: MadeFirm) -> Wizard:
    return Wizard(database, vault, firm.system)


async def test_a_file_goes_through_its_states_and_nothing_is_taken_in_before_the_yes(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "客户.csv", GRID)
    job = await wizard.upload(file)
    assert (job.state, job.step, job.due_at) == ("parsed", None, None)
    seen = (await wizard.summary()).overview
    assert seen is not None
    (sheet,) = seen.sheets
    (table,) = sheet.tables
    assert [(c.letters, c.header, c.field) for c in table.columns][-2:] == [
        ("E", "规模", "aum_cny"),
        ("F", "星座", None),
    ]
    assert (table.header_rows, table.rows, table.columns[1].samples) == (
        (1,),
        3,
        ("16900000012", "1690000001"),
    )
    assert (await wizard.choose()).state == "previewed"
    told = await wizard.summary()
    assert (dict(told.counts), told.unmapped, told.missing) == (
        {"accepted": 1, "rejected": 1, "skipped": 1},
        ["星座"],
        (),
    )
    assert {(i.field, i.code, i.effect, i.rows) for i in told.issues} >= {
        ("mobile", "bad_mobile", "refuses", 1),
        ("onboard_date", "ambiguous_date", "refuses", 1),
        (None, "total", "skips", 1),
    }
    assert await clients_of(database, firm.firm_id) == []
    job = await wizard.commit()
    assert (job.state, job.counts) == ("done", {"committed": 1, "rejected": 1, "skipped": 1})
    assert [client.name for client in await clients_of(database, firm.firm_id)] == ["周若溪"]


async def test_bad_cells_are_mended_one_by_one_or_for_the_whole_column(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await wizard.upload(write_csv(tmp_path / "a.csv", GRID))
    await wizard.choose()
    bad = (await wizard.rows(status="rejected"))[0]
    assert (bad.row, codes(bad)) == (3, [("mobile", "bad_mobile"), ("onboard_date", "ambiguous_date")])
    assert bad.issues[0].zh.startswith("第 3 行 B 列“手机号码”：“1690000001”不是有效电话号码")
    assert (bad.typed["mobile"], bad.values["mobile"]) == ("1690000001", None)
    mended = await wizard.edit(bad, mobile="16900000013")
    assert (codes(mended), mended.edited) == ([("onboard_date", "ambiguous_date")], ("mobile",))
    await wizard.fix("onboard_date", "date_order", "dmy")
    (again,) = [row for row in await wizard.rows() if row.row == 3]
    assert (again.status, again.values["onboard_date"], again.values["mobile"]) == (
        "accepted",
        "2024-04-03",
        "16900000013",
    )
    await wizard.fix("aum_cny", "unit", "10000")
    assert (await wizard.rows())[0].values["aum_cny"] == "3500000.00"
    await wizard.fix("email", "drop")
    assert "email" not in (await wizard.rows())[0].values
    await wizard.commit()
    assert {client.name for client in await clients_of(database, firm.firm_id)} == {"周若溪", "沈一鸣"}


async def test_words_are_replaced_and_bad_cells_dropped_in_every_row(wizard: Wizard, tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "风险等级", "性别", "邮箱", "来源"],
        ["周若溪", "激进派", "女", "a@", ""],
        ["沈一鸣", "激进派", "保密", "b@example.com", "展会"],
    ]
    await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    await wizard.choose()
    assert {row.status for row in await wizard.rows()} == {"rejected"}
    await wizard.fix("risk_level", "replace", "激进派", "C5")
    await wizard.fix("gender", "replace", "保密", None)
    await wizard.fix("email", "drop_bad")
    await wizard.fix("source", "default", "老客户介绍")
    rows = await wizard.rows()
    assert [row.status for row in rows] == ["accepted", "accepted"]
    assert [
        (r.values["risk_level"], r.values["gender"], r.values["email"], r.values["source"]) for r in rows
    ] == [
        ("C5", "female", None, "老客户介绍"),
        ("C5", None, "b@example.com", "展会"),
    ]
    assert ("email", "dropped") in codes(rows[0])


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("nobody", "drop"), "field"),
        (("name", "unit", "10000"), "options"),
        (("aum_cny", "unit", "3"), "value"),
        (("onboard_date", "date_order", "yes"), "value"),
        (("name", "burn"), "fix"),
        (("name", "replace"), "value"),
    ],
)
async def test_a_fix_that_makes_no_sense_is_refused(
    wizard: Wizard, tmp_path: Path, arguments: tuple[Any, ...], field: str
) -> None:
    await wizard.upload(write_csv(tmp_path / "a.csv", GRID))
    await wizard.choose()
    with pytest.raises(Refused) as caught:
        await wizard.fix(*arguments)
    assert (caught.value.code, caught.value.params["field"]) == (Code.BAD_USER_INPUT, field)
    assert (await wizard.job()).state == "previewed"


async def test_a_header_that_our_words_do_not_know_is_pointed_at_and_remembered(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    grid: Grid = [["我司名册"], ["主人翁", "联络", "备忘"], ["周若溪", "16900000012", "先约"]]
    job = await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    seen = (await wizard.summary()).overview
    assert (job.state, seen is not None and seen.sheets[0].tables) == ("parsed", ())
    plan = Plan(mapping={"主人翁": "name", "#B": "mobile", "备忘": "note"}, headers={"a": 2})
    await wizard.choose(plan)
    (row,) = await wizard.rows(status="accepted")
    assert (row.values["name"], row.values["mobile"], row.values["note"]) == ("周若溪", "16900000012", "先约")
    await wizard.commit()
    other: Grid = [["另一份"], ["联络", "备忘", "主人翁"], ["16900000013", "", "沈一鸣"]]
    second = Wizard(database, wizard.vault, firm.system)
    await second.upload(write_csv(tmp_path / "b.csv", other))
    await second.choose()
    (row,) = await second.rows(status="accepted")
    assert (row.values["name"], row.values["mobile"]) == ("沈一鸣", "16900000013")


async def test_sheets_can_be_left_out_and_hidden_ones_are_named(wizard: Wizard, tmp_path: Path) -> None:
    sheets: dict[str, Grid] = {name: [["姓名", "手机"], [name, "16900000012"]] for name in ("甲", "乙", "丙")}
    file = write_xlsx_sheets(tmp_path / "a.xlsx", sheets, hidden=["丙"])
    await wizard.upload(file)
    told = await wizard.summary()
    assert told.overview is not None
    assert [(s.name, s.is_hidden) for s in told.overview.sheets] == [
        ("甲", False),
        ("乙", False),
        ("丙", True),
    ]
    await wizard.choose(Plan(headers={"乙": None}))
    assert [(r.sheet, r.status) for r in await wizard.rows()] == [("甲", "accepted"), ("丙", "rejected")]
    assert (await wizard.summary()).hidden.sheets == ["丙"]
    await wizard.choose(Plan(headers={"乙": None}, with_hidden=True))
    assert [(r.sheet, r.status) for r in await wizard.rows()] == [("甲", "accepted"), ("丙", "accepted")]


async def test_only_what_was_seen_is_committed(wizard: Wizard, tmp_path: Path) -> None:
    await wizard.upload(write_csv(tmp_path / "a.csv", GRID))
    await wizard.choose()
    seen = (await wizard.job()).revision
    await wizard.edit((await wizard.rows(status="rejected"))[0], mobile=None)
    with pytest.raises(Refused) as caught:
        await wizard.change(lambda session: steps.commit(session, wizard.vault, wizard.job_id, seen))
    assert (caught.value.code, caught.value.params["problem"]) == (Code.CONFLICT, "import_changed")


async def test_a_skipped_row_can_be_taken_as_data(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    grid: Grid = [["姓名", "备注"], ["周若溪", "x"], ["合计", ""]]
    await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    await wizard.choose()
    (skipped,) = await wizard.rows(status="skipped")
    assert (await wizard.edit(skipped)).status == "accepted"
    await wizard.commit()
    assert [client.name for client in await clients_of(database, firm.firm_id)] == ["周若溪", "合计"]


async def test_what_a_row_would_change_is_shown_field_by_field_and_decided(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    header = ["姓名", "手机号码", "邮箱", "风险等级", "备注"]
    await wizard.all(write_csv(tmp_path / "a.csv", [header, ["周若溪", "16900000012", "", "C2", "旧"]]))
    grid: Grid = [header, ["周若溪", "16900000012", "ruoxi@example.com", "C4", ""]]
    second = Wizard(database, vault, firm.system)
    await second.upload(write_csv(tmp_path / "b.csv", grid))
    await second.choose(wishes=Wishes(on_twin="update"))
    (row,) = await second.rows()
    (pair,) = row.pairs
    assert (pair.reasons, pair.is_decisive, pair.client and pair.client.name) == (
        ["name", "phone"],
        True,
        "周若溪",
    )
    assert by_field(row) == {
        "riskLevel": ("C2", "C4", "overwrite"),
        "email": (None, "ruoxi@example.com", "fill"),
    }
    await second.decide("same", pair.id)
    (row,) = await second.rows()
    assert by_field(row) == {"email": (None, "ruoxi@example.com", "fill")}
    job = await second.commit()
    (client,) = await clients_of(database, firm.firm_id)
    assert (job.counts, client.risk_level, client.note) == ({"duplicate": 1}, "C2", "旧")


@pytest.mark.parametrize(
    ("decision", "names", "level"),
    [
        ("different", ["周若溪", "周若溪"], "C2"),
        ("skip", ["周若溪"], "C2"),
        ("same", ["周若溪"], "C2"),
        ("update", ["周若溪"], "C4"),
    ],
)
async def test_rows_of_one_file_that_repeat_each_other_follow_the_decision(
    database: Database,
    firm: MadeFirm,
    wizard: Wizard,
    tmp_path: Path,
    decision: str,
    names: list[str],
    level: str,
) -> None:
    grid: Grid = [
        ["姓名", "手机", "风险等级"],
        ["周若溪", "16900000012", "C2"],
        ["周 若溪", "16900000012", "C4"],
    ]
    await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    await wizard.choose()
    row = (await wizard.rows(with_pairs=True))[0]
    assert (row.row, row.pairs[0].place, row.pairs[0].decision) == (3, ("a", 2), None)
    assert await wizard.decide(decision) == 1
    await wizard.commit()
    clients = await clients_of(database, firm.firm_id)
    assert [client.name for client in clients] == names
    assert clients[0].risk_level == level


async def test_weak_likeness_is_proposed_and_both_are_taken_in_unless_somebody_says_they_are_one(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await wizard.all(write_csv(tmp_path / "a.csv", [["姓名", "手机"], ["张偉", "16900000012"]]))
    second = Wizard(database, vault, firm.system)
    await second.upload(write_csv(tmp_path / "b.csv", [["姓名", "邮箱"], ["张伟", "zw@example.com"]]))
    await second.choose()
    assert not (await second.rows())[0].pairs
    third = Wizard(database, vault, firm.system)
    await third.upload(write_csv(tmp_path / "c.csv", [["姓名", "城市"], ["张伟", "上海"]]))
    await third.choose()
    ((pair,),) = [row.pairs for row in await third.rows()]
    assert (pair.reasons, pair.is_decisive) == (["traditional"], False)
    await third.commit()
    assert await count(database, firm.firm_id, Client) == 2


async def test_decisions_and_edits_outlive_another_check(wizard: Wizard, tmp_path: Path) -> None:
    same = ["周若溪", "16900000012", ""]
    grid: Grid = [["姓名", "手机", "备注"], same, same, ["x", "1", ""]]
    await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    await wizard.choose()
    await wizard.decide("different")
    await wizard.edit((await wizard.rows(status="rejected"))[0], mobile="16900000014")
    await wizard.choose(Plan(options={"note": ColumnOptions(default="批量")}))
    rows = await wizard.rows()
    assert [row.status for row in rows] == ["accepted"] * 3
    assert (rows[1].pairs[0].decision, rows[2].values["mobile"]) == ("different", "16900000014")
    assert {row.values["note"] for row in rows} == {"批量"}


async def test_cancelling_stops_and_what_came_in_can_be_gone_on_with_or_taken_back(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    await wizard.upload(write_csv(tmp_path / "a.csv", GRID))
    await wizard.choose()
    await wizard.change(lambda session: steps.cancel(session, wizard.job_id))
    job = await wizard.job()
    assert (job.state, job.undo_until) == ("cancelled", None)
    with pytest.raises(Refused):
        await wizard.undo()
    assert (await wizard.commit()).state == "done"
    assert len(await clients_of(database, firm.firm_id)) == 1
    with pytest.raises(Refused):
        await wizard.change(lambda session: steps.cancel(session, wizard.job_id))


async def test_an_uploaded_file_lies_sealed_and_once(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", GRID)
    first = await wizard.upload(file)
    again = await Wizard(database, wizard.vault, firm.system).upload(file)
    assert (again.id, await count(database, firm.firm_id, ImportFile)) == (first.id, 1)
    async with database.read(firm.firm_id) as session:
        kept = (await session.scalars(select(ImportFile).where(ImportFile.firm_id == firm.firm_id))).one()
        parts = (
            await session.scalars(select(ImportFilePart.sealed).where(ImportFilePart.firm_id == firm.firm_id))
        ).all()
        job = (await session.scalars(select(ImportJob).where(ImportJob.firm_id == firm.firm_id))).one()
    assert (kept.format, kept.size) == ("csv", len(file.read_bytes()))
    clear = "周若溪".encode()
    assert not any(clear in part for part in (*parts, job.plan or b"", job.seen or b""))


async def test_a_refused_file_fails_its_job_and_leaves_no_row(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 ...")
    job = await wizard.upload(tmp_path / "a.pdf")
    assert (job.state, job.error) == ("failed", "unreadable")
    (tmp_path / "b.csv").write_text("本周与客户见面。\n另约周五。")
    other = Wizard(database, wizard.vault, firm.system)
    assert (await other.upload(tmp_path / "b.csv")).state == "parsed"
    job = await other.choose()
    assert (job.state, job.error) == ("failed", "not_tabular")
    assert await count(database, firm.firm_id, ImportRow) == 0


async def test_owners_that_nobody_knows_are_told_before_the_yes(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    grid: Grid = [["姓名", "客户经理", "标签"], ["周若溪", "王五", "高净值"], ["沈一鸣", "Lu Jiahe", ""]]
    await wizard.upload(write_csv(tmp_path / "a.csv", grid))
    await wizard.choose(wishes=Wishes(default_owner_id=people["沈一鸣"].id))
    told = {(i.field, i.code): i.rows for i in (await wizard.summary()).issues}
    assert told == {("manager", "owner_unknown"): 1, ("tags", "tag_unknown"): 1}
    assert {row.status for row in await wizard.rows(code="owner_unknown")} == {"accepted"}
