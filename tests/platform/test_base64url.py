"""One text for the same bytes: whatever else would decode to them is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform import base64url


def read(text: str) -> bytes | None:
    """The bytes of a text; None when it is refused."""
    try:
        return base64url.decode(text)
    except ValueError:
        return None


@given(st.binary(max_size=64))
def test_bytes_come_back(raw: bytes) -> None:
    assert base64url.decode(base64url.encode(raw)) == raw


@given(st.binary(min_size=1, max_size=24), st.data())
def test_no_other_text_stands_for_the_same_bytes(raw: bytes, data: st.DataObject) -> None:
    text = base64url.encode(raw)
    place = data.draw(st.integers(0, len(text) - 1))
    letters = [*"ABCdef012-_", "", "=", "+", "\n", "汉"]
    letter = data.draw(st.sampled_from(letters).filter(lambda letter: letter != text[place]))
    assert read(text[:place] + letter + text[place + 1 :]) != raw


@pytest.mark.parametrize("text", ["AB", "A", "AA==", "AA\n", " AA", "A+", "汉", "AAA=A"])
def test_another_spelling_is_refused(text: str) -> None:
    assert read(text) is None
