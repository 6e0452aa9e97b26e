"""Whether two records are about one client, and what speaks for it.

Proposed, never merged: a person decides. Numbers and addresses are compared as they are handed in: clear inside one
file, by their blind indexes against the book. People of the same name stay apart where anything tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from backend.systemize.names import match_key_of, normalise_name, pinyin_of, simplified

Reason = Literal["id_number", "phone", "email", "wechat", "name", "traditional", "pinyin", "name_and_id_tail"]
REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    "id_number": ("证件号码相同", "same ID number"),
    "phone": ("电话相同", "same telephone"),
    "email": ("邮箱相同", "same e-mail"),
    "wechat": ("微信号相同", "same WeChat"),
    "name": ("姓名相同", "same name"),
    "traditional": ("姓名仅繁简不同", "same name in the other script"),
    "pinyin": ("姓名同音", "name of the same sound"),
    "name_and_id_tail": ("姓名相近且证件尾号相同", "name alike and same last digits of the ID number"),
}
"""What is alike, in Chinese and English."""
_NAMES: Final = frozenset({"name", "traditional", "pinyin"})
_FIRM_FORM = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|公司|有限合伙|普通合伙|合伙企业)+$")


@dataclass(frozen=True, slots=True)
class Party:
    """What makes two records comparable; unknown is None.

    name: as it is written; number: of the identity document `number_type`; tail: its last four characters; ways:
    numbers and addresses, each `phone`, `email` or `wechat`; birth, gender: as both sides write them; key: the form
    in which names are compared.
    """

    name: str
    kind: str
    number: Hashable | None = None
    number_type: str | None = None
    tail: Hashable | None = None
    ways: Mapping[Hashable, str] = field(default_factory=dict)
    birth: Hashable | None = None
    gender: str | None = None
    key: str = field(init=False)
    is_individual: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", name_key(self.name))
        object.__setattr__(self, "is_individual", self.kind == "individual")

    def marks(self) -> Iterator[tuple[Hashable, ...]]:
        """What it must share with another to be compared with it, the strongest evidence first."""
        if self.number is not None:
            yield "number", self.number
        yield from (("way", way) for way in self.ways)
        if self.tail is not None:
            yield "tail", self.tail, len(self.key)
        yield "name", self.key


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two records may be one. is_decisive: they are, unless a person says otherwise."""

    reasons: frozenset[Reason]
    is_decisive: bool


def alike(one: Party, other: Party) -> Likeness | None:
    """Why two parties may be one client; None when nothing speaks for it, or something proves two.

    Decisive is the same identity number, or names that are alike with a shared number or address, unless something
    tells two people apart.
    """
    reasons: set[Reason] = set()
    if one.number is not None and one.number == other.number:
        reasons.add("id_number")
    names, are_two = _names_alike(one, other), are_apart(one, other)
    shared = {one.ways[way] for way in one.ways.keys() & other.ways.keys()} if one.ways and other.ways else ()
    if shared and (names or (not are_two and one.is_individual and other.is_individual)):
        reasons.update(way if way in ("email", "wechat") else "phone" for way in shared)  # type: ignore[misc]
    is_decisive = bool(reasons) and ("id_number" in reasons or bool(names and not are_two))
    if names and not are_two and one.tail is not None and one.tail == other.tail:
        reasons.add("name_and_id_tail")
    if not reasons and (are_two or names == "pinyin" or have_other_numbers(one, other)):
        return None
    if names:
        reasons.add(names)
    return Likeness(frozenset(reasons), is_decisive) if reasons else None


def are_apart(one: Party, other: Party) -> bool:
    """True when something proves two: identity numbers of one kind, birthdays, sex, kind of client."""
    if (
        one.number is not None
        and other.number is not None
        and one.number != other.number
        and one.number_type == other.number_type
    ):
        return True
    if one.is_individual != other.is_individual:
        return True
    pairs = ((one.birth, other.birth), (one.gender, other.gender))
    return any(first is not None and second is not None and first != second for first, second in pairs)


def have_other_numbers(one: Party, other: Party) -> bool:
    """True when two individuals can both be reached, but not in one way: most likely namesakes."""
    return bool(one.is_individual and one.ways and other.ways and one.ways.keys().isdisjoint(other.ways))


def name_key(name: str) -> str:
    """The form in which names are compared: simplified, no blanks, without the legal form of a firm."""
    return _name_key(name)


@lru_cache(maxsize=4_096)
def _name_key(name: str) -> str:
    key = match_key_of(name)
    return _FIRM_FORM.sub("", key) or key


def _names_alike(one: Party, other: Party) -> Reason | None:
    """How two names are alike: `name`, `traditional` (only so), `pinyin`; None when they are not."""
    if one.key == other.key:
        first, second = normalise_name(one.name), normalise_name(other.name)
        scripts = {simplified(name) == name for name in (first, second)}
        return "name" if first == second or scripts == {True} else "traditional"
    if not (one.is_individual and other.is_individual) or len(one.key) != len(other.key):
        return None
    return "pinyin" if _sound(one.name) == _sound(other.name) else None


@lru_cache(maxsize=4_096)
def _sound(name: str) -> str:
    return pinyin_of(name, is_person=True)
