"""Ways to answer wrongly, one kind each: a comparison that overlooks one of them proves nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any

from backend.platform.principal import Principal
from tests.differential.comparing import Told
from tests.differential.running import Ask

Place = tuple[Any, Any]
"""What holds a value, and the key or index under which it is held."""
CURSOR = 100


def places(value: Any) -> Iterator[Place]:
    """Every place of an answer that holds a value."""
    for key, each in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield value, key
        yield from places(each)


def _is(test: Callable[[Any], bool]) -> Callable[[Place], bool]:
    return lambda place: test(place[0][place[1]])


def _put(change: Callable[[Any], Any]) -> Callable[[Place], None]:
    return lambda place: place[0].__setitem__(place[1], change(place[0][place[1]]))


def _text(test: Callable[[str], bool]) -> Callable[[Place], bool]:
    return _is(lambda value: isinstance(value, str) and test(value))


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _amount(text: str) -> bool:
    return text.replace("-", "").replace(".", "").isdigit() and "." in text


def _list(least: int) -> Callable[[Place], bool]:
    return _is(lambda value: isinstance(value, list) and len(value) >= least and value[0] != value[-1])


def _instant(text: str) -> bool:
    return len(text) > 20 and text[10] == "T" and text.endswith("+00:00")


DATA: Mapping[str, tuple[Callable[[Place], bool], Callable[[Place], None]]] = {
    "null for a value": (
        _is(lambda v: v is not None and not isinstance(v, dict | list)),
        _put(lambda _: None),
    ),
    "null for an object": (_is(lambda v: isinstance(v, dict)), _put(lambda _: None)),
    "a value for null": (_is(lambda v: v is None), _put(lambda _: "")),
    "null for an empty list": (_is(lambda v: v == []), _put(lambda _: None)),
    "an empty list for null": (_is(lambda v: v is None), _put(lambda _: [])),
    "keys in another order": (
        _is(lambda v: isinstance(v, dict) and len(v) > 1),
        _put(lambda v: dict(reversed(v.items()))),
    ),
    "a key missing": (
        _is(lambda v: isinstance(v, dict) and len(v) > 1),
        _put(lambda v: {key: v[key] for key in list(v)[1:]}),
    ),
    "a key too many": (_is(lambda v: isinstance(v, dict)), _put(lambda v: v | {"more": None})),
    "a row twice": (_list(1), _put(lambda v: [v[0], *v])),
    "a row missing": (_list(1), _put(lambda v: v[:-1])),
    "rows in another order": (_list(2), _put(lambda v: v[::-1])),
    "an amount without its zeros": (
        _text(lambda v: _amount(v) and v.endswith("0")),
        _put(lambda v: v.rstrip("0").rstrip(".")),
    ),
    "an amount with more zeros": (_text(_amount), _put(lambda v: f"{v}0")),
    "an amount as a number": (_text(_amount), _put(float)),
    "a whole number as a decimal": (_is(_whole), _put(float)),
    "a whole number as text": (_is(_whole), _put(str)),
    "a count one too high": (_is(_whole), _put(lambda v: v + 1)),
    "an instant in another zone": (_text(_instant), _put(lambda v: v.replace("+00:00", "Z"))),
    "an instant to the second": (
        _text(lambda v: _instant(v) and "." in v),
        _put(lambda v: f"{v.partition('.')[0]}+00:00"),
    ),
    "an instant with zeros behind its fraction": (
        _text(lambda v: _instant(v) and "." in v),
        _put(lambda v: f"{v[:-6]}0+00:00"),
    ),
    "yes for no": (_is(lambda v: isinstance(v, bool)), _put(lambda v: not v)),
    "yes as text": (_is(lambda v: isinstance(v, bool)), _put(lambda v: str(v).lower())),
    "a word in small letters": (_text(lambda v: v.isupper() and v.isalpha()), _put(str.lower)),
    "a text without its last character": (_text(bool), _put(lambda v: v[:-1])),
    "a text without blanks around": (_text(lambda v: v != v.strip()), _put(str.strip)),
    "a text normalised": (
        _text(lambda v: len(v) < CURSOR and v != unicodedata.normalize("NFKC", v)),
        _put(lambda v: unicodedata.normalize("NFKC", v)),
    ),
    "a text escaped twice": (
        _text(lambda v: "\\" in v or '"' in v),
        _put(lambda v: v.replace("\\", "\\\\").replace('"', '\\"')),
    ),
    "the cursor of nothing": (
        _text(lambda v: len(v) > CURSOR and v.isascii() and " " not in v),
        _put(lambda v: v[::-1]),
    ),
}
"""Wrong data: where such a fault is possible, and what is done there."""


def _first_error(change: Callable[[dict[str, Any]], None]) -> Callable[[Told], bool]:
    def spoil(told: Told) -> bool:
        if not told.get("errors"):
            return False
        change(told["errors"][0])
        return True

    return spoil


def _errors(change: Callable[[list[Any]], list[Any]]) -> Callable[[Told], bool]:
    def spoil(told: Told) -> bool:
        if not told.get("errors"):
            return False
        told["errors"] = change(told["errors"])
        return True

    return spoil


def _pathed(told: Told) -> bool:
    for error in told.get("errors", ()):
        if error.get("path") and "coordinate" not in error["extensions"]:
            error["path"] = [*error["path"], "more"]
            return True
    return False


def _denied(told: Told) -> bool:
    for error in told.get("errors", ()):
        if "coordinate" in error["extensions"]:
            error["extensions"]["coordinate"] += "x"
            return True
    return False


def _no_data(told: Told) -> bool:
    return told.pop("data", None) is not None


def _null_data(told: Told) -> bool:
    was, told["data"] = told.get("data"), None
    return was is not None


ANSWER: Mapping[str, Callable[[Told], bool]] = {
    "an error missing": _errors(lambda errors: errors[1:]),
    "an error twice": _errors(lambda errors: [*errors, errors[0]]),
    "an error of another code": _first_error(lambda e: e["extensions"].__setitem__("code", "INTERNAL")),
    "an error with other parameters": _first_error(
        lambda e: e["extensions"].__setitem__("params", {"field": "x"})
    ),
    "an error in another place": _pathed,
    "a denial of something else": _denied,
    "no data": _no_data,
    "data null": _null_data,
}
"""Wrong answers as a whole; False where the fault is not possible."""
KINDS = (*DATA, *ANSWER, "an exception")


def broken(ask: Ask, kind: str) -> Ask:
    """A way to ask that makes one kind of fault wherever it can."""

    async def asked(
        principal: Principal, text: str, variables: Mapping[str, Any], operation_name: str | None
    ) -> Told:
        told = deepcopy(await ask(principal, text, variables, operation_name))
        if kind in ANSWER:
            ANSWER[kind](told)
        elif kind in DATA:
            possible, spoil = DATA[kind]
            found = [place for place in places(told.get("data")) if possible(place)]
            if found:
                spoil(Random(text).choice(found))
        elif told.get("data"):
            raise RuntimeError("broken")
        return told

    return asked
