"""Own fields as columns of the client sheet: found by their names, read by their kinds, taken in and taken back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.book import custom_field_changes as changes
from backend.book.custom_fields import CustomField
from backend.book.imports.batches import Wishes
from backend.book.lineage import Lineage
from backend.commands.imports import ImportOrder, dry_run, import_file
from backend.platform.audit import AuditEntry
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.systemize.sheets.plans import ColumnOptions, Plan
from tests.book.wizard import Wizard, by_field, codes
from tests.commands.importing import add_managers, clients_of
from tests.conftest import MadeFirm
from tests.workbooks.sheets import write_csv

GRADES = [
    {"value": "gold", "zh": "金卡", "en": "Gold"},
    {"value": "silver", "zh": "银卡", "en": "Silver"},
    {"value": "old", "zh": "老卡", "en": "Old", "retired": True},
]
FIELDS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("trust_size", "money", "信托规模", "Trust size", {"low": Decimal(0)}),
    ("score", "number", "内部评分", "Score", {"places": 1, "high": Decimal(100)}),
    ("share", "percent", "私募占比", "Private share", {}),
    ("signed_on", "date", "家族办公室签约日", "Family office since", {}),
    ("grade", "choice", "会员卡", "Card", {"options": GRADES}),
    ("hobbies", "choices", "爱好", "Hobbies", {"options": [
        {"value": "golf", "zh": "高尔夫", "en": "Golf"}, {"value": "tea", "zh": "茶/咖啡", "en": "Tea"}]}),
    ("overseas", "boolean", "有境外资产", "Overseas assets", {}),
    ("adviser", "user", "家办顾问", "Family adviser", {}),
    ("seat", "region", "家办所在地", "Seat", {}),
    ("birthday", "lunar", "农历生日", "Lunar birthday", {}),
    ("nick", "text", "渠道", "Nickname", {"max_length": 6}),
]  # fmt: skip
CELLS: list[tuple[str, str, Any, str | None]] = [
    ("信托规模", "500", "500.00", None),
    ("信托规模", "1,200万", "12000000.00", None),
    ("信托规模", "约3亿", "300000000.00", "approximate"),
    ("信托规模", "-5", None, "out_of_range"),
    ("信托规模", "很多", None, "bad_number"),
    ("信托规模", "0.001", None, "too_precise"),
    ("信托规模", "/", None, None),
    ("内部评分", "88.5", "88.5", None),
    ("内部评分", "88.55", None, "too_precise"),
    ("内部评分", "101", None, "out_of_range"),
    ("私募占比", "12.5%", "12.5", None),
    ("私募占比", "12.50", "12.5", None),
    ("私募占比", "-3", "-3", None),
    ("家族办公室签约日", "2024年3月5日", "2024-03-05", None),
    ("家族办公室签约日", "2031.1.2", "2031-01-02", None),
    ("家族办公室签约日", "03/04/2024", None, "ambiguous_date"),
    ("家族办公室签约日", "1600-01-01", None, "bad_date"),
    ("会员卡", " 金卡 ", "gold", None),
    ("会员卡", "GOLD", "gold", None),
    ("会员卡", "silver", "silver", None),
    ("会员卡", "老卡", "old", "option_retired"),
    ("会员卡", "钻石", None, "bad_option"),
    ("爱好", "高尔夫、茶/咖啡", ["golf", "tea"], None),
    ("爱好", "Tea；golf", ["golf", "tea"], None),
    ("爱好", "tea/Golf", ["golf", "tea"], None),
    ("爱好", "高尔夫、钓鱼", None, "bad_option"),
    ("有境外资产", "√", True, None),
    ("有境外资产", "否", False, None),
    ("有境外资产", "也许", None, "bad_option"),
    ("家办所在地", "上海", "31", None),
    ("家办所在地", "浙江省杭州市", "3301", None),
    ("家办所在地", "Shenzhen", "4403", None),
    ("家办所在地", "火星", None, "bad_option"),
    ("农历生日", "农历六月十五", "--06-15", None),
    ("农历生日", "1987年闰六月初一", "1987-L06-01", None),
    ("农历生日", "1956-8-15", "1956-08-15", None),
    ("农历生日", "六月三十一", None, "bad_lunar_date"),
    ("渠道", "小周", "小周", None),
    ("渠道", "一二三四五六七", None, "too_long"),
]


async def add_fields(database: Database, firm: MadeFirm, *, required: str | None = None) -> None:
    """The fields above; one of them required."""
    async with database.change(firm.system) as session:
        for key, kind, zh, en, more in FIELDS:
            await changes.define(session, key, kind, zh, en, {**more, "required": key == required})


@pytest.fixture
async def wizard(database: Database, vault: Vault, firm: MadeFirm) -> Wizard:
    await add_fields(database, firm)
    return Wizard(database, vault, firm.system)


async def test_cells_as_people_write_them_are_read_by_the_kind_of_the_field_or_refused(
    wizard: Wizard, tmp_path: Path
) -> None:
    names = {zh: f"custom:{key}" for key, _, zh, _, _ in FIELDS}
    header = ["姓名", "手机", *names]
    rows = [
        [f"客户{n}", f"169000{n:05}", *(cell if zh == at else "" for zh in names)]
        for n, (at, cell, _, _) in enumerate(CELLS)
    ]
    await wizard.upload(write_csv(tmp_path / "a.csv", [header, *rows]))
    await wizard.choose(wishes=Wishes())
    shown = await wizard.rows()
    for row, (zh, cell, value, code) in zip(shown, CELLS, strict=True):
        found = [told for field, told in codes(row) if field == names[zh]]
        assert (row.values.get(names[zh]), found) == (value, [code] if code else []), (zh, cell)
        refused = code not in (None, "approximate", "option_retired")
        assert row.status == ("rejected" if refused else "accepted"), (zh, cell)


async def test_values_are_taken_in_with_audit_and_lineage_met_again_and_taken_back(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    people = await add_managers(database, vault, firm.firm_id)
    name, person = next(iter(people.items()))
    header = ["姓名", "手机", "trust_size", "Card", "爱好", "家办顾问", "渠道"]
    first = ["周若溪", "16900000012", "500", "银卡", "高尔夫", name, "朋友"]
    job = await wizard.all(write_csv(tmp_path / "a.csv", [header, first]))
    assert job.counts == {"committed": 1}
    (client,) = await clients_of(database, firm.firm_id)
    kept = {
        "trust_size:money": "500.00", "grade:choice": "silver", "hobbies:choices": ["golf"],
        "adviser:user": str(person.id), "nick:text": "朋友",
    }  # fmt: skip
    assert (client.custom, client.source) == (kept, None)
    async with database.read(firm.firm_id) as session:
        lineage = await session.scalar(select(Lineage.fields).where(Lineage.firm_id == firm.firm_id))
        entry = await session.scalar(
            select(AuditEntry.changes).where(
                AuditEntry.firm_id == firm.firm_id,
                AuditEntry.subject_id == client.id,
                AuditEntry.action == "create",
            )
        )
    assert {f"custom:{slot.partition(':')[0]}" for slot in kept} <= set(lineage or ())
    assert (entry or {})["custom:grade"] == [None, "silver"]
    assert "custom" not in (entry or {})

    again = Wizard(database, vault, firm.system)
    second = ["周若溪", "16900000012", "600", "老卡", "茶/咖啡", "查无此人", ""]
    await again.upload(write_csv(tmp_path / "b.csv", [header, second]))
    await again.choose(wishes=Wishes(on_twin="update"))
    (row,) = await again.rows()
    assert ("custom:adviser", "staff_unclear") in codes(row)
    row = await again.edit(row, **{"custom:adviser": None})
    assert by_field(row) == {
        "custom:trust_size": ("500.00", "600.00", "overwrite"),
        "custom:hobbies": ("golf", "tea", "overwrite"),
    }
    job = await again.commit()
    (client,) = await clients_of(database, firm.firm_id)
    assert client.custom == {**kept, "trust_size:money": "600.00", "hobbies:choices": ["tea"]}
    await again.undo()
    (client,) = await clients_of(database, firm.firm_id)
    assert client.custom == kept
    await wizard.undo()
    assert (await wizard.rows())[0].undone == "done"
    assert await clients_of(database, firm.firm_id) == []


async def test_what_the_firm_requires_is_asked_of_new_clients_only(
    database: Database, vault: Vault, firm: MadeFirm, tmp_path: Path
) -> None:
    wizard = Wizard(database, vault, firm.system)
    old = write_csv(tmp_path / "a.csv", [["姓名", "手机"], ["周若溪", "16900000012"]])
    await wizard.all(old)
    await add_fields(database, firm, required="grade")
    more = [["姓名", "手机", "公司"], ["周若溪", "16900000012", "山海"], ["沈一鸣", "16900000013", "远山"]]
    await wizard.upload(write_csv(tmp_path / "b.csv", more))
    await wizard.choose(wishes=Wishes(on_twin="update"))
    assert [(row.status, codes(row)) for row in await wizard.rows()] == [
        ("accepted", [("manager", "owner_none")]),
        ("rejected", [("manager", "owner_none"), ("custom:grade", "missing")]),
    ]
    await wizard.fix("custom:grade", "default", "金卡")
    assert {row.status for row in await wizard.rows()} == {"accepted"}
    await wizard.commit()
    found = {client.name: client.custom for client in await clients_of(database, firm.firm_id)}
    assert found == {"周若溪": {"grade:choice": "gold"}, "沈一鸣": {"grade:choice": "gold"}}


async def test_a_field_that_changed_meanwhile_decides_when_rows_are_taken_in(
    database: Database, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    rows = [["姓名", "手机", "会员卡"], ["周若溪", "16900000012", "金卡"], ["沈一鸣", "16900000013", ""]]
    await wizard.upload(write_csv(tmp_path / "a.csv", rows))
    await wizard.choose()
    async with database.change(firm.system) as session:
        field = await session.scalar(
            select(CustomField).where(CustomField.firm_id == firm.firm_id, CustomField.key == "grade")
        )
        assert field is not None
        await changes.archive(session, field.id, field.version)
    await wizard.commit()
    assert [(row.status, codes(row)[-1]) for row in await wizard.rows()] == [
        ("rejected", ("custom:grade", "no_right")),
        ("committed", ("manager", "owner_none")),
    ]


async def test_the_command_line_knows_them_and_the_firm_remembers_how_it_read_them(
    database: Database, vault: Vault, firm: MadeFirm, wizard: Wizard, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [["姓名", "手机", "卡种"], ["周若溪", "16900000012", "金卡"]])
    await wizard.all(file, mapping={"卡种": "custom:grade"})
    name = str(firm.firm_id)
    later = write_csv(tmp_path / "b.csv", [["姓名", "手机", "卡种"], ["沈一鸣", "16900000013", "白金"]])
    checked = await dry_run(ImportOrder(later, firm=name), database, vault)
    assert [(issue.field, issue.code) for issue in checked.report.rows[0].issues] == [
        ("custom:grade", "bad_option")
    ]
    third = write_csv(tmp_path / "c.csv", [["姓名", "手机", "卡种"], ["林默", "16900000014", "银卡"]])
    done = await import_file(database, vault, ImportOrder(third, firm=name))
    assert [row.status for row in done.rows] == ["committed"]
    found = {client.name: client.custom for client in await clients_of(database, firm.firm_id)}
    assert found["林默"] == {"grade:choice": "silver"}


async def test_a_column_is_read_in_a_unit_and_in_other_words(wizard: Wizard, tmp_path: Path) -> None:
    rows = [["姓名", "手机", "信托规模(万元)", "私募占比"], ["周若溪", "16900000012", "350", "0.125"]]
    await wizard.upload(write_csv(tmp_path / "a.csv", rows))
    await wizard.choose(Plan(options={"custom:share": ColumnOptions(unit=None)}))
    await wizard.fix("custom:share", "unit", "100")
    (row,) = await wizard.rows()
    assert (row.values["custom:trust_size"], row.values["custom:share"]) == ("3500000.00", "12.5")
