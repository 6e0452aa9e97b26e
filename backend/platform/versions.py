"""Optimistic locking: a change names the version it was made from."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.db import TenantRow
from backend.platform.errors import Code, Refused

Row = TypeVar("Row", bound=TenantRow)


async def locked(session: AsyncSession, model: type[Row], id: UUID) -> Row:
    """The row, locked until commit. Raises Refused(NOT_FOUND)."""
    firm_id = session.info["firm_id"]
    row = await session.scalar(
        select(model).where(model.firm_id == firm_id, model.id == id).with_for_update()
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    row.hold_open()
    return row


async def locked_at(session: AsyncSession, model: type[Row], id: UUID, version: int) -> Row:
    """The row, locked, if it still has this version.

    Raises Refused(NOT_FOUND), or Refused(CONFLICT, fields=…, version=…) with the columns that were changed
    since; whoever shows them cuts the list to what the reader may read.
    """
    row = await locked(session, model, id)
    present: int = getattr(row, "version")  # noqa: B009  only versioned models come here
    if present != version:
        raise Refused(Code.CONFLICT, fields=await changed_since(session, id, version), version=present)
    return row


def touch(row: Any, version: int) -> None:
    """A new version of a row whose parts were changed, unless its own columns gave it one. version: it began with.

    Otherwise of two people who replace the parts of one row at once the first would lose without knowing.
    """
    if row.version == version:
        row.version += 1
        row.updated_at = now()


async def changed_since(session: AsyncSession, id: UUID, version: int) -> list[str]:
    """Columns of a row that changed after a version, by name."""
    entries = await session.scalars(
        select(AuditEntry.changes).where(
            AuditEntry.firm_id == session.info["firm_id"],
            AuditEntry.subject_id == id,
            AuditEntry.row_version > version,
        )
    )
    changed: dict[str, Any] = {}
    for changes in entries:
        changed.update(changes)
    return sorted(changed)
