"""What a job keeps sealed: its plan, the overview of its file, and what the check said besides rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports.jobs import ImportJob
from backend.book.imports.rows import job_key, opened, seal_of
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.systemize.sheets import overview as overviews
from backend.systemize.sheets import plans
from backend.systemize.sheets.apart import report_json, report_of
from backend.systemize.sheets.overview import Overview
from backend.systemize.sheets.plans import Plan
from backend.systemize.sheets.reports import SheetReport

_TABLE = "import_job"


async def job_of(session: AsyncSession, job_id: UUID) -> ImportJob:
    """A job. Raises Refused(NOT_FOUND)."""
    job: ImportJob | None = await session.scalar(
        select(ImportJob).where(ImportJob.firm_id == session.info["firm_id"], ImportJob.id == job_id)
    )
    if job is None:
        raise Refused(Code.NOT_FOUND)
    return job


async def plan_of(session: AsyncSession, vault: Vault, job: ImportJob) -> Plan:
    """How the job's file is to be read."""
    told = await _opened(session, vault, job, "plan")
    return plans.from_json(told) if told is not None else Plan()


async def overview_of(session: AsyncSession, vault: Vault, job: ImportJob) -> Overview | None:
    """What stands in the job's file; None before it was read."""
    told = await _opened(session, vault, job, "seen")
    return overviews.from_json(told) if told is not None else None


async def report_of_job(session: AsyncSession, vault: Vault, job: ImportJob) -> SheetReport | None:
    """What the check said besides rows; None before it ended."""
    told = await _opened(session, vault, job, "told")
    return report_of(told) if told is not None else None


async def set_plan(session: AsyncSession, vault: Vault, job: ImportJob, plan: Plan) -> None:
    """Keep how the file is to be read; the change is in the audit, its content sealed."""
    key = await job_key(session, vault, job.id)
    job.plan = seal_of(key, _TABLE, job.id, "plan", plans.to_json(plan))


async def set_overview(session: AsyncSession, vault: Vault, job: ImportJob, overview: Overview) -> None:
    """Keep what stands in the file."""
    await _set(session, vault, job, "seen", overviews.to_json(overview))


async def set_report(session: AsyncSession, vault: Vault, job: ImportJob, report: SheetReport) -> None:
    """Keep what the check said besides rows."""
    await _set(session, vault, job, "told", report_json(report))


async def _set(session: AsyncSession, vault: Vault, job: ImportJob, column: str, content: Any) -> None:
    """Write a sealed column past the audit: it follows from the file and the plan, and may be large."""
    key = await job_key(session, vault, job.id)
    await session.execute(
        update(ImportJob)
        .where(ImportJob.firm_id == job.firm_id, ImportJob.id == job.id)
        .values({column: seal_of(key, _TABLE, job.id, column, content)})
        .execution_options(synchronize_session=False)
    )


async def _opened(session: AsyncSession, vault: Vault, job: ImportJob, column: str) -> Any:
    envelope = await session.scalar(
        select(getattr(ImportJob, column)).where(ImportJob.firm_id == job.firm_id, ImportJob.id == job.id)
    )
    if envelope is None:
        return None
    keys = await vault.person_keys_of(session, [job.id])
    if job.id not in keys:  # forgotten with the job's rows
        return None
    return opened(keys[job.id], _TABLE, job.id, column, envelope)
