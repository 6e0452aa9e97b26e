from decimal import Decimal

import pytest

from backend.systemize.chinese_numbers import chinese_numeral, read_amount, unit_in


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("350", "350"),
        ("3,500,000.00", "3500000"),
        ("３５０万元", "3500000"),
        ("350 万", "3500000"),
        ("1.2亿", "120000000"),
        ("1亿2000万", "120000000"),
        ("1.5千万", "15000000"),
        ("500w", "5000000"),
        ("叁佰万元整", "3000000"),
        ("人民币叁佰伍拾万元整", "3500000"),
        ("壹亿贰仟万圆", "120000000"),
        ("三百五十万", "3500000"),
        ("一万五", "15000"),
        ("两百万", "2000000"),
        ("¥3,500", "3500"),
        ("RMB 3,500元", "3500"),
        ("0", "0"),
    ],
)
def test_an_amount_is_understood_as_written(typed: str, value: str) -> None:
    amount = read_amount(typed)
    assert (amount.value, amount.code) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *[
            ("300-500万", "range"),
            ("300万至500万", "range"),
            ("300万以上", "range"),
            ("≥300万", "range"),
            ("500万+", "range"),
        ],
        *[("USD 100万", "currency"), ("100万美元", "currency"), ("HK$500", "currency"), ("€5", "currency")],
        *[("-5", "negative"), ("(3,500)", "negative"), ("负300万", "negative"), ("−5万", "negative")],
        *[
            ("很多", "bad_number"),
            ("几百万", "bad_number"),
            ("1,2345", "bad_number"),
            ("1万5", "bad_number"),
            ("三五百", "bad_number"),
        ],
        *[("3.5E+6", "precision_lost"), ("12%", "bad_number"), ("3.5.1", "bad_number")],
    ],
)
def test_an_amount_that_is_none_is_refused_by_code(typed: str, code: str) -> None:
    amount = read_amount(typed)
    assert (amount.value, amount.code) == (None, code)


@pytest.mark.parametrize("typed", ["约300万", "300万左右", "近300万", "~300万", "300多万", "大约 300 万元"])
def test_an_approximate_amount_has_a_value_and_says_so(typed: str) -> None:
    amount = read_amount(typed)
    assert (amount.value, amount.code) == (Decimal(3_000_000), "approximate")


@pytest.mark.parametrize("typed", ["", "/", "—", "－－", "暂无", "无", "N/A", " n/a ", "待补充", "\u3000"])
def test_a_placeholder_is_unknown_and_not_zero(typed: str) -> None:
    amount = read_amount(typed)
    assert (amount.value, amount.code) == (None, None)


def test_only_an_amount_with_its_own_unit_ignores_the_header() -> None:
    assert read_amount("350万").has_unit
    assert read_amount("3,500,000元").has_unit
    assert not read_amount("350").has_unit
    assert not read_amount("三百五十").has_unit


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        *[
            ("资产规模(万元)", 10_000),
            ("AUM（亿元）", 10**8),
            ("金额/万元", 10_000),
            ("规模万元", 10_000),
            ("资产(元)", 1),
        ],
        *[
            ("单位：万元", 10_000),
            ("单位:人民币万元", 10_000),
            ("姓名", None),
            ("万科", None),
            ("客户(必填)", None),
            ("多元化", None),
        ],
    ],
)
def test_a_unit_in_a_header_is_found(header: str, unit: int | None) -> None:
    assert unit_in(header) == unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二四", 2024),
        ("十五", 15),
        ("三百五", 350),
        ("二千零五", 2005),
        ("一亿二千万", 120_000_000),
        ("百百", None),
        ("", None),
    ],
)
def test_a_chinese_numeral_is_counted(text: str, value: int | None) -> None:
    assert chinese_numeral(text) == value
