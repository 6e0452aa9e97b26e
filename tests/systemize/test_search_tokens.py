"""Search tokens: a name is found by every beginning of it, and never holds numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.systemize.names import initials_of, pinyin_of
from backend.systemize.search_tokens import LONGEST_TOKEN, query_tokens, text_tokens_of, tokens_of

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


def found(query: str, name: str, company: str | None = None) -> bool:
    """Whether the query finds the name, as `search_tokens @> query_tokens` does."""
    asked = query_tokens(query)
    return bool(asked) and set(asked) <= set(tokens_of(name, company))


@pytest.mark.parametrize(
    "query", ["张", "伟", "张伟", "張偉", "张 伟", "z", "zw", "zhang", "zhangw", "zhangwei", "zhang wei", "ZHANG Wei",
     "wei", "张w", "张wei"]
)  # fmt: skip
def test_zhang_wei_is_found(query: str) -> None:
    assert found(query, "张伟")


@pytest.mark.parametrize("query", ["李", "伟张", "weizhang", "zx", "zhangwen", "张伟明", "", "  ", "·"])
def test_zhang_wei_is_not_found(query: str) -> None:
    assert not found(query, "张伟")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dan", "单雄信"),
        ("shan xiong", "单雄信"),
        ("weiming", "张伟明"),
        ("wm", "张伟明"),
        ("zhang wei m", "张伟明"),
        ("lü bu", "吕布"),
        ("lv", "吕布"),
        ("xi'an", "西安信托"),
        ("smi", "John Smith"),
        ("smith john", "John Smith"),
        ("johnsm", "John Smith"),
        ("jose", "José"),
        ("oneil", "Jean-Luc O'Neil"),
        ("阿布都热合曼", "阿布都·热合曼"),
        ("成长5号", "明远成长5号"),
        ("mingyuan", "上海明远资产管理有限公司"),
        ("shmy", "上海明远资产管理有限公司"),
        ("资产", "上海明远资产管理有限公司"),
        ("3M", "3M中国"),
    ],
)
def test_names_are_found_as_people_type_them(query: str, name: str) -> None:
    assert found(query, name)


def test_a_company_is_found_by_any_two_neighbouring_characters() -> None:
    company = "上海明远资产管理有限公司"
    for start in range(len(company) - 1):
        assert found(company[start : start + 2], "张伟", company)
    assert found("明远资产", "张伟", company)
    assert found("张伟 明远", "张伟", company)
    assert found("acme", "张伟", "Acme Holdings")
    assert not found("远明", "张伟", company)


@given(CHINESE)
def test_a_name_is_found_by_its_beginnings(name: str) -> None:
    tokens = set(tokens_of(name))
    pinyin = pinyin_of(name).replace(" ", "")
    for whole in (name, pinyin, initials_of(name)):
        for length in range(1, len(whole) + 1):
            assert set(query_tokens(whole[:length])) <= tokens


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_name_is_found_by_itself_and_its_words(name: str) -> None:
    tokens = set(tokens_of(name))
    assert set(query_tokens(name)) <= tokens
    # A half may leave so few digits of a number that they are no longer taken for a phone's.
    if sum(c.isdecimal() for c in name) <= 4 and name.isascii():
        assert set(query_tokens(name[: len(name) // 2])) <= tokens


@given(st.text(st.sampled_from("张伟aX 169-（）"), max_size=40), st.integers(10**4, 10**18))
def test_no_token_holds_a_phone_or_identity_number(text: str, number: int) -> None:
    tokens = tokens_of(f"{text} {number}", f"{number}{text}") + query_tokens(f"{number} {text}")
    assert not any(str(number) in token for token in tokens)
    assert all(sum(c.isdigit() for c in token) <= 4 or not token.isdigit() for token in tokens)


def test_numbers_alone_ask_for_nothing() -> None:
    assert query_tokens("16900000012") == []
    assert tokens_of("16900000012") == []
    assert "169" not in tokens_of("张伟16900000012")
    for written in (
        "169-0000-0012",
        "169 0000 0012",
        "１６９ ００００ ００１２",
        "169\u200b0000\u200b0012",
        "(169) 0000.0012",
    ):
        assert tokens_of(f"张伟 {written}") == tokens_of("张伟")
        assert tokens_of("张伟", written) == tokens_of("张伟")
        assert text_tokens_of(f"电话 {written}") == ["电话"]


def test_long_words_are_cut_alike_in_index_and_query() -> None:
    word = "taumatawhakatangihangakoauauo"
    assert found(word, word)
    assert max(map(len, tokens_of(word))) == LONGEST_TOKEN


def test_the_size_is_as_documented() -> None:
    assert len(tokens_of("张伟")) <= 16
    assert len(tokens_of("张小明")) <= 40
    assert len(tokens_of("上海明远资产管理有限公司")) <= 140


def test_running_text_is_found_by_its_words_but_stays_small() -> None:
    text = "客户询问净值波动，约定下周 follow up，电话 16900000012"
    tokens = text_tokens_of(text, None)
    assert set(query_tokens("净值波动 follow")) <= set(tokens)
    assert not any("1690" in token for token in tokens)
    assert len(tokens) < len(text)
    assert text_tokens_of(None, "") == []
