"""`startrail verify-audit`: follows the chains of seals and tells every place that does not hold."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from backend.book.firms import firm_named, list_firms
from backend.commands.servers import servers
from backend.platform.anchors import anchors_of
from backend.platform.audit import AuditEntry, AuditSeal
from backend.platform.audit_check import Fault, Tampering, verify
from backend.platform.database import Database
from backend.platform.embedded.faults import PairFault
from backend.platform.errors import Refused

WORDS = {
    Tampering.CHANGED: ("第 {seal} 号封条内的记录被修改", "rows of seal {seal} were changed"),
    Tampering.MISSING: ("第 {seal} 号封条内缺少记录 {entry}", "row {entry} of seal {seal} is gone"),
    Tampering.INSERTED: ("事后插入了记录 {entry}", "row {entry} was inserted afterwards"),
    Tampering.BROKEN: ("第 {seal} 号封条与前一号不衔接", "seal {seal} does not follow the one before"),
    Tampering.TRUNCATED: (
        "第 {seal} 号封条与库外保存的链头不符",
        "seal {seal} is not the one that was kept outside the database",
    ),
}
SHOWN = 100


def run_verify_audit(firm: str | None) -> int:
    """Check one firm (name or id) or all of them, a line of figures each; 1 when anything was found."""
    try:
        with servers() as addresses:
            return asyncio.run(_verify(addresses.database_url, firm))
    except PairFault as fault:
        print(fault, file=sys.stderr, flush=True)
        return 1


async def _verify(url: str, name: str | None) -> int:
    database = Database(url, pool_size=1)
    try:
        if name is None:
            firms = [firm.firm_id for firm in await list_firms(database)]
        else:
            firms = [(await firm_named(database, name)).firm_id]
        found = [await _check(database, firm_id) for firm_id in firms]
    finally:
        await database.close()
    return int(any(found))


async def _check(database: Database, firm_id: UUID) -> int:
    began = time.monotonic()
    try:
        async with database.as_system(firm_id, "auditor") as session:
            faults = await verify(session, anchors_of(firm_id))
            sealed = await session.scalar(
                select(func.coalesce(func.sum(AuditSeal.rows), 0)).where(AuditSeal.firm_id == firm_id)
            )
            rows = await session.scalar(
                select(func.count()).select_from(AuditEntry).where(AuditEntry.firm_id == firm_id)
            )
    except Refused as refusal:  # the server is busy: not a finding, but no clean answer either
        print(f"{firm_id}: {refusal}", file=sys.stderr, flush=True)
        return 1
    _show(faults)
    print(
        f"{firm_id}: {rows} rows, {sealed} sealed, {len(faults)} faults, {time.monotonic() - began:.1f} s",
        flush=True,
    )
    return len(faults)


def _show(faults: Sequence[Fault]) -> None:
    for fault in faults[:SHOWN]:
        zh, en = (words.format(seal=fault.seal, entry=fault.entry_id) for words in WORDS[fault.kind])
        print(f"  {zh}  {en}")
    if len(faults) > SHOWN:
        print(f"  … {len(faults) - SHOWN}")
