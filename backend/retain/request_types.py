"""Types of service requests of a firm, each in versions, and the draft of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.content_checks import key_of
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.retain.request_events import RequestTypePublished
from backend.retain.request_type_content import TypeContent, read_type
from backend.systemize.field_values import clean_text
from backend.track.approval_content import CLIENT
from backend.track.approval_kinds import ApprovalKind

SHIPPED: Final = Path(__file__).parent / "request_types_shipped.json"
"""Source: white paper, Retain (additional investment, redemption, product enquiry); the others are the trade's."""


class RequestType(Versioned, TenantRow):
    """A type as requests name it. zh, en, icon, hue, kind: as its newest version says; number: of that version."""

    __tablename__ = "request_type"
    __table_args__ = (UniqueConstraint("firm_id", "key"),)

    key: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    icon: Mapped[str]
    hue: Mapped[str]
    kind: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class RequestTypeVersion(Published):
    """One version; requests keep the one they were made by."""

    __tablename__ = "request_type_version"
    __table_args__ = (UniqueConstraint("firm_id", "type_id", "number"), refers("request_type", "type_id"))

    type_id: Mapped[UUID]


class RequestTypeDraft(Draft):
    """The next version while somebody works on it."""

    __tablename__ = "request_type_draft"
    __table_args__ = (UniqueConstraint("firm_id", "type_id"), refers("request_type", "type_id"))

    type_id: Mapped[UUID]


@cache
def shipped() -> dict[str, Any]:
    """Contents of the types that a firm begins with, by key."""
    found: dict[str, Any] = orjson.loads(SHIPPED.read_bytes())
    return found


async def ship_types(session: AsyncSession) -> None:
    """Give a new firm the types it begins with."""
    for key, content in shipped().items():
        row = _type(key, read_type(content))
        session.add(row)
        await session.flush()
        session.add(_version(session, row.id, 1, content, None))
    await session.flush()


async def create_type(session: AsyncSession, key: str, content: Any, roles: Sequence[str]) -> RequestType:
    """A new type with its first version.

    Raises Refused(BAD_USER_INPUT): `taken` for a key in use, what `read_type` finds, an unknown kind of approval.
    """
    hold_size(content)
    read = read_type(content, roles)
    await _hold_approval(session, read)
    key = key_of(key, "key")
    there = select(RequestType.id).where(
        RequestType.firm_id == session.info["firm_id"], RequestType.key == key
    )
    if await session.scalar(there) is not None:
        raise bad_input("key", "taken")
    row = _type(key, read)
    session.add(row)
    await session.flush()
    session.add(_version(session, row.id, 1, content, None))
    await session.flush()
    emit(session, RequestTypePublished(request_type_id=row.id, number=1))
    return row


async def publish_type(
    session: AsyncSession, type_id: UUID, base: int, content: Any, roles: Sequence[str], note: str | None
) -> RequestType:
    """Put a new version in force for requests that are made from now on; the draft is done with.

    base: number of the newest version the publisher knew.
    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: as `create_type`, `request_kind` for another
    kind than it has, `content_same`.
    """
    hold_size(content)
    read = read_type(content, roles)
    await _hold_approval(session, read)
    row = await locked(session, RequestType, type_id)
    newest = await newest_of(session, RequestTypeVersion, type_id=type_id)
    number = hold_base(newest, base) + 1
    if read.kind != row.kind:
        raise bad_input("kind", "request_kind")
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    session.add(_version(session, type_id, number, content, clean_text(note or "", "note", limit=400)))
    row.number, row.zh, row.en = number, read.name.zh, read.name.en
    row.icon, row.hue = read.icon, read.hue
    await discard_draft(session, RequestTypeDraft, type_id=type_id)
    await session.flush()
    emit(session, RequestTypePublished(request_type_id=type_id, number=number))
    return row


async def archive_type(session: AsyncSession, id: UUID, version: int, *, archived: bool) -> RequestType:
    """Take a type out of use, or back into it: nobody asks by it, what was asked goes on.

    Raises Refused: NOT_FOUND, CONFLICT.
    """
    row = await locked_at(session, RequestType, id, version)
    row.archived_at = now() if archived else None
    await session.flush()
    return row


async def type_content(session: AsyncSession, type_id: UUID, number: int) -> TypeContent:
    """What a version of a type says. Raises Refused(NOT_FOUND)."""
    content = await session.scalar(
        select(RequestTypeVersion.content).where(
            RequestTypeVersion.firm_id == session.info["firm_id"],
            RequestTypeVersion.type_id == type_id,
            RequestTypeVersion.number == number,
        )
    )
    if content is None:
        raise Refused(Code.NOT_FOUND)
    return read_type(content)


async def type_in_use(session: AsyncSession, key: str) -> RequestType:
    """The type of a key that requests can be made by. Raises Refused(BAD_USER_INPUT, unknown or request_archived)."""
    row = await session.scalar(
        select(RequestType).where(RequestType.firm_id == session.info["firm_id"], RequestType.key == key)
    )
    if row is None:
        raise bad_input("type", "unknown")
    if row.archived_at is not None:
        raise bad_input("type", "request_archived")
    return row


async def _hold_approval(session: AsyncSession, read: TypeContent) -> None:
    wanted = read.approval.kinds
    if not wanted:
        return
    found = set(
        await session.scalars(
            select(ApprovalKind.key).where(
                ApprovalKind.firm_id == session.info["firm_id"],
                ApprovalKind.key.in_(wanted),
                ApprovalKind.subject == CLIENT,
                ApprovalKind.archived_at.is_(None),
            )
        )
    )
    if not wanted <= found:
        raise bad_input("approval", "unknown")


def _type(key: str, read: TypeContent) -> RequestType:
    return RequestType(
        id=uuid7(),
        key=key,
        zh=read.name.zh,
        en=read.name.en,
        icon=read.icon,
        hue=read.hue,
        kind=read.kind,
        number=1,
    )


def _version(
    session: AsyncSession, type_id: UUID, number: int, content: dict[str, Any], note: str | None
) -> RequestTypeVersion:
    return RequestTypeVersion(
        id=uuid7(), type_id=type_id, number=number, content=content, note=note,
        published_by=session.info["principal"].subject,
    )  # fmt: skip
