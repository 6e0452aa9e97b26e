"""Whose a mail may be: the clients known by an address that stands in its head."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.mail_heads import Head
from backend.book.sealed import blind_of
from backend.platform.keys import Vault

Known = Mapping[str, Collection[UUID]]


async def clients_by_address(session: AsyncSession, vault: Vault, addresses: Iterable[str]) -> Known:
    """Clients of the firm by address, archived ones apart; compared by blind index, so nothing is opened."""
    keys = await vault.firm(session)
    blinds = {address: blind_of("email", address, keys) for address in set(addresses)}
    wanted = {blind for blind in blinds.values() if blind is not None}
    if not wanted:
        return {}
    rows = await session.execute(
        select(ContactPoint.blind, ContactPoint.client_id)
        .join(Client, (Client.firm_id == keys.firm_id) & (Client.id == ContactPoint.client_id))
        .where(
            ContactPoint.firm_id == keys.firm_id,
            ContactPoint.kind == "email",
            ContactPoint.blind.in_(wanted),
            Client.archived_at.is_(None),
        )
    )
    found: dict[bytes, set[UUID]] = {}
    for blind, client_id in rows:
        found.setdefault(blind, set()).add(client_id)
    return {address: found[blind] for address, blind in blinds.items() if blind in found}


def candidates_in(head: Head, known: Known, seen: Collection[UUID], own: str) -> list[UUID]:
    """The clients a mail may belong to, among those its person sees; own: his own address, which tells nothing.

    Who is named in the mail itself goes before those of the mail that it passes on: a client who passes on what
    somebody wrote is the one who wrote to us.
    """
    for people in (head.people, head.inner):
        found = {id for address in people if address != own.lower() for id in known.get(address, ())}
        if found & set(seen):
            return sorted(found & set(seen))
    return []
