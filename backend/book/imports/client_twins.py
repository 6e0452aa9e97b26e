"""Rows that are clients of the book already, and why we think so (`systemize/likeness`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import CollectionAggregate
from sqlalchemy.types import TypeEngine

from backend.book import sealed
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.imports.client_drafts import ClientDraft
from backend.platform.crypto import FirmKeys
from backend.systemize.likeness import Likeness, Party, alike
from backend.systemize.names import name_sort_of

_MOST_SHARERS: Final = 20
_MOST_PROPOSED: Final = 3
_WAYS: Final = {"mobile": "phone", "phone": "phone", "email": "email", "wechat": "wechat"}


def party_of(draft: ClientDraft, keys: FirmKeys) -> Party:
    """A row's draft as a party, its numbers as the book compares them."""
    number = sealed.KINDS["id_number"].key(draft.id_number) if draft.id_number else None
    return Party(
        name=draft.values["name"],
        kind=draft.values["kind"],
        number=keys.blind("id_number", number) if number else None,
        number_type=draft.values.get("idType"),
        tail=keys.blind_tail("id_number", number) if number else None,
        ways={
            keys.blind(kind, sealed.KINDS[kind].key(value)): _WAYS[kind]
            for kind, value in draft.contacts
            if kind in _WAYS
        },
        birth=draft.values.get("birthDate"),
        gender=draft.values.get("gender"),
    )


class KnownParties:
    """Parties by their marks; of a mark that very many share (a filler number) the first ones count."""

    def __init__(self) -> None:
        self._by_mark: dict[tuple[Hashable, ...], list[tuple[UUID, Party]]] = defaultdict(list)

    def add(self, id: UUID, party: Party) -> None:
        """Let later parties be compared with this one."""
        for mark in party.marks():
            sharing = self._by_mark[mark]
            if len(sharing) < _MOST_SHARERS:
                sharing.append((id, party))

    def like(self, party: Party, but: frozenset[UUID] = frozenset()) -> Iterator[tuple[UUID, Likeness]]:
        """Known parties that may be the same, each once, the strongest evidence first."""
        told = set(but)
        for mark in party.marks():
            for id, other in self._by_mark.get(mark, ()):
                if id not in told and (likeness := alike(party, other)):
                    told.add(id)
                    yield id, likeness

    def same_as(self, party: Party, but: frozenset[UUID] = frozenset()) -> tuple[UUID, Likeness] | None:
        """The first known party that it certainly is. but: those a person said it is not."""
        return next(((id, why) for id, why in self.like(party, but) if why.is_decisive), None)

    def proposals(self, party: Party) -> list[tuple[UUID, Likeness]]:
        """What to ask a person about: the certain ones before the others, a few."""
        found = sorted(self.like(party), key=lambda one: not one[1].is_decisive)
        return found[:_MOST_PROPOSED]


async def known_parties(session: AsyncSession, parties: Sequence[Party], *, weak: bool) -> KnownParties:
    """Clients of the book that one of the parties may be; archived ones do not count.

    weak: also those that share only a name or the last digits of a number, for a person to decide about.
    """
    firm_id: UUID = session.info["firm_id"]
    ways = [way for party in parties for way in party.ways]
    reached: dict[UUID, dict[Hashable, str]] = defaultdict(dict)
    if ways:
        for client_id, blind, kind in await session.execute(
            select(ContactPoint.client_id, ContactPoint.blind, ContactPoint.kind).where(
                ContactPoint.firm_id == firm_id, ContactPoint.blind == _any(ways, LargeBinary())
            )
        ):
            reached[client_id][blind] = _WAYS.get(kind, kind)
    # A statement for each: an OR over several would be answered by reading all clients.
    wanted: list[tuple[Any, list[Any], TypeEngine[Any]]] = [
        (Client.id_number_blind, [party.number for party in parties if party.number], LargeBinary()),
        (Client.id, list(reached), Uuid()),
    ]
    if weak:
        wanted += [
            (Client.id_number_tail, [party.tail for party in parties if party.tail], LargeBinary()),
            (Client.name_sort, list({_sort_key(party) for party in parties}), Text()),
        ]
    found: dict[UUID, Any] = {}
    for column, values, type_ in wanted:
        if values:
            rows = await session.execute(_clients(firm_id).where(column == _any(values, type_)))
            found |= {row.id: row for row in rows}
    if weak:
        await _add_ways(session, firm_id, found, reached)
    known = KnownParties()
    for id in sorted(found):
        known.add(id, _stored(found[id], reached.get(id, {})))
    return known


def _clients(firm_id: UUID) -> Any:
    columns = (
        *(Client.id, Client.name, Client.kind, Client.gender, Client.birth_date),
        *(Client.id_type, Client.id_number_blind, Client.id_number_tail),
    )
    return select(*columns).where(Client.firm_id == firm_id, Client.archived_at.is_(None))


async def _add_ways(
    session: AsyncSession, firm_id: UUID, found: dict[UUID, Any], reached: dict[UUID, dict[Hashable, str]]
) -> None:
    """All ways to reach clients that were found by their name: other numbers tell namesakes apart."""
    by_name = [id for id in found if id not in reached]
    if not by_name:
        return
    for client_id, blind, kind in await session.execute(
        select(ContactPoint.client_id, ContactPoint.blind, ContactPoint.kind).where(
            ContactPoint.firm_id == firm_id,
            ContactPoint.client_id == _any(by_name, Uuid()),
            ContactPoint.kind.in_(_WAYS),
        )
    ):
        reached[client_id][blind] = _WAYS[kind]


def _sort_key(party: Party) -> str:
    return name_sort_of(party.name, is_person=party.is_individual)


def _stored(row: Any, ways: dict[Hashable, str]) -> Party:
    return Party(
        name=row.name,
        kind=row.kind,
        number=row.id_number_blind,
        number_type=row.id_type,
        tail=row.id_number_tail,
        ways=ways,
        birth=row.birth_date,
        gender=row.gender,
    )


def _any(values: list[Any], kind: TypeEngine[Any]) -> CollectionAggregate[Any]:
    """`any` of one array: a list of a thousand parameters takes longer to compile than to answer."""
    return any_(cast(values, ARRAY(kind)))
