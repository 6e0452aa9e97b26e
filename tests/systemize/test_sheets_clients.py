"""Cells of the client sheet become values or issues; nothing is guessed, nothing dropped silently."""

import json
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backend.platform.errors import Refused
from backend.systemize.identity_numbers import resident_number
from backend.systemize.sheets.checking import check_clients
from backend.systemize.sheets.headers import field_of
from backend.systemize.sheets.issues import ISSUES, explain
from backend.systemize.sheets.kinds.clients import CLIENTS
from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.reports import CheckedRow, to_answer
from tests.workbooks.checks import check_file
from tests.workbooks.identities import credit_code, wrong_check_digit
from tests.workbooks.sheets import Grid, write_csv, write_xlsx, write_xlsx_sheets

TODAY = date(2026, 11, 22)
MALE_1990 = "310101199003070019"


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """One row of a sheet checked: fields by header, "沈一鸣" unless a name is given."""

    def check_row(**cells: object) -> CheckedRow:
        cells = {"姓名": "沈一鸣", "标记": "x", **cells}
        path = write_xlsx_sheets(tmp_path / "a.xlsx", {"Sheet1": [list(cells), list(cells.values())]})
        return check_file(path, today=TODAY).rows[0]

    return check_row


@pytest.mark.parametrize(
    ("header", "typed", "field", "value"),
    [
        *[
            ("资产规模（万元）", 350, "aum_cny", "3500000.00"),
            ("资产规模（万元）", "350万", "aum_cny", "3500000.00"),
        ],
        *[("资产规模（万元）", "三百五十", "aum_cny", "3500000.00"), ("AUM", 0.1 + 0.2, "aum_cny", "0.30")],
        *[
            ("规模(亿元)", "1.2", "aum_cny", "120000000.00"),
            ("规模(万元)", "3,500,000元", "aum_cny", "3500000.00"),
        ],
        *[
            ("资产规模", "/", "aum_cny", None),
            ("资产规模", "暂无", "aum_cny", None),
            ("资产规模", 0, "aum_cny", "0.00"),
        ],
        *[
            ("手机", 16900000012.0, "mobile", "16900000012"),
            ("联系电话", "169 0000 0012", "mobile", "16900000012"),
        ],
        *[
            ("手机", "021-58881234转8012", "phone", "021-58881234转8012"),
            ("座机", "021-58881234", "phone", "021-58881234"),
        ],
        *[("手机", "16900000012/16900000013", "mobile_2", "16900000013"), ("电话", "无", "mobile", None)],
        *[
            ("出生\n日期", "1990.3.7", "birth_date", "1990-03-07"),
            ("* 生日：", 19900307, "birth_date", "1990-03-07"),
        ],
        *[("首次认购日期", datetime(2024, 3, 5), "onboard_date", "2024-03-05")],  # noqa: DTZ001 - cells know no zone
        *[
            ("是否合格投资者", "√", "qualified", True),
            ("合格投资者", "×", "qualified", False),
            ("合格投资者", "Y", "qualified", True),
        ],
        *[
            ("合格投资者", "已认证", "qualified", True),
            ("合格投资者", "未认证", "qualified", False),
            ("合格投资者", "", "qualified", None),
        ],
        *[("合格投资者", 1, "qualified", True), ("合格投资者", False, "qualified", False)],
        *[
            ("风险等级", "C3-稳健型", "risk_level", "C3"),
            ("风险等级", "稳健型", "risk_level", "C3"),
            ("风险等级", "Ｃ５", "risk_level", "C5"),
        ],
        *[("风险测评结果", "C4(积极型)", "risk_level", "C4"), ("风险等级", "保守型", "risk_level", "C1")],
        *[
            ("性别", "女士", "gender", "female"),
            ("Sex", "M", "gender", "male"),
            ("客户类型", "机构客户", "client_type", "institution"),
        ],
        *[
            ("邮箱", "Ａ.b@Example.COM", "email", "A.b@example.com"),
            ("标签", "高尔夫、滑雪，茶", "tags", ["高尔夫", "滑雪", "茶"]),
        ],
        *[
            ("客户经理", "顾 清\u00a0和", "manager", "顾清和"),
            ("所在城市", "上海\u200b市", "city", "上海市"),
            ("备注", "=1+1", "note", "=1+1"),
        ],
        *[("证件类型", "护照", "id_type", "passport"), ("身份证号", f"'{MALE_1990}", "id_number", MALE_1990)],
    ],
)
def test_a_cell_is_understood(check: Any, header: str, typed: object, field: str, value: object) -> None:
    row = check(**{header: typed})
    assert row.values.get(field) == value
    assert (row.status, row.issues) == ("accepted", [])


@pytest.mark.parametrize(
    ("header", "typed", "field", "code"),
    [
        *[
            ("首次认购日期", "2024-02-30", "onboard_date", "bad_date"),
            ("首次认购日期", "2024年3月", "onboard_date", "no_day"),
        ],
        *[
            ("生日", "3月5日", "birth_date", "no_year"),
            ("首次认购日期", "03/04/2024", "onboard_date", "ambiguous_date"),
        ],
        *[
            ("首次认购日期", "2026-11-23", "onboard_date", "future_date"),
            ("生日", "2090-01-01", "birth_date", "future_date"),
        ],
        *[("资产规模", "很多", "aum_cny", "bad_number"), ("资产规模", "300-500万", "aum_cny", "range")],
        *[
            ("资产规模", "USD 100万", "aum_cny", "currency"),
            ("资产规模", -5, "aum_cny", "negative"),
            ("资产规模", True, "aum_cny", "bad_number"),
        ],
        *[
            ("手机", "1690000001", "mobile", "bad_mobile"),
            ("手机", "1.69E+10", "mobile", "precision_lost"),
            ("手机", "58881234", "mobile", "bad_mobile"),
        ],
        *[
            ("身份证号", 310101199003070019, "id_number", "precision_lost"),
            ("身份证号", "310101199003070000", "id_number", "precision_lost"),
        ],
        *[
            ("身份证号", wrong_check_digit(MALE_1990), "id_number", "bad_check_digit"),
            ("证件号码", "12345", "id_number", "bad_check_digit"),
        ],
        *[
            ("邮箱", "a@b", "email", "bad_email"),
            ("性别", "不男", "gender", "bad_option"),
            ("风险等级", "R3", "risk_level", "bad_option"),
        ],
        *[
            ("姓名", "", "name", "missing"),
            ("姓名", "/", "name", "missing"),
            ("资产规模", "#N/A", "aum_cny", "cell_error"),
        ],
    ],
)
def test_a_bad_cell_refuses_its_row_and_leaves_the_value_unknown(
    check: Any, header: str, typed: object, field: str, code: str
) -> None:
    row = check(**{header: typed})
    assert (row.status, [(issue.field, issue.code) for issue in row.issues]) == ("rejected", [(field, code)])
    assert row.values[field] is None


@pytest.mark.parametrize(
    ("cells", "field", "code", "value"),
    [
        ({"首次认购日期": "24.3.5"}, "onboard_date", "two_digit_year", "2024-03-05"),
        ({"资产规模": "约300万"}, "aum_cny", "approximate", "3000000.00"),
        ({"身份证号": "310101900307001"}, "id_number", "fifteen_digits", "310101900307001"),
        ({"身份证号": MALE_1990, "生日": "1990-03-08"}, "birth_date", "birth_mismatch", "1990-03-07"),
        ({"身份证号": MALE_1990, "性别": "女"}, "gender", "gender_mismatch", "male"),
        ({"生日": "2010-01-01"}, "birth_date", "minor", "2010-01-01"),
    ],
)
def test_a_doubt_is_told_and_the_row_accepted(
    check: Any, cells: dict[str, object], field: str, code: str, value: str
) -> None:
    row = check(**cells)
    assert (row.status, [(issue.field, issue.code) for issue in row.issues]) == ("accepted", [(field, code)])
    assert row.values[field] == value


def test_the_identity_number_tells_what_no_cell_says(check: Any) -> None:
    row = check(身份证号=MALE_1990.lower())
    assert (row.values["birth_date"], row.values["gender"], row.values["id_type"]) == (
        "1990-03-07",
        "male",
        "resident_id",
    )


def test_the_document_named_beside_a_number_decides_how_it_is_read(check: Any) -> None:
    assert check(证件类型="护照", 证件号码="X1234").values["id_number"] == "X1234"
    assert check(证件类型="身份证", 证件号码="X1234").status == "rejected"


@pytest.mark.parametrize(
    ("name", "number", "client_type"),
    [
        *[
            ("沈一鸣", None, "individual"),
            ("上海星野投资有限公司", None, "institution"),
            ("星野（上海）合伙企业（有限合伙）", None, "institution"),
        ],
        *[
            ("星野一号私募证券投资基金", None, "product"),
            ("星野2号集合资产管理计划", None, "product"),
            ("Harbour Light Ltd.", None, "institution"),
        ],
        *[
            ("星野慈善基金会", None, "institution"),
            ("某机构", credit_code(Random(3)), "institution"),
            ("公司礼", MALE_1990, "individual"),
        ],
    ],
)
def test_the_kind_of_client_follows_from_document_and_name(
    check: Any, name: str, number: str | None, client_type: str
) -> None:
    assert check(姓名=name, 证件号码=number).values["client_type"] == client_type


def test_numbers_of_several_columns_find_their_fields(check: Any) -> None:
    row = check(手机="16900000012", 电话="021-58881234", 备用电话="16900000013")
    assert (row.values["mobile"], row.values["mobile_2"], row.values["phone"]) == (
        "16900000012",
        "16900000013",
        "021-58881234",
    )
    same = check(手机="16900000012", 电话="16900000012")
    assert (same.values["mobile"], same.values.get("mobile_2"), same.values["phone"]) == (
        "16900000012",
        None,
        None,
    )


def test_a_third_mobile_is_told_and_not_lost(check: Any) -> None:
    row = check(手机="16900000012/16900000013/16900000014")
    assert (row.status, [issue.code for issue in row.issues]) == ("rejected", ["bad_mobile"])


def test_names_lose_blanks_and_invisible_characters_only(check: Any) -> None:
    assert check(姓名="沈\u3000一\u00a0鸣\u200b").values["name"] == "沈一鸣"
    assert check(姓名="Ｌｉ  Lei").values["name"] == "Li Lei"
    assert check(姓名='=HYPERLINK("x")&<b>').values["name"] == '=HYPERLINK("x")&<b>'
    assert check(姓名="@沈一鸣").values["name"] == "@沈一鸣"


def test_headers_that_mean_nothing_to_us_are_listed(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["序号", "姓名", "星 座", "手机"], ["1", "沈一鸣", "狮子", "16900000001"]]
    )
    assert check_file(path, today=TODAY).unmapped == ["序号", "星 座"]


def test_a_mapping_wins_over_the_words(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["主体", "手机", "备注", "星座"], ["沈一鸣", "16900000001", "顾清和", "狮子"]]
    )
    mapping = {"主 体": "name", "备注": "manager", "星座": None}
    report = check_file(path, mapping, today=TODAY)
    assert (report.rows[0].values["name"], report.rows[0].values["manager"]) == ("沈一鸣", "顾清和")
    assert (report.unmapped, report.mapped["a"]) == (
        [],
        {"主体": "name", "手机": "mobile", "备注": "manager"},
    )
    assert check_file(path, {"a!主体": "name", "手机": None}, today=TODAY).mapped["a"] == {
        "主体": "name",
        "备注": "note",
    }


def test_a_mapping_to_an_unknown_field_is_refused_by_code(tmp_path: Path) -> None:
    workbook = read_workbook(write_csv(tmp_path / "a.csv", [["姓名", "手机"], ["沈一鸣", ""]]))
    with pytest.raises(Refused) as refusal:
        check_clients(workbook, {"姓名": "nickname"}, today=TODAY)
    assert refusal.value.params == {"field": "mapping", "problem": "unknown"}


def test_a_person_mends_or_drops_a_bad_cell(tmp_path: Path) -> None:
    genuine = next(
        n for n in (f"310101199{y}0307{o}000" for y in range(10) for o in range(10)) if resident_number(n)
    )
    grid: Grid = [["姓名", "手机", "证件号码"], ["沈一鸣", "1690000001", genuine]]
    workbook = read_workbook(write_csv(tmp_path / "客户.csv", grid))
    assert [i.code for i in check_clients(workbook, today=TODAY).rows[0].issues] == [
        "bad_mobile",
        "precision_lost",
    ]
    fixes = {("客户", 2): {"mobile": "16900000001", "id_number": genuine}}
    mended = check_clients(workbook, today=TODAY, fixes=fixes).rows[0]
    assert (mended.status, mended.values["mobile"], mended.values["id_number"]) == (
        "accepted",
        "16900000001",
        genuine,
    )
    dropped = check_clients(
        workbook, today=TODAY, fixes={("客户", 2): {"mobile": None, "id_number": None}}
    ).rows[0]
    assert (dropped.status, dropped.values["mobile"], dropped.values["id_number"]) == ("accepted", None, None)


@pytest.mark.parametrize(
    "header",
    [
        "客户姓名",
        "投资者名称",
        "Client Name",
        "＊姓名",
        "姓 名",
        "姓\n名：",
        "姓名（必填）",
        "客戶姓名",
        "姓名/名称",
    ],
)
def test_headers_are_known_in_many_dresses(header: str) -> None:
    assert field_of(header, CLIENTS) == "name"


def test_every_field_of_the_catalogue_is_found_by_its_key_and_its_chinese_word() -> None:
    for column in CLIENTS.columns:
        assert field_of(column.key, CLIENTS) == column.key
        assert field_of(column.zh, CLIENTS) == column.key


def test_no_header_word_stands_for_two_fields() -> None:
    for column in CLIENTS.columns:
        assert {field_of(word, CLIENTS) for word in column.headers} == {column.key}


def test_the_answer_has_the_published_shape(tmp_path: Path) -> None:
    grid: Grid = [
        ["姓名", "客户类型", "手机", "规模（万元）", "首次认购日期", "合格投资者", "风险等级", "星座"],
        ["周若溪", "个人", "16900000012", "350", "24.3.5", "√", "C3", ""],
        ["周 若溪", "个人", "16900000012", "", "", "", "", ""],
        ["合计", "", "", "350", "", "", "", ""],
    ]
    answer = to_answer(check_file(write_csv(tmp_path / "客户.csv", grid), today=TODAY), explained=False)
    assert list(answer) == ["file", "error", "rows", "duplicates", "unmapped"]
    assert answer["rows"][0] == {
        "sheet": "客户",
        "row": 2,
        "status": "accepted",
        "values": {
            "name": "周若溪",
            "client_type": "individual",
            "mobile": "16900000012",
            "aum_cny": "3500000.00",
            "onboard_date": "2024-03-05",
            "qualified": True,
            "risk_level": "C3",
        },
        "issues": [{"field": "onboard_date", "code": "two_digit_year"}],
    }
    assert answer["rows"][2] == {
        "sheet": "客户",
        "row": 4,
        "status": "skipped",
        "values": {},
        "issues": [{"field": None, "code": "total"}],
    }
    assert (answer["file"], answer["error"], answer["unmapped"]) == ("客户.csv", None, ["星座"])
    assert answer["duplicates"] == [[["客户", 2], ["客户", 3]]]
    assert json.loads(json.dumps(answer)) == answer


def test_the_answer_of_a_refused_file_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    answer = to_answer(check_file(tmp_path / "a.csv", today=TODAY))
    assert (answer["error"], answer["rows"], answer["duplicates"], answer["unmapped"]) == (
        "empty",
        [],
        [],
        [],
    )
    assert answer["messages"]["zh"] != answer["messages"]["en"]


def test_sentences_name_row_column_and_the_value_as_typed(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "手机\n号码"], ["沈一鸣", "1.69E+10"]])
    (issue,) = check_file(path, today=TODAY).rows[0].issues
    zh, en = explain(issue, "zh-CN"), explain(issue, "en")
    assert zh.startswith("第 2 行 B 列“手机 号码”：“1.69E+10”位数已丢失")
    assert en.startswith("Row 2, column B (手机 号码): “1.69E+10” has lost digits")
    answer = to_answer(check_file(path, today=TODAY))
    assert answer["rows"][0]["issues"][0]["messages"] == {"zh": zh, "en": en}


def test_every_code_has_words_in_both_languages() -> None:
    published = """
        bad_date no_day no_year ambiguous_date future_date two_digit_year bad_number range currency negative approximate
        bad_mobile precision_lost bad_check_digit fifteen_digits birth_mismatch gender_mismatch minor cell_error
        uncached_formula hidden_row struck_through missing blank total repeated_header title note
    """
    assert set(ISSUES) >= set(published.split())
    assert all(kind.zh and kind.en for kind in ISSUES.values())
