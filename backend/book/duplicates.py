"""Whether a new client is in the book already, and why we think so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import sealed
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.book.custom_fields import CUSTOM
from backend.platform.errors import Code, Refused
from backend.platform.ids import public_id
from backend.platform.keys import Vault
from backend.systemize.fields import Kind

REACHING = ("mobile", "email", "wechat")
SHOWN = 5


async def refuse_duplicates(
    session: AsyncSession, vault: Vault, client: Client, contacts: Sequence[ContactDraft]
) -> None:
    """Raise Refused(DUPLICATE) when somebody in the book has the same ID number, the same value of a sealed field of
    the firm's own, or the same name and a contact.

    candidates: [{id, reasons}] of at most five; the reader's layer drops those he may not see, so the answer
    says no more than that a likely twin exists.
    """
    reasons: dict[UUID, list[str]] = {}
    for found, reason in await _same_id_number(session, client):
        reasons.setdefault(found, []).append(reason)
    for found, reason in await _same_own_number(session, client):
        reasons.setdefault(found, []).append(reason)
    for found, reason in await _same_contact(session, vault, client, contacts):
        reasons.setdefault(found, []).append(reason)
    if reasons:
        candidates = [{"id": public_id("client", id), "reasons": why} for id, why in reasons.items()]
        raise Refused(Code.DUPLICATE, candidates=candidates[:SHOWN])


async def _same_id_number(session: AsyncSession, client: Client) -> list[tuple[UUID, str]]:
    if client.id_number_blind is None:
        return []
    found = await session.scalars(
        select(Client.id).where(
            Client.firm_id == client.firm_id,
            Client.id_number_blind == client.id_number_blind,
            Client.archived_at.is_(None),
        )
    )
    return [(id, "idNumber") for id in found]


async def _same_own_number(session: AsyncSession, client: Client) -> list[tuple[UUID, str]]:
    """Who has the same sealed value in a field of the firm's own; compared by the blind index, nothing is opened."""
    found: list[tuple[UUID, str]] = []
    for slot, kept in sorted((client.custom or {}).items()):
        if not slot.endswith(f":{Kind.SEALED}"):
            continue
        ids = await session.scalars(
            select(Client.id)
            .where(
                Client.firm_id == client.firm_id,
                blind_in(Client.custom, slot) == kept["blind"],
                Client.archived_at.is_(None),
                Client.id != client.id,
            )
            .limit(SHOWN)
        )
        found += [(id, f"{CUSTOM}{slot.partition(':')[0]}") for id in ids]
    return found


def blind_in(custom: Any, slot: str) -> ColumnElement[str]:
    """The blind index of a sealed value of an own field, in SQL. slot: its name in the row, of the firm's making."""
    kept = custom.op("->", return_type=JSONB())(literal_column(f"'{slot}'", Text))
    return kept.op("->>", return_type=Text())(literal_column("'blind'", Text))  # type: ignore[no-any-return]


async def _same_contact(
    session: AsyncSession, vault: Vault, client: Client, contacts: Sequence[ContactDraft]
) -> list[tuple[UUID, str]]:
    keys = await vault.firm(session)
    blinds = {
        blind: draft.kind
        for draft in contacts
        if draft.kind in REACHING and (blind := sealed.blind_of(draft.kind, draft.value, keys))
    }
    if not blinds:
        return []
    rows = await session.execute(
        select(Client.id, ContactPoint.blind)
        .join(
            ContactPoint,
            (ContactPoint.firm_id == Client.firm_id) & (ContactPoint.client_id == Client.id),
        )
        .where(
            Client.firm_id == client.firm_id,
            ContactPoint.firm_id == client.firm_id,
            ContactPoint.blind.in_(blinds),
            Client.name_sort == client.name_sort,
            Client.archived_at.is_(None),
        )
    )
    return [(id, blinds[blind]) for id, blind in rows]
