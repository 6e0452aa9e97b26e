"""Every kind of sheet: headers of the field, cells to values, what a row must agree on, the custodian's tree."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.headers import field_of
from backend.systemize.sheets.kinds.catalogue import KINDS
from backend.systemize.sheets.reports import CheckedRow, SheetReport
from tests.workbooks.checks import check_file
from tests.workbooks.sheets import Grid, write_csv, write_xlsx_sheets
from tests.workbooks.valuations import valuation_grid

TODAY = date(2026, 11, 22)


def checked(tmp_path: Path, kind: str, **cells: object) -> CheckedRow:
    """One row of a sheet of a kind."""
    path = write_xlsx_sheets(tmp_path / "a.xlsx", {"Sheet1": [list(cells), list(cells.values())]})
    report = check_file(path, today=TODAY, kind=KINDS[kind])
    assert report.error is None, report
    return report.rows[0]


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_each_header_word_of_a_kind_stands_for_one_field(kind: SheetKind) -> None:
    for column in kind.columns:
        for word in (column.key, column.zh, *column.headers):
            assert field_of(word, kind) == column.key, (column.key, word)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_option_words_of_a_column_name_one_value_each(kind: SheetKind) -> None:
    for column in kind.columns:
        words = [word for choice in column.cell.choices for word in choice.words]
        assert len({word.lower() for word in words}) == len(words), column.key


CONFIRMED = {
    "投资者名称": "周若溪",
    "证件号码": "310101197605079978",
    "基金代码": "sxy001",
    "业务类型": "申购确认",
    "确认日期": "20240305",
    "确认金额": "1,010,000.00",
    "手续费": 10000,
    "单位净值": 1.25,
    "确认份额": 800000,
    "TA确认号": "TA20240305001",
    "申请单号": "A-77",
    "确认结果": "成功",
}


@pytest.mark.parametrize(
    ("kind", "cells", "wanted"),
    [
        (
            "interactions",
            {
                "客户": "周若溪",
                "沟通时间": datetime(2024, 3, 5, 10, 30),  # noqa: DTZ001
                "方式": "电话",
                "内容": "谈赎回",
                "时长": "12分钟",
            },
            {
                "client": "周若溪",
                "at": "2024-03-05T10:30",
                "kind": "call",
                "channel": "phone",
                "direction": "out",
            }
            | {"minutes": 12, "summary": "谈赎回"},
        ),
        (
            "interactions",
            {"客户": "周若溪", "跟进时间": "2024/3/5 下午3:05", "渠道": "企业微信", "内容": "第一行\n第二行"},
            {"at": "2024-03-05T15:05", "kind": "message", "channel": "wecom", "summary": "第一行"}
            | {"content": "第一行\n第二行"},
        ),
        (
            "products",
            {
                "基金代码": "sxy001",
                "基金名称": "星野一号",
                "风险等级": "R4",
                "状态": "存续",
                "首次认购起点(万元)": 100,
            }
            | {"成立日期": "2020.1.6", "锁定期": "180天", "净值披露频率": "每周", "预警线": 0.85},
            {
                "code": "SXY001",
                "name": "星野一号",
                "risk_level": "R4",
                "status": "open",
                "inception": "2020-01-06",
            }
            | {"first_minimum": "1000000.00", "lock_up_days": 180, "nav_interval": "weekly"}
            | {"warning_line": "0.85000000"},
        ),
        (
            "navs",
            {
                "基金代码": "SXY001",
                "净值日期": "2024-03-05",
                "单位净值": 1.2345,
                "累计净值": "1.3345",
                "每份分红": "0",
            },
            {"product_code": "SXY001", "on": "2024-03-05", "unit": "1.23450000", "cumulative": "1.33450000"}
            | {"dividend": "0.00000000"},
        ),
        (
            "openings",
            {
                "客户名称": "周若溪",
                "产品名称": "星野一号",
                "截至日期": "2023-12-31",
                "份额余额": "100万份",
                "成本": "100万",
            },
            {"units": "1000000.000000", "cost": "1000000.00", "on": "2023-12-31"},
        ),
        (
            "transactions",
            {
                "客户": "周若溪",
                "产品代码": "SXY001",
                "交易类型": "赎回",
                "确认日期": "2024-03-05",
                "份额": "1000.5",
            }
            | {"净值": 1.2, "金额": 1200.6},
            {"kind": "redemption", "units": "1000.500000", "nav": "1.20000000", "gross": "1200.60"},
        ),
        (
            "confirmations",
            CONFIRMED,
            {
                "client": "周若溪",
                "id_number": "310101197605079978",
                "product_code": "SXY001",
                "kind": "additional",
            }
            | {"on": "2024-03-05", "gross": "1010000.00", "fee": "10000.00", "units": "800000.000000"}
            | {"reference": "TA20240305001", "application": "A-77", "result": "confirmed"},
        ),
        (
            "units",
            {
                "投资者名称": "周若溪",
                "基金代码": "SXY001",
                "日期": 45356,
                "份额余额": "1,000.00",
                "基金账号": "F1234",
            },
            {"on": "2024-03-05", "units": "1000.000000", "account": "F1234"},
        ),
        (
            "receipts",
            {"交易流水号": "B1", "交易日期": "2024-03-05", "贷方金额": "1000000", "对方户名": "周若溪"}
            | {"对方账号": "6222 0000 0000 1234", "摘要": "认购款"},
            {"bank_ref": "B1", "received_on": "2024-03-05", "amount": "1000000.00", "payer_name": "周若溪"}
            | {"payer_account": "6222000000001234", "remark": "认购款"},
        ),
        (
            "fees",
            {
                "客户名称": "周若溪",
                "基金代码": "SXY001",
                "费用类型": "管理费",
                "月份": "2024年2月",
                "金额": -12.5,
            },
            {
                "kind": "management",
                "period_from": "2024-02-01",
                "period_to": "2024-02-29",
                "amount": "-12.50",
            },
        ),
    ],
)
def test_a_row_of_each_kind_is_understood(
    tmp_path: Path, kind: str, cells: dict[str, object], wanted: dict[str, Any]
) -> None:
    row = checked(tmp_path, kind, **cells)
    assert (row.status, row.issues) == ("accepted", [])
    assert {key: row.values.get(key) for key in wanted} == wanted


@pytest.mark.parametrize(
    ("kind", "cells", "change", "issue"),
    [
        ("confirmations", CONFIRMED, {"业务类型": "祝福"}, ("kind", "bad_option")),
        ("confirmations", CONFIRMED, {"TA确认号": None}, ("reference", "missing")),
        ("confirmations", CONFIRMED, {"TA确认号": 1.2345678901234568e16}, ("reference", "precision_lost")),
        ("confirmations", CONFIRMED, {"基金代码": None}, ("product_code", "missing")),
        ("confirmations", CONFIRMED, {"确认份额": 700000}, ("gross", "amounts_differ")),
        ("confirmations", CONFIRMED, {"确认份额": 0}, ("units", "not_positive")),
        ("confirmations", CONFIRMED, {"确认金额": "USD 1000"}, ("gross", "currency")),
        ("confirmations", CONFIRMED, {"单位净值": 0}, ("nav", "not_positive")),
    ],
)
def test_a_bad_cell_refuses_the_row(
    tmp_path: Path, kind: str, cells: dict[str, object], change: dict[str, object], issue: tuple[str, str]
) -> None:
    row = checked(tmp_path, kind, **{**cells, **change})
    assert (row.status, [(i.field, i.code) for i in row.issues]) == ("rejected", [issue])


def test_units_of_a_subscription_are_worked_out_and_told(tmp_path: Path) -> None:
    cells = {key: value for key, value in CONFIRMED.items() if key != "确认份额"}
    row = checked(tmp_path, "confirmations", **cells)
    assert (row.values["units"], [(i.field, i.code) for i in row.issues]) == (
        "800000.00",
        [("units", "worked_out")],
    )


def test_a_rejected_line_needs_no_figures(tmp_path: Path) -> None:
    cells = {
        "投资者名称": "周若溪",
        "基金代码": "S1",
        "业务类型": "认购",
        "确认日期": "2024-03-05",
        "确认结果": "失败",
    }
    assert checked(tmp_path, "confirmations", **cells).status == "accepted"


def test_units_under_a_header_of_ten_thousands_are_multiplied_and_prices_are_not(tmp_path: Path) -> None:
    cells = {
        "客户": "周若溪",
        "产品": "星野一号",
        "日期": "2023-12-31",
        "份额（万份）": 100,
        "成本（万元）": 120,
        "成本价": 1.2,
    }
    row = checked(tmp_path, "openings", **cells)
    assert (row.values["units"], row.values["cost"], row.values["nav"]) == (
        "1000000.000000",
        "1200000.00",
        "1.20000000",
    )


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2024年3月", ("2024-03-01", "2024-03-31")),
        ("2024-03", ("2024-03-01", "2024-03-31")),
        ("202403", ("2024-03-01", "2024-03-31")),
        (datetime(2024, 3, 1), ("2024-03-01", "2024-03-31")),  # noqa: DTZ001
        ("2024Q1", ("2024-01-01", "2024-03-31")),
        ("2024年第四季度", ("2024-10-01", "2024-12-31")),
        ("2024年上半年", ("2024-01-01", "2024-06-30")),
        ("2024年", ("2024-01-01", "2024-12-31")),
        ("2024-03-01至2024-03-15", ("2024-03-01", "2024-03-15")),
    ],
)
def test_periods_are_read_as_finance_people_write_them(
    tmp_path: Path, typed: object, period: tuple[str, str]
) -> None:
    row = checked(tmp_path, "fees", 客户="周若溪", 费用类型="管理费", 期间=typed, 金额=1)
    assert (row.values["period_from"], row.values["period_to"]) == period


def book(tmp_path: Path, grid: Grid, name: str = "估值表") -> SheetReport:
    path = write_xlsx_sheets(tmp_path / "a.xlsx", {name: grid})
    return check_file(path, today=TODAY, kind=KINDS["valuations"])


def test_a_valuation_book_is_one_row_with_its_tree(tmp_path: Path) -> None:
    (row,) = book(tmp_path, valuation_grid()).rows
    assert (row.status, row.row) == ("accepted", 16)
    wanted = {
        "product_code": "SXY001",
        "product": "星野一号私募证券投资基金",
        "on": "2024-03-05",
        "unit": "1.23450000",
        "cumulative": "1.33450000",
        "net_assets": "12345000.00",
        "units": "10000000.000000",
        "total_assets": "12395000.00",
        "total_liabilities": "50000.00",
    }
    assert {key: row.values[key] for key in wanted} == wanted
    lines = row.values["lines"]
    assert [line[0] for line in lines] == ["1002", "1002.01", "1002.02", "1102", "1102.01", "2206", "4001"]
    assert lines[4] == [
        "1102.01",
        "上交所股票投资成本",
        "100000",
        "9000000.00",
        "90.00",
        "9000000.00",
        "0.72904",
    ]


@pytest.mark.parametrize(
    ("change", "status", "issues"),
    [
        ({"unit": "1.2445"}, "rejected", [("unit", "nav_differs", "1.2445")]),
        ({"net": "12345678.00"}, "rejected", [("net_assets", "net_assets_differ", "12345678.00")]),
        ({"stock": "8000000.00"}, "accepted", [("misfits", "tree_differs", "1102")]),
    ],
)
def test_a_book_that_does_not_add_up_says_where(
    tmp_path: Path, change: dict[str, str], status: str, issues: list[tuple[str, str, str]]
) -> None:
    (row,) = book(tmp_path, valuation_grid(**change)).rows
    found = [(i.field, i.code, i.typed) for i in row.issues]
    assert row.status == status
    assert found[: len(issues)] == issues


def test_the_day_and_fund_of_a_book_may_stand_in_the_file_s_name(tmp_path: Path) -> None:
    grid = valuation_grid()[2:]
    path = write_csv(tmp_path / "SXY001_星野一号私募证券投资基金_估值表_20240305.csv", grid)
    report = check_file(path, today=TODAY, kind=KINDS["valuations"])
    (row,) = report.rows
    assert (row.values["product_code"], row.values["product"], row.values["on"]) == (
        "SXY001",
        "星野一号私募证券投资基金",
        "2024-03-05",
    )


def test_each_sheet_of_a_workbook_can_be_a_book_and_others_are_named(tmp_path: Path) -> None:
    sheets = {
        "甲": valuation_grid(),
        "乙": valuation_grid(code="SXY002", fund="星野二号私募证券投资基金"),
        "说明": [["本表由托管人提供"]],
    }
    report = check_file(write_xlsx_sheets(tmp_path / "a.xlsx", sheets), today=TODAY, kind=KINDS["valuations"])
    assert [(row.sheet, row.values["product_code"]) for row in report.rows] == [
        ("甲", "SXY001"),
        ("乙", "SXY002"),
    ]
    assert report.without_table == ["说明"]


def test_rows_that_name_the_same_thing_twice_are_told(tmp_path: Path) -> None:
    header = ["基金代码", "净值日期", "单位净值"]
    grid: Grid = [header, ["S1", "2024-03-05", 1.1], ["S2", "2024-03-05", 1.2], ["s1", "2024/3/5", 1.1]]
    report = check_file(write_csv(tmp_path / "a.csv", grid), today=TODAY, kind=KINDS["navs"])
    assert [(g.places, g.reasons) for g in report.duplicates] == [((("a", 2), ("a", 4)), frozenset({"key"}))]
    assert report.twins[("a", 4)].is_decisive
