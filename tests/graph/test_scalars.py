"""Scalars: exact or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from backend.graph.scalars import SCALARS, Money, decimal_text, money_text, read_instant

read_money = SCALARS[Money].parse_value


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_money_comes_back_to_the_cent(amount: Decimal) -> None:
    assert read_money(money_text(amount)) == amount
    assert read_money(decimal_text(amount)) == amount


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8))
def test_a_decimal_loses_no_place_and_has_no_exponent(number: Decimal) -> None:
    text = decimal_text(number)
    assert "E" not in text.upper()
    assert Decimal(text) == number


@pytest.mark.parametrize(
    "value",
    [1.5, True, None, [], {}, "", " 1", "1_000", "１２", "1e5", "1E+999999999", "NaN", "sNaN", "Infinity", "-",
     "1.", ".5", "0x10", "9" * 41, 10**18, "1,000", "--1"],
)  # fmt: skip
def test_what_is_not_an_exact_decimal_is_refused(value: Any) -> None:
    with pytest.raises(GraphQLError):
        read_money(value)


@pytest.mark.parametrize(("text", "hour"), [("2026-11-20T09:30:00+08:00", 1), ("2026-11-20T09:30:00Z", 9)])
def test_an_instant_is_kept_in_utc(text: str, hour: int) -> None:
    assert read_instant(text) == datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
    assert read_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    ["2026-11-20T09:30:00", "2026-11-20", "yesterday", 1, None, "0001-01-01T00:00:00+23:59",
     "9999-12-31T23:59:59-23:00",
     "2026-02-30T00:00:00Z"],
)  # fmt: skip
def test_an_instant_without_an_offset_or_out_of_time_is_refused(value: Any) -> None:
    with pytest.raises(GraphQLError):
        read_instant(value)
