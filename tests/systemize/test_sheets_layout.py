"""Where the table is: titles, headers of two storeys, several sheets, totals, notes, merged cells."""

from datetime import date
from pathlib import Path
from typing import Any

from backend.systemize.sheets.reports import SheetReport
from tests.workbooks.checks import check_file
from tests.workbooks.sheets import Grid, write_csv, write_html, write_xlsx, write_xlsx_sheets

TODAY = date(2026, 11, 22)
HEADER = ["姓名", "手机", "证件号码", "资产规模"]


def skipped(report: SheetReport) -> list[tuple[int, str]]:
    return [(row.row, row.issues[0].code) for row in report.rows if row.status == "skipped"]


def names(report: SheetReport) -> list[tuple[int, str]]:
    return [(row.row, row.values["name"]) for row in report.rows if row.status != "skipped"]


def test_titles_and_units_above_a_header_in_row_five_are_skipped_and_used(tmp_path: Path) -> None:
    grid: Grid = [
        ["星野私募客户信息表"],
        ["填报日期：2026-06-30"],
        [],
        ["单位：万元"],
        HEADER,
        ["沈一鸣", "16900000001", None, 350],
    ]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:D1")

    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid, change=merge), today=TODAY)
    assert skipped(report) == [(1, "title"), (2, "note"), (3, "blank"), (4, "note")]
    assert report.rows[-1].values["aum_cny"] == "3500000.00"


def test_a_header_of_two_storeys_is_read_with_merged_groups(tmp_path: Path) -> None:
    grid: Grid = [
        ["客户姓名", "联系方式", None, "资产", None, "客户经理"],
        [None, "手机", "邮箱", "持仓规模（亿元）", "首次认购日期", None],
        ["沈一鸣", "16900000001", "a@example.com", 0.35, "2024.3.5", "顾清和"],
    ]

    def merge(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:E1", "F1:F2"):
            sheet.merge_cells(cells)

    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid, change=merge), today=TODAY)
    assert names(report) == [(3, "沈一鸣")]
    wanted = {
        "mobile": "16900000001",
        "email": "a@example.com",
        "aum_cny": "35000000.00",
        "manager": "顾清和",
    }
    assert wanted.items() <= report.rows[0].values.items()
    assert (report.rows[0].values["onboard_date"], report.unmapped) == ("2024-03-05", [])


def test_a_header_of_two_storeys_without_merges_is_read_from_text(tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "联系方式", "", "备注"],
        ["", "手机", "邮箱", ""],
        ["沈一鸣", "16900000001", "a@example.com", "老客户"],
    ]
    report = check_file(write_csv(tmp_path / "a.csv", grid), today=TODAY)
    assert report.rows[0].values["email"] == "a@example.com"
    assert names(report) == [(3, "沈一鸣")]


def test_a_first_row_of_data_is_no_second_storey(tmp_path: Path) -> None:
    grid: Grid = [["姓名", "客户经理", "备注"], ["沈一鸣", "顾清和", ""], ["陆嘉禾", "", "老客户"]]
    assert names(check_file(write_csv(tmp_path / "a.csv", grid), today=TODAY)) == [
        (2, "沈一鸣"),
        (3, "陆嘉禾"),
    ]


def test_what_is_no_data_is_skipped_and_counted(tmp_path: Path) -> None:
    grid: Grid = [
        HEADER,
        ["沈一鸣", "16900000001", None, "100万"],
        ["小计（1人）", None, None, "100万"],
        [],
        ["陆嘉禾", "16900000002", None, "200万"],
        HEADER,
        ["顾清和", "16900000003", None, "300万"],
        ["第 1 页 共 3 页"],
        ["合计", None, None, "600万"],
        ["注：规模为上月末数据"],
        ["制表人：周若溪", None, "审核：", "日期：2026-6-30"],
    ]
    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid), today=TODAY)
    assert names(report) == [(2, "沈一鸣"), (5, "陆嘉禾"), (7, "顾清和")]
    codes = ["total", "blank", "repeated_header", "note", "total", "note", "note"]
    assert [code for _, code in skipped(report)] == codes
    assert report.skipped == {"total": 2, "blank": 1, "repeated_header": 1, "note": 3}


def test_a_client_whose_name_looks_like_a_note_or_total_is_kept(tmp_path: Path) -> None:
    grid: Grid = [
        HEADER,
        ["注册会计师事务所", "16900000001", None, 1],
        ["总计科技有限公司", "16900000002", None, 2],
        ["沈一鸣", None, None, 3],
    ]
    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid), today=TODAY)
    assert [row for row, _ in names(report)] == [2, 3, 4]


def test_section_lines_merged_over_the_sheet_are_titles(tmp_path: Path) -> None:
    grid: Grid = [HEADER, ["华东地区"], ["沈一鸣", "16900000001", None, 1]]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:D2")

    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid, change=merge), today=TODAY)
    assert (skipped(report), names(report)) == ([(2, "title")], [(3, "沈一鸣")])


def test_merged_cells_fill_down_and_only_inside_the_merge(tmp_path: Path) -> None:
    grid: Grid = [
        ["客户经理", "姓名", "手机"],
        ["顾清和", "沈一鸣", "16900000001"],
        [None, "陆嘉禾", "16900000002"],
        [None, "周若溪", "16900000003"],
    ]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid, change=merge), today=TODAY)
    assert [row.values["manager"] for row in report.rows] == ["顾清和", "顾清和", None]


def test_cells_spanning_rows_in_a_page_fill_down(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        "<table><tr><th>客户经理<th>姓名<th>手机</tr><tr><td rowspan=2>顾清和<td>沈一鸣<td>16900000001</tr>"
        "<tr><td>陆嘉禾<td>16900000002</tr></table>"
    )
    report = check_file(path, today=TODAY)
    assert [(row.values["manager"], row.values["name"]) for row in report.rows] == [
        ("顾清和", "沈一鸣"),
        ("顾清和", "陆嘉禾"),
    ]


def test_one_sheet_per_manager_with_other_orders_and_words(tmp_path: Path) -> None:
    sheets: dict[str, Grid] = {
        "填表说明": [["本表每月更新"], ["请勿删除列"]],
        "顾清和": [["姓名", "手机", "规模（万元）"], ["沈一鸣", "16900000001", 350]],
        "周若溪": [["AUM（元）", "联系电话", "客户名称"], [2_000_000, "16900000002", "陆嘉禾"]],
        "Sheet4": [],
    }
    report = check_file(write_xlsx_sheets(tmp_path / "a.xlsx", sheets), today=TODAY)
    found = [
        (r.sheet, r.row, r.values["name"], r.values["mobile"], r.values["aum_cny"], r.values["manager"])
        for r in report.rows
    ]
    assert found == [
        ("顾清和", 2, "沈一鸣", "16900000001", "3500000.00", "顾清和"),
        ("周若溪", 2, "陆嘉禾", "16900000002", "2000000.00", "周若溪"),
    ]
    assert report.without_table == ["填表说明"]


def test_a_sheet_named_after_anything_else_names_no_manager(tmp_path: Path) -> None:
    rows = [["姓名", "手机"], ["沈一鸣", "16900000001"]]
    for sheet in ("高净值", "Sheet1", "江苏", "顾清和"):
        report = check_file(write_xlsx_sheets(tmp_path / "a.xlsx", {sheet: rows}), today=TODAY)
        assert "manager" not in report.rows[0].values
    named = check_file(
        write_xlsx_sheets(tmp_path / "a.xlsx", {"顾清和": rows}), today=TODAY, staff=["顾清和"]
    )
    assert named.rows[0].values["manager"] == "顾清和"


def test_a_second_table_below_with_other_columns_is_read_by_its_own_header(tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "手机", "规模"],
        ["沈一鸣", "16900000001", 1],
        [],
        ["客户经理", "客户名称", "电话"],
        ["顾清和", "陆嘉禾", "16900000002"],
    ]
    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid), today=TODAY)
    assert names(report) == [(2, "沈一鸣"), (5, "陆嘉禾")]
    assert report.rows[-1].values["manager"] == "顾清和"


def test_one_column_per_product_is_listed_as_unmapped(tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "手机", "星海一号", "星海二号（万元）", "远山稳健"],
        ["沈一鸣", "16900000001", 100, 200, None],
    ]
    report = check_file(write_xlsx(tmp_path / "a.xlsx", grid), today=TODAY)
    assert report.unmapped == ["星海一号", "星海二号(万元)", "远山稳健"]
    assert report.rows[0].status == "accepted"


def test_hidden_rows_of_a_page_are_hidden(tmp_path: Path) -> None:
    path = write_html(tmp_path / "a.xls", [["姓名", "手机"], ["沈一鸣", "16900000001"]])
    path.write_text(path.read_text().replace("<tr><td>沈一鸣", '<tr style="display: none"><td>沈一鸣'))
    assert [i.code for i in check_file(path, today=TODAY).rows[0].issues] == ["hidden_row"]
