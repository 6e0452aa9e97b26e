"""Forbidden words are found however they are written, and not where they are denied or say something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.book.forbidden_word_lists import shipped
from backend.book.forbidden_words import REFUSE, found_in, hold_allowed, read_words
from backend.platform.errors import Refused

WORDS = read_words(shipped())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本产品保本。", ["保本"]),
        ("保本保息，请放心", ["保本保息"]),
        ("保 本", ["保本"]),
        ("保\u200b本", ["保本"]),
        ("保·本、稳_赚", ["保本", "稳赚"]),
        ("穩賺不賠", ["稳赚不赔"]),
        ("無風險", ["无风险"]),
        ("ＲＩＳＫ－ＦＲＥＥ", ["risk-free"]),
        ("a Risk Free fund", ["risk-free"]),
        ("g u a r a n t e e d returns", ["guaranteed returns"]),
        ("预期收益 8%", ["预期收益"]),
        ("不仅保本，还有收益", ["保本"]),
        ("不会不保本", ["保本"]),
        ("没有不保本的产品", ["保本"]),
        ("非常稳赚", ["稳赚"]),
        ("不用担心。保本", ["保本"]),
        ("not only risk-free", ["risk-free"]),
        ("There is no doubt. Expected returns are high", ["expected returns"]),
        ("确保本金万无一失", ["确保本金", "万无一失"]),
        ("打破刚兑之后仍由我们兜底", ["兜底"]),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, words: list[str]) -> None:
    assert [each.word.word for each in found_in(WORDS, text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "本基金不保本",
        "不承诺保本",
        "不承诺保本，也不保证收益",
        "管理人不保证本金不受损失或最低收益",
        "私募基金并非保本产品",
        "未承诺收益",
        "禁止承诺保本",
        "确保本产品合规运作",
        "请确保，本产品适合您",
        "以无风险利率折现",
        "打破刚性兑付",
        "does not offer guaranteed returns",
        "never promises capital guaranteed notes",
        "the risk-free rate is 2%",
        "piano risk management",
        "我们确保\n本金由托管行保管",
        "",
    ],
)
def test_what_is_denied_or_says_something_else_is_not_a_word(text: str) -> None:
    assert [each.word.word for each in found_in(WORDS, text)] == []


def test_the_place_is_that_of_the_text_as_it_was_given() -> None:
    text = "首先，Ｘ：保 本！其次"
    [found] = found_in(WORDS, text)
    assert text[found.start : found.end] == "保 本"
    with pytest.raises(Refused) as refused:
        hold_allowed(WORDS, text, "letter")
    assert refused.value.params["problem"] == "forbidden_word"
    assert (refused.value.params["field"], refused.value.params["word"]) == ("letter", "保本")


def test_a_word_that_is_only_warned_of_refuses_nothing() -> None:
    hold_allowed(WORDS, "规模最大", "letter")
    assert [each.word.severity for each in found_in(WORDS, "规模最大")] != [REFUSE]


@given(st.text(max_size=300))
def test_any_text_is_answered_and_places_stand_in_it(text: str) -> None:
    for each in found_in(WORDS, text):
        assert 0 <= each.start < each.end <= len(text)


@given(st.sampled_from(["保本", "稳赚", "预期收益"]), st.lists(st.sampled_from(" \u200b·*_-~|.")))
def test_marks_between_letters_hide_nothing(word: str, marks: list[str]) -> None:
    hidden = "".join(letter + "".join(marks) for letter in word)
    assert [each.word.word for each in found_in(WORDS, f"我们{hidden}产品")] == [word]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "content"),
        ({"words": [{"word": "x"}]}, "words.0"),
        (
            {"words": [{"word": "·", "severity": "refuse", "zh": "因", "en": "as", "exceptions": []}]},
            "words.0.word",
        ),
        (
            {"words": [{"word": "保本", "severity": "no", "zh": "因", "en": "as", "exceptions": []}]},
            "words.0.severity",
        ),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_place(content: object, field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_words(content)
    assert refused.value.params["field"] == field


def test_a_word_stands_once_in_a_list_however_it_is_written() -> None:
    rows: list[dict[str, object]] = [
        {"word": w, "severity": "warn", "zh": "因", "en": "as", "exceptions": []} for w in ("保本", "保 本")
    ]
    with pytest.raises(Refused):
        read_words({"words": rows})
