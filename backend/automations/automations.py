"""Automations of a firm, each in versions, and the draft of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.automations.content import Content, read_content
from backend.automations.events import AutomationPublished, AutomationSwitched
from backend.automations.schedules import first_due
from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.lookup import active_user, actor_id
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text


class Automation(Versioned, TenantRow):
    """An automation. zh, en, kind (of trigger), event: as its newest version says; number: of that version, 0: none.

    on: whether it starts runs; fault: why it cannot, though it is on; due_at: when its schedule is looked at next;
    since: from when on what happens counts.
    """

    __tablename__ = "automation"
    __table_args__ = (
        refers("user_account", "owner_id"),
        Index("ix_automation_event", "firm_id", "event", postgresql_where='"on"'),
        Index("ix_automation_due", "firm_id", "due_at", postgresql_where="due_at is not null"),
    )
    maintained: ClassVar[frozenset[str]] = frozenset({"due_at", "fault", "fault_at"})

    zh: Mapped[str]
    en: Mapped[str]
    kind: Mapped[str]
    event: Mapped[str | None]
    number: Mapped[int] = mapped_column(default=0)
    on: Mapped[bool] = mapped_column("on", default=False)
    owner_id: Mapped[UUID | None]
    key: Mapped[str | None]
    fault: Mapped[str | None]
    fault_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    since: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class AutomationVersion(Published):
    """One version; runs keep the one they began by. rights: coordinates its publisher held then, for the whole firm."""

    __tablename__ = "automation_version"
    __table_args__ = (
        UniqueConstraint("firm_id", "automation_id", "number"),
        refers("automation", "automation_id"),
    )

    automation_id: Mapped[UUID]
    rights: Mapped[list[str]]


class AutomationDraft(Draft):
    """The next version while somebody works on it."""

    __tablename__ = "automation_draft"
    __table_args__ = (
        UniqueConstraint("firm_id", "automation_id"),
        refers("automation", "automation_id"),
    )

    automation_id: Mapped[UUID]


async def create(session: AsyncSession, zh: str, en: str) -> Automation:
    """A new automation without a version: it is written as a draft, and runs when it is published and switched on.

    Raises Refused(BAD_USER_INPUT) for names that are none.
    """
    row = Automation(
        id=uuid7(),
        zh=clean_text(zh, "zh", limit=60, required=True) or "",
        en=clean_text(en, "en", limit=60, required=True) or "",
        kind="event",
        owner_id=actor_id(session),
    )
    session.add(row)
    await session.flush()
    return row


async def publish(
    session: AsyncSession,
    id: UUID,
    base: int,
    given: Any,
    read: Content,
    rights: Sequence[str],
    note: str | None,
) -> Automation:
    """Put a new version in force for what happens from now on; runs go on by theirs. The draft is done with.

    base: number of the newest version the publisher knew; read: `given`, checked with the publisher's rights.
    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: content_same, automation_archived.
    """
    hold_size(given)
    row = await locked(session, Automation, id)
    if row.archived_at is not None:
        raise bad_input("id", "automation_archived")
    newest = await newest_of(session, AutomationVersion, automation_id=id)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == given:
        raise bad_input("content", "content_same")
    session.add(
        AutomationVersion(
            id=uuid7(), automation_id=id, number=number, content=given, rights=sorted(set(rights)),
            note=clean_text(note or "", "note", limit=400), published_by=session.info["principal"].subject,
        )
    )  # fmt: skip
    fit(row, read, number)
    await discard_draft(session, AutomationDraft, automation_id=id)
    await session.flush()
    emit(session, AutomationPublished(automation_id=id, number=number))
    return row


def fit(row: Automation, read: Content, number: int) -> None:
    """Let the row say what the version says."""
    row.zh, row.en, row.number = read.name.zh, read.name.en, number
    row.kind, row.event = read.trigger.kind, read.trigger.event
    row.fault, row.fault_at = None, None
    row.due_at = first_due(read.trigger) if row.on else None


async def switch(session: AsyncSession, id: UUID, version: int, *, on: bool) -> Automation:
    """Let it start runs, or not; those that run go on. What happened while it was off is not made up for.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: automation_archived, automation_unpublished.
    """
    row = await locked_at(session, Automation, id, version)
    if row.archived_at is not None:
        raise bad_input("id", "automation_archived")
    newest = await newest_of(session, AutomationVersion, automation_id=id)
    if newest is None:
        raise bad_input("id", "automation_unpublished")
    if row.on != on:
        row.on, row.since = on, now() if on else None
        row.due_at = first_due(read_content(newest.content).trigger) if on else None
        row.fault, row.fault_at = None, None
        await session.flush()
        emit(session, AutomationSwitched(automation_id=id, on=on))
    return row


async def archive(session: AsyncSession, id: UUID, version: int, *, archived: bool) -> Automation:
    """Take it out of use, switched off, or back into the list; receipts stay. Raises Refused: NOT_FOUND, CONFLICT."""
    row = await locked_at(session, Automation, id, version)
    row.archived_at = now() if archived else None
    if row.on:
        row.on, row.due_at, row.since = False, None, None
    await session.flush()
    emit(session, AutomationSwitched(automation_id=id, on=False))
    return row


async def own(session: AsyncSession, id: UUID, version: int, owner_id: UUID) -> Automation:
    """Make somebody responsible: he is told when it fails. Raises Refused: NOT_FOUND, CONFLICT, unknown, inactive."""
    row = await locked_at(session, Automation, id, version)
    row.owner_id = (await active_user(session, owner_id, "owner")).id
    await session.flush()
    return row


async def version_at(session: AsyncSession, id: UUID, number: int) -> AutomationVersion:
    """A version. Raises Refused(NOT_FOUND)."""
    found: AutomationVersion | None = await session.scalar(
        select(AutomationVersion).where(
            AutomationVersion.firm_id == session.info["firm_id"],
            AutomationVersion.automation_id == id,
            AutomationVersion.number == number,
        )
    )
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


async def contents_of(
    session: AsyncSession, wanted: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], AutomationVersion]:
    """Versions by automation and number."""
    rows = await session.scalars(
        select(AutomationVersion).where(
            AutomationVersion.firm_id == session.info["firm_id"],
            AutomationVersion.automation_id.in_({id for id, _ in wanted}),
            AutomationVersion.number.in_({number for _, number in wanted}),
        )
    )
    return {(row.automation_id, row.number): row for row in rows}
