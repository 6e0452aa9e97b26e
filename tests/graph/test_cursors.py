"""Cursors: they come back as they went, tell nothing, and are refused when anything about them is wrong."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.graph.cursors import decode, encode
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault

VAULT = Vault(b"tests only: a fixed master key..")
KEYS = st.one_of(
    st.none(),
    st.text(max_size=200),
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


def _encoded(keys: list[Any], order: str = "clients:aum-") -> str:
    return encode(VAULT.seal_cursor, order, keys)


@given(st.lists(KEYS, max_size=4))
def test_keys_come_back_with_their_types(keys: list[Any]) -> None:
    found = decode(VAULT.open_cursor, "clients:aum-", _encoded(keys))
    assert found == keys
    assert [type(key) for key in found] == [type(key) for key in keys]


@given(st.text(min_size=4, max_size=40), st.decimals(min_value=10_000, max_value=10**12, places=2))
def test_no_sort_key_can_be_read_from_a_cursor(name: str, aum: Decimal) -> None:
    raw = base64.urlsafe_b64decode(_encoded([name, aum]) + "==")
    assert name.encode() not in raw
    assert str(aum).encode() not in raw
    assert _encoded([name, aum]) != _encoded([name, aum])


def test_the_longest_name_still_fits() -> None:
    name = "zhuang " * 120
    assert decode(VAULT.open_cursor, "o", _encoded([name, UUID(int=1)], "o")) == [name, UUID(int=1)]


def _altered(cursor: str, place: int) -> str:
    return cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "=",
        "é",
        "\x00",
        "A" * 5000,
        "e30",
        base64.urlsafe_b64encode(b'["0",1]').decode(),
        "null",
        "-1",
    ],
)
def test_garbage_is_bad_input(cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(VAULT.open_cursor, "clients:aum-", cursor)
    assert refused.value.code is Code.BAD_USER_INPUT
    assert refused.value.params == {"field": "after", "problem": "bad_cursor"}


@given(st.integers(0, 60))
def test_an_altered_cursor_is_bad_input(place: int) -> None:
    with pytest.raises(Refused, match="bad_cursor"):
        decode(VAULT.open_cursor, "clients:aum-", _altered(_encoded([date(2026, 1, 2), UUID(int=3)]), place))


def test_a_cursor_holds_for_its_own_order_and_installation_only() -> None:
    cursor = _encoded([datetime(2026, 1, 2, tzinfo=UTC), UUID(int=3)])
    for unseal, order in (
        (VAULT.open_cursor, "clients:aum+"),
        (Vault(b"x" * 32).open_cursor, "clients:aum-"),
    ):
        with pytest.raises(Refused, match="bad_cursor"):
            decode(unseal, order, cursor)
