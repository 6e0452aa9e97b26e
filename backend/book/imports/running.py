"""Whoever runs imports: the command line for its own file, a worker for everybody.

A runner signs a job and puts it off for a while with each transaction. One that was killed is due again after that and
goes on with the rows that are left; two never work on one job, since each transaction looks at the signature.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from backend.book.imports import checking, taking
from backend.book.imports.batches import Acting
from backend.book.imports.ground import Ground, Lost, put_off
from backend.book.imports.jobs import ImportJob
from backend.book.imports.rows import drop_rows
from backend.book.imports.steps import rest
from backend.platform.clock import now
from backend.platform.errors import Refused
from backend.platform.principal import system
from backend.platform.versions import locked
from backend.systemize.sheets.workbooks import FileFault, FileRefused

Work = Callable[[Ground, ImportJob, Acting], Awaitable[None]]
WORK: Final[Mapping[str, Work]] = {
    "parse": checking.parse,
    "check": checking.check,
    "commit": taking.take_in,
    "undo": taking.take_back,
}
_AFTER_REFUSAL: Final = {"parse": "failed", "check": "parsed", "commit": "cancelled", "undo": "done"}


async def run(ground: Ground, firm_id: UUID, job_id: UUID, *, force: bool = False) -> None:
    """Do what is asked for of a job until nothing is. Raises Lost when another runner has it.

    force: take it from a runner that was last seen a moment ago (who ends at his next transaction).
    """
    try:
        while (job := await _claim(ground, firm_id, job_id, force=force)) is not None:
            await _step(ground, job)
    finally:
        if not ground.keeps:
            ground.close()


async def _claim(ground: Ground, firm_id: UUID, job_id: UUID, *, force: bool) -> ImportJob | None:
    """Sign the job; None when nothing is to be done."""
    async with ground.database.as_system(firm_id, "import") as session:
        job = await locked(session, ImportJob, job_id)
        if job.step is None:
            return None
        is_due = await session.scalar(
            select(ImportJob.due_at <= func.now()).where(ImportJob.firm_id == firm_id, ImportJob.id == job_id)
        )
        if not (is_due or force or job.runner == ground.token):
            raise Lost
        await put_off(session, job, ground.token)
        return job


async def _step(ground: Ground, job: ImportJob) -> None:
    """Do one step; a refusal is kept on the job for its person to read."""
    try:
        acting = await ground.acting_of(job)
        await WORK[job.step or ""](ground, job, acting)
    except FileRefused as refusal:
        await _fail(ground, job, refusal.fault)
    except Refused as refusal:
        if refusal.params.get("problem_kind") == "busy":
            raise
        await _give_up(ground, job, refusal)


async def _fail(ground: Ground, job: ImportJob, fault: FileFault) -> None:
    """The file is refused as a whole: nothing of it stays but that it was."""
    async with ground.own(job, _product(job)) as (session, own):
        await drop_rows(session, job.id)
        own.state, own.error, own.finished_at = "failed", fault.value, now()
        await rest(session, own)


async def _give_up(ground: Ground, job: ImportJob, refusal: Refused) -> None:
    """A step that cannot be done: the job waits for its person, who reads why."""
    async with ground.own(job, _product(job)) as (session, own):
        own.state = _AFTER_REFUSAL[job.step or ""]
        own.fault = str(refusal.params.get("problem") or refusal.code)
        if own.state == "failed":
            own.error, own.finished_at = FileFault.UNREADABLE.value, now()
        await rest(session, own)


def _product(job: ImportJob) -> Acting:
    return Acting(system(job.firm_id, "import"))
