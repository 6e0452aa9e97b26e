"""Rows of one file that may be the same client, each proposal with its reasons.

Proposed, never merged: a person decides. People of the same name stay apart where anything tells them apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from backend.systemize.identity_numbers import RESIDENT, lengthened
from backend.systemize.names import match_key_of, normalise_name, pinyin_of, simplified
from backend.systemize.sheets.reports import CheckedRow, DuplicateGroup

# A number shared by more rows is a switchboard or a filler, and says nothing about who is who.
_MOST_SHARERS = 20
_FIRM_FORM = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|公司|有限合伙|普通合伙|合伙企业)+$")


@dataclass(frozen=True, slots=True)
class _Person:
    """What tells rows apart. number: comparable identity number; key: comparable name."""

    position: int
    name: str
    key: str
    is_individual: bool
    numbers: frozenset[str]
    number: str | None
    is_resident: bool
    birth: str | None
    gender: str | None


def find_duplicates(rows: Sequence[CheckedRow]) -> list[DuplicateGroup]:
    """Groups of rows that may be one client, in the order of the file; skipped rows take no part."""
    people = [
        person
        for position, row in enumerate(rows)
        if row.status != "skipped" and (person := _person(position, row)) is not None
    ]
    groups = _Groups(people)
    for first, second, reasons in _proposals(people):
        groups.join(first, second, reasons)
    return [
        DuplicateGroup(tuple(rows[person.position].place for person in members), frozenset(reasons))
        for members, reasons in groups.found()
    ]


def name_key(name: str) -> str:
    """The form in which names are compared: simplified, no blanks, without the legal form of a firm."""
    key = match_key_of(name)
    return _FIRM_FORM.sub("", key) or key


def _person(position: int, row: CheckedRow) -> _Person | None:
    values = row.values
    name = values.get("name")
    if not name:
        return None
    number = values.get("id_number")
    return _Person(
        position=position,
        name=normalise_name(name),
        key=name_key(name),
        is_individual=values.get("client_type") == "individual",
        numbers=frozenset(filter(None, (values.get("mobile"), values.get("mobile_2"), values.get("phone")))),
        number=lengthened(number) if number else None,
        is_resident=values.get("id_type") == RESIDENT,
        birth=values.get("birth_date"),
        gender=values.get("gender"),
    )


def _proposals(people: Sequence[_Person]) -> Iterator[tuple[_Person, _Person, set[str]]]:
    """Pairs with reasons, the strongest evidence first."""
    for same in _shared((person.number, person) for person in people):
        yield from ((same[0], other, {"id_number"}) for other in same[1:])
    for same in _shared((number, person) for person in people for number in person.numbers):
        for first, second in _pairs(same):
            reasons = _names_alike(first, second)
            if reasons or (not _are_apart(first, second) and first.is_individual and second.is_individual):
                yield first, second, {"phone", *reasons}
    for same in _shared(
        ((person.number[-4:], len(person.key)), person) for person in people if person.number
    ):
        for first, second in _pairs(same):
            if not _are_apart(first, second) and (reasons := _names_alike(first, second)):
                yield first, second, {"name_and_id_tail", *reasons}
    for same in _shared((person.key, person) for person in people):
        for first, second in _pairs(same):
            if not _are_apart(first, second) and not _have_other_numbers(first, second):
                yield first, second, _names_alike(first, second)


def _shared(keyed: Iterable[tuple[object, _Person]]) -> Iterator[list[_Person]]:
    """The people that share a key, groups of two and more; a key of None is shared by nobody."""
    by_key: defaultdict[object, list[_Person]] = defaultdict(list)
    for key, person in keyed:
        if key is not None:
            by_key[key].append(person)
    return (people for people in by_key.values() if len(people) > 1)


def _pairs(people: list[_Person]) -> Iterator[tuple[_Person, _Person]]:
    """All pairs of a small group; of a large one only those with the same name, each with the first of it."""
    if len(people) <= _MOST_SHARERS:
        yield from combinations(people, 2)
        return
    for same in _shared((person.key, person) for person in people):
        if len(same) <= _MOST_SHARERS:
            yield from combinations(same, 2)
        else:
            yield from ((same[0], other) for other in same[1:])


def _names_alike(first: _Person, second: _Person) -> set[str]:
    """How two names are alike: `name`, `traditional` (only so), `pinyin`; empty when they are not."""
    if first.key == second.key:
        scripts = {simplified(person.name) == person.name for person in (first, second)}
        return {"name"} if first.name == second.name or scripts == {True} else {"traditional"}
    if not (first.is_individual and second.is_individual) or len(first.key) != len(second.key):
        return set()
    return {"pinyin"} if pinyin_of(first.name) == pinyin_of(second.name) else set()


def _are_apart(first: _Person, second: _Person) -> bool:
    """True when something proves two people: identity numbers of one kind, birthdays, sex, kind of client."""
    if (
        first.number
        and second.number
        and first.number != second.number
        and first.is_resident == second.is_resident
    ):
        return True
    if first.is_individual != second.is_individual:
        return True
    differing = ((first.birth, second.birth), (first.gender, second.gender))
    return any(one is not None and other is not None and one != other for one, other in differing)


def _have_other_numbers(first: _Person, second: _Person) -> bool:
    """True when two individuals can both be called, but not under one number: most likely namesakes."""
    return bool(
        first.is_individual and first.numbers and second.numbers and first.numbers.isdisjoint(second.numbers)
    )


class _Groups:
    """Joins pairs into groups; a pair that would put people apart into one group is left out."""

    def __init__(self, people: Sequence[_Person]) -> None:
        self._people = {person.position: person for person in people}
        self._group: dict[int, int] = {}
        self._members: dict[int, list[_Person]] = {}
        self._reasons: defaultdict[int, set[str]] = defaultdict(set)

    def join(self, first: _Person, second: _Person, reasons: set[str]) -> None:
        """Put two people, and those already with them, into one group."""
        one, other = self._of(first), self._of(second)
        if one != other:
            if "id_number" not in reasons and self._clash(one, other, first, second):
                return
            for person in self._members[other]:
                self._group[person.position] = one
            self._members[one] += self._members.pop(other)
            self._reasons[one] |= self._reasons.pop(other, set())
        self._reasons[one] |= reasons

    def found(self) -> Iterator[tuple[list[_Person], set[str]]]:
        """The groups of two and more, members and groups in the order of the file."""
        groups = [
            (sorted(members, key=lambda person: person.position), self._reasons[key])
            for key, members in self._members.items()
            if len(members) > 1
        ]
        return iter(sorted(groups, key=lambda group: group[0][0].position))

    def _of(self, person: _Person) -> int:
        group = self._group.setdefault(person.position, person.position)
        self._members.setdefault(group, [person])
        return group

    def _clash(self, one: int, other: int, first: _Person, second: _Person) -> bool:
        """True when others of the two groups are different people, or namesakes called under other numbers."""
        pairs = [
            (a, b) for a in self._members[one] for b in self._members[other] if (a, b) != (first, second)
        ]
        if any(_are_apart(a, b) for a, b in pairs):
            return True
        numbers, others = self._numbers(one), self._numbers(other)
        is_one_name = any(a.key == b.key and a.is_individual for a, b in pairs)
        return bool(is_one_name and numbers and others and numbers.isdisjoint(others))

    def _numbers(self, group: int) -> frozenset[str]:
        return frozenset().union(*(person.numbers for person in self._members[group]))
