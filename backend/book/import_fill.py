"""What a workbook knows of clients who are in the book already: it fills what is empty and overwrites nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.bulk_rows import BulkRows
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.events import ClientChanged
from backend.book.import_drafts import ClientDraft
from backend.book.import_owners import StaffMember
from backend.book.import_rows import Source, add_lineage, number_columns, owner_row, points_of
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.events import emit
from backend.platform.keys import Vault
from backend.platform.principal import Level, Principal, Relation

StandsOf = Callable[[AsyncSession, Sequence[UUID]], Awaitable[Mapping[UUID, Relation]]]
"""How the acting user stands to clients; those he may not see are absent."""
# What names a client is never filled by a row that was found by it, and his state follows from what he does.
_KEPT: Final = ("name", "kind", "state")


@dataclass(frozen=True)
class Meeting:
    """A row and the client of the book it is about."""

    client_id: UUID
    draft: ClientDraft
    source: Source
    owner: StaffMember | None


class _Rights:
    """Which fields of which clients may be written; everything, when no user acts."""

    def __init__(self, principal: Principal, stands: Mapping[UUID, Relation] | None) -> None:
        self._mask, self._stands = principal.mask, stands

    def allow(self, client_id: UUID, coordinate: str, level: Level = Level.EDIT) -> bool:
        """Whether the coordinate may be used on the client, who has to be one that may be changed at all."""
        if self._stands is None:
            return True
        relation = self._stands.get(client_id)
        if relation is None or self._mask.level("Mutation.updateClient", relation) < Level.VIEW:
            return False
        type_name, _, key = coordinate.partition(".")
        if level is Level.EDIT and self._mask.may_write(type_name, key, relation):
            return True
        return self._mask.level(coordinate, relation) >= level


async def fill_clients(
    session: AsyncSession,
    vault: Vault,
    keys: Mapping[UUID, DataKey],
    meetings: Sequence[Meeting],
    stands_of: StandsOf | None,
) -> list[tuple[str, ...]]:
    """Fill empty fields of clients, in order; the catalogue keys that each row filled.

    keys: of each client; stands_of: the rights of the acting user hold, field by field; None: the product itself.
    """
    if not meetings:
        return []
    firm_id: UUID = session.info["firm_id"]
    ids = list({meeting.client_id for meeting in meetings})
    rights = _Rights(session.info["principal"], await stands_of(session, ids) if stands_of else None)
    # In one order, so that two who fill at once wait for each other and never in a circle.
    rows = await session.scalars(
        select(Client)
        .where(Client.firm_id == firm_id, Client.id.in_(ids))
        .order_by(Client.id)
        .with_for_update()
    )
    clients = {client.id: client for client in rows}
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for client_id, kind in await session.execute(
        select(ContactPoint.client_id, ContactPoint.kind).where(
            ContactPoint.firm_id == firm_id, ContactPoint.client_id.in_(ids)
        )
    ):
        kinds[client_id].add(kind)
    firm_keys = await vault.firm(session)
    filled = [
        tuple(
            _fill(session, clients[m.client_id], m, kinds[m.client_id], rights, firm_keys, keys[m.client_id])
        )
        for m in meetings
    ]
    await session.flush()
    for meeting, fields in zip(meetings, filled, strict=True):
        if fields:
            emit(session, ClientChanged(client_id=meeting.client_id, fields=fields))
            await strike(session, "client", str(meeting.client_id))
    sources = BulkRows(session)
    add_lineage(sources, ((m.client_id, m.source, f) for m, f in zip(meetings, filled, strict=True)))
    await sources.write()
    return filled


def _fill(
    session: AsyncSession,
    client: Client,
    meeting: Meeting,
    kinds: set[str],
    rights: _Rights,
    firm_keys: FirmKeys,
    key: DataKey,
) -> Iterator[str]:
    """Fill one client; yields the catalogue keys. kinds: of contact points he has, completed here."""
    draft = meeting.draft
    for name, value in _missing(client, draft):
        if rights.allow(client.id, f"Client.{name}"):
            setattr(client, CLIENT_FIELD[name].column, value)
            yield name
    if draft.id_number and client.id_number_blind is None and rights.allow(client.id, "Client.idNumber"):
        for column, part in number_columns(client.id, draft.id_number, firm_keys, key).items():
            setattr(client, column, part)
        client.id_type = draft.values.get("idType", client.id_type)
        yield "idNumber"
    new = [
        (kind, value)
        for kind, value in draft.contacts
        if kind not in kinds and rights.allow(client.id, f"Client.{kind}")
    ]
    if new:
        session.add_all(ContactPoint(**point) for point in points_of(client.id, new, firm_keys, key))
        client.updated_at = now()
        added = dict.fromkeys(kind for kind, _ in new)
        kinds.update(added)
        yield from added
    may_assign = rights.allow(client.id, "Mutation.assignClient", Level.VIEW)
    if client.owner_id is None and meeting.owner is not None and may_assign:
        client.owner_id, client.team_id = meeting.owner.id, meeting.owner.team_id
        session.add(Assignment(**owner_row(client.id, meeting.owner)))
        yield "owner"


def _missing(client: Client, draft: ClientDraft) -> Iterator[tuple[str, Any]]:
    """Plain fields that the client lacks and the row has; the kind of document goes with its number."""
    for name, value in draft.values.items():
        if name in _KEPT or (name == "idType" and (draft.id_number or client.id_number_blind)):
            continue
        if getattr(client, CLIENT_FIELD[name].column) in (None, ""):
            yield name, value
