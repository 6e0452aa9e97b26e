"""Checks of the audit as acts of their own: how far the chain of seals reaches, and what its last check found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.anchors import anchors_of
from backend.platform.audit import AuditEntry, AuditSeal, record
from backend.platform.audit_check import Fault, verify
from backend.platform.errors import Code, Refused
from backend.platform.sealing import unsealed

VERIFY: Final = "verify"
SEALS: Final = "audit_seal"
MOST_AT_ONCE: Final = 200_000
"""Rows that are checked while somebody waits: some seconds. More are checked at night, or from the command line."""
MOST_NAMED: Final = 100


@dataclass(frozen=True)
class Chain:
    """How far a firm's chain reaches. rows: that are sealed; waiting: not yet; head: SHA-256, None before the first."""

    seals: int
    rows: int
    waiting: int
    sealed_at: datetime | None
    head: bytes | None


async def chain_of(session: AsyncSession) -> Chain:
    """The chain of the session's firm."""
    firm_id = session.info["firm_id"]
    rows = await session.scalar(
        select(func.coalesce(func.sum(AuditSeal.rows), 0)).where(AuditSeal.firm_id == firm_id)
    )
    newest = await session.execute(
        select(AuditSeal.number, AuditSeal.at, AuditSeal.hash)
        .where(AuditSeal.firm_id == firm_id)
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )
    number, at, hash = newest.one_or_none() or (0, None, None)
    return Chain(number, int(rows or 0), len(await unsealed(session)), at, hash)


async def check(session: AsyncSession, *, at_once: bool = False) -> Sequence[Fault]:
    """Follow the whole chain and write down what was found, as an entry of the audit itself.

    at_once: somebody waits. Raises Refused(BAD_USER_INPUT, audit_large) when there is too much for that.
    """
    chain = await chain_of(session)
    if at_once and chain.rows > MOST_AT_ONCE:
        raise Refused(Code.BAD_USER_INPUT, field="audit", problem="audit_large", rows=chain.rows)
    faults = await verify(session, anchors_of(session.info["firm_id"]))
    found: dict[str, Any] = {
        "seals": [None, chain.seals],
        "rows": [None, chain.rows],
        "faults": [None, len(faults)],
        "findings": [None, [_named(fault) for fault in faults[:MOST_NAMED]]],
    }
    # Of the firm as a whole: that is what an index finds it by.
    record(session, VERIFY, SEALS, session.info["firm_id"], changes=found)
    return faults


async def last_check(session: AsyncSession) -> AuditEntry | None:
    """The entry of the last check of the session's firm."""
    firm_id = session.info["firm_id"]
    newest = (
        select(AuditEntry)
        .where(AuditEntry.firm_id == firm_id, AuditEntry.subject_id == firm_id, AuditEntry.action == VERIFY)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    found: AuditEntry | None = await session.scalar(newest)
    return found


def _named(fault: Fault) -> dict[str, Any]:
    entry = None if fault.entry_id is None else str(fault.entry_id)
    return {"kind": fault.kind.value, "seal": fault.seal, "entry": entry}
