"""Rows of one file that may be about the same thing, each proposal with its reasons; nothing is merged here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from backend.systemize.identity_numbers import lengthened
from backend.systemize.likeness import Likeness, Party, alike, are_apart, have_other_numbers
from backend.systemize.names import normalise_name
from backend.systemize.sheets.columns import SheetKind, Value
from backend.systemize.sheets.reports import CheckedRow, DuplicateGroup, Place, Twin

# A number shared by more rows is a switchboard or a filler, and says nothing about who is who.
_MOST_SHARERS: Final = 20
_STRENGTHS: Final = ("number", "way", "tail", "name")
SAME_KEY: Final = "key"
"""The reason for rows that name the same thing by the fields of their kind's identity."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """groups: rows that may be one, for people to read; twins: by a row the earlier row it most likely repeats."""

    groups: list[DuplicateGroup]
    twins: dict[Place, Twin]


class DuplicateSearch:
    """Collects the rows of a file, then tells which of them may be about the same; skipped rows take no part."""

    def __init__(self, kind: SheetKind) -> None:
        self._kind = kind
        self._people: list[tuple[Place, Party]] = []
        self._seen: dict[tuple[Value, ...], list[Place]] = defaultdict(list)

    def add(self, row: CheckedRow) -> None:
        """Take a row into account; rows come in the order of the file."""
        if row.status == "skipped":
            return
        if self._kind.identity is not None:
            named = tuple(_said(row.values, key) for key in self._kind.identity)
            if named and None not in named:
                self._seen[named].append(row.place)
        elif party := party_of(row.values):
            self._people.append((row.place, party))

    def found(self) -> Duplicates:
        """What may be double."""
        if self._kind.identity is None:
            return _among_people(self._people)
        same = [places for places in self._seen.values() if len(places) > 1]
        groups = [DuplicateGroup(tuple(places), frozenset({SAME_KEY})) for places in same]
        twins = {
            place: Twin(places[0], frozenset({SAME_KEY}), is_decisive=True)
            for places in same
            for place in places[1:]
        }
        return Duplicates(groups, twins)


def _said(values: Mapping[str, Value], key: str | tuple[str, ...]) -> Value:
    """The value of a field, or of the first of several that is there."""
    if isinstance(key, str):
        return values.get(key)
    return next((value for one in key if (value := values.get(one)) is not None), None)


def find_duplicates(rows: Sequence[CheckedRow], kind: SheetKind) -> list[DuplicateGroup]:
    """Groups of rows that may be one, in the order of the file."""
    search = DuplicateSearch(kind)
    for row in rows:
        search.add(row)
    return search.found().groups


def party_of(values: Mapping[str, Value]) -> Party | None:
    """A row of a client sheet as a party; None without a name."""
    name = values.get("name")
    if not name:
        return None
    number = values.get("id_number")
    whole = lengthened(number) if number else None
    phones = (values.get("mobile"), values.get("mobile_2"), values.get("phone"))
    ways: dict[Hashable, str] = {phone: "phone" for phone in phones if phone}
    for kind in ("email", "wechat"):
        if address := values.get(kind):
            ways[str(address).lower()] = kind
    return Party(
        name=normalise_name(name),
        kind=values.get("client_type") or "individual",
        number=whole,
        number_type=values.get("id_type"),
        tail=whole[-4:] if whole else None,
        ways=ways,
        birth=values.get("birth_date"),
        gender=values.get("gender"),
    )


def _among_people(people: Sequence[tuple[Place, Party]]) -> Duplicates:
    parties = [party for _, party in people]
    groups = _Groups(parties)
    twins: dict[int, tuple[int, Likeness]] = {}
    for first, second, likeness in _proposals(parties):
        if not groups.join(first, second, likeness):
            continue
        known = twins.get(second)
        better = likeness.is_decisive and not (known and known[1].is_decisive)
        if known is None or better or (known[0] > first and likeness.is_decisive == known[1].is_decisive):
            twins[second] = first, likeness
    return Duplicates(
        [
            DuplicateGroup(tuple(people[position][0] for position in members), frozenset(reasons))
            for members, reasons in groups.found()
        ],
        {
            people[second][0]: Twin(people[first][0], likeness.reasons, likeness.is_decisive)
            for second, (first, likeness) in twins.items()
        },
    )


def _proposals(parties: Sequence[Party]) -> Iterator[tuple[int, int, Likeness]]:
    """Pairs of positions, the earlier first, that are alike; those with the strongest evidence come first."""
    sharing: dict[Hashable, defaultdict[Hashable, list[int]]] = {s: defaultdict(list) for s in _STRENGTHS}
    for position, party in enumerate(parties):
        for mark in party.marks():
            sharing[mark[0]][mark].append(position)
    told: set[tuple[int, int]] = set()
    for strength in _STRENGTHS:
        for positions in sharing[strength].values():
            for first, second in _pairs(positions, parties, by_number=strength == "number"):
                one, other = parties[first], parties[second]
                if (first, second) in told or _is_hopeless(strength, one, other):
                    continue
                if likeness := alike(one, other):
                    told.add((first, second))
                    yield first, second, likeness


def _is_hopeless(strength: str, one: Party, other: Party) -> bool:
    """What `alike` would find, too, for pairs with weak evidence; there are very many of them."""
    if strength not in ("tail", "name"):
        return False
    return are_apart(one, other) or (strength == "name" and have_other_numbers(one, other))


def _pairs(positions: list[int], parties: Sequence[Party], *, by_number: bool) -> Iterator[tuple[int, int]]:
    """All pairs of a small group; of a large one only those with the same name, each with the first of it."""
    if by_number:
        yield from ((positions[0], other) for other in positions[1:])
        return
    if len(positions) <= _MOST_SHARERS:
        yield from combinations(positions, 2)
        return
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for position in positions:
        by_name[parties[position].key].append(position)
    for same in by_name.values():
        if len(same) <= _MOST_SHARERS:
            yield from combinations(same, 2)
        else:
            yield from ((same[0], other) for other in same[1:])


class _Groups:
    """Joins pairs into groups; a pair that would put people apart into one group is left out."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._parties = parties
        self._group: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._reasons: defaultdict[int, set[str]] = defaultdict(set)

    def join(self, first: int, second: int, likeness: Likeness) -> bool:
        """Put two, and those already with them, into one group; whether that could be done."""
        one, other = self._of(first), self._of(second)
        if one != other:
            if "id_number" not in likeness.reasons and self._clash(one, other, first, second):
                return False
            for position in self._members[other]:
                self._group[position] = one
            self._members[one] += self._members.pop(other)
            self._reasons[one] |= self._reasons.pop(other, set())
        self._reasons[one] |= likeness.reasons
        return True

    def found(self) -> list[tuple[list[int], set[str]]]:
        """The groups of two and more, members and groups in the order of the file."""
        groups = [
            (sorted(members), self._reasons[key])
            for key, members in self._members.items()
            if len(members) > 1
        ]
        return sorted(groups, key=lambda group: group[0][0])

    def _of(self, position: int) -> int:
        group = self._group.setdefault(position, position)
        self._members.setdefault(group, [position])
        return group

    def _clash(self, one: int, other: int, first: int, second: int) -> bool:
        """True when others of the two groups are different people, or namesakes called under other numbers."""
        pairs = [
            (self._parties[a], self._parties[b])
            for a in self._members[one]
            for b in self._members[other]
            if (a, b) != (first, second)
        ]
        if any(are_apart(a, b) for a, b in pairs):
            return True
        numbers, others = self._numbers(one), self._numbers(other)
        is_one_name = any(a.key == b.key and a.is_individual for a, b in pairs)
        return bool(is_one_name and numbers and others and numbers.isdisjoint(others))

    def _numbers(self, group: int) -> frozenset[Hashable]:
        return frozenset(way for position in self._members[group] for way in self._parties[position].ways)
