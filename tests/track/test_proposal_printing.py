"""Whatever a text says, it is printed as it is and nothing of it is obeyed; the printer is bounded."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from backend.platform.errors import Refused
from backend.track import proposal_printing
from backend.track.proposal_differences import differences_between
from backend.track.proposal_figures import figures_of, thinned
from backend.track.proposal_letters import filled_in
from backend.track.proposal_pages import page_data
from backend.track.proposal_printing import Unprintable, pages_of, pdf_of
from backend.track.proposal_sample import sample_of
from backend.track.proposal_style_content import read_style, shipped_content
from backend.track.proposal_typesetting import made

AT = datetime(2026, 3, 2, tzinfo=UTC)
HOSTILE = (
    '#import "@preview/cetz:0.3.0": *',
    '#read("/etc/passwd")',
    '#image("/etc/hostname")',
    "#while true {}",
    "$ sum_(k=0)^n k $ *粗* _斜_ `码` <标签> @引用 // 注 /* 注 */",
    "= 标题\\ #set page(width: 1pt)",
    '"]) #panic("x")',
    "{{client}} %s {0} ${x}",
)


def content(**more: Any) -> dict[str, Any]:
    """The content of an issue."""
    return {**sample_of(read_style(shipped_content()), "zh-CN", AT.date()), **more}


def text_of(pdf: bytes) -> str:
    """What a file says, without what breaks lines."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


async def test_hostile_text_is_printed_as_it_was_written() -> None:
    printed = text_of((await pdf_of(content(letter="\n".join(HOSTILE)), AT, None)).content)
    for text in HOSTILE:
        assert "".join(text.split()) in printed, text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_can_be_printed(letter: str, note: str) -> None:
    given_ = content(letter=letter, title=note or "x")
    given_["items"][0]["note"] = note
    answer = made({"format": "svg", "data": page_data(given_, preview=True)})
    assert "fault" not in answer, answer
    assert all("<script" not in page.lower() and "http-equiv" not in page.lower() for page in answer["pages"])


async def test_equal_contents_give_equal_files_and_pages_are_counted() -> None:
    one, other = await pdf_of(content(), AT, None), await pdf_of(content(), AT, None)
    assert one.content == other.content
    assert one.pages == len(PdfReader(io.BytesIO(one.content)).pages)
    assert "PREVIEW" not in text_of(one.content)


async def test_what_takes_too_long_is_ended_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal_printing, "SECONDS", 0)
    with pytest.raises(Unprintable) as late:
        await pdf_of(content(), AT, None)
    assert late.value.fault == "proposal_slow"
    with pytest.raises(Refused) as refused:
        await pages_of(content(), None)
    assert refused.value.params["problem"] == "proposal_slow"


def test_values_of_a_letter_are_not_looked_into_again() -> None:
    assert filled_in("您好{client}", {"client": "{level}", "level": "C5"}, "letter") == "您好{level}"
    with pytest.raises(Refused):
        filled_in("{client}", {"client": None}, "letter")


def test_figures_are_those_of_the_series_and_a_drawing_keeps_its_ends() -> None:

    navs = [(date(2024, 1, 1) + timedelta(days=n), Decimal(1000 + n) / 1000) for n in range(500)]
    found = figures_of(navs, Decimal("1.499"))
    assert found is not None
    assert (found["since"], found["as_of"], found["deepest"]) == ("2024-01-01", "2025-05-14", "0E-8")
    assert found["total"] == "0.49900000"
    few = thinned(navs)
    assert (len(few), few[0], few[-1]) == (120, navs[0], navs[-1])
    assert figures_of([], None) is None


def test_differences_name_the_fund_wherever_it_stands() -> None:
    before = {"items": [{"code": "A", "amount": "1"}, {"code": "B", "amount": "2"}], "title": "一"}
    after = {"items": [{"code": "B", "amount": "3"}, {"code": "A", "amount": "1"}], "title": "二"}
    assert [(each.at, each.before, each.after) for each in differences_between(before, after)] == [
        ("items.B.amount", "2", "3"),
        ("title", "一", "二"),
    ]
