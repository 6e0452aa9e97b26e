"""Classes of work that a firm lets rest for a while: the workers of all machines begin none of it meanwhile.

The row is the word: every claim of such work asks for it in its own statement, so a pause holds from the next claim on,
and what is under way goes to its end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.errors import bad_input
from backend.platform.principal import Principal

AUTOMATIONS, IMPORTS, EXPORTS, MESSAGES = "automations", "imports", "exports", "messages"
KINDS: Final = (AUTOMATIONS, IMPORTS, EXPORTS, MESSAGES)
"""automations: steps of runs and what the clock starts; messages: what leaves the house."""
MOST_REASON: Final = 200


class WorkPause(TenantRow):
    """A class of work that rests; gone when it goes on. Beginning and end are in the audit."""

    __tablename__ = "work_pause"
    __table_args__ = (UniqueConstraint("firm_id", "kind"),)

    kind: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


def goes_on(firm_id: UUID, kind: str) -> ColumnElement[bool]:
    """Whether a class of work does not rest: a term for the statement that claims it."""
    return ~exists(select(WorkPause.id).where(WorkPause.firm_id == firm_id, WorkPause.kind == kind))


async def pause(session: AsyncSession, kind: str, reason: str) -> WorkPause:
    """Let a class of work rest. Raises Refused(BAD_USER_INPUT): choice, required, too_long, state (it rests)."""
    told = reason.strip()
    if not told:
        raise bad_input("reason", "required")
    if len(told) > MOST_REASON:
        raise bad_input("reason", "too_long", limit=MOST_REASON)
    if await _found(session, kind) is not None:
        raise bad_input("kind", "state")
    principal: Principal = session.info["principal"]
    row = WorkPause(kind=kind, reason=told, by=principal.subject)
    session.add(row)
    await session.flush()
    return row


async def resume(session: AsyncSession, kind: str) -> UUID:
    """Let it go on; the id of the pause. Raises Refused(BAD_USER_INPUT): choice, state (it does not rest)."""
    row = await _found(session, kind)
    if row is None:
        raise bad_input("kind", "state")
    await session.delete(row)
    await session.flush()
    return row.id


async def _found(session: AsyncSession, kind: str) -> WorkPause | None:
    if kind not in KINDS:
        raise bad_input("kind", "choice")
    row: WorkPause | None = await session.scalar(
        select(WorkPause)
        .where(WorkPause.firm_id == session.info["firm_id"], WorkPause.kind == kind)
        .with_for_update()
    )
    return row
