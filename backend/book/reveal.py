"""The clear value of a personal field: asked for with a reason, and written down before it is shown."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_sealed
from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.custom_fields import CUSTOM, CustomField
from backend.platform.audit import record
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.systemize.field_values import clean_text
from backend.systemize.fields import Field, Kind

SHORTEST_REASON = 4


async def reveal(session: AsyncSession, vault: Vault, client_id: UUID, field_key: str, reason: str) -> str:
    """The clear value of a sealed field of a client; the read and its reason are in the audit.

    Raises Refused: BAD_USER_INPUT for a field that is not sealed or a reason under four characters,
    NOT_FOUND when the client, the value or its key (erased) is not there.
    """
    field = CLIENT_FIELD.get(field_key)
    own = await _own(session, field_key) if field is None else None
    if own is None and (field is None or field.kind is not Kind.SEALED):
        raise bad_input("field", "choice")
    why = clean_text(reason, "reason", limit=400)
    if why is None or len(why) < SHORTEST_REASON:
        raise bad_input("reason", "reason", low=SHORTEST_REASON)
    envelope, place = await _envelope(session, client_id, field, own)
    keys = await vault.person_keys_of(session, [client_id])
    if envelope is None or place is None or client_id not in keys:
        raise Refused(Code.NOT_FOUND)
    session.info["reason"] = why
    record(session, "reveal", "client", client_id, client_id=client_id, changes={field_key: [None, None]})
    return keys[client_id].open(envelope, *place)


async def _envelope(
    session: AsyncSession, client_id: UUID, field: Field | None, own: CustomField | None
) -> tuple[bytes | None, tuple[str, UUID, str] | None]:
    """The envelope of a value and the place it was sealed for; None where there is none."""
    firm_id = session.info["firm_id"]
    if field is not None and field.contact:
        point = await session.scalar(
            select(ContactPoint).where(
                ContactPoint.firm_id == firm_id,
                ContactPoint.client_id == client_id,
                ContactPoint.kind == field.contact,
                ContactPoint.primary,
            )
        )
        return (point.sealed, ("contact_point", point.id, "sealed")) if point else (None, None)
    client = await session.scalar(select(Client).where(Client.firm_id == firm_id, Client.id == client_id))
    if own is not None:
        kept = (client.custom or {}).get(own.slot) if client is not None else None
        return custom_sealed.envelope_of(kept) if kept else None, ("client", client_id, own.slot)
    assert field is not None
    return getattr(client, f"{field.column}_sealed", None), ("client", client_id, field.column)


async def _own(session: AsyncSession, key: str) -> CustomField | None:
    """The sealed field of the firm's own that a key names, if it is in use."""
    if not key.startswith(CUSTOM):
        return None
    found: CustomField | None = await session.scalar(
        select(CustomField).where(
            CustomField.firm_id == session.info["firm_id"],
            CustomField.key == key.removeprefix(CUSTOM),
            CustomField.kind == Kind.SEALED.value,
            CustomField.archived_at.is_(None),
        )
    )
    return found
