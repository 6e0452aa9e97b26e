"""Tokens are replaced where they stand, and no text of a row can be one."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from backend.graph.context import Context
from backend.graph.engine.lates import WORD, Denied, GiveUp, Masked, Uncovered, resolved


class _Asking:
    """As much of a context as late values need."""

    def __init__(self) -> None:
        self.denied: set[str] = set()


def replaced(value: Any, *kinds: Any) -> tuple[Any, set[str]]:
    """What comes of a JSON value, and what was denied."""
    asking = _Asking()
    text = json.dumps(value, ensure_ascii=False).encode()
    return json.loads(resolved(text, kinds, cast("Context", asking))), asking.denied


def token(place: int, payload: str = "") -> str:
    return f"{WORD}{place}:{payload}"


@pytest.mark.parametrize(
    "name", ["王小明", 'a "quoted" \\ name', "with\nlines\tand \u0001", "", "~0:", "emoji 🙂"]
)
def test_a_mask_sees_the_text_as_it_is(name: str) -> None:
    found, _ = replaced({"a": [token(0, name), "beside"], "b": None}, Masked(lambda text: {"seen": text}))
    assert found == {"a": [{"seen": name}, "beside"], "b": None}


def test_a_denied_value_is_null_and_told_once() -> None:
    found, denied = replaced([{"x": token(0)}, {"x": token(0)}, {"x": "kept"}], Denied("Client.note"))
    assert found == [{"x": None}, {"x": None}, {"x": "kept"}]
    assert denied == {"Client.note"}


def test_each_token_has_its_own_kind() -> None:
    found, denied = replaced([token(1, "b"), token(0)], Denied("A.b"), Masked(str.upper))
    assert found == ["B", None]
    assert denied == {"A.b"}


def test_null_where_none_may_be_gives_up() -> None:
    with pytest.raises(Uncovered):
        replaced([token(0)], GiveUp("Task.title"))


@pytest.mark.parametrize(
    "text", ["~0:", "0:", f"x{WORD}0:", WORD[:-1]], ids=["no word", "a number", "not at the beginning", "cut"]
)
def test_a_text_that_only_looks_like_a_token_stays(text: str) -> None:
    found, denied = replaced({"name": text}, Denied("A.b"))
    assert found == {"name": text}
    assert denied == set()
