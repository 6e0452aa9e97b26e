"""Kinds of approvals of a firm, each in versions, and the draft of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from backend.book.lookup import named
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import own_id, uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text
from backend.track.approval_content import USER, KindContent, read_kind
from backend.track.approval_events import ApprovalKindPublished

SHIPPED: Final = Path(__file__).parent / "approvals_shipped.json"
"""Source: white paper, Track (signing and payment ask legal and finance in parallel)."""


class ApprovalKind(Versioned, TenantRow):
    """A kind as approvals name it. zh, en, subject: as its newest version says; number: of that version."""

    __tablename__ = "approval_kind"
    __table_args__ = (UniqueConstraint("firm_id", "key"),)

    key: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]


class ApprovalKindVersion(Published):
    """One version; approvals keep the one they were asked by."""

    __tablename__ = "approval_kind_version"
    __table_args__ = (
        UniqueConstraint("firm_id", "kind_id", "number"),
        refers("approval_kind", "kind_id"),
    )

    kind_id: Mapped[UUID]


class ApprovalKindDraft(Draft):
    """The next version while somebody works on it."""

    __tablename__ = "approval_kind_draft"
    __table_args__ = (
        UniqueConstraint("firm_id", "kind_id"),
        refers("approval_kind", "kind_id"),
    )

    kind_id: Mapped[UUID]


@cache
def shipped() -> dict[str, Any]:
    """Contents of the kinds that a firm begins with, by key."""
    found: dict[str, Any] = orjson.loads(SHIPPED.read_bytes())
    return found


async def ship_kinds(session: AsyncSession) -> None:
    """Give a new firm the kinds it begins with."""
    for key, content in shipped().items():
        read = read_kind(content)
        kind = ApprovalKind(
            id=uuid7(), key=key, zh=read.name.zh, en=read.name.en, subject=read.subject, number=1
        )
        session.add(kind)
        await session.flush()
        session.add(_version(session, kind.id, 1, content, None))
    await session.flush()


async def create_kind(session: AsyncSession, key: str, content: Any, roles: Sequence[str]) -> ApprovalKind:
    """A new kind with its first version.

    Raises Refused(BAD_USER_INPUT): `taken` for a key in use, what `read_kind` finds, unknown people.
    """
    hold_size(content)
    read = read_kind(content, roles)
    await _hold_people(session, read)
    key = key_of(key, "key")
    there = select(ApprovalKind.id).where(
        ApprovalKind.firm_id == session.info["firm_id"], ApprovalKind.key == key
    )
    if await session.scalar(there) is not None:
        raise bad_input("key", "taken")
    kind = ApprovalKind(id=uuid7(), key=key, zh=read.name.zh, en=read.name.en, subject=read.subject, number=1)
    session.add(kind)
    await session.flush()
    session.add(_version(session, kind.id, 1, content, None))
    await session.flush()
    emit(session, ApprovalKindPublished(approval_kind_id=kind.id, number=1))
    return kind


async def publish_kind(
    session: AsyncSession, kind_id: UUID, base: int, content: Any, roles: Sequence[str], note: str | None
) -> ApprovalKind:
    """Put a new version in force for approvals that are asked from now on; the draft is done with.

    base: number of the newest version the publisher knew.
    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_kind` finds, unknown people,
    `approval_subject` for another subject than it has, `content_same`.
    """
    hold_size(content)
    read = read_kind(content, roles)
    await _hold_people(session, read)
    kind = await locked(session, ApprovalKind, kind_id)
    newest = await newest_of(session, ApprovalKindVersion, kind_id=kind_id)
    number = hold_base(newest, base) + 1
    if read.subject != kind.subject:
        raise bad_input("subject", "approval_subject")
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    session.add(_version(session, kind_id, number, content, clean_text(note or "", "note", limit=400)))
    kind.number, kind.zh, kind.en = number, read.name.zh, read.name.en
    await discard_draft(session, ApprovalKindDraft, kind_id=kind_id)
    await session.flush()
    emit(session, ApprovalKindPublished(approval_kind_id=kind_id, number=number))
    return kind


async def archive_kind(session: AsyncSession, id: UUID, version: int, *, archived: bool) -> ApprovalKind:
    """Take a kind out of use, or back into it: nobody asks by it, what was asked goes on.

    Raises Refused: NOT_FOUND, CONFLICT.
    """
    kind = await locked_at(session, ApprovalKind, id, version)
    kind.archived_at = now() if archived else None
    await session.flush()
    return kind


async def kind_contents(
    session: AsyncSession, wanted: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], KindContent]:
    """What versions of kinds say, by kind and number."""
    pairs = set(wanted)
    rows = await session.scalars(
        select(ApprovalKindVersion).where(
            ApprovalKindVersion.firm_id == session.info["firm_id"],
            ApprovalKindVersion.kind_id.in_({id for id, _ in pairs}),
            ApprovalKindVersion.number.in_({number for _, number in pairs}),
        )
    )
    return {(row.kind_id, row.number): read_kind(row.content) for row in rows}


async def kind_content(session: AsyncSession, kind_id: UUID, number: int) -> KindContent:
    """What a version of a kind says. Raises Refused(NOT_FOUND)."""
    found = (await kind_contents(session, [(kind_id, number)])).get((kind_id, number))
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


async def _hold_people(session: AsyncSession, read: KindContent) -> None:
    """Named people are of the firm and at work."""
    for step in read.steps:
        for n, rule in enumerate(step.approvers):
            if rule.startswith(USER):
                await _hold_person(session, rule, f"steps.{step.place}.approvers.{n}")
    for n, rule in enumerate(read.copies):
        if rule.startswith(USER):
            await _hold_person(session, rule, f"copies.{n}")


async def _hold_person(session: AsyncSession, rule: str, at: str) -> None:
    user = await named(session, User, own_id("user", rule), at)
    if not user.active:
        raise bad_input(at, "inactive")


def _version(
    session: AsyncSession, kind_id: UUID, number: int, content: dict[str, Any], note: str | None
) -> ApprovalKindVersion:
    return ApprovalKindVersion(
        id=uuid7(), kind_id=kind_id, number=number, content=content, note=note,
        published_by=session.info["principal"].subject,
    )  # fmt: skip
