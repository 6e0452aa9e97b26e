"""Which rows of a file are proposed as one client, with which reasons, and which stay apart."""

from datetime import date
from pathlib import Path

import pytest

from backend.systemize.identity_numbers import check_digit_of
from tests.workbooks.checks import check_file
from tests.workbooks.sheets import write_xlsx

TODAY = date(2026, 11, 22)
HEADER = ["姓名", "手机", "证件号码", "客户类型"]
A, B = "310101199003070019", "31010119850506001" + check_digit_of("31010119850506001")


def proposals(tmp_path: Path, *rows: list[object]) -> list[tuple[list[int], list[str]]]:
    report = check_file(write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows]), today=TODAY)
    assert not any(row.status == "skipped" for row in report.rows)
    return [([row for _, row in group.places], sorted(group.reasons)) for group in report.duplicates]


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (["沈一鸣", "16900000001"], ["沈 一鸣", "+86 16900000001"], ["name", "phone"]),
        (["张伟", "16900000001"], ["張偉", "16900000001"], ["phone", "traditional"]),
        (["林晓燕", "16900000001"], ["林小燕", "16900000001"], ["phone", "pinyin"]),
        (["沈一鸣", "16900000001"], ["陆嘉禾", "16900000001"], ["phone"]),
        (
            ["沈一鸣", "16900000001", A],
            ["沈一明", "16900000002", A],
            ["id_number", "name_and_id_tail", "pinyin"],
        ),
        (["沈一鸣", None, A], ["沈一鸣", None, "310101900307001"], ["id_number", "name", "name_and_id_tail"]),
        (["沈一鸣", "16900000001"], ["沈一鸣", None], ["name"]),
        (["上海星野投资有限公司", "16900000001"], ["上海星野投资有限责任公司", "16900000002"], ["name"]),
        (["星野投资（上海）有限公司", None], ["星野投资(上海)有限公司", None], ["name"]),
    ],
)
def test_a_pair_is_proposed_with_its_reasons(
    tmp_path: Path, first: list[object], second: list[object], reasons: list[str]
) -> None:
    found = proposals(tmp_path, first, ["别的人", "16900000099"], second)
    assert found == [([2, 4], reasons)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["张伟", "16900000001"], ["张伟", "16900000002"]),
        (["张伟", None, A], ["张伟", None, B]),
        (["张伟", "16900000001", A], ["李娜", "16900000001", B]),
        (["林晓燕", "16900000001"], ["林小燕", "16900000002"]),
        (["星野一号私募证券投资基金", "16900000001"], ["星野二号私募证券投资基金", "16900000001"]),
        (["沈一鸣", "16900000001"], ["上海星野投资有限公司", "16900000001"]),
    ],
)
def test_different_people_stay_apart(tmp_path: Path, first: list[object], second: list[object]) -> None:
    assert proposals(tmp_path, first, second) == []


def test_a_nameless_phone_between_namesakes_does_not_bring_them_together(tmp_path: Path) -> None:
    found = proposals(tmp_path, ["张伟", "16900000001"], ["张伟", "16900000002"], ["张伟", None])
    assert all(not {2, 3} <= set(rows) for rows, _ in found)


def test_three_entries_of_one_client_are_one_group(tmp_path: Path) -> None:
    found = proposals(
        tmp_path, ["沈一鸣", "16900000001", A], ["沈 一鸣", "16900000001"], ["沈一鸣", "16900000002", A]
    )
    assert [rows for rows, _ in found] == [[2, 3, 4]]


def test_a_filler_number_shared_by_many_proposes_nobody(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [f"{surname}{given}一", "16900000000"] for surname in "沈陆顾周吴郑" for given in "若溪鸣嘉禾"
    ]
    assert proposals(tmp_path, *rows) == []


def test_a_hundred_thousand_namesakes_take_no_time(tmp_path: Path) -> None:
    rows: list[list[object]] = [["张伟", f"169{n:08d}"] for n in range(3_000)]
    assert proposals(tmp_path, *rows, ["张伟", "16900000007"]) == [([9, 3002], ["name", "phone"])]
