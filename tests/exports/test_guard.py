"""No cell of an export is a formula to any spreadsheet, whatever somebody has typed into a field."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.systemize.tables.cells import Form, Heading, Mark
from backend.systemize.tables.delimited import DelimitedWriter
from backend.systemize.tables.guard import harmless, would_run
from backend.systemize.tables.xlsx import XlsxWriter
from tests.exports.making import table_of

MARK = Mark("明远 & 资产", "张 <三>", datetime(2026, 11, 20, 2, tzinfo=UTC), "export_1", english=True)
RUN = (
    "=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "  =1", "\u3000=1", "\ufeff=1",
    "\u200b=1", "\u202e=1", "＝1+1", "＋1", "－1", "＠x", "−1", '=HYPERLINK("http://x","y")', "=1\n=2", "-",
    "+86 138 0000 0000",
)  # fmt: skip
REST = ("客户", "a=b", "1-2", "x@example.com", "", " plain", "'=1", "138-0000", "(=1)")


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_is_told_and_guarded(text: str) -> None:
    assert would_run(text)
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", REST)
def test_what_it_would_not_run_stays_as_it_is(text: str) -> None:
    assert not would_run(text)
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["x;=1+1", "x,=1", "x|@y", "x\t+1", 'x;"=1', "x; =1", "a\n-1"])
def test_a_cell_that_begins_inside_another_is_guarded_too(text: str) -> None:
    """Where lines are cut at semicolons, a quote in the middle of a line protects nothing."""
    for sign in ";,|\t\n":
        assert not any(would_run(part.strip('"')) for part in harmless(text).split(sign)[1:])


@given(st.text(max_size=40))
def test_nothing_guarded_runs(text: str) -> None:
    assert not would_run(harmless(text))


class Sink(io.RawIOBase):
    """Takes what is written, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def written(format: str, headings: list[Heading], rows: list[list[Any]]) -> bytes:
    sink: Any = Sink()
    writer = (
        DelimitedWriter(sink, headings, MARK) if format == "csv" else XlsxWriter(sink, headings, MARK, "表/1")
    )
    writer.add(rows)
    writer.close()
    return bytes(sink.data)


def test_a_workbook_holds_texts_as_texts_and_says_so() -> None:
    data = written("xlsx", [Heading("=名"), Heading("b")], [[text, text] for text in (*RUN, *REST)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row, text in zip(sheet.iter_rows(min_row=2), (*RUN, *REST), strict=True):
        for cell in row:
            assert cell.data_type != "f"
            assert bool(cell.quotePrefix) is would_run(text)
            assert str(cell.value or "").replace("\r", "\n") == text.replace("\r", "\n")
    assert sheet["A1"].data_type == "s"


def test_values_have_their_types_and_no_digit_is_lost() -> None:
    row = [
        Decimal("12345678.90"), Decimal("1.23456789"), Decimal("123456789012345678.12"), date(2024, 2, 29),
        datetime(2024, 3, 5, 1, 2, 3, tzinfo=UTC), True, None, "_x0041_", "x\x01y",
    ]  # fmt: skip
    forms = [Form.MONEY, Form.NUMBER, Form.MONEY, Form.DATE, Form.INSTANT, Form.BOOLEAN, *[Form.TEXT] * 3]
    headings = [Heading(f"c{n}", form) for n, form in enumerate(forms)]
    [_, told] = table_of(written("xlsx", headings, [row]), "xlsx")
    assert told == [
        "12345678.9", "1.23456789", "123456789012345678.12", "2024-02-29", "2024-03-05 09:02:03", "Yes", "",
        "_x0041_", "xy",
    ]  # fmt: skip
    [_, told] = table_of(written("csv", headings, [row]), "csv")
    assert told == [
        "12345678.90", "1.23456789", "123456789012345678.12", "2024-02-29", "2024-03-05 09:02:03", "Yes", "",
        "_x0041_", "x\x01y",
    ]  # fmt: skip


def test_the_mark_is_seen_on_paper_and_lies_where_nobody_looks() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", [Heading("a")], [["x"]])))
    words = "明远 && 资产 · Exported by 张 <三> · 2026-11-20 10:00 · export_1"
    header, footer = book.worksheets[0].oddHeader, book.worksheets[0].oddFooter
    assert header is not None
    assert footer is not None
    assert (header.right.text, footer.left.text) == (words, words)
    assert book.properties.creator == "张 <三>"
    assert book.properties.description == words.replace("&&", "&")
    hidden = book.worksheets[1]
    assert hidden.sheet_state == "veryHidden"
    assert [cell.value for cell in hidden["A"]] == [
        "明远 & 资产",
        "张 <三>",
        "2026-11-20T02:00:00Z",
        "export_1",
    ]
    assert book.worksheets[0].title == "表 1"
    lines = written("csv", [Heading("a")], [["x"]]).decode("utf-8-sig").splitlines()
    assert lines == ["a", "x", "# 明远 & 资产 · Exported by 张 <三> · 2026-11-20 10:00 · export_1"]


def test_an_empty_list_is_a_workbook_too() -> None:
    assert table_of(written("xlsx", [Heading("a"), Heading("b")], []), "xlsx") == [["a", "b"]]
