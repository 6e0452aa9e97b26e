"""Links by which a client asks for something himself, without an account: one request, for a few days, a few tries.

The text of a link names its firm and is kept as its hash alone. What it opens are the types of requests and nothing of
the client; he signs by his name and the last four characters of his ID number or of a telephone the firm has.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.retain.request_making import Asked, create
from backend.retain.requests import ServiceRequest
from backend.track.assessment_links import is_his

MOST_DAYS: Final = 30
TRIES: Final = 5
"""Wrong signatures before a link ends."""


class RequestLink(Versioned, TenantRow):
    """One link. state: open, used, ended (by hand, by a newer one, or by wrong signatures)."""

    __tablename__ = "request_link"
    __table_args__ = (
        refers("client", "client_id"),
        refers("service_request", "request_id"),
        UniqueConstraint("firm_id", "token_hash"),
        Index("ix_request_link_client", "firm_id", "client_id", "created_at"),
    )

    client_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    state: Mapped[str] = mapped_column(default="open")
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    request_id: Mapped[UUID | None]


async def make_link(session: AsyncSession, client_id: UUID, token_hash: bytes, days: int) -> RequestLink:
    """A link for a client; an older open one ends. days: how long it can be used, 1 to MOST_DAYS.

    Raises Refused(BAD_USER_INPUT): range.
    """
    if not 1 <= days <= MOST_DAYS:
        raise bad_input("days", "range", low=1, high=MOST_DAYS)
    await locked(session, Client, client_id)
    await _end_open(session, client_id)
    row = RequestLink(
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


async def end_links(session: AsyncSession, client_id: UUID) -> UUID:
    """Take the open link of a client back; his id. Raises Refused(NOT_FOUND) where none is open."""
    if not await _end_open(session, client_id):
        raise Refused(Code.NOT_FOUND)
    strike(session, "client", str(client_id))
    return client_id


async def open_link(session: AsyncSession, token_hash: bytes, *, locking: bool = False) -> RequestLink:
    """The link of a text. Raises Refused(NOT_FOUND) for one that is unknown, used, ended or out of time, all alike."""
    statement = select(RequestLink).where(
        RequestLink.firm_id == session.info["firm_id"], RequestLink.token_hash == token_hash
    )
    row = await session.scalar(statement.with_for_update() if locking else statement)
    if row is None or row.state != "open" or row.expires_at <= now():
        raise Refused(Code.NOT_FOUND)
    return row


async def ask_by_link(
    session: AsyncSession,
    token_hash: bytes,
    keys: FirmKeys,
    said: Mapping[str, Any],
    signature: tuple[str, str],
) -> ServiceRequest | None:
    """What a client wrote and signed becomes a request, and the link is used; None: the signature is not his.

    said: type, title, details and form; signature: name and last four characters. A wrong one counts, and the fifth
    ends the link: commit it. Raises Refused: NOT_FOUND; what `create` says of the request.
    """
    link = await open_link(session, token_hash, locking=True)
    client = await locked(session, Client, link.client_id)
    if not await is_his(session, client, keys, *signature):
        link.tries += 1
        if link.tries >= TRIES:
            link.state = "ended"
        await session.flush()
        return None
    row = await create(session, Asked(client_id=client.id, channel="link", **said))
    link.state, link.used_at, link.request_id = "used", now(), row.id
    await session.flush()
    return row


async def _end_open(session: AsyncSession, client_id: UUID) -> bool:
    rows = (
        await session.scalars(
            select(RequestLink)
            .where(
                RequestLink.firm_id == session.info["firm_id"],
                RequestLink.client_id == client_id,
                RequestLink.state == "open",
            )
            .with_for_update()
        )
    ).all()
    for row in rows:
        row.state = "ended"
    await session.flush()
    return bool(rows)
