"""Reading a formula: letters, then a tree. Own small grammar, no evaluation of any other language.

whole   = sum
sum     = product (("+" | "-") product)*
product = signed (("*" | "/") signed)*
signed  = "-" signed | number | field | "today" | function "(" part ("," part)* ")" | "(" sum ")"
part    = sum [("<" | "<=" | ">" | ">=" | "=" | "<>") sum]
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from backend.platform.errors import Refused, bad_input
from backend.systemize.formulas.tree import (
    TODAY,
    Called,
    Compared,
    Joined,
    Negated,
    Node,
    Number,
    Ref,
    Today,
)

LONGEST: Final = 1000
DEEPEST: Final = 30
FUNCTIONS: Final = {
    "min": (2, 20),
    "max": (2, 20),
    "abs": (1, 1),
    "round": (2, 2),
    "days": (2, 2),
    "if": (3, 3),
}
"""How many parts each takes, at least and at most."""
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,18}(?:\.[0-9]{1,8})?)(?![0-9.])|(?P<name>custom:[a-z][a-z0-9_]{0,39}|[A-Za-z]{1,40})"
    r"|(?P<sign><=|>=|<>|[-+*/(),<>=]))"
)
_SIGNS: Final = str.maketrans("×÷−≤≥≠", "*/-\x01\x02\x03")


@dataclass
class _Reader:
    text: str
    tokens: list[tuple[str, str, int]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        place = 0
        rest = self.text.rstrip()
        while place < len(rest):
            found = _TOKEN.match(rest, place)
            if found is None:
                raise self.wrong(place)
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind], found.start(kind)))
            place = found.end()

    def wrong(self, place: int | None = None) -> Refused:
        if place is None:
            place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        return bad_input("formula", "formula_syntax", at=place + 1)

    def take(self, *signs: str) -> str | None:
        """The next sign, if it is one of these."""
        if self.at < len(self.tokens) and self.tokens[self.at][:2] in {("sign", each) for each in signs}:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise self.wrong()

    def part(self, depth: int) -> Node:
        left = self.sum(depth)
        sign = self.take("<=", ">=", "<>", "<", ">", "=")
        return left if sign is None else Compared(sign, left, self.sum(depth))

    def sum(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise bad_input("formula", "formula_large")
        found = self.product(depth)
        while sign := self.take("+", "-"):
            found = Joined(sign, found, self.product(depth))
        return found

    def product(self, depth: int) -> Node:
        found = self.signed(depth)
        while sign := self.take("*", "/"):
            found = Joined(sign, found, self.signed(depth))
        return found

    def signed(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise bad_input("formula", "formula_large")
        if self.take("-"):
            return Negated(self.signed(depth + 1))
        if self.take("("):
            found = self.sum(depth + 1)
            self.need(")")
            return found
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
            raise self.wrong()
        kind, text, place = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Number(Decimal(text))
        if not self.take("("):
            return Today() if text == TODAY else Ref(text)
        if text not in FUNCTIONS:
            raise self.wrong(place)
        parts = [self.part(depth + 1)]
        while self.take(","):
            parts.append(self.part(depth + 1))
        self.need(")")
        least, most = FUNCTIONS[text]
        if not least <= len(parts) <= most:
            raise self.wrong(place)
        return Called(text, tuple(parts))


def read(text: str) -> Node:
    """The tree of a formula. Raises Refused(BAD_USER_INPUT, field=formula): `formula_syntax` (at: which letter),

    `too_long`, `formula_large`.
    """
    if len(text) > LONGEST:
        raise bad_input("formula", "too_long", limit=LONGEST)
    # Chinese brackets, commas and signs are what a Chinese keyboard writes.
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).replace("\x01", "<=").replace("\x02", ">=")
    plain = plain.replace("\x03", "<>").removeprefix("=")
    reader = _Reader(plain)
    found = reader.sum(0)
    if reader.at < len(reader.tokens):
        raise reader.wrong()
    return found
