"""Cursors: where a page begins, sealed so that they tell nobody a sort key, and bound to their order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from backend.platform import base64url
from backend.platform.errors import bad_input

# A long name in pinyin makes the longest key: some 900 letters, which sealing lengthens by a third.
LONGEST = 4096
Sealer = Callable[[bytes], bytes]
READERS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}


def encode(seal: Sealer, order: str, keys: Sequence[Any]) -> str:
    """The cursor after a row. order: names list, order and filter; keys: the row's sort keys, its id last."""
    text = orjson.dumps([_digest(order), *(_tagged(key) for key in keys)])
    return base64url.encode(seal(text))


def decode(unseal: Sealer, order: str, cursor: str) -> list[Any]:
    """The sort keys of a cursor. Raises Refused(BAD_USER_INPUT) when it is not ours or of another order."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError("too long")
        digest, *keys = orjson.loads(unseal(base64url.decode(cursor)))
        if digest != _digest(order):
            raise ValueError("another order")
        return [_untagged(key) for key in keys]
    except Exception as fault:
        # Whatever is wrong with a text from outside, the answer is the same.
        raise bad_input("after", "bad_cursor") from fault


def keys_of(unseal: Sealer, order: str, cursor: str, width: int) -> list[Any]:
    """As `decode`, of a cursor with so many keys."""
    keys = decode(unseal, order, cursor)
    if len(keys) != width:
        raise bad_input("after", "bad_cursor")
    return keys


def _digest(order: str) -> str:
    return hashlib.blake2b(order.encode(), digest_size=8).hexdigest()


def _tagged(key: Any) -> Any:
    match key:
        case None | bool() | int() | str():
            return key
        case datetime():
            return {"t": key.isoformat()}
        case date():
            return {"d": key.isoformat()}
        case Decimal():
            return {"n": str(key)}
        case UUID():
            return {"u": key.hex}
    raise TypeError(type(key).__name__)


def _untagged(key: Any) -> Any:
    if not isinstance(key, dict):
        return key
    ((tag, text),) = key.items()
    return READERS[tag](text)
