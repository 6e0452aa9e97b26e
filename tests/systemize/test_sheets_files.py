"""Files are read by what they are, whatever their name says; those that cannot be are refused as a whole."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from backend.systemize.sheets.checking import check_file as check_apart
from backend.systemize.sheets.issues import explain_fault
from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.workbooks import FileFault, FileRefused
from tests.workbooks.binary_excel import write_xlsb
from tests.workbooks.checks import check_file
from tests.workbooks.messy_clients import write_messy_clients
from tests.workbooks.old_excel import write_compound, write_xls
from tests.workbooks.sheets import Grid, replace_part, write_csv, write_html, write_ods, write_xlsx

TODAY = date(2026, 11, 22)
GRID: Grid = [
    ["姓名", "手机", "资产规模（万元）"],
    ["沈一鸣", "16900000001", 350],
    ["㐱镕", "16900000002", "1.2亿"],
]
WANTED = [("沈一鸣", "16900000001", "3500000.00"), ("㐱镕", "16900000002", "120000000.00")]
WRITERS: dict[str, Callable[[Path], Path]] = {
    "a.xlsx": lambda p: write_xlsx(p, GRID),
    "xlsx_named.csv": lambda p: write_xlsx(p.with_suffix(".xlsx"), GRID).rename(p),
    "a.xls": lambda p: write_xls(p, GRID),
    "xls_named.xlsx": lambda p: write_xls(p, GRID),
    "a.xlsb": lambda p: write_xlsb(p, GRID),
    "xlsb_named.xls": lambda p: write_xlsb(p, GRID),
    "a.ods": lambda p: write_ods(p, GRID),
    "utf8.csv": lambda p: write_csv(p, GRID),
    "bom.csv": lambda p: write_csv(p, GRID, "utf-8-sig"),
    "gb18030.csv": lambda p: write_csv(p, GRID, "gb18030"),
    "utf16.txt": lambda p: write_csv(p, GRID, "utf-16", "\t"),
    "utf16_without_mark.txt": lambda p: write_csv(p, GRID, "utf-16-le", "\t"),
    "semicolons.csv": lambda p: write_csv(p, GRID, delimiter=";"),
    "text_named.xls": lambda p: write_csv(p, GRID, "gb18030", "\t"),
    "html_named.xls": lambda p: write_html(p, GRID),
    "html_gb2312.xls": lambda p: write_html(p, GRID, "gb18030"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_rows_come_out_of_every_make_of_file(tmp_path: Path, name: str) -> None:
    report = check_file(WRITERS[name](tmp_path / name), today=TODAY)
    assert report.error is None
    assert [(r.values["name"], r.values["mobile"], r.values["aum_cny"]) for r in report.rows] == WANTED
    assert [(r.row, r.status) for r in report.rows] == [(2, "accepted"), (3, "accepted")]


def test_gbk_text_is_read(tmp_path: Path) -> None:
    report = check_file(write_csv(tmp_path / "a.csv", GRID[:2], "gbk"), today=TODAY)
    assert report.rows[0].values["name"] == "沈一鸣"


def test_records_with_line_breaks_in_quotes_count_once(tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "手机\n号码", "备注"],
        ["沈一鸣", "16900000001", "先谈\n后签"],
        [],
        ["陆嘉禾", "16900000002", "a;b"],
    ]
    report = check_file(write_csv(tmp_path / "a.csv", grid), today=TODAY)
    assert [(r.row, r.status) for r in report.rows] == [(2, "accepted"), (3, "skipped"), (4, "accepted")]
    assert report.rows[0].values["note"] == "先谈\n后签"


def test_a_file_keeps_the_name_it_was_uploaded_with(tmp_path: Path) -> None:
    assert check_file(write_csv(tmp_path / "0017", GRID), today=TODAY, name="客户.csv").file == "客户.csv"


def test_serial_numbers_of_the_1904_system_are_read(tmp_path: Path) -> None:
    grid: Grid = [["姓名", "首次认购日期"], ["沈一鸣", 43894]]
    plain = write_xlsx(tmp_path / "plain.xlsx", grid)
    old_mac = write_xlsx(
        tmp_path / "mac.xlsx", grid, change=lambda sheet: setattr(sheet.parent, "epoch", CALENDAR_MAC_1904)
    )
    assert check_file(old_mac, today=TODAY).rows[0].values["onboard_date"] == "2024-03-05"
    assert check_file(plain, today=TODAY).rows[0].values["onboard_date"] == "2020-03-04"


@pytest.mark.parametrize("stray", [False, True])
def test_colour_down_to_the_last_row_opens_in_seconds(tmp_path: Path, stray: bool) -> None:
    path = tmp_path / "colour.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, yellow = book.add_worksheet(), book.add_format({"bg_color": "#FFFF00"})
    for r, row in enumerate(GRID):
        sheet.write_row(r, 0, row)
    for r in range(len(GRID), 1_048_576, 16):
        sheet.write_blank(r, 0, None, yellow)
    sheet.set_row(1_048_575, None, yellow)
    if stray:
        sheet.write(1_048_575, 200, "\u3000")
    book.close()
    began = perf_counter()
    report = check_file(path, today=TODAY)
    assert perf_counter() - began < 8
    assert [r.values["name"] for r in report.rows if r.status == "accepted"] == ["沈一鸣", "㐱镕"]
    assert len(report.rows) < 2_000


def _truncated(path: Path) -> None:
    write_xlsx(path, GRID)
    path.write_bytes(path.read_bytes()[:-900])


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def _entities(path: Path) -> None:
    plain = write_xlsx(path.with_name("plain.xlsx"), GRID)
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE bomb [<!ENTITY e0 "lol">{levels}]>'.encode()
    replace_part(plain, path, "xl/worksheets/sheet1.xml", lambda xml: declared + xml)


def _bomb(path: Path) -> None:
    write_xlsx(path, GRID)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings2.xml", "w") as part,
    ):
        for _ in range(200):
            part.write(b" " * 2**20)


def _liar(path: Path) -> None:
    """A part that inflates to more than the archive says."""
    plain = write_xlsx(path.with_name("plain.xlsx"), GRID)
    big = replace_part(plain, path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 100_000)
    data = bytearray(big.read_bytes())
    with zipfile.ZipFile(big) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    big.write_bytes(bytes(data).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")))


def _repeated(path: Path) -> None:
    """One cell repeated over the whole sheet: a bomb of OpenDocument's own."""
    row = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="900" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    write_ods(path, GRID, extra=row)


def _form(path: Path) -> None:
    card: Grid = [
        ["客户信息登记表"],
        ["姓名", "沈一鸣", "性别", "男"],
        ["手机", "16900000001", "证件号码", "310101199003070019"],
    ]
    write_xlsx(path, [*card, ["地址", "上海市", "邮箱", "a@example.com"]])


FAULTY: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty file", lambda p: p.write_bytes(b""), "empty"),
    ("no cells", lambda p: write_xlsx(p, []), "empty"),
    ("header only", lambda p: write_xlsx(p, GRID[:1]), "empty"),
    ("blanks only", lambda p: p.write_text("\n\n , ,\n"), "empty"),
    ("truncated", _truncated, "unreadable"),
    ("noise", lambda p: p.write_bytes(bytes(range(256)) * 20), "unreadable"),
    ("picture", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 99), "unreadable"),
    ("pdf", lambda p: p.write_bytes(b"%PDF-1.7 ..."), "unreadable"),
    ("empty zip", lambda p: zipfile.ZipFile(p, "w").close(), "unreadable"),
    ("other zip", _other_zip, "unreadable"),
    (
        "locked xlsx",
        lambda p: write_compound(p, {"EncryptionInfo": b"i", "EncryptedPackage": b"p" * 5000}),
        "password",
    ),
    ("locked xls", lambda p: write_xls(p, GRID, is_locked=True), "password"),
    ("word file of old", lambda p: write_compound(p, {"WordDocument": b"w"}), "unreadable"),
    (
        "ring of sectors",
        lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        "unreadable",
    ),
    ("entities", _entities, "unsafe"),
    ("zip bomb", _bomb, "unsafe"),
    ("repeated cells", _repeated, "unsafe"),
    ("value far off", lambda p: write_xlsb(p, GRID, stray=(1_048_576, 16_383)), "unsafe"),
    ("sizes that lie", _liar, "unreadable"),
    ("form", _form, "not_tabular"),
    (
        "tall form",
        lambda p: write_csv(p, [["姓名", "沈一鸣"], ["手机", "16900000001"], ["邮箱", "a@example.com"]]),
        "not_tabular",
    ),
    ("prose", lambda p: p.write_text("本周与客户见面，谈了下季度的安排。\n另约周五。"), "not_tabular"),
    ("page without table", lambda p: p.write_text("<html><body>登录已过期</body></html>"), "not_tabular"),
    ("other table", lambda p: write_csv(p, [["a", "b"], ["1", "2"]]), "not_tabular"),
]


@pytest.mark.parametrize(("write", "fault"), [case[1:] for case in FAULTY], ids=[case[0] for case in FAULTY])
def test_a_faulty_file_is_refused_as_a_whole(
    tmp_path: Path, write: Callable[[Path], object], fault: str
) -> None:
    path = tmp_path / "a.xlsx"
    write(path)
    report = check_file(path, today=TODAY)
    assert (report.error, report.rows) == (fault, [])


def test_more_rows_than_we_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,手机\n" + "沈一鸣,\n" * 101_001)
    with pytest.raises(FileRefused) as refusal:
        read_workbook(path)
    assert refusal.value.fault is FileFault.UNSAFE


@pytest.mark.parametrize("fault", FileFault)
def test_every_fault_has_words_in_both_languages(fault: FileFault) -> None:
    assert explain_fault(fault, "zh-CN") != explain_fault(fault, "en")


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods), ("a.xlsb", write_xlsb)],
)
def test_damage_at_any_place_gives_rows_or_a_reason(
    tmp_path: Path, name: str, write: Callable[[Path, Grid], Path]
) -> None:
    whole = write(tmp_path / name, GRID).read_bytes()
    damaged = tmp_path / f"damaged_{name}"
    for place in range(0, len(whole), max(1, len(whole) // 12)):
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]):
            damaged.write_bytes(data)
            report = check_apart(damaged, today=TODAY)
            assert report.error is not None or report.rows


def test_a_file_that_ends_its_reader_is_unreadable_and_ends_nobody_else(tmp_path: Path) -> None:
    """A sheet that ends before it begins: the reader asks for 500 GB and its process is gone."""
    path = write_xls(tmp_path / "a.xls", GRID, first_row=40_960)
    assert check_apart(path, today=TODAY).error == "unreadable"


def test_a_file_checked_apart_gives_the_report_of_one_checked_here(tmp_path: Path) -> None:
    write_messy_clients(tmp_path / "a.xlsx", rows=1_200, seed=6)
    apart, here = (
        check(tmp_path / "a.xlsx", today=TODAY, name="b.xlsx") for check in (check_apart, check_file)
    )
    assert apart == here
    assert apart.twins
    with pytest.raises(FileNotFoundError):
        check_apart(tmp_path / "none.xlsx", today=TODAY)
