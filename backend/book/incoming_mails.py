"""Mails that came to somebody's secret address: kept first, then made a client's interaction or thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Index, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.clients import Client
from backend.book.documents.model import Upload
from backend.book.mail_heads import Head, file_name_of, head_of, mark_of, passed_on, understood
from backend.book.mails import direction_of, id_of_mail, keep_mail, kept_as
from backend.platform.clock import now
from backend.platform.crypto import DataKey
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.files.store import FileStore, Written
from backend.platform.files.stored import content_of, keep, release, use_again
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.mail_text import ReadMail

STATES: Final = ("open", "logged", "thrown")
KEPT_THROWN: Final = timedelta(days=30)
"""A mail that was thrown away can be brought back for so long; then its content is shredded."""
AN_HOUR: Final = timedelta(hours=1)
FILE_KIND: Final = "mail"
_TABLE: Final = "incoming_mail"


class IncomingMail(Versioned, TenantRow):
    """A mail that somebody sent on. state: of STATES.

    mark: keyed hash of all but what the way added; sealed: the head as shown (`Head`), under the key of its file. Both
    content columns are empty once it is a client's, or past its time.
    """

    __tablename__ = _TABLE
    __table_args__ = (
        refers("user_account", "user_id"),
        refers("client", "client_id"),
        refers("interaction", "interaction_id"),
        refers("stored_file", "file_id"),
        UniqueConstraint("firm_id", "user_id", "mark"),
        Index("ix_incoming_mail_state", "firm_id", "user_id", "state", "received_at"),
    )

    user_id: Mapped[UUID]
    mark: Mapped[bytes]
    file_id: Mapped[UUID | None]
    sealed: Mapped[bytes | None]
    size: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    client_id: Mapped[UUID | None]
    interaction_id: Mapped[UUID | None]


async def taken_lately(session: AsyncSession, user_id: UUID) -> int:
    """How many mails came to somebody within the last hour."""
    found = await session.scalar(
        select(func.count()).where(
            IncomingMail.firm_id == session.info["firm_id"],
            IncomingMail.user_id == user_id,
            IncomingMail.received_at > now() - AN_HOUR,
        )
    )
    return found or 0


async def take(
    session: AsyncSession, vault: Vault, store: FileStore, user_id: UUID, content: bytes, written: Written
) -> tuple[IncomingMail, bool]:
    """Keep a mail for somebody, and whether it is new. written: its sealed file.

    On the disk and in the database for certain once the transaction is over. What cannot be read is kept, too.
    """
    keys = await vault.firm(session)
    mark = keys.blind("incoming_mail", mark_of(content).hex())
    known: IncomingMail | None = await session.scalar(
        select(IncomingMail).where(
            IncomingMail.firm_id == keys.firm_id, IncomingMail.user_id == user_id, IncomingMail.mark == mark
        )
    )
    if known is not None:
        return known, False
    head = await asyncio.to_thread(lambda: head_of(understood(content)))
    file = await keep(session, vault, store, written, FILE_KIND)
    key = (await vault.person_keys_of(session, [file.id]))[file.id]
    row = IncomingMail(id=uuid7(), user_id=user_id, mark=mark, file_id=file.id, size=len(content))
    row.sealed = key.seal(orjson.dumps(asdict(head)).decode(), _TABLE, row.id, "sealed")
    session.add(row)
    await session.flush()
    return row, True


async def heads_of(session: AsyncSession, vault: Vault, rows: Sequence[IncomingMail]) -> dict[UUID, Head]:
    """Heads by mail; those without content are absent."""
    keys = await vault.person_keys_of(session, [row.file_id for row in rows if row.file_id is not None])
    return {
        row.id: _opened(keys[row.file_id], row)
        for row in rows
        if row.sealed is not None and row.file_id is not None and row.file_id in keys
    }


def _opened(key: DataKey, row: IncomingMail) -> Head:
    told: dict[str, Any] = orjson.loads(key.open(row.sealed or b"", _TABLE, row.id, "sealed"))
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Head(**told | lists)


async def log(
    session: AsyncSession, vault: Vault, store: FileStore, id: UUID, version: int, client_id: UUID
) -> IncomingMail:
    """Make a waiting mail an interaction of a client, with its documents; of one he has already, only that is noted.

    Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT (problem=state) for a mail that does not wait.
    """
    row = await _waiting(session, id, version)
    assert row.file_id is not None
    await locked(session, Client, client_id)
    file, pieces = await content_of(session, vault, store, row.file_id)
    content = b"".join([piece async for piece in pieces])
    mail, direction = await _meant(session, vault, client_id, await asyncio.to_thread(understood, content))
    message_id = id_of_mail(mail, content)
    row.interaction_id = await kept_as(session, client_id, message_id)
    if row.interaction_id is None:
        upload = Upload(
            id=uuid7(), file_id=file.id, name=file_name_of(mail), kind=FILE_KIND, size=file.size,
            uploaded_by=session.info["principal"].subject,
        )  # fmt: skip
        session.add(upload)
        await use_again(session, file.id)
        kept = await keep_mail(
            session, vault, store, client_id, upload.id, mail, message_id, direction=direction
        )
        row.interaction_id = kept.id
    row.state, row.client_id, row.settled_at = "logged", client_id, now()
    await _let_go(session, row)
    return row


async def throw(session: AsyncSession, id: UUID, version: int, reason: str) -> IncomingMail:
    """Throw a waiting mail away; it can be brought back for KEPT_THROWN.

    Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT.
    """
    row = await _waiting(session, id, version)
    row.reason = clean_text(reason, "reason", limit=400, required=True)
    row.state, row.settled_at = "thrown", now()
    await session.flush()
    return row


async def restore(session: AsyncSession, id: UUID, version: int) -> IncomingMail:
    """Bring a mail back that was thrown away. Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT (problem=state)."""
    row = await locked_at(session, IncomingMail, id, version)
    if row.state != "thrown" or row.file_id is None:
        raise bad_input("id", "state")
    row.state, row.reason, row.settled_at = "open", None, None
    await session.flush()
    return row


async def forget_thrown(session: AsyncSession) -> int:
    """Shred what was thrown away longer ago than it can be brought back; how many mails."""
    old = await session.scalars(
        select(IncomingMail)
        .where(
            IncomingMail.firm_id == session.info["firm_id"],
            IncomingMail.state == "thrown",
            IncomingMail.settled_at < now() - KEPT_THROWN,
            IncomingMail.file_id.is_not(None),
        )
        .order_by(IncomingMail.id)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    found = list(old)
    for row in found:
        await _let_go(session, row)
    return len(found)


async def _waiting(session: AsyncSession, id: UUID, version: int) -> IncomingMail:
    row = await locked_at(session, IncomingMail, id, version)
    if row.state != "open" or row.file_id is None:
        raise bad_input("id", "state")
    return row


async def _let_go(session: AsyncSession, row: IncomingMail) -> None:
    file_id, row.file_id, row.sealed = row.file_id, None, None
    await session.flush()
    if file_id is not None:
        await release(session, file_id)


async def _meant(
    session: AsyncSession, vault: Vault, client_id: UUID, mail: ReadMail
) -> tuple[ReadMail, str]:
    """Which mail it is about: one between the client and us as it came, else the one that it passes on."""
    direction = await direction_of(session, vault, client_id, mail)
    passed = None if direction else await asyncio.to_thread(passed_on, mail)
    if passed is None:
        return mail, direction or "in"
    return passed, await direction_of(session, vault, client_id, passed) or "in"
