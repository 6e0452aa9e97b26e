"""Rows about clients who are in the book: what they would change, and the change.

`same` fills what is empty and overwrites nothing; `update` lets the row's values win. What names a client, and his
state, are never touched by a row that was found by them. Numbers a client has already are kept beside a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import sealed
from backend.book.assignments import Assignment, assign
from backend.book.bulk_rows import BulkRows
from backend.book.client_events import ClientChanged
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CustomField
from backend.book.imports.batches import Acting, Difference
from backend.book.imports.client_drafts import ClientDraft
from backend.book.imports.client_rows import Source, add_lineage, number_columns, owner_row, points_of
from backend.book.imports.own_cells import in_words
from backend.book.imports.own_values import own_changes, sealed_own
from backend.book.imports.owners import StaffMember
from backend.book.tag_events import TagGiven
from backend.book.tag_history import write_down
from backend.book.tags import ClientTag
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.principal import Level, Principal, Relation
from backend.systemize.search_tokens import tokens_of

_KEPT: Final = ("name", "kind", "state")
_NUMBERS: Final = {"id_number": "idNumber", "bank_account": "bankAccount"}
_RESPELL: Final = frozenset({"company"})


@dataclass(frozen=True)
class Meeting:
    """A row and the client of the book it is about. wins: the row's values overwrite what is there.

    own: the firm's own fields by `custom:<key>`.
    """

    client_id: UUID
    draft: ClientDraft
    source: Source
    owner: StaffMember | None = None
    tag_ids: tuple[UUID, ...] = ()
    wins: bool = False
    own: Mapping[str, CustomField] = field(default_factory=dict)


@dataclass
class Met:
    """What became of a meeting. fields: catalogue keys that were written; before: what stood there, JSON types."""

    fields: tuple[str, ...]
    version: int
    before: dict[str, Any] | None = None


class Rights:
    """Which fields of which clients may be read and written; everything, when no user acts."""

    def __init__(self, principal: Principal, stands: Mapping[UUID, Relation] | None) -> None:
        self._mask, self._stands = principal.mask, stands

    def may_write(self, client_id: UUID, key: str) -> bool:
        """Whether a field of a client may be written, who has to be one that may be changed at all."""
        return self._may(client_id, lambda relation: self._mask.may_write("Client", key, relation))

    def may_call(self, client_id: UUID, coordinate: str) -> bool:
        """Whether a mutation may be used on a client."""
        return self._may(client_id, lambda relation: self._mask.level(coordinate, relation) >= Level.VIEW)

    def level(self, client_id: UUID, key: str) -> Level:
        """What may be seen of a field."""
        if self._stands is None:
            return Level.EDIT
        relation = self._stands.get(client_id)
        return self._mask.level(f"Client.{key}", relation) if relation else Level.NONE

    def _may(self, client_id: UUID, holds: Any) -> bool:
        if self._stands is None:
            return True
        relation = self._stands.get(client_id)
        if relation is None or self._mask.level("Mutation.updateClient", relation) < Level.VIEW:
            return False
        return bool(holds(relation))


async def rights_over(session: AsyncSession, acting: Acting, ids: Sequence[UUID]) -> Rights:
    """The acting user's rights over clients."""
    stands = await acting.stands_of(session, ids) if acting.stands_of else None
    return Rights(acting.principal, stands)


@dataclass
class Known:
    """A client with what hangs on him, and what a row may change of it."""

    client: Client
    points: list[ContactPoint] = field(default_factory=list)
    tag_ids: set[UUID] = field(default_factory=set)


async def known_clients(session: AsyncSession, ids: Sequence[UUID], *, lock: bool) -> dict[UUID, Known]:
    """Clients by id; those that are gone are absent."""
    firm_id: UUID = session.info["firm_id"]
    chosen = select(Client).where(Client.firm_id == firm_id, Client.id.in_(ids)).order_by(Client.id)
    # In one order, so that two who change at once wait for each other and never in a circle.
    rows = await session.scalars(chosen.with_for_update() if lock else chosen)
    known = {client.id: Known(client) for client in rows}
    points = await session.scalars(
        select(ContactPoint)
        .where(ContactPoint.firm_id == firm_id, ContactPoint.client_id.in_(ids))
        .order_by(ContactPoint.id)
    )
    for point in points:
        known[point.client_id].points.append(point)
    for client_id, tag_id in await session.execute(
        select(ClientTag.client_id, ClientTag.tag_id).where(
            ClientTag.firm_id == firm_id, ClientTag.client_id.in_(ids)
        )
    ):
        known[client_id].tag_ids.add(tag_id)
    return known


def plain_changes(client: Client, draft: ClientDraft, *, wins: bool) -> Iterator[tuple[str, Any, Any]]:
    """Key, stored and new value of the plain fields that a row would write; the document goes with its number."""
    for name, value in draft.values.items():
        if name in _KEPT or (name == "idType" and (draft.id_number or client.id_number_blind)):
            continue
        stored = getattr(client, CLIENT_FIELD[name].column)
        if stored in (None, "") or (wins and stored != value):
            yield name, stored, value


def number_changes(
    client: Client, draft: ClientDraft, keys: FirmKeys, *, wins: bool
) -> Iterator[tuple[str, str, str]]:
    """Column, key and new value of the sealed numbers that a row would write."""
    for stem, value in draft.numbers.items():
        stored = getattr(client, f"{stem}_blind")
        if stored is None or (wins and stored != keys.blind(stem, sealed.KINDS[stem].key(value))):
            yield stem, _NUMBERS[stem], value


def new_contacts(known: Known, draft: ClientDraft, keys: FirmKeys, *, wins: bool) -> list[tuple[str, str]]:
    """Contacts that a row would add: of kinds that are missing, or (wins) that are not among those there."""
    kinds = {point.kind for point in known.points}
    there = {(point.kind, point.blind) for point in known.points}
    return [
        (kind, value)
        for kind, value in draft.contacts
        if kind not in kinds
        or (wins and (kind, keys.blind(kind, sealed.KINDS[kind].key(value))) not in there)
    ]


def differences_of(
    known: Known, meeting: Meeting, keys: FirmKeys, rights: Rights, people: Mapping[str, str]
) -> list[Difference]:
    """What a meeting would write, as the acting user may see it. people: names by id."""
    client, draft, wins = known.client, meeting.draft, meeting.wins
    found = [
        _shown(rights, client, key, stored, value)
        for key, stored, value in plain_changes(client, draft, wins=wins)
    ]
    for stem, key, value in number_changes(client, draft, keys, wins=wins):
        found.append(_shown(rights, client, key, getattr(client, f"{stem}_masked"), value))
    for kind, value in new_contacts(known, draft, keys, wins=wins):
        primary = next((point.masked for point in known.points if point.kind == kind), None)
        shown = _shown(rights, client, kind, primary, value)
        found.append(shown if primary is None else _added(shown))
    for key, own, stored, value in own_changes(client, draft.own, meeting.own, keys, wins=wins):
        before = None if stored is None else in_words(own, stored, people)
        found.append(_shown(rights, client, key, before, in_words(own, value, people)))
    if meeting.owner is not None and _takes_over(client, meeting):
        found.append(_shown(rights, client, "owner", client.owner_id, meeting.owner.id))
    if meeting.tag_ids and wins and set(meeting.tag_ids) - known.tag_ids:
        found.append(Difference("tags", None, [str(id) for id in meeting.tag_ids], "add"))
    return found


def _takes_over(client: Client, meeting: Meeting) -> bool:
    """Whether the row's manager becomes the owner."""
    owner = meeting.owner
    return owner is not None and (client.owner_id is None or (meeting.wins and client.owner_id != owner.id))


def _shown(rights: Rights, client: Client, key: str, stored: Any, value: Any) -> Difference:
    field_, level = CLIENT_FIELD.get(key), rights.level(client.id, key)
    before = stored.isoformat() if isinstance(stored, date) else str(stored) if stored is not None else None
    after = value.isoformat() if isinstance(value, date) else value if isinstance(value, bool) else str(value)
    effect = "fill" if stored in (None, "") else "overwrite"
    if before is not None and level < Level.MASKED:
        return Difference(key, None, after, effect, is_hidden=True)
    if before is not None and level < Level.VIEW and field_ is not None and field_.mask is not None:
        before = field_.mask(before)
    return Difference(key, stored if isinstance(stored, bool) else before, after, effect)


def _added(shown: Difference) -> Difference:
    return Difference(shown.field, shown.before, shown.after, "add", shown.is_hidden)


async def meet_clients(
    session: AsyncSession,
    vault: Vault,
    acting: Acting,
    keys: Mapping[UUID, DataKey],
    meetings: Sequence[Meeting],
) -> list[Met]:
    """Write what rows know of clients who are there, in order, within the acting user's rights.

    keys: of each client.
    """
    if not meetings:
        return []
    ids = list({meeting.client_id for meeting in meetings})
    known = await known_clients(session, ids, lock=True)
    rights = await rights_over(session, acting, ids)
    firm_keys = await vault.firm(session)
    met = []
    for meeting in meetings:
        one = known[meeting.client_id]
        writing = _Writing(session, one, meeting, rights, firm_keys, keys[meeting.client_id])
        fields = await writing.write()
        await session.flush()
        met.append(Met(fields, one.client.version, writing.before if fields else None))
        if fields:
            emit(session, ClientChanged(client_id=meeting.client_id, fields=fields))
            strike(session, "client", str(meeting.client_id))
    sources = BulkRows(session)
    add_lineage(sources, ((m.client_id, m.source, one.fields) for m, one in zip(meetings, met, strict=True)))
    await sources.write()
    return met


class _Writing:
    """One meeting being written; `before` collects what is needed to take it back."""

    def __init__(
        self,
        session: AsyncSession,
        known: Known,
        meeting: Meeting,
        rights: Rights,
        firm_keys: FirmKeys,
        key: DataKey,
    ) -> None:
        self._session, self._known, self._meeting, self._rights = session, known, meeting, rights
        self._firm_keys, self._key = firm_keys, key
        self.before: dict[str, Any] = {"columns": {}, "added": [], "demoted": [], "tags": []}

    async def write(self) -> tuple[str, ...]:
        """Write everything; the catalogue keys that were written."""
        self.before["version"] = self._known.client.version
        # What may be flushed in between comes first, so that all columns of the client make one new version.
        contacts, owner = await self._contacts(), await self._owner()
        fields = [*self._plain(), *self._numbers(), *self._own(), *contacts, *owner, *self._tags()]
        if _RESPELL.intersection(fields):
            self._set("search_tokens", _tokens(self._known.client))
        return tuple(dict.fromkeys(fields))

    def _set(self, column: str, value: Any) -> None:
        client = self._known.client
        self.before["columns"].setdefault(column, json_value(getattr(client, column)))
        setattr(client, column, value)

    def _plain(self) -> Iterator[str]:
        client, meeting = self._known.client, self._meeting
        for name, _, value in list(plain_changes(client, meeting.draft, wins=meeting.wins)):
            if self._rights.may_write(client.id, name):
                self._set(CLIENT_FIELD[name].column, value)
                yield name

    def _numbers(self) -> Iterator[str]:
        client, draft = self._known.client, self._meeting.draft
        for stem, key, value in list(number_changes(client, draft, self._firm_keys, wins=self._meeting.wins)):
            if not self._rights.may_write(client.id, key):
                continue
            for column, part in number_columns(client.id, stem, value, self._firm_keys, self._key).items():
                self._set(column, part)
            if stem == "id_number":
                self._set("id_type", draft.values.get("idType", client.id_type))
            yield key

    def _own(self) -> list[str]:
        client, meeting = self._known.client, self._meeting
        changes = [
            (name, own.slot, value)
            for name, own, _, value in own_changes(
                client, meeting.draft.own, meeting.own, self._firm_keys, wins=meeting.wins
            )
            if self._rights.may_write(client.id, name)
        ]
        if changes:
            new = {slot: value for _, slot, value in changes}
            sealed = sealed_own(new, self._firm_keys, self._key, client.id)
            self._set("custom", {**(client.custom or {}), **sealed})
        return [name for name, _, _ in changes]

    async def _contacts(self) -> list[str]:
        client, points = self._known.client, self._known.points
        new = [
            (kind, value)
            for kind, value in new_contacts(
                self._known, self._meeting.draft, self._firm_keys, wins=self._meeting.wins
            )
            if self._rights.may_write(client.id, kind)
        ]
        if not new:
            return []
        added = dict.fromkeys(kind for kind, _ in new)
        for point in points:
            # The unique index looks at each statement: whoever was primary gives it up first.
            if point.kind in added and point.primary:
                point.primary = False
                self.before["demoted"].append(str(point.id))
        if self.before["demoted"]:
            await self._session.flush()
        made = [ContactPoint(**point) for point in points_of(client.id, new, self._firm_keys, self._key)]
        self._session.add_all(made)
        points += made
        self.before["added"] += [str(point.id) for point in made]
        client.updated_at = now()
        return list(added)

    async def _owner(self) -> list[str]:
        client, owner = self._known.client, self._meeting.owner
        may = self._rights.may_call(client.id, "Mutation.assignClient")
        if owner is None or not may or not _takes_over(client, self._meeting):
            return []
        for column in ("owner_id", "team_id"):
            self.before["columns"].setdefault(column, json_value(getattr(client, column)))
        former = await self._assignments()
        self.before["assignments"] = [[str(row.id), str(row.credit)] for row in former]
        if former:
            await assign(self._session, client.id, client.version, owner.id, role="owner")
            made = {row.id for row in await self._assignments()} - {row.id for row in former}
        else:
            client.owner_id, client.team_id = owner.id, owner.team_id
            made = {id := uuid7()}
            self._session.add(Assignment(id=id, **owner_row(client.id, owner)))
        self.before["assigned"] = [str(id) for id in made]
        return ["owner"]

    async def _assignments(self) -> list[Assignment]:
        client = self._known.client
        rows = await self._session.scalars(
            select(Assignment).where(
                Assignment.firm_id == client.firm_id,
                Assignment.client_id == client.id,
                Assignment.valid_to.is_(None),
            )
        )
        return list(rows)

    def _tags(self) -> Iterator[str]:
        client, known = self._known.client, self._known
        new = [tag_id for tag_id in self._meeting.tag_ids if tag_id not in known.tag_ids]
        if not new or not self._meeting.wins or not self._rights.may_call(client.id, "Mutation.tagClient"):
            return
        for tag_id in new:
            self._session.add(
                ClientTag(
                    client_id=client.id, tag_id=tag_id, given_by=self._session.info["principal"].subject
                )
            )
            write_down(self._session, client.id, tag_id, given=True, cause="import")
            emit(self._session, TagGiven(client_id=client.id, tag_id=tag_id))
            known.tag_ids.add(tag_id)
        self.before["tags"] = [str(tag_id) for tag_id in new]
        yield "tags"


def _tokens(client: Client) -> list[str]:
    return tokens_of(client.name, client.company, is_person=client.kind == "individual")


def json_value(value: Any) -> Any:
    """A column's value as JSON; bytes in hex."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value) if isinstance(value, UUID) else value


def column_value(column: str, told: Any) -> Any:
    """The value of `json_value`."""
    if column == "custom":
        return told
    if isinstance(told, dict):
        return bytes.fromhex(told["hex"]) if "hex" in told else date.fromisoformat(told["day"])
    return UUID(told) if told is not None and column.endswith("_id") else told
