"""Links by which a client does something himself, without an account: once, for a few days, a few tries.

The text of a link names its firm and is kept as its hash alone. What it opens tells nothing of the client; he signs by
his name and the last four characters of his ID number or of a telephone the firm has.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.db import TenantRow, Versioned
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.names import normalise_name

TRIES: Final = 5
"""Wrong signatures before a link ends."""
TAIL: Final = 4
OPEN, USED, ENDED = "open", "used", "ended"


class ClientLink(Versioned, TenantRow):
    """One link. state: open, used, ended (by hand, by a newer one, or by wrong signatures)."""

    __abstract__ = True

    client_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    state: Mapped[str] = mapped_column(default=OPEN)
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


L = TypeVar("L", bound=ClientLink)


async def make_link(
    session: AsyncSession, model: type[L], client_id: UUID, token_hash: bytes, days: int, most: int
) -> L:
    """A link for a client; an older open one of the kind ends. days: how long it can be used, 1 to most.

    Raises Refused(BAD_USER_INPUT): range.
    """
    if not 1 <= days <= most:
        raise bad_input("days", "range", low=1, high=most)
    await locked(session, Client, client_id)
    await _end_open(session, model, client_id)
    row = model(
        id=uuid7(),
        client_id=client_id,
        token_hash=token_hash,
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    session.add(row)
    await session.flush()
    strike(session, "client", str(client_id))
    return row


async def end_links(session: AsyncSession, model: type[ClientLink], client_id: UUID) -> UUID:
    """Take the open link of a client back; its id. Raises Refused(NOT_FOUND) where none is open."""
    ended = await _end_open(session, model, client_id)
    if ended is None:
        raise Refused(Code.NOT_FOUND)
    strike(session, "client", str(client_id))
    return ended


async def open_link(session: AsyncSession, model: type[L], token_hash: bytes, *, locking: bool = False) -> L:
    """The link of a text. Raises Refused(NOT_FOUND) for one that is unknown, used, ended or out of time, all alike."""
    statement = select(model).where(model.firm_id == session.info["firm_id"], model.token_hash == token_hash)
    row: L | None = await session.scalar(statement.with_for_update() if locking else statement)
    if row is None or row.state != OPEN or row.expires_at <= now():
        raise Refused(Code.NOT_FOUND)
    return row


async def signed(
    session: AsyncSession, link: ClientLink, keys: FirmKeys, signature: tuple[str, str]
) -> Client | None:
    """The link's client, locked, if the signature is his; None counts as a try, and the fifth ends the link: commit it.

    signature: name and last four characters.
    """
    client = await locked(session, Client, link.client_id)
    if await _is_his(session, client, keys, *signature):
        return client
    link.tries += 1
    if link.tries >= TRIES:
        link.state = ENDED
    await session.flush()
    return None


async def _end_open(session: AsyncSession, model: type[ClientLink], client_id: UUID) -> UUID | None:
    rows = (
        await session.scalars(
            select(model)
            .where(
                model.firm_id == session.info["firm_id"], model.client_id == client_id, model.state == OPEN
            )
            .with_for_update()
        )
    ).all()
    for row in rows:
        row.state = ENDED
    await session.flush()
    return rows[-1].id if rows else None


async def _is_his(session: AsyncSession, client: Client, keys: FirmKeys, name: str, tail: str) -> bool:
    ends = tail.strip().upper()
    if len(ends) != TAIL or normalise_name(name).casefold() != client.name.casefold():
        return False
    if client.id_number_tail is not None and client.id_number_tail == keys.blind_tail("id_number", ends):
        return True
    points = await session.execute(
        select(ContactPoint.kind, ContactPoint.tail).where(
            ContactPoint.firm_id == session.info["firm_id"],
            ContactPoint.client_id == client.id,
            ContactPoint.kind.in_(("mobile", "phone")),
        )
    )
    return any(kept is not None and kept == keys.blind_tail(kind, ends) for kind, kept in points)
