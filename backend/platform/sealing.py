"""Seals over the audit: a chain of hashes per firm that shows every change made afterwards.

A seal names its rows one by one instead of a range of ids. Ids are made when a change is flushed, rows appear
when it commits, so a long change brings rows whose ids are smaller than sealed ones. Such late rows go into the
next seal; only rows more than LATE older than the sealed time count as inserted behind our back. So a late
commit, or clocks of machines that differ by less than LATE, raise no false alarm.

Who owns the database could rewrite rows and seals alike: `anchors.py` keeps the heads of the chain outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, cast, event, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.anchors import keep_anchor
from backend.platform.audit import AuditEntry, AuditSeal
from backend.platform.clock import now
from backend.platform.ids import first_uuid7

LATE = timedelta(hours=1)
"""Longer than any transaction of ours and any plausible difference of clocks."""
BATCH = 1000
MOST_BATCHES = 50
"""Of one run; the next run goes on."""
GENESIS = bytes(32)
ROW = cast(
    func.jsonb_build_array(
        *(AuditEntry.firm_id, AuditEntry.id, func.timezone("UTC", AuditEntry.at), AuditEntry.actor),
        *(AuditEntry.action, AuditEntry.noun, AuditEntry.subject_id, AuditEntry.client_id),
        *(AuditEntry.row_version, AuditEntry.changes, AuditEntry.reason, AuditEntry.ip, AuditEntry.trace_id),
    ),
    Text,
)
"""The canonical text of a row, all columns as one JSON list. Made by the server: it reads the same values the
same way each time, loses no digit of a number, and is four times as fast as doing it here."""


def link(previous: bytes, rows: Iterable[bytes]) -> bytes:
    """SHA-256 over the previous hash and the canonical rows, a line each, in order of their ids; 32 bytes."""
    made = hashlib.sha256(previous)
    for row in rows:
        made.update(row)
        made.update(b"\n")
    return made.digest()


async def seal(session: AsyncSession) -> int:
    """Seal the committed rows of the session's firm that no seal names yet; how many.

    Two sealers at once are told apart by the seal's unique number: the later one fails and changes nothing.
    """
    head = await _head(session)
    waiting = await _unsealed(session, head)
    for start in range(0, len(waiting), BATCH):
        ids = waiting[start : start + BATCH]
        rows = await rows_of(session, ids)
        previous = head.hash if head else GENESIS
        head = AuditSeal(
            firm_id=session.info["firm_id"],
            number=head.number + 1 if head else 1,
            at=now(),
            ids=ids,
            first_id=ids[0],
            last_id=ids[-1],
            rows=len(ids),
            previous=previous,
            hash=link(previous, (rows[id] for id in ids)),
        )
        session.add(head)
    if waiting and head:
        _anchor_after_commit(session, head.firm_id, head.number, head.hash)
    return len(waiting)


async def rows_of(session: AsyncSession, ids: list[UUID]) -> dict[UUID, bytes]:
    """Canonical rows by id; those that are gone are absent."""
    wanted = any_(literal(ids, ARRAY(Uuid())))
    found = await session.execute(
        select(AuditEntry.id, ROW).where(
            AuditEntry.firm_id == session.info["firm_id"], AuditEntry.id == wanted
        )
    )
    return {id: text.encode() for id, text in found}


def sealed_until(head: AuditSeal, last_id: UUID) -> UUID:
    """Rows before this id are all sealed by now: what appears there later was inserted.

    head: the newest seal; last_id: the greatest sealed id. The smaller time of both counts: while old rows are
    sealed in batches the ids lag behind, and a machine whose clock is ahead makes ids of the future.
    """
    last = datetime.fromtimestamp((last_id.int >> 80) / 1000, UTC)
    return first_uuid7(min(last, head.at) - LATE)


async def boundary(session: AsyncSession) -> UUID | None:
    """`sealed_until` of the session's firm; None before the first seal."""
    head = await _head(session)
    return None if head is None else sealed_until(head, await _last_id(session))


async def unsealed(session: AsyncSession) -> list[UUID]:
    """Ids of the rows of the session's firm that wait for a seal, ascending; BATCH * MOST_BATCHES at most."""
    return await _unsealed(session, await _head(session))


async def _head(session: AsyncSession) -> AuditSeal | None:
    newest = (
        select(AuditSeal)
        .where(AuditSeal.firm_id == session.info["firm_id"])
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )
    return (await session.scalars(newest)).one_or_none()


async def _last_id(session: AsyncSession) -> UUID:
    greatest = (
        select(AuditSeal.last_id)
        .where(AuditSeal.firm_id == session.info["firm_id"])
        .order_by(AuditSeal.last_id.desc())
        .limit(1)
    )
    return (await session.scalars(greatest)).one()


async def _unsealed(session: AsyncSession, head: AuditSeal | None) -> list[UUID]:
    """Ids of rows that wait for a seal, ascending, at most MOST_BATCHES of them."""
    firm_id = session.info["firm_id"]
    known: set[UUID] = set()
    waiting = select(AuditEntry.id).where(AuditEntry.firm_id == firm_id).order_by(AuditEntry.id)
    if head is not None:
        start = sealed_until(head, await _last_id(session))
        waiting = waiting.where(AuditEntry.id >= start)
        seals = select(AuditSeal.ids).where(AuditSeal.firm_id == firm_id, AuditSeal.last_id >= start)
        for ids in await session.scalars(seals):
            known.update(ids)
    found = await session.scalars(waiting.limit(len(known) + BATCH * MOST_BATCHES))
    return [id for id in found if id not in known][: BATCH * MOST_BATCHES]


def _anchor_after_commit(session: AsyncSession, firm_id: UUID, number: int, hash: bytes) -> None:
    @event.listens_for(session.sync_session, "after_commit", once=True)
    def _keep(_session: Any) -> None:
        keep_anchor(firm_id, number, hash)
