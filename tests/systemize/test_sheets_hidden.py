"""What nobody sees in a sheet: hidden rows, columns and sheets, formulas, errors, strike-through, comments."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.workbooks.binary_excel import write_xlsb
from tests.workbooks.checks import check_file
from tests.workbooks.old_excel import write_xls
from tests.workbooks.sheets import Grid, write_ods, write_xlsx, write_xlsx_sheets

TODAY = date(2026, 11, 22)
GRID: Grid = [
    ["姓名", "手机", "备注", "佣金比例"],
    ["沈一鸣", "16900000001", "a", 0.2],
    ["陆嘉禾", "16900000002", "b", 0.3],
]


def _xlsx(path: Path) -> Path:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["D"].hidden = True

    return write_xlsx(path, GRID, change=hide)


MAKES: dict[str, Callable[[Path], Path]] = {
    "xlsx": _xlsx,
    "xls": lambda path: write_xls(path, GRID, hidden_rows=[3], hidden_columns=[2, 3]),
    "xlsb": lambda path: write_xlsb(path, GRID, hidden_rows=[3], hidden_columns=[2, 3]),
    "ods": lambda path: write_ods(path, GRID, hidden_rows=[3], hidden_columns=[2, 3]),
}


@pytest.mark.parametrize("make", MAKES)
def test_hidden_rows_and_columns_need_an_explicit_yes(tmp_path: Path, make: str) -> None:
    path = MAKES[make](tmp_path / f"a.{make}")
    refused = check_file(path, today=TODAY)
    assert [(r.row, r.status, [i.code for i in r.issues]) for r in refused.rows] == [
        (2, "accepted", []),
        (3, "rejected", ["hidden_row"]),
    ]
    assert "note" not in refused.rows[0].values
    assert refused.unmapped == ["佣金比例", "备注"]
    sheet = refused.rows[0].sheet
    assert refused.hidden.columns == [(sheet, "备注"), (sheet, "佣金比例")]
    assert refused.hidden.rows == [(sheet, 3)]
    wanted = check_file(path, accept_hidden=True, today=TODAY)
    assert [(r.row, r.status, r.values["note"]) for r in wanted.rows] == [
        (2, "accepted", "a"),
        (3, "accepted", "b"),
    ]
    assert wanted.unmapped == ["佣金比例"]


def test_hidden_and_very_hidden_sheets_need_an_explicit_yes(tmp_path: Path) -> None:
    sheets = {"客户": GRID, "离职": GRID, "旧表": GRID, "选项": [["是", "否"]]}
    path = write_xlsx_sheets(tmp_path / "a.xlsx", sheets, hidden=["离职", "选项"], very_hidden=["旧表"])
    report = check_file(path, today=TODAY)
    assert report.hidden.sheets == ["离职", "旧表"]
    assert {(r.sheet, r.status) for r in report.rows} == {
        ("客户", "accepted"),
        ("离职", "rejected"),
        ("旧表", "rejected"),
    }
    assert {i.code for r in report.rows for i in r.issues} == {"hidden_row"}
    assert check_file(path, accept_hidden=True, today=TODAY).count_of("accepted") == 6


def test_rows_hidden_by_a_filter_are_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for r, row in enumerate(GRID):
        sheet.write_row(r, 0, row)
    sheet.autofilter(0, 0, 2, 3)
    sheet.filter_column(0, "x == 沈一鸣")
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    assert [r.status for r in check_file(path, today=TODAY).rows] == ["accepted", "rejected"]


def test_formulas_count_by_their_result_and_are_refused_without_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "资产规模"])
    sheet.write_string(1, 0, "沈一鸣")
    sheet.write_formula(1, 1, "=[other.xlsx]Sheet1!A1*2", None, 700)
    sheet.write_string(2, 0, "陆嘉禾")
    sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    sheet.write_formula(3, 0, '="周"&"若溪"', None, "周若溪")
    book.close()
    rows = check_file(path, today=TODAY).rows
    assert [(r.status, r.values["aum_cny"]) for r in rows] == [
        ("accepted", "700.00"),
        ("rejected", None),
        ("accepted", None),
    ]
    assert [(i.field, i.code, i.typed) for i in rows[1].issues] == [("aum_cny", "cell_error", "#N/A")]
    never = write_xlsx(tmp_path / "b.xlsx", [["姓名", "资产规模"], ["沈一鸣", "=1+1"]])
    issue = check_file(never, today=TODAY).rows[0].issues[0]
    assert (issue.field, issue.code, issue.column) == ("aum_cny", "uncached_formula", "B")


@pytest.mark.parametrize("write", [write_xls, write_xlsb])
def test_errors_of_binary_files_are_errors(tmp_path: Path, write: Callable[..., Path]) -> None:
    path = write(tmp_path / "a", GRID, errors=[(2, 1)])
    assert [(i.field, i.code, i.typed) for i in check_file(path, today=TODAY).rows[0].issues] == [
        ("mobile", "cell_error", "#N/A")
    ]


def test_an_error_as_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,首次认购日期\n沈一鸣,#REF!\n")
    assert [i.code for i in check_file(path, today=TODAY).rows[0].issues] == ["cell_error"]


def test_strike_through_and_comments_are_told(tmp_path: Path) -> None:
    def mark(sheet: Any) -> None:
        sheet["A3"].font = Font(strike=True)
        sheet["B2"].comment = Comment("勿在周一致电", "顾清和")

    report = check_file(write_xlsx(tmp_path / "a.xlsx", GRID, change=mark), today=TODAY)
    assert [(r.status, [i.code for i in r.issues]) for r in report.rows] == [
        ("accepted", []),
        ("accepted", ["struck_through"]),
    ]
    assert report.comments == {("Sheet1", 2): ["勿在周一致电"]}
