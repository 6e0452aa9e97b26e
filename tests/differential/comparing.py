"""Whether two answers are the same: data byte for byte with the order of keys, errors as a bag."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from backend.platform.crypto import Unreadable
from backend.platform.keys import Vault

Told = dict[str, Any]
Plain = Callable[[Any], Any]


class Written(str):
    """A number that is no whole one, as it was written: 1.0 is not 1.00 here."""

    __slots__ = ()


def read_answer(body: bytes) -> Told:
    """An answer as it was sent. Raises ValueError for a key that an object has twice."""
    found: Told = json.loads(body, parse_float=Written, object_pairs_hook=_once)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key twice: {[key for key, _ in pairs]}")
    return found


def opened(vault: Vault) -> Plain:
    """Makes data comparable: sealed cursors differ each time, what they hold does not."""
    known: dict[str, str] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        if isinstance(value, Written):
            return f"number {value}"
        if isinstance(value, str) and len(value) >= 60 and value.isascii() and value not in known:
            known[value] = _opened(vault, value)
        return known.get(value, value) if isinstance(value, str) else value

    return plain


def _opened(vault: Vault, text: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return f"cursor {vault.open_cursor(raw)!r}"
    except (ValueError, Unreadable):
        return text


def difference(reference: Told, candidate: Told, plain: Plain) -> str | None:
    """The first thing in which the candidate's answer differs; None when there is none."""
    if ("data" in reference) != ("data" in candidate):
        return f"data is {'missing' if 'data' in reference else 'there'}"
    ours, theirs = plain(reference.get("data")), plain(candidate.get("data"))
    if json.dumps(ours) != json.dumps(theirs):
        return _first(ours, theirs, "data") or "data differs"
    omitted = [(told.get("extensions") or {}).get("omittedErrors", 0) for told in (reference, candidate)]
    if omitted[0] != omitted[1]:
        return f"omitted errors: {omitted[0]}, not {omitted[1]}"
    # Which five of many errors are told, of which values, is a matter of chance; that it is these kinds is not.
    placed = omitted == [0, 0]
    bags = [
        Counter(_error(e, placed=placed) for e in told.get("errors", ())) for told in (reference, candidate)
    ]
    if not placed:
        bags = [Counter(set(bag)) for bag in bags]
    missing, extra = bags[0] - bags[1], bags[1] - bags[0]
    return f"errors missing: {sorted(missing)}; too many: {sorted(extra)}" if missing or extra else None


def bag_of(told: Told) -> set[str]:
    """The errors of an answer, comparable; of rows of a list that fail alike it does not say which."""
    return {_error(_rowless(error), placed=True) for error in told.get("errors", ())}


def _rowless(error: Told) -> Told:
    path = [part for part in error.get("path") or () if not isinstance(part, int)]
    return error | {"path": path} if path else error


def _error(error: Told, *, placed: bool) -> str:
    """A denial is told once for its coordinate, wherever it came up first; every other error has its own place."""
    extensions = error.get("extensions", {})
    where = extensions.get("coordinate") or (error.get("path") if placed else None)
    params = extensions.get("params")
    if params is not None and not placed:
        params = {key: value for key, value in params.items() if key != "value"}
    return json.dumps([extensions.get("code"), params, where], sort_keys=True)


def _first(ours: Any, theirs: Any, at: str) -> str | None:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if list(ours) != list(theirs):
            return f"{at}: keys {list(theirs)}, not {list(ours)}"
        parts = [(ours[key], theirs[key], f"{at}.{key}") for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return f"{at}: {len(theirs)} entries, not {len(ours)}"
        parts = [(one, other, f"{at}[{n}]") for n, (one, other) in enumerate(zip(ours, theirs, strict=True))]
    else:
        same = json.dumps(ours) == json.dumps(theirs)
        return None if same else f"{at}: {theirs!r}, not {ours!r}"
    return next((found for part in parts if (found := _first(*part))), None)
