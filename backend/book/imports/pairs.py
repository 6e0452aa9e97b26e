"""Rows and what they may repeat: proposed by a check, decided by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import as_json
from backend.book.imports.batches import Proposal
from backend.book.imports.jobs import DECISIONS, Decision, ImportJob, ImportPair, ImportRow
from backend.book.imports.rows import row_id
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked
from backend.systemize.sheets.reports import Place, Twin

_PUT: Final = """
insert into import_pair (firm_id, id, job_id, row_id, other_id, client_id, subject_id, reasons, decisive)
select firm_id, id, job_id, row_id, other_id, client_id, subject_id, reasons, decisive
from json_populate_recordset(null::import_pair, cast(:rows as json))
on conflict (firm_id, row_id, other_id, client_id, subject_id) do nothing
"""
_BLOCK: Final = 2_000


async def put_twins(session: AsyncSession, job: ImportJob, twins: Mapping[Place, Twin]) -> None:
    """Propose rows of the file that repeat an earlier one; pairs that are there stay as they are."""
    told = (
        Proposal(row_id(job.id, place), twin.reasons, twin.is_decisive, other_id=row_id(job.id, twin.place))
        for place, twin in twins.items()
    )
    await put_proposals(session, job, told)


async def put_proposals(session: AsyncSession, job: ImportJob, proposals: Iterable[Proposal]) -> None:
    """Propose pairs; those that are there already stay as they are."""
    rows = [
        {
            "firm_id": job.firm_id,
            "id": uuid7(),
            "job_id": job.id,
            "row_id": one.row_id,
            "other_id": one.other_id,
            "client_id": one.client_id,
            "subject_id": one.subject_id,
            "reasons": sorted(one.reasons),
            "decisive": one.is_decisive,
        }
        for one in proposals
    ]
    for start in range(0, len(rows), _BLOCK):
        await session.execute(text(_PUT), {"rows": as_json(rows[start : start + _BLOCK])})


async def drop_undecided(
    session: AsyncSession, job_id: UUID, row_ids: Collection[UUID] | None = None
) -> None:
    """Take proposals back that nobody decided, of some rows or (None) of all."""
    chosen = [
        ImportPair.firm_id == session.info["firm_id"],
        ImportPair.job_id == job_id,
        ImportPair.decision.is_(None),
    ]
    if row_ids is not None:
        chosen.append(ImportPair.row_id.in_(row_ids))
    await session.execute(delete(ImportPair).where(*chosen).execution_options(synchronize_session=False))


async def pairs_of(session: AsyncSession, row_ids: Sequence[UUID]) -> dict[UUID, list[ImportPair]]:
    """What rows may repeat, the certain ones first; rows without pairs are absent."""
    found: dict[UUID, list[ImportPair]] = defaultdict(list)
    for start in range(0, len(row_ids), _BLOCK):
        rows = await session.scalars(
            select(ImportPair)
            .where(
                ImportPair.firm_id == session.info["firm_id"],
                ImportPair.row_id.in_(row_ids[start : start + _BLOCK]),
            )
            .order_by(ImportPair.decisive.desc(), ImportPair.id)
        )
        for pair in rows:
            found[pair.row_id].append(pair)
    return found


async def decide(
    session: AsyncSession,
    job_id: UUID,
    decision: Decision | None,
    pair_ids: Sequence[UUID] | None = None,
    *,
    decisive: bool | None = None,
) -> int:
    """Decide pairs, those named or all of the job; how many. decisive: only certain ones, or only the others.

    decision: None takes decisions back. Raises Refused: BAD_USER_INPUT for a decision there is not, or in a state that
    does not allow it; NOT_FOUND when a named pair is not one of the job.
    """
    if decision is not None and decision not in DECISIONS:
        raise bad_input("decision", "choice")
    job = await locked(session, ImportJob, job_id)
    if job.state not in {"previewed", "cancelled"}:
        raise bad_input("id", "state")
    chosen: list[Any] = [ImportPair.firm_id == job.firm_id, ImportPair.job_id == job_id]
    if pair_ids is not None:
        chosen.append(ImportPair.id.in_(pair_ids))
    if decisive is not None:
        chosen.append(ImportPair.decisive == decisive)
    done = await session.execute(
        update(ImportPair)
        .where(*chosen)
        .values(
            decision=decision,
            decided_by=session.info["principal"].subject if decision else None,
            decided_at=now() if decision else None,
        )
        .execution_options(synchronize_session=False)
    )
    count = int(getattr(done, "rowcount", 0))
    if pair_ids is not None and count < len(set(pair_ids)):
        raise Refused(Code.NOT_FOUND)
    job.revision += 1
    await session.flush()
    record(
        session,
        "decide",
        "import_job",
        job.id,
        changes={"decision": [None, decision], "pairs": [None, count]},
    )
    return count


async def pair_counts(session: AsyncSession, job_id: UUID) -> dict[str, int]:
    """Pairs of a job: `in_file`, `in_book`, `decided`, `certain`."""
    in_file = ImportPair.other_id.is_not(None)
    row = (
        await session.execute(
            select(
                func.count().filter(in_file).label("in_file"),
                func.count().filter(~in_file).label("in_book"),
                func.count().filter(ImportPair.decision.is_not(None)).label("decided"),
                func.count().filter(ImportPair.decisive).label("certain"),
            ).where(ImportPair.firm_id == session.info["firm_id"], ImportPair.job_id == job_id)
        )
    ).one()
    return {"in_file": row.in_file, "in_book": row.in_book, "decided": row.decided, "certain": row.certain}


async def places_of(session: AsyncSession, row_ids: Collection[UUID]) -> dict[UUID, Place]:
    """Sheet and row of rows by id."""
    rows = await session.execute(
        select(ImportRow.id, ImportRow.sheet, ImportRow.row).where(
            ImportRow.firm_id == session.info["firm_id"], ImportRow.id.in_(row_ids)
        )
    )
    return {id: (sheet, row) for id, sheet, row in rows}
