"""A rule of a policy: one role, one coordinate, one relation, one right, allowed or denied.

Rows are what people author (text, wildcards); rules are what holds (exact values, no wildcard).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.platform.principal import Level, Relation

Row = Sequence[str]
"""role, coordinate, relation, right, effect, as written."""


class Right(StrEnum):
    """What a rule speaks about. `export` stands apart; of the others, view holds masked and edit holds view."""

    MASKED = "masked"
    VIEW = "view"
    EDIT = "edit"
    EXPORT = "export"


class Effect(StrEnum):
    """What a rule says. A denial by any of a caller's roles wins over every grant."""

    ALLOW = "allow"
    DENY = "deny"


LEVELS: dict[Right, Level] = {
    Right.MASKED: Level.MASKED,
    Right.VIEW: Level.VIEW,
    Right.EDIT: Level.EDIT,
}


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One plain rule. `str(rule)` is its line in a policy file."""

    role: str
    coordinate: str
    relation: Relation
    right: Right
    effect: Effect

    def __str__(self) -> str:
        return f"p, {self.role}, {self.coordinate}, {self.relation}, {self.right}, {self.effect}"


@dataclass(frozen=True, slots=True)
class Line:
    """An authored row and the line of its file (counted from 1), for messages."""

    number: int
    values: tuple[str, ...]


def read_lines(text: str) -> list[Line]:
    """The rows of a policy file: comma separated, `p` first; blank lines and `#` comments are left out.

    Nothing is judged here: a row that lacks its `p` or a value comes as it is written and is refused by checks.
    """
    found: list[Line] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        words = line.partition("#")[0].strip()
        if not words:
            continue
        values = tuple(value.strip() for value in next(csv.reader([words])))
        found.append(Line(number, values[1:] if values[0] == "p" else ("", *values)))
    return found


def as_lines(rows: Iterable[Row]) -> list[Line]:
    """Rows that came without a file (from a form), numbered in their order."""
    return [Line(number, tuple(row)) for number, row in enumerate(rows, start=1)]


def digest(rules: Iterable[Rule]) -> str:
    """SHA-256 (hex) over what the rules say; neither order nor repetition counts."""
    text = "\n".join(sorted({str(rule) for rule in rules}))
    return hashlib.sha256(text.encode()).hexdigest()


COVERED_RELATIONS: dict[Relation, tuple[Relation, ...]] = {
    Relation.OWN: (Relation.OWN,),
    Relation.TEAM: (Relation.OWN, Relation.TEAM),
    Relation.SCOPE: (Relation.SCOPE,),
    Relation.FIRM: tuple(Relation),
}
"""A rule at a relation speaks for the nearer ones too: own is inside team, team and scope are inside firm."""

GRANTED: dict[Right, tuple[Right, ...]] = {
    Right.MASKED: (Right.MASKED,),
    Right.VIEW: (Right.MASKED, Right.VIEW),
    Right.EDIT: (Right.MASKED, Right.VIEW, Right.EDIT),
    Right.EXPORT: (Right.EXPORT,),
}
DENIED: dict[Right, tuple[Right, ...]] = {
    Right.MASKED: (Right.MASKED, Right.VIEW, Right.EDIT),
    Right.VIEW: (Right.VIEW, Right.EDIT),
    Right.EDIT: (Right.EDIT,),
    Right.EXPORT: (Right.EXPORT,),
}


def spoken_rights(rule: Rule, *, maskable: bool) -> tuple[Right, ...]:
    """The rights a rule decides.

    Where nothing can be shown masked, a denied view leaves nothing: it must not fall back to `masked`.
    """
    if rule.effect is Effect.ALLOW:
        return GRANTED[rule.right]
    if rule.right is Right.VIEW and not maskable:
        return DENIED[Right.MASKED]
    return DENIED[rule.right]
