"""Late values: what SQL cannot say (a sealed cursor, a mask, a refusal) is a token in the JSON until it arrives here.

A token is a JSON string that begins with a word of this process nobody outside knows, so no stored text can be one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Text, literal, literal_column

from backend.graph.context import Context

WORD: Final = f"~{secrets.token_hex(12)}~"
_TOKEN: Final = re.compile(rb'"' + WORD.encode() + rb'(\d+):((?:[^"\\]|\\.)*)"')
Late = Callable[[Context, str], Any]
"""(context, payload) -> the JSON value that takes the token's place."""


class Uncovered(Exception):
    """Something the compiled route does not do; the ordinary route does. The text tells what, for who tunes."""


@dataclass
class Lates:
    """The late values of one statement; the number in a token is the place in `kinds`."""

    kinds: list[Late] = field(default_factory=list)

    def token(self, late: Late, payload: ColumnElement[Any] | None = None) -> ColumnElement[str]:
        """The token, as SQL; null where the payload is. payload: text; None: there is none."""
        head = f"{WORD}{self._place(late)}:"
        if payload is None:
            return literal_column(f"'{head}'::text", Text)
        return literal(head, Text, literal_execute=True) + payload

    def _place(self, late: Late) -> int:
        if late not in self.kinds:
            self.kinds.append(late)
        return self.kinds.index(late)


def resolved(answer: bytes, kinds: Sequence[Late], context: Context) -> bytes:
    """An answer with its tokens replaced. Raises Uncovered where a token says so."""

    def value(found: re.Match[bytes]) -> bytes:
        late = kinds[int(found[1])]
        return orjson.dumps(
            late(context, orjson.loads(b'"' + found[2] + b'"') if found[2] else ""), default=str
        )

    return _TOKEN.sub(value, answer)


@dataclass(frozen=True)
class Denied:
    """Null, and one FORBIDDEN for the coordinate."""

    coordinate: str

    def __call__(self, context: Context, _payload: str) -> None:
        """Remember the coordinate."""
        context.denied.add(self.coordinate)


@dataclass(frozen=True)
class GiveUp:
    """A null where none may be: the ordinary route knows which parent has to go with it."""

    coordinate: str

    def __call__(self, _context: Context, _payload: str) -> None:
        """Raises Uncovered."""
        raise Uncovered(f"null in {self.coordinate}")


@dataclass(frozen=True)
class Masked:
    """The masked form of a text."""

    mask: Callable[[Any], Any]

    def __call__(self, _context: Context, payload: str) -> Any:
        """What may be shown of the payload."""
        return self.mask(payload)
