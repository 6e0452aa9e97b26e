"""What was said becomes a request: the type by its words, the form by what stands in the text, nothing invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.retain.request_guesses import Guess, guessed, title_of
from backend.retain.request_type_content import read_type
from backend.retain.request_types import shipped

TYPES = [(key, read_type(content)) for key, content in shipped().items()]
FUNDS = {"远山一号": "product_a", "远山一号A": "product_b", "F2": "product_c"}


def heard(text: str) -> Guess:
    return guessed(TYPES, text, FUNDS)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("王总想赎回远山一号，家里买房要用钱", "redemption"),
        ("客户问最近净值和月报什么时候发", "nav_report"),
        ("再追加300万，最好赶上这个开放日", "additional"),
        ("手机换号了，麻烦改一下联系电话和地址", "data_change"),
        ("需要一份资产证明，盖章，办签证用", "proof"),
        ("对上次的答复非常不满，要投诉，还要赎回", "complaint"),
        ("Please send the NAV report of March", "nav_report"),
        ("He wants to redeem everything", "redemption"),
        ("他买了一艘 navy blue 的船", None),
        ("今天天气不错，问候一声", None),
        ("", None),
    ],
)
def test_the_type_is_the_one_whose_words_stand_there(text: str, type_: str | None) -> None:
    assert heard(text).type == type_


def test_a_form_is_filled_from_what_was_said_and_the_rest_is_missing() -> None:
    found = heard("想追加 300万元 到远山一号A")
    assert (dict(found.form), found.missing) == ({"product": "product_b", "amount": "3000000"}, ())
    assert "追加" in found.words
    two = heard("追加300万或者500万")
    assert (dict(two.form), two.missing) == ({}, ("amount",))
    asked = heard("咨询产品的开放日")
    assert asked.form == {"question": "咨询产品的开放日"}
    assert heard("想赎回").missing == ("product",)
    assert heard("3月15日要赎回F2，资金使用").form == {"product": "product_c", "reason": "cash"}


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("追加五百万", "5000000"), ("追加1.2亿", "120000000"), ("追加2,000,000元", "2000000"),
        ("追加100万美元", None), ("追加，电话 13800000000", None), ("追加 15 号打款", None),
    ],
)  # fmt: skip
def test_an_amount_is_one_with_a_unit_and_in_yuan(said: str, amount: str | None) -> None:
    assert heard(said).form.get("amount") == amount


def test_words_are_the_types_own_and_of_equals_the_first_is_taken() -> None:
    key, content = TYPES[0]
    other = replace(content, words=("签证",))
    assert guessed([("visa", other), *TYPES], "签证", {}).type == "visa"
    assert guessed([("one", other), ("two", other)], "办签证", {}).type == "one"
    assert guessed([(key, replace(content, words=()))], "追加", {}).type is None


def test_a_title_is_the_summary_or_the_first_line() -> None:
    assert title_of("要赎回", "无") == "要赎回"
    assert title_of(None, "\n 第一行 \n第二行") == "第一行"
    assert title_of(" ", " \n") is None
