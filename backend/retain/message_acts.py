"""What people do to messages: call one off, try again, decide on one in doubt, revive an address."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.versions import locked, locked_at
from backend.retain.messages import (
    CANCELLED,
    FAILED,
    HELD,
    IN_DOUBT,
    PLANNED,
    SENT,
    WAITING,
    Message,
    tell,
)
from backend.retain.purposes import CHANNEL_KEYS, POINTS


async def cancel(session: AsyncSession, id: UUID, version: int) -> Message:
    """Call a message off that has not gone. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT state."""
    row = await locked_at(session, Message, id, version)
    if row.state not in (*WAITING, HELD):
        raise bad_input("state", "state")
    row.state, row.due_at, row.ended_at = CANCELLED, None, now()
    return await _done(session, row)


async def retry(session: AsyncSession, id: UUID, version: int) -> Message:
    """Let the rules look at a held, failed or called-off message again, now. Raises Refused as `cancel`."""
    row = await locked_at(session, Message, id, version)
    if row.state not in (HELD, FAILED, CANCELLED):
        raise bad_input("state", "state")
    return await _again(session, row)


async def settle(session: AsyncSession, id: UUID, version: int, *, went: bool) -> Message:
    """Decide on a message in doubt. went: it did arrive; else it is sent once more, under the same key."""
    row = await locked_at(session, Message, id, version)
    if row.state != IN_DOUBT:
        raise bad_input("state", "state")
    if not went:
        return await _again(session, row)
    row.state, row.sent_at, row.ended_at, row.error = SENT, row.began_at, now(), None
    return await _done(session, row)


async def revive(session: AsyncSession, client_id: UUID, channel: str) -> Client:
    """Addresses of a channel are right after all: dead ones are tried again."""
    if channel not in CHANNEL_KEYS:
        raise bad_input("channel", "choice")
    client = await locked(session, Client, client_id)
    rows = await session.scalars(
        select(ContactPoint).where(
            ContactPoint.firm_id == session.info["firm_id"],
            ContactPoint.client_id == client_id,
            ContactPoint.kind.in_(POINTS[channel]),
            ContactPoint.dead_at.is_not(None),
        )
    )
    for row in rows:
        row.dead_at = row.dead_why = None
    await session.flush()
    strike(session, "client", str(client_id))
    return client


async def _again(session: AsyncSession, row: Message) -> Message:
    row.state, row.due_at, row.attempts = PLANNED, now(), 0
    row.reasons = row.error = row.reply = row.ended_at = None
    return await _done(session, row)


async def _done(session: AsyncSession, row: Message) -> Message:
    await session.flush()
    await tell(session, [row])
    return row
