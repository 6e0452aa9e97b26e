"""Rows that are somebody already: earlier in their file, or a client of the book; and why we think so.

Decisive is the same identity number, or a name that is the same (also in traditional characters or, of persons,
in another writing with the same sound) together with a number or address to reach him by; unless identity numbers,
birthdays, sex or kind tell two people apart. Weaker likeness is told with the file's check and decided by people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import CollectionAggregate
from sqlalchemy.types import TypeEngine

from backend.book import sealed
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.import_drafts import ClientDraft
from backend.platform.crypto import FirmKeys
from backend.systemize.names import pinyin_of
from backend.systemize.likeness import name_key

Place = tuple[str, int]
Evidence = tuple[str, ...]
Mark = tuple[str, bytes]
Name = TypeVar("Name")
_TELLING: Final = ("kind", "gender", "birthDate")
_MOST_SHARERS: Final = 20


@dataclass(frozen=True)
class Party:
    """What makes two records comparable.

    name: comparable; sound: pinyin of a person's name; number: blind index of the identity number; ways: blind
    indexes of numbers and addresses by their kind; facts: kind, gender, birthDate, idType, those that are known.
    """

    name: str
    sound: str | None
    facts: Mapping[str, Any]
    number: bytes | None
    ways: Mapping[bytes, str]

    def marks(self) -> Iterator[Mark]:
        """What it must share with another party to be the same, the strongest first."""
        if self.number is not None:
            yield "number", self.number
        yield from ((self.name, way) for way in self.ways)
        if self.sound is not None:
            yield from ((self.sound, way) for way in self.ways)


def party_of(draft: ClientDraft, keys: FirmKeys) -> Party:
    """A row's draft as a party."""
    contacts = {_blind(kind, value, keys): kind for kind, value in draft.contacts}
    number = _blind("id_number", draft.id_number, keys) if draft.id_number else None
    return _party(draft.values["name"], draft.values, number, contacts)


def _party(name: str, facts: Mapping[str, Any], number: bytes | None, ways: Mapping[bytes, str]) -> Party:
    sound = pinyin_of(name, is_person=True) if facts["kind"] == "individual" else None
    return Party(name_key(name), sound, facts, number, ways)


def _blind(kind: str, value: str, keys: FirmKeys) -> bytes:
    return keys.blind(kind, sealed.KINDS[kind].key(value))


def same_party(one: Party, other: Party) -> Evidence:
    """Why two parties are one: `id_number`, or `name`/`pinyin` with `phone`/`email`; () when they may not be."""
    if one.number is not None and one.number == other.number:
        return ("id_number",)
    shared = {one.ways[way] for way in one.ways.keys() & other.ways.keys()}
    if not shared or _are_apart(one, other):
        return ()
    ways = sorted({"email" if kind == "email" else "phone" for kind in shared})
    if one.name == other.name:
        return ("name", *ways)
    if one.sound is not None and one.sound == other.sound:
        return ("pinyin", *ways)
    return ()


def _are_apart(one: Party, other: Party) -> bool:
    """True when something proves two parties."""
    # Here the numbers differ: of one kind of document they are two people's.
    if one.number and other.number and one.facts.get("idType") == other.facts.get("idType"):
        return True
    pairs = ((one.facts.get(key), other.facts.get(key)) for key in _TELLING)
    return any(a is not None and b is not None and a != b for a, b in pairs)


class _Known(Generic[Name]):
    """Parties by their marks; of a mark that very many share (a filler number) the first ones count."""

    def __init__(self) -> None:
        self._by_mark: dict[Mark, list[tuple[Name, Party]]] = defaultdict(list)

    def add(self, name: Name, party: Party) -> None:
        """Let later parties be compared with this one."""
        for mark in party.marks():
            sharing = self._by_mark[mark]
            if len(sharing) < _MOST_SHARERS:
                sharing.append((name, party))

    def same_as(self, party: Party) -> tuple[Name, Evidence] | None:
        """The first known party that is the same, and why."""
        for mark in party.marks():
            for name, other in self._by_mark.get(mark, ()):
                if why := same_party(party, other):
                    return name, why
        return None


def repeated(parties: Iterable[tuple[Place, Party]]) -> dict[Place, tuple[Place, Evidence]]:
    """Of rows in the order of the file those that repeat an earlier one: the row they repeat, and why."""
    known: _Known[Place] = _Known()
    found: dict[Place, tuple[Place, Evidence]] = {}
    for place, party in parties:
        twin = known.same_as(party)
        if twin is None:
            known.add(place, party)
        else:
            found[place] = twin
    return found


async def known_twins(session: AsyncSession, parties: Sequence[Party]) -> list[tuple[UUID, Evidence] | None]:
    """For each party the client of the book it is, and why; archived clients do not count. Three reads."""
    known: _Known[UUID] = _Known()
    for id, party in await _candidates(session, parties):
        known.add(id, party)
    return [known.same_as(party) for party in parties]


async def _candidates(session: AsyncSession, parties: Sequence[Party]) -> list[tuple[UUID, Party]]:
    """Clients that share a number or a way to be reached with one of the parties, the earliest first."""
    firm_id: UUID = session.info["firm_id"]
    reached: dict[UUID, dict[bytes, str]] = defaultdict(dict)
    points = await session.execute(
        select(ContactPoint.client_id, ContactPoint.blind, ContactPoint.kind).where(
            ContactPoint.firm_id == firm_id,
            ContactPoint.blind == _any([way for party in parties for way in party.ways], LargeBinary()),
        )
    )
    for client_id, blind, kind in points:
        reached[client_id][blind] = kind
    numbers = [party.number for party in parties if party.number]
    # Two statements: an OR over both would be answered by reading all clients.
    wanted: tuple[tuple[Any, list[Any], TypeEngine[Any]], ...] = (
        (Client.id_number_blind, numbers, LargeBinary()),
        (Client.id, list(reached), Uuid()),
    )
    found: dict[UUID, Party] = {}
    for column, values, type_ in wanted:
        rows = await session.execute(
            select(
                Client.id,
                Client.name,
                Client.kind,
                Client.gender,
                Client.birth_date,
                Client.id_type,
                Client.id_number_blind,
            ).where(Client.firm_id == firm_id, Client.archived_at.is_(None), column == _any(values, type_))
        )
        for row in rows:
            facts = {
                "kind": row.kind,
                "gender": row.gender,
                "birthDate": row.birth_date,
                "idType": row.id_type,
            }
            found[row.id] = _party(row.name, facts, row.id_number_blind, reached.get(row.id, {}))
    return sorted(found.items(), key=lambda pair: pair[0])


def _any(values: list[Any], kind: TypeEngine[Any]) -> CollectionAggregate[Any]:
    """`any` of one array: a list of a thousand parameters takes longer to compile than to answer."""
    return any_(cast(values, ARRAY(kind)))
