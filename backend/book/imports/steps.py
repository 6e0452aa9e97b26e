"""What a person does with an import, step by step; the work itself is done by whoever runs jobs (`running.py`).

uploaded -> parsed -> mapped -> validated -> previewed -> committing -> done -> (undoing -> undone). A step that is
asked for is noted on the job, so that it is done however often the workers are killed.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports import files
from backend.book.imports.batches import Wishes, wishes_of
from backend.book.imports.content import overview_of, plan_of, report_of_job, set_plan
from backend.book.imports.jobs import ENDED, UNDO_FOR, ImportJob, ImportRow, Step
from backend.book.imports.kinds import kind_named
from backend.book.imports.memory import remember
from backend.book.imports.own_columns import sheet_of
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.principal import Principal, Relation
from backend.platform.versions import locked
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.plans import Fix, Plan, checked, fixed

_READABLE: Final = ("parsed", "mapped", "validated", "previewed")


async def upload(
    session: AsyncSession,
    vault: Vault,
    *,
    file: str,
    data: bytes,
    kind: str,
    wishes: Wishes | None = None,
    again: bool = False,
) -> ImportJob:
    """A job for a file, to be read next; the file's unfinished job where there is one.

    file: its name. again: also a file that was imported before; otherwise that job comes back, `done`. Raises
    Refused: BAD_USER_INPUT for kind, name or size, FORBIDDEN for who may not make such records, CONFLICT when the
    same file is uploaded at the same moment.
    """
    known = kind_named(kind)
    name = files.clean_name(file)
    principal: Principal = session.info["principal"]
    if principal.user_id is not None:
        demand(principal, kind, [], wishes or Wishes())
    kept = await files.keep(session, vault, data)
    earlier = await earlier_job(session, kept.sha256, known.sheet.key)
    if earlier is not None and (earlier.state != "done" or not again):
        return earlier
    job = ImportJob(
        file=name,
        sha256=kept.sha256,
        file_id=kept.id,
        kind=kind,
        wishes=(wishes or Wishes()).to_json(),
        started_by=principal.subject,
        user_id=principal.user_id,
    )
    session.add(job)
    try:
        await session.flush()
    except IntegrityError as fault:
        if "uq_import_job_open" in str(fault.orig):
            raise Refused(Code.CONFLICT, fields=[], problem="import_running") from fault
        raise
    await ask(session, job, "parse")
    return job


async def earlier_job(session: AsyncSession, sha256: bytes, kind: str) -> ImportJob | None:
    """The unfinished job of the same bytes and kind, else the last one that was done; None when there is neither."""
    found: ImportJob | None = await session.scalar(
        select(ImportJob)
        .where(
            ImportJob.firm_id == session.info["firm_id"],
            ImportJob.kind == kind,
            ImportJob.sha256 == sha256,
            ImportJob.state.not_in(("failed", "undone", "undoing", "cancelled")),
        )
        .order_by((ImportJob.state == "done"), ImportJob.id.desc())
        .limit(1)
    )
    return found


async def choose(
    session: AsyncSession, vault: Vault, job_id: UUID, plan: Plan | None = None, wishes: Wishes | None = None
) -> ImportJob:
    """Say how the file is to be read (None: as proposed, or as before) and what is wished; it is checked next.

    Cells that were mended and pairs that were decided stay so. Raises Refused: BAD_USER_INPUT for a plan that does
    not fit, or in a state that does not allow it.
    """
    job = await _in_state(session, job_id, _READABLE)
    if plan is not None:
        await set_plan(session, vault, job, checked(plan, await _sheet(session, job)))
    if wishes is not None:
        job.wishes = wishes.to_json()
    job.state = "mapped"
    job.revision += 1
    await ask(session, job, "check")
    return job


async def fix_column(
    session: AsyncSession,
    vault: Vault,
    job_id: UUID,
    field: str,
    fix: Fix,
    value: str | None = None,
    to: str | None = None,
) -> ImportJob:
    """Mend a column for all rows (`plans.fixed`), then check again."""
    job = await _in_state(session, job_id, _READABLE)
    plan = fixed(await plan_of(session, vault, job), await _sheet(session, job), field, fix, value, to)
    return await choose(session, vault, job_id, plan)


async def wish(session: AsyncSession, job_id: UUID, wishes: Wishes) -> ImportJob:
    """Say what to do with owners, tags and twins; what is shown follows at once."""
    job = await _in_state(session, job_id, ("previewed", "cancelled"))
    job.wishes = wishes.to_json()
    job.revision += 1
    await session.flush()
    return job


async def commit(session: AsyncSession, vault: Vault, job_id: UUID, revision: int) -> ImportJob:
    """Take the accepted rows in, as they were previewed at a revision; also goes on with a cancelled import.

    The way the file was read is remembered for the next one with its headers. Raises Refused: CONFLICT when something
    was changed since that revision, FORBIDDEN naming the first coordinate that is missing, BAD_USER_INPUT in a state
    that does not allow it.
    """
    job = await _in_state(session, job_id, ("previewed", "cancelled"))
    waiting = await waiting_count(session, job_id)
    if job.state == "cancelled" and not waiting:
        raise bad_input("id", "state")
    if job.revision != revision:
        raise Refused(Code.CONFLICT, fields=[], problem="import_changed", version=job.revision)
    await _demand_rights(session, vault, job)
    await _remember(session, vault, job)
    job.state, job.stop = "committing", False
    await ask(session, job, "commit", total=waiting)
    return job


async def cancel(session: AsyncSession, job_id: UUID) -> ImportJob:
    """End an import. A running step stops after the rows it is at; what was taken in by then stays, and can be undone.

    Raises Refused(BAD_USER_INPUT) when it has ended already.
    """
    job = await locked(session, ImportJob, job_id)
    if job.state in ENDED or job.state == "undoing":
        raise bad_input("id", "state")
    if job.state == "committing":
        job.stop = True
        await session.flush()
        return job
    job.state, job.finished_at = "cancelled", now()
    await rest(session, job)
    return job


async def undo(session: AsyncSession, job_id: UUID) -> ImportJob:
    """Take an import back; rows that somebody worked on since stay, each with its reason.

    Raises Refused(BAD_USER_INPUT): nothing was taken in, or the time for it is over.
    """
    job = await _in_state(session, job_id, ("done", "cancelled"))
    if job.undo_until is None:
        raise bad_input("id", "state")
    if job.undo_until < now():
        raise bad_input("id", "import_too_late", until=job.undo_until.date().isoformat())
    job.state = "undoing"
    await ask(session, job, "undo", total=await _taken_count(session, job_id))
    return job


async def ask(session: AsyncSession, job: ImportJob, step: Step, *, total: int = 0) -> None:
    """Note what is to be done next; whoever was at another step finds that he is not any more."""
    await session.flush()
    await _write(session, job, step=step, due_at=func.now(), runner=None, progress=0, total=total, fault=None)
    strike(session, "import", str(job.id))


async def rest(session: AsyncSession, job: ImportJob) -> None:
    """Nothing is to be done until a person says so."""
    await session.flush()
    await _write(session, job, step=None, due_at=None, runner=None, stop=False)
    strike(session, "import", str(job.id))


async def _write(session: AsyncSession, job: ImportJob, **values: object) -> None:
    """Columns that the product keeps itself: no audit row for each of them."""
    await session.execute(
        update(ImportJob)
        .where(ImportJob.firm_id == job.firm_id, ImportJob.id == job.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(job)


async def waiting_count(session: AsyncSession, job_id: UUID) -> int:
    """Rows that are still to be taken in."""
    return await _count(session, job_id, ImportRow.status == "accepted")


async def _taken_count(session: AsyncSession, job_id: UUID) -> int:
    return await _count(session, job_id, ImportRow.status.in_(("committed", "duplicate")))


async def _count(session: AsyncSession, job_id: UUID, condition: object) -> int:
    found = await session.scalar(
        select(func.count()).where(
            ImportRow.firm_id == session.info["firm_id"],
            ImportRow.job_id == job_id,
            condition,  # type: ignore[arg-type]
        )
    )
    return int(found or 0)


async def _in_state(session: AsyncSession, job_id: UUID, states: tuple[str, ...]) -> ImportJob:
    """The job, locked. Raises Refused(BAD_USER_INPUT, problem=state) in another state."""
    job = await locked(session, ImportJob, job_id)
    if job.state not in states:
        raise bad_input("id", "state")
    return job


async def _demand_rights(session: AsyncSession, vault: Vault, job: ImportJob) -> None:
    """What the same records, made by hand, would ask of a person; the product itself may."""
    principal: Principal = session.info["principal"]
    if principal.user_id is None:
        return
    report = await report_of_job(session, vault, job)
    demand(principal, job.kind, report.writes if report else [], wishes_of(job.wishes))


def demand(principal: Principal, kind: str, writes: list[str], wishes: Wishes) -> None:
    """Raises Refused(FORBIDDEN) naming the first coordinate that a person lacks for an import.

    writes: coordinates of fields that rows would write.
    """
    calls = [*kind_named(kind).calls, *(["Mutation.createTag"] if wishes.create_tags else [])]
    missing = [call for call in calls if not principal.may(call)]
    for name in writes:
        type_name, _, key = name.partition(".")
        if not principal.mask.may_write(type_name, key, Relation.OWN):
            missing.append(name)
    if missing:
        raise Refused(Code.FORBIDDEN, coordinate=missing[0], problem="import_right")


async def _remember(session: AsyncSession, vault: Vault, job: ImportJob) -> None:
    overview = await overview_of(session, vault, job)
    if overview is not None:
        plan = await plan_of(session, vault, job)
        await remember(session, vault, await _sheet(session, job), overview, plan)


async def _sheet(session: AsyncSession, job: ImportJob) -> SheetKind:
    """The job's kind of sheet, with the own fields that whoever asks may import."""
    return await sheet_of(session, job.kind, session.info["principal"])


def undo_until(job: ImportJob) -> None:
    """Let a job that took something in be undone for a while."""
    job.undo_until = now() + UNDO_FOR
