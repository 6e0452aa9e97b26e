"""What people do with exports: ask, agree, refuse, cancel, take, throw away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.exports.model import (
    FORMATS,
    KEPT_FOR,
    MOST_OPEN,
    OPEN,
    ROWS_ALONE,
    WHOLE,
    ExportAsked,
    ExportDecided,
    ExportJob,
    ExportRules,
)
from backend.platform.audit import record
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.files.stored import release
from backend.platform.ids import uuid7
from backend.platform.keys import PersonKey, Vault
from backend.platform.principal import Principal
from backend.platform.versions import locked, locked_at
from backend.systemize.field_values import clean_text

SHORTEST_REASON: Final = 4
_TABLE: Final = "export_job"


@dataclass(frozen=True)
class Wanted:
    """What is to be exported. values: the variables of the list: filter, orderBy, search."""

    kind: str
    format: str
    columns: tuple[str, ...]
    values: Mapping[str, Any]
    filtered_by: Sequence[str]
    reason: str


async def rules_of(session: AsyncSession) -> ExportRules:
    """What the firm has said; the usual where it has said nothing (a row that is not stored)."""
    firm_id: UUID = session.info["firm_id"]
    found = await session.scalar(select(ExportRules).where(ExportRules.firm_id == firm_id))
    return found or ExportRules(firm_id=firm_id, rows_alone=ROWS_ALONE, kept_days=KEPT_FOR.days)


async def set_rules(session: AsyncSession, *, rows_alone: int, kept_days: int) -> ExportRules:
    """Say from how many rows on somebody else has to agree, and for how long files lie there.

    Raises Refused(BAD_USER_INPUT): rows_alone 0 to 1,000,000; kept_days 1 to 30.
    """
    if not 0 <= rows_alone <= 1_000_000:
        raise bad_input("rowsAlone", "range", low=0, high=1_000_000)
    if not 1 <= kept_days <= 30:
        raise bad_input("keptDays", "range", low=1, high=30)
    firm_id: UUID = session.info["firm_id"]
    rules = await session.scalar(select(ExportRules).where(ExportRules.firm_id == firm_id).with_for_update())
    if rules is None:
        rules = ExportRules(firm_id=firm_id, id=firm_id)
        session.add(rules)
    rules.rows_alone, rules.kept_days = rows_alone, kept_days
    await session.flush()
    return rules


async def ask(session: AsyncSession, vault: Vault, wanted: Wanted, rows: int) -> ExportJob:
    """An export that is made next, or waits for somebody to agree.

    rows: how many there are now, -1 for more than were counted. Raises Refused: FORBIDDEN for who is no person,
    BAD_USER_INPUT for a reason of less than four characters, or too many that are not made yet.
    """
    principal: Principal = session.info["principal"]
    if principal.user_id is None:
        raise Refused(Code.FORBIDDEN, coordinate="Mutation.requestExport")
    reason = clean_text(wanted.reason, "reason", limit=400) or ""
    if len(reason) < SHORTEST_REASON:
        raise bad_input("reason", "reason", low=SHORTEST_REASON)
    if wanted.format not in (("zip",) if wanted.kind == WHOLE else FORMATS):
        raise bad_input("format", "choice")
    await _hold_open(session, principal.user_id)
    rules = await rules_of(session)
    waits = rows < 0 or rows > rules.rows_alone
    job = ExportJob(
        id=uuid7(),
        kind=wanted.kind,
        format=wanted.format,
        columns=list(wanted.columns),
        filtered_by=list(wanted.filtered_by),
        reason=reason,
        state="waiting" if waits else "queued",
        needs_approval=waits,
        rows=rows,
        user_id=principal.user_id,
    )
    job.firm_id = principal.firm_id
    key = (await vault.person_keys_of(session, [job.id], create=True))[job.id]
    job.spec = key.seal(orjson.dumps(wanted.values).decode(), _TABLE, job.id, "spec")
    session.info["reason"] = reason
    session.add(job)
    await session.flush()
    emit(session, ExportAsked(export_id=job.id, by=principal.user_id, approval=waits))
    if not waits:
        await _make_due(session, job)
    strike(session, "export", str(job.id))
    return job


async def values_of(session: AsyncSession, vault: Vault, job: ExportJob) -> dict[str, Any]:
    """The variables of the list an export is of. Raises Refused(NOT_FOUND) when they were forgotten."""
    keys = await vault.person_keys_of(session, [job.id])
    if job.spec is None or job.id not in keys:
        raise Refused(Code.NOT_FOUND)
    found: dict[str, Any] = orjson.loads(keys[job.id].open(job.spec, _TABLE, job.id, "spec"))
    return found


async def decide(
    session: AsyncSession, id: UUID, version: int, *, approve: bool, note: str | None = None
) -> ExportJob:
    """Agree to an export, or refuse it: never the one who asked for it.

    Raises Refused: CONFLICT for a stale version, BAD_USER_INPUT in another state (`state`), about one's own
    (`four_eyes`), or for a refusal without a word.
    """
    job = await locked_at(session, ExportJob, id, version)
    principal: Principal = session.info["principal"]
    if job.state != "waiting":
        raise bad_input("id", "state")
    if principal.user_id is None or principal.user_id == job.user_id:
        raise bad_input("id", "four_eyes")
    words = clean_text(note or "", "note", limit=400)
    if not approve and not words:
        raise bad_input("note", "required")
    job.state = "queued" if approve else "refused"
    job.decided_by_id, job.decided_at, job.decision_note = principal.user_id, now(), words
    job.finished_at = None if approve else now()
    await session.flush()
    emit(session, ExportDecided(export_id=id, asker=job.user_id, by=principal.user_id, approved=approve))
    if approve:
        await _make_due(session, job)
    else:
        await forget_spec(session, job)
    strike(session, "export", str(id))
    return job


async def cancel(session: AsyncSession, id: UUID, version: int) -> ExportJob:
    """Give up an export that is not made yet; whoever is at it stops. Raises Refused(BAD_USER_INPUT, problem=state)."""
    job = await locked_at(session, ExportJob, id, version)
    if job.state not in OPEN:
        raise bad_input("id", "state")
    job.state, job.finished_at = "cancelled", now()
    job.version += 1
    await _rest(session, job)
    await forget_spec(session, job)
    strike(session, "export", str(id))
    return job


async def discard(session: AsyncSession, id: UUID, version: int) -> ExportJob:
    """Throw a finished export's file away before its time. Raises Refused(BAD_USER_INPUT, problem=state)."""
    job = await locked_at(session, ExportJob, id, version)
    if job.state != "done":
        raise bad_input("id", "state")
    job.version += 1
    await expire(session, job)
    return job


async def taken(session: AsyncSession, id: UUID) -> ExportJob:
    """An export whose file somebody is about to take; recorded. Raises Refused(NOT_FOUND) when there is none."""
    job = await locked(session, ExportJob, id)
    if job.state != "done" or job.file_id is None or (job.expires_at or now()) <= now():
        raise Refused(Code.NOT_FOUND)
    session.info["reason"] = job.reason
    record(session, "take", "export_job", id, changes={"rows": [None, job.progress]})
    return job


async def expire(session: AsyncSession, job: ExportJob) -> None:
    """Shred an export's file and forget what it was filtered by."""
    file_id = job.file_id
    job.state, job.file_id = "expired", None
    await _rest(session, job)
    await forget_spec(session, job)
    if file_id is not None:
        await release(session, file_id)
    strike(session, "export", str(job.id))


async def expire_old(session: AsyncSession) -> int:
    """Expire the exports whose time is over; how many."""
    old = await session.scalars(
        select(ExportJob)
        .where(
            ExportJob.firm_id == session.info["firm_id"],
            ExportJob.state == "done",
            ExportJob.expires_at <= now(),
        )
        .order_by(ExportJob.id)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    found = list(old)
    for job in found:
        await expire(session, job)
    return len(found)


async def forget_spec(session: AsyncSession, job: ExportJob) -> None:
    """Drop what an export was filtered by, with its key."""
    job.spec = None
    await session.flush()
    await session.execute(
        delete(PersonKey)
        .where(PersonKey.firm_id == job.firm_id, PersonKey.id == job.id)
        .execution_options(synchronize_session=False)
    )


async def _make_due(session: AsyncSession, job: ExportJob) -> None:
    await _write(session, job, due_at=func.now(), runner=None, progress=0)


async def _rest(session: AsyncSession, job: ExportJob) -> None:
    await session.flush()
    await _write(session, job, due_at=None, runner=None)


async def _write(session: AsyncSession, job: ExportJob, **values: object) -> None:
    """Columns that the product keeps itself: no audit row for each of them."""
    await session.execute(
        update(ExportJob)
        .where(ExportJob.firm_id == job.firm_id, ExportJob.id == job.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(job)


async def _hold_open(session: AsyncSession, user_id: UUID) -> None:
    count = await session.scalar(
        select(func.count()).where(
            ExportJob.firm_id == session.info["firm_id"],
            ExportJob.user_id == user_id,
            ExportJob.state.in_(OPEN),
        )
    )
    if (count or 0) >= MOST_OPEN:
        raise bad_input("list", "limit", limit=MOST_OPEN)
