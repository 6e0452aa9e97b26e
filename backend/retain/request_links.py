"""Links by which a client asks for something himself (backend/book/client_links.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book import client_links
from backend.book.client_links import ClientLink, open_link, signed
from backend.platform.clock import now
from backend.platform.crypto import FirmKeys
from backend.platform.db import refers
from backend.retain.request_making import Asked, create
from backend.retain.requests import ServiceRequest

MOST_DAYS: Final = 30


class RequestLink(ClientLink):
    """One link. It opens the types of requests."""

    __tablename__ = "request_link"
    __table_args__ = (
        refers("client", "client_id"),
        refers("service_request", "request_id"),
        UniqueConstraint("firm_id", "token_hash"),
        Index("ix_request_link_client", "firm_id", "client_id", "created_at"),
    )

    request_id: Mapped[UUID | None]


async def make_link(session: AsyncSession, client_id: UUID, token_hash: bytes, days: int) -> RequestLink:
    """A link for a client; an older open one ends. days: 1 to MOST_DAYS. Raises Refused(BAD_USER_INPUT): range."""
    return await client_links.make_link(session, RequestLink, client_id, token_hash, days, MOST_DAYS)


async def end_links(session: AsyncSession, client_id: UUID) -> UUID:
    """Take the open link of a client back; his id. Raises Refused(NOT_FOUND) where none is open."""
    await client_links.end_links(session, RequestLink, client_id)
    return client_id


async def ask_by_link(
    session: AsyncSession,
    token_hash: bytes,
    keys: FirmKeys,
    said: Mapping[str, Any],
    signature: tuple[str, str],
) -> ServiceRequest | None:
    """What a client wrote and signed becomes a request, and the link is used; None: as `signed`.

    said: type, title, details and form. Raises Refused: NOT_FOUND; what `create` says of the request.
    """
    link = await open_link(session, RequestLink, token_hash, locking=True)
    client = await signed(session, link, keys, signature)
    if client is None:
        return None
    row = await create(session, Asked(client_id=client.id, channel="link", **said))
    link.state, link.used_at, link.request_id = client_links.USED, now(), row.id
    await session.flush()
    return row
