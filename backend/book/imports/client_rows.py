"""Many clients taken into the book at once, by the rules of one (`client_changes.create_client`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import sealed
from backend.book.assignments import Assignment
from backend.book.bulk_rows import BulkRows, as_json, insert_rows, new_changes
from backend.book.client_events import ClientCreated
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.imports.client_drafts import ClientDraft
from backend.book.imports.client_twins import party_of
from backend.book.imports.owners import StaffMember
from backend.book.lineage import Lineage
from backend.book.tag_events import TagGiven
from backend.book.tag_history import TagChange
from backend.book.tags import ClientTag
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.ids import uuid7
from backend.platform.keys import PersonKey, new_key_columns
from backend.systemize.likeness import Party
from backend.systemize.names import name_sort_of, pinyin_of
from backend.systemize.search_tokens import tokens_of

_SEALED: Final = ("id_number", "bank_account")
_PARTS: Final = ("sealed", "masked", "blind", "tail")
# What all rows of one statement must name; the others have defaults or no place in a sheet.
_COLUMNS: Final = (
    *("gender", "birth_date", "id_type", "province", "city", "industry", "risk_level", "qualified", "note"),
    *("company", "occupation", "source", "risk_valid_until", "onboard_date", "owner_id", "team_id"),
    *(f"{stem}_{part}" for stem in _SEALED for part in _PARTS),
)


@dataclass(frozen=True)
class Source:
    """Where a client's values come from."""

    import_id: UUID
    file: str
    sheet: str
    row: int


@dataclass(slots=True)
class PreparedClient:
    """All that can be made of a row before anybody knows whether it becomes a new client; pure work.

    columns: of the client, without his owner; points: of his contact points, with the JSON of their audit; changes: of
    the client, as his audit tells them; key, key_columns: his data key.
    """

    id: UUID
    draft: ClientDraft
    party: Party
    key: DataKey
    key_columns: dict[str, Any]
    columns: dict[str, Any]
    points: list[tuple[dict[str, Any], str]]
    changes: dict[str, Any]


@dataclass(frozen=True)
class NewClient:
    """A client to be taken in. owner: None leaves him to nobody; tag_ids: each once; own: the firm's own by slot."""

    prepared: PreparedClient
    source: Source
    owner: StaffMember | None = None
    tag_ids: Sequence[UUID] = ()
    own: Mapping[str, Any] = field(default_factory=dict)


def prepare(draft: ClientDraft, keys: FirmKeys) -> PreparedClient:
    """A row's draft with its numbers sealed under a key of its own."""
    id = uuid7()
    key_columns, key = new_key_columns(keys, id)
    columns = _client(id, draft, keys, key)
    points = [
        (point, as_json(new_changes(ContactPoint, point)))
        for point in points_of(id, draft.contacts, keys, key)
    ]
    changes = new_changes(Client, columns)
    return PreparedClient(id, draft, party_of(draft, keys), key, key_columns, columns, points, changes)


async def add_clients(session: AsyncSession, new: Sequence[NewClient]) -> None:
    """Take clients in: keys, rows, contact points, owners, tags, lineage, audit rows and events.

    Nothing is checked here: drafts are values the book keeps, twins are sorted out before.
    """
    await insert_rows(session, PersonKey, [one.prepared.key_columns for one in new])
    rows = BulkRows(session)
    for one in new:
        owner = one.owner
        late = {
            "owner_id": owner.id if owner else None,
            "team_id": owner.team_id if owner else None,
            "custom": dict(one.own),
        }
        prepared = one.prepared
        rows.put(Client, prepared.columns | late, prepared.changes | new_changes(Client, late))
    for one in new:
        id = one.prepared.id
        for point, changes in one.prepared.points:
            rows.put(ContactPoint, point, changes)
        if one.owner is not None:
            rows.add(Assignment, **owner_row(id, one.owner))
        for tag_id in one.tag_ids:
            rows.add(ClientTag, client_id=id, tag_id=tag_id, given_at=rows.at, given_by=rows.author)
            rows.add(
                TagChange,
                client_id=id,
                tag_id=tag_id,
                given=True,
                cause="import",
                actor=rows.author,
                at=rows.at,
            )
            rows.happened(TagGiven(client_id=id, tag_id=tag_id))
        rows.happened(ClientCreated(client_id=id))
    add_lineage(rows, ((one.prepared.id, one.source, one.prepared.draft.sources) for one in new))
    await rows.write()


def _client(id: UUID, draft: ClientDraft, keys: FirmKeys, key: DataKey) -> dict[str, Any]:
    """The columns of a client; every catalogue field that a sheet can have is among them."""
    found: dict[str, Any] = dict.fromkeys(_COLUMNS)
    for name, value in draft.values.items():
        found[CLIENT_FIELD[name].column] = value
    for stem, number in draft.numbers.items():
        found |= number_columns(id, stem, number, keys, key)
    name, person = found["name"], found["kind"] == "individual"
    found["id"] = id
    found["name_pinyin"] = pinyin_of(name, is_person=person)
    found["name_sort"] = name_sort_of(name, is_person=person)
    found["search_tokens"] = tokens_of(name, found["company"], is_person=person)
    return found


def number_columns(
    client_id: UUID, stem: str, number: str, firm_keys: FirmKeys, key: DataKey
) -> dict[str, Any]:
    """The columns of a client's checked identity number or bank account."""
    made = sealed.seal(stem, number, firm_keys, key, ("client", client_id, stem))
    return {f"{stem}_{part}": getattr(made, part) for part in _PARTS}


def points_of(
    client_id: UUID, contacts: Iterable[tuple[str, str]], firm_keys: FirmKeys, key: DataKey
) -> Iterator[dict[str, Any]]:
    """Columns of contact points of checked (kind, value) pairs; the first of each kind is primary."""
    seen: set[str] = set()
    for kind, value in contacts:
        id = uuid7()
        made = sealed.seal(kind, value, firm_keys, key, ("contact_point", id, "sealed"))
        yield {"id": id, "client_id": client_id, "kind": kind, "primary": kind not in seen, **vars(made)}
        seen.add(kind)


def owner_row(client_id: UUID, owner: StaffMember) -> dict[str, Any]:
    """The columns of an owner's stretch of time, from today on."""
    return {"client_id": client_id, "user_id": owner.id, "role": "owner", "credit": 100}


def add_lineage(rows: BulkRows, told: Iterable[tuple[UUID, Source, Sequence[str]]]) -> None:
    """Note for the fields of each client the file, sheet and row they came from, who brought it and when."""
    for client_id, source, fields in told:
        if fields:
            rows.add(
                Lineage,
                client_id=client_id,
                import_id=source.import_id,
                fields=list(fields),
                file=source.file,
                sheet=source.sheet,
                row=source.row,
                imported_by=rows.author,
            )
