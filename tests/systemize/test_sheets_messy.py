"""A whole messy workbook: every row is accounted for."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from backend.systemize.sheets.issues import refuses
from tests.workbooks.checks import check_file
from tests.workbooks.messy_clients import write_messy_clients

TODAY = date(2026, 11, 22)
SAVED = Path(__file__).parent.parent / "workbooks" / "libreoffice"


def test_every_row_of_a_messy_workbook_is_accounted_for(tmp_path: Path) -> None:
    wanted = write_messy_clients(tmp_path / "a.xlsx", rows=2_000, seed=4)
    report = check_file(tmp_path / "a.xlsx", today=TODAY)
    assert {s: report.count_of(s) for s in ("accepted", "rejected", "skipped")} == {
        s: wanted[s] for s in ("accepted", "rejected", "skipped")
    }
    assert wanted["rejected"] > 20
    refusals = Counter(
        i.code for row in report.rows for i in row.issues if row.status == "rejected" and refuses(i.code)
    )
    assert refusals == wanted["refusals"]
    assert [[row for _, row in group.places] for group in report.duplicates] == wanted["duplicates"]
    accepted = [row for row in report.rows if row.status == "accepted"]
    assert Counter(row.values["manager"] for row in accepted) == wanted["managers"]
    assert (report.unmapped, report.hidden.columns) == (wanted["unmapped"], [("客户总表", "佣金比例")])
    assert [row.row for row in report.rows] == sorted({row.row for row in report.rows})


def test_the_same_seed_gives_the_same_workbook(tmp_path: Path) -> None:
    first = write_messy_clients(tmp_path / "a.xlsx", rows=300, seed=9, managers=["顾清和"])
    assert write_messy_clients(tmp_path / "b.xlsx", rows=300, seed=9, managers=["顾清和"]) == first
    assert first["managers"] == {"顾清和": first["accepted"]}


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_a_workbook_saved_by_libreoffice_says_what_the_first_one_said(tmp_path: Path, ending: str) -> None:
    write_messy_clients(tmp_path / "clients.xlsx", rows=150, seed=11)
    first = check_file(tmp_path / "clients.xlsx", today=TODAY)
    again = check_file(SAVED / f"clients.{ending}", today=TODAY)
    assert first.error is again.error is None
    assert [(r.place, r.status, r.values) for r in again.rows] == [
        (r.place, r.status, r.values) for r in first.rows
    ]
    assert (again.unmapped, again.hidden.columns) == (first.unmapped, first.hidden.columns)
    assert {r.status for r in again.rows} == {"accepted", "rejected", "skipped"}
