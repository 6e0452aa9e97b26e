"""The check of the audit: follows the chain of seals and tells every place where it does not hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.audit import AuditEntry, AuditSeal
from backend.platform.sealing import GENESIS, boundary, link, rows_of


class Tampering(StrEnum):
    """What a check found."""

    CHANGED = "changed"
    """Rows of a seal are not what they were."""
    MISSING = "missing"
    """A sealed row is gone."""
    INSERTED = "inserted"
    """A row that no seal names lies deep in the sealed past."""
    BROKEN = "broken"
    """A seal does not follow from the one before: removed, changed or reordered."""
    TRUNCATED = "truncated"
    """A seal known from outside is not in the chain."""


@dataclass(frozen=True)
class Fault:
    """One finding. seal: number of the seal; entry_id: the audit row, where one can be named."""

    kind: Tampering
    seal: int | None
    entry_id: UUID | None = None


async def verify(session: AsyncSession, anchors: Mapping[int, set[bytes]] | None = None) -> list[Fault]:
    """Everything that does not hold in the chain of the session's firm, in the order of its seals.

    anchors: heads kept outside, hashes by number (`anchors.anchors_of`). Rows that no seal names yet are no
    fault while they are young.
    """
    faults: list[Fault] = []
    hashes: dict[int, bytes] = {}
    previous, expected = GENESIS, 1
    async for seal in _seals(session):
        if seal.number != expected or seal.previous != previous:
            faults.append(Fault(Tampering.BROKEN, seal.number))
        faults += await _check_rows(session, seal)
        previous, expected = seal.hash, seal.number + 1
        hashes[seal.number] = seal.hash
    faults += await _inserted(session)
    for number, known in sorted((anchors or {}).items()):
        if known != {hashes.get(number)}:
            faults.append(Fault(Tampering.TRUNCATED, number))
    return faults


async def _seals(session: AsyncSession, page: int = 100) -> AsyncIterator[AuditSeal]:
    """The firm's seals by number, a page at a time: their lists of ids may be long."""
    after = 0
    while True:
        found = (
            await session.scalars(
                select(AuditSeal)
                .where(AuditSeal.firm_id == session.info["firm_id"], AuditSeal.number > after)
                .order_by(AuditSeal.number)
                .limit(page)
            )
        ).all()
        for seal in found:
            yield seal
            session.expunge(seal)
        if len(found) < page:
            return
        after = found[-1].number


async def _check_rows(session: AsyncSession, seal: AuditSeal) -> list[Fault]:
    rows = await rows_of(session, seal.ids)
    gone = [id for id in seal.ids if id not in rows]
    if gone:
        return [Fault(Tampering.MISSING, seal.number, id) for id in gone]
    if link(seal.previous, (rows[id] for id in seal.ids)) != seal.hash:
        return [Fault(Tampering.CHANGED, seal.number)]
    return []


async def _inserted(session: AsyncSession) -> list[Fault]:
    """Rows of the sealed past that no seal names."""
    until = await boundary(session)
    if until is None:
        return []
    firm_id = session.info["firm_id"]
    named = select(func.unnest(AuditSeal.ids).label("id")).where(AuditSeal.firm_id == firm_id).subquery()
    found = await session.scalars(
        select(AuditEntry.id)
        .where(
            AuditEntry.firm_id == firm_id,
            AuditEntry.id < until,
            ~select(named.c.id).where(named.c.id == AuditEntry.id).exists(),
        )
        .order_by(AuditEntry.id)
    )
    return [Fault(Tampering.INSERTED, None, id) for id in found]
