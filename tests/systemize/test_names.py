"""Names: spelling, pinyin with surname readings, sort keys, traditional forms."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.systemize.names import (
    initials_of,
    is_chinese,
    looks_like_person,
    match_key_of,
    name_sort_of,
    normalise_name,
    pinyin_of,
    simplified,
    surname_readings_of,
    syllables_of,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 伟", "张伟"),
        ("\u3000张\u3000小 明 ", "张小明"),
        ("\u200b张\ufeff伟\u200d", "张伟"),
        ("ＪＯＨＮ   Smith", "JOHN Smith"),
        ("阿布都 • 热合曼", "阿布都·热合曼"),
        ("阿布都・热合曼", "阿布都·热合曼"),
        ("（上海）明远", "(上海)明远"),
        ("\u200b \t", ""),
    ],
)
def test_a_name_has_one_spelling(typed: str, name: str) -> None:
    assert normalise_name(typed) == name
    assert normalise_name(name) == name


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("张伟", "zhang wei"),
        ("单雄信", "shan xiong xin"),
        ("單雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("区小明", "ou xiao ming"),
        ("解缙", "xie jin"),
        ("查良镛", "zha liang yong"),
        ("曾国藩", "zeng guo fan"),
        ("任静", "ren jing"),
        ("尉迟恭", "yu chi gong"),
        ("尉迟敬德", "yu chi jing de"),
        ("万俟明", "mo qi ming"),
        ("万小明", "wan xiao ming"),
        ("长孙无忌", "zhang sun wu ji"),
        ("歐陽娜娜", "ou yang na na"),
        ("乐嘉", "yue jia"),
        ("李乐", "li le"),
        ("吕布", "lv bu"),
        ("重庆银行股份有限公司", "chong qing yin hang gu fen you xian gong si"),
        ("John Smith", "john smith"),
        ("José Müller", "jose muller"),
        ("Lü", "lv"),
        ("3M中国", "3m zhong guo"),
        ("", ""),
        ("—", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, pinyin: str) -> None:
    assert pinyin_of(name) == pinyin


def test_a_firm_is_not_read_as_a_person() -> None:
    assert pinyin_of("单单资本") == "dan dan zi ben"
    assert pinyin_of("单单", is_person=True) == "shan dan"
    assert not looks_like_person("平安信托")
    assert looks_like_person("欧阳娜娜")


def test_initials_are_the_first_letters() -> None:
    assert [initials_of(name) for name in ("张伟", "万俟明", "John Smith", "")] == ["zw", "mqm", "js", ""]


def test_a_wrong_reading_of_a_surname_is_known_too() -> None:
    assert surname_readings_of("单雄信") == ["dan"]
    assert surname_readings_of("张伟") == []
    assert surname_readings_of("尉迟恭") == []


def test_names_sort_by_pinyin_with_the_same_characters_together() -> None:
    names = ["章伟", "Zoe", "张小明", "占强", "张伟", "阿强", "john", "章伟明", "欧阳娜"]
    assert sorted(names, key=name_sort_of) == [
        "阿强", "john", "欧阳娜", "占强", "张伟", "张小明", "章伟", "章伟明", "Zoe",
    ]  # fmt: skip


def test_traditional_and_simplified_spellings_match() -> None:
    assert simplified("張偉 劉曉麗") == "张伟 刘晓丽"
    assert match_key_of("張 偉") == match_key_of("张伟")
    assert match_key_of("阿布都热合曼") == match_key_of("阿布都·热合曼")
    assert match_key_of("JOHN smith") == match_key_of("John Smith")
    assert match_key_of("张伟") != match_key_of("章伟")


@given(st.text(max_size=20))
def test_any_text_has_one_syllable_for_each_unit(text: str) -> None:
    normal = normalise_name(text)
    assert normalise_name(normal) == normal
    units = syllables_of(text)
    assert all(units)
    assert pinyin_of(text).split(" ") == (units or [""])
    assert len(initials_of(text)) == len(units)
    assert name_sort_of(text) or not units


def test_chinese_means_chinese_only() -> None:
    assert is_chinese("张伟")
    assert not is_chinese("张a")
    assert not is_chinese("")


def test_a_hundred_thousand_names_take_seconds() -> None:
    names = [f"张{chr(0x4E00 + number % 5000)}{chr(0x4E00 + number % 777)}" for number in range(100_000)]
    started = time.perf_counter()
    for name in names:
        pinyin_of(name)
    assert time.perf_counter() - started < 10
