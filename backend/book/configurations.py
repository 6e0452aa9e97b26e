"""Configuration of a firm in versions: what is in force was published, what becomes the next one is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7

LONGEST: Final = 60_000
"""Letters of a configuration as JSON."""


class Published(TenantRow):
    """One version. number: 1, 2, …; content: as JSON, read by whoever knows what it says.

    Where a firm has several configurations of a kind, a column tells them apart (`which` below).
    """

    __abstract__ = True

    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    published_by: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=now)


class Draft(Versioned, TenantRow):
    """The one draft of a configuration. base: number of the version it was begun from."""

    __abstract__ = True

    base: Mapped[int]
    content: Mapped[dict[str, Any]]


VersionRow = TypeVar("VersionRow", bound=Published)
DraftRow = TypeVar("DraftRow", bound=Draft)


async def versions_of(session: AsyncSession, of: type[VersionRow], **which: UUID) -> Sequence[VersionRow]:
    """All versions, the newest first. which: of several configurations of a kind, by the column that tells them."""
    found: Sequence[VersionRow] = (await session.scalars(_newest_first(session, of, which))).all()
    return found


async def newest_of(session: AsyncSession, of: type[VersionRow], **which: UUID) -> VersionRow | None:
    """The newest version; None where nothing was published yet."""
    found: VersionRow | None = await session.scalar(_newest_first(session, of, which).limit(1))
    return found


def _newest_first(session: AsyncSession, of: type[Published], which: Mapping[str, UUID]) -> Select[Any]:
    statement = select(of).where(of.firm_id == session.info["firm_id"]).filter_by(**which)
    return statement.order_by(of.number.desc())


def hold_base(newest: Published | None, base: int) -> int:
    """The number of the newest version. Raises Refused(CONFLICT) when a publisher knew another one."""
    number = 0 if newest is None else newest.number
    if number != base:
        raise Refused(Code.CONFLICT, fields=["number"], version=number)
    return number


def hold_size(content: Any, longest: int = LONGEST) -> None:
    """Raises Refused(BAD_USER_INPUT, limit) for what is far larger than any configuration."""
    if len(orjson.dumps(content)) > longest:
        raise bad_input("content", "limit", limit=longest)


async def draft_of(
    session: AsyncSession, of: type[DraftRow], *, locked: bool = False, **which: UUID
) -> DraftRow | None:
    """The draft, if there is one."""
    statement: Any = select(of).where(of.firm_id == session.info["firm_id"]).filter_by(**which)
    found: DraftRow | None = await session.scalar(statement.with_for_update() if locked else statement)
    return found


async def save_draft(
    session: AsyncSession,
    of: type[DraftRow],
    version: int,
    base: int,
    content: Mapping[str, Any],
    *,
    longest: int = LONGEST,
    **which: UUID,
) -> DraftRow:
    """Write the draft, which need not be right yet. version: it was read at, 0 for the first one.

    Raises Refused: CONFLICT when somebody else wrote it meanwhile; BAD_USER_INPUT: limit.
    """
    hold_size(content, longest)
    draft = await draft_of(session, of, locked=True, **which)
    present = 0 if draft is None else draft.version
    if present != version:
        raise Refused(Code.CONFLICT, fields=["content"], version=present)
    if draft is None:
        draft = of(id=uuid7(), base=base, content=dict(content), **which)
        session.add(draft)
    else:
        draft.base, draft.content = base, dict(content)
    await session.flush()
    return draft


async def discard_draft(
    session: AsyncSession, of: type[DraftRow], version: int | None = None, **which: UUID
) -> UUID | None:
    """Forget the draft; its id, None where there is none. version: it was read at; None: whatever it is now.

    Raises Refused(CONFLICT) when somebody else wrote it meanwhile.
    """
    draft = await draft_of(session, of, locked=True, **which)
    if draft is None:
        return None
    if version is not None and draft.version != version:
        raise Refused(Code.CONFLICT, fields=["content"], version=draft.version)
    await session.delete(draft)
    await session.flush()
    return draft.id
