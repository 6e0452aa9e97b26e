"""`startrail import`: a workbook is checked, or checked and taken into the book; an import is taken back."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from backend.auth.acting import importing, stands_of
from backend.book.firms import firm_named
from backend.book.imports import steps
from backend.book.imports.batches import Acting, Wishes
from backend.book.imports.content import job_of, plan_of, report_of_job
from backend.book.imports.ground import PROCESS, Ground, Lost, Tell
from backend.book.imports.jobs import ImportJob
from backend.book.imports.kinds import kind_named
from backend.book.imports.memory import offered
from backend.book.imports.own_columns import Told, extended, sheet_of, told_of
from backend.book.imports.owners import staff_of
from backend.book.imports.rows import OpenRow, open_rows, rows_after
from backend.book.imports.running import run
from backend.book.virus_scan import hold_infected, pieces_of
from backend.commands.import_actor import actor, user_named
from backend.platform.clock import business_date
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.files.scanning import Scanner
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.systemize.sheets.apart import ApartReader
from backend.systemize.sheets.checking import check_file
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.plans import Plan, checked, from_json
from backend.systemize.sheets.reports import SheetReport
from backend.systemize.sheets.workbooks import FileFault, FileRefused

MOST_MAPPING_BYTES: Final = 1_000_000
PAGE: Final = 2_000
_PLAN_PARTS: Final = frozenset({"mapping", "headers", "options", "with_hidden"})


@dataclass(frozen=True)
class ImportOrder:
    """What somebody asks for on the command line.

    mapping: a JSON file with the field (or null) for each header, or a whole plan; firm, email: for whom; owner: e-mail
    of who gets clients of unknown managers; update: fill what is empty of clients who are there; overwrite: let the
    file's values win there; again: also a file that was imported before.
    """

    file: Path
    kind: str = "clients"
    mapping: Path | None = None
    allow_hidden: bool = False
    firm: str | None = None
    email: str | None = None
    owner: str | None = None
    create_tags: bool = False
    update: bool = False
    overwrite: bool = False
    again: bool = False


@dataclass(frozen=True)
class ImportResult:
    """What became of the file.

    already: it had been imported before, nothing was done; resumed: an earlier run had begun; default_owner: name
    of who got the clients of unknown managers; seen: clients the importing person may know of, None: all.
    """

    job: ImportJob
    already: bool = False
    resumed: bool = False
    default_owner: str | None = None
    seen: frozenset[UUID] | None = None


@dataclass(frozen=True)
class Outcome:
    """A file's report, and rows in the order of the file unless it was only checked.

    result: what became of it, unless it was a dry run or refused as a whole.
    """

    report: SheetReport
    rows: list[OpenRow] = field(default_factory=list)
    result: ImportResult | None = None


async def dry_run(
    order: ImportOrder, database: Database | None = None, vault: Vault | None = None
) -> Outcome:
    """Check a file and write nothing.

    database, vault: with them the firm's people are known, whose names sheets may bear, and how it has read such
    headers before. Raises Refused(BAD_USER_INPUT) for the order, OSError for a file that is not there.
    """
    staff: list[str] = []
    own: list[Told] = []
    if database is not None:
        firm_id = (await firm_named(database, order.firm)).firm_id
        principal = await actor(database, firm_id, order.email)
        async with database.read(firm_id) as session:
            staff = (await staff_of(session)).names
            own = await told_of(session, order.kind, principal)
    kind = extended(kind_named(order.kind).sheet, own)
    plan = _plan(order, kind)
    if database is not None and order.mapping is None and vault is not None:
        plan = await _offered(database, vault, firm_id, order, plan, own)
    report = await asyncio.to_thread(
        check_file, order.file, plan, today=business_date(), kind=kind, staff=staff, process=PROCESS, own=own
    )
    return Outcome(report)


async def _offered(
    database: Database, vault: Vault, firm_id: UUID, order: ImportOrder, plan: Plan, own: list[Told]
) -> Plan:
    """The plan the firm remembers for the file's headers."""
    kind = extended(kind_named(order.kind).sheet, own)
    try:
        with ApartReader(order.file, order.file.name, kind.key, PROCESS, own=own) as reader:
            seen = await asyncio.to_thread(reader.overview)
    except FileRefused:
        return plan  # the check says why
    async with database.read(firm_id) as session:
        found, _ = await offered(session, vault, kind, seen)
    return replace(found, with_hidden=plan.with_hidden)


async def import_file(
    database: Database,
    vault: Vault,
    order: ImportOrder,
    tell: Tell | None = None,
    scanner: Scanner | None = None,
) -> Outcome:
    """Check a file and take its accepted rows into the book; an unfinished import of the file goes on.

    A file refused as a whole leaves a failed job and nothing else. Raises Refused: BAD_USER_INPUT for the order,
    FORBIDDEN when the person lacks a right, CONFLICT while another process imports the file, as `hold_infected` where
    there is a scanner; OSError as `dry_run`.
    """
    kind_named(order.kind)
    firm_id = (await firm_named(database, order.firm)).firm_id
    principal = await actor(database, firm_id, order.email)
    async with database.read(firm_id) as session:
        plan = _plan(order, await sheet_of(session, order.kind, principal))
    wishes = await _wishes(database, principal, order)
    job = await _uploaded(database, vault, principal, order, wishes, scanner)
    ground = Ground(database, vault, lambda job: importing(database, job), tell, path=order.file, keeps=True)
    already, resumed = job.state == "done", job.state == "committing"
    if resumed:
        await _demand_same(database, vault, job, plan)
    if not already:
        try:
            job = await _through(ground, principal, job, plan if _is_given(order) else None, wishes)
        finally:
            ground.close()
    if job.state == "failed":
        return Outcome(SheetReport(order.file.name, FileFault(job.error or "unreadable")))
    return await _outcome(database, vault, principal, job, ImportResult(job, already, resumed), wishes)


async def _uploaded(
    database: Database,
    vault: Vault,
    principal: Principal,
    order: ImportOrder,
    wishes: Wishes,
    scanner: Scanner | None,
) -> ImportJob:
    data = await asyncio.to_thread(order.file.read_bytes)
    await hold_infected(database, principal, scanner, pieces_of(io.BytesIO(data)), len(data))
    async with database.change(principal, reason="import") as session:
        return await steps.upload(
            session,
            vault,
            file=order.file.name,
            data=data,
            kind=order.kind,
            wishes=wishes,
            again=order.again,
        )


async def _through(
    ground: Ground, principal: Principal, job: ImportJob, plan: Plan | None, wishes: Wishes
) -> ImportJob:
    """Bring a job to its end, saying yes to every step."""
    chosen = False
    while True:
        job = await _ran(ground, job)
        if job.state != "parsed":  # the file was read, and next it is checked by who has read it
            ground.close()
        async with ground.database.change(principal, reason=f"import {job.id}") as session:
            if job.fault is not None and job.state != "failed":
                raise Refused(Code.BAD_USER_INPUT, field="mapping", problem=job.fault)
            if not chosen and job.state in {"parsed", "mapped", "validated", "previewed"}:
                await steps.choose(session, ground.vault, job.id, plan, wishes)
                chosen = True
            elif job.state == "previewed":
                await steps.commit(session, ground.vault, job.id, job.revision)
            else:
                return job


async def _ran(ground: Ground, job: ImportJob) -> ImportJob:
    """The job after all that was asked for is done."""
    try:
        await run(ground, job.firm_id, job.id, force=True)
    except Lost as lost:
        raise Refused(Code.CONFLICT, fields=[], problem="import_running") from lost
    except Refused as refusal:
        if refusal.params.get("problem_kind") == "busy":
            raise Refused(Code.CONFLICT, fields=[], problem="import_running") from refusal
        raise
    async with ground.database.read(job.firm_id) as session:
        return await job_of(session, job.id)


async def undo_import(
    database: Database,
    vault: Vault,
    id: str,
    *,
    firm: str | None,
    email: str | None,
    tell: Tell | None = None,
) -> Outcome:
    """Take an import back. Raises Refused as `steps.undo`, NOT_FOUND for an unknown id."""
    firm_id = (await firm_named(database, firm)).firm_id
    principal = await actor(database, firm_id, email)
    async with database.change(principal, reason="undo import") as session:
        job = await job_of(session, own_id("import", id))
        if job.state != "undoing":
            job = await steps.undo(session, job.id)
    acting = Acting(principal, stands_of(principal))

    async def same(_: ImportJob) -> Acting:
        return acting

    job = await _ran(Ground(database, vault, same, tell), job)
    return await _outcome(database, vault, principal, job, ImportResult(job), Wishes())


async def _outcome(
    database: Database,
    vault: Vault,
    principal: Principal,
    job: ImportJob,
    result: ImportResult,
    wishes: Wishes,
) -> Outcome:
    """Everything that is told of a job."""
    firm_id = job.firm_id
    async with database.read(firm_id) as session:
        job = await job_of(session, job.id)
        report = await report_of_job(session, vault, job) or SheetReport(job.file)
        staff = await staff_of(session)
    rows = [row async for row in all_rows(database, vault, firm_id, job.id)]
    met = [row.client_id for row in rows if row.status == "duplicate" and row.client_id]
    seen = None
    if (stands := stands_of(principal)) is not None:
        async with database.read(firm_id) as session:
            seen = frozenset(await stands(session, met))
    default = staff.by_id.get(wishes.default_owner_id) if wishes.default_owner_id else None
    told = replace(result, job=job, seen=seen, default_owner=default.name if default else None)
    return Outcome(report, rows, told)


async def all_rows(database: Database, vault: Vault, firm_id: UUID, job_id: UUID) -> AsyncIterator[OpenRow]:
    """The rows of a job in the order of the file, opened."""
    position = -1
    while True:
        async with database.read(firm_id) as session:
            rows = await rows_after(session, job_id, position, PAGE)
            opened = await open_rows(session, vault, job_id, rows)
        for row in opened:
            yield row
        if not rows:
            return
        position = rows[-1].position


async def _wishes(database: Database, principal: Principal, order: ImportOrder) -> Wishes:
    owner_id = principal.user_id
    if order.owner is not None:
        async with database.read(principal.firm_id) as session:
            owner_id = (await user_named(session, order.owner, "owner")).id
    return Wishes(
        owner_id, order.create_tags, "update" if order.overwrite else "same" if order.update else "skip"
    )


async def _demand_same(database: Database, vault: Vault, job: ImportJob, plan: Plan) -> None:
    """An import that has begun goes on as it was read. Raises Refused(BAD_USER_INPUT) for another reading."""
    async with database.read(job.firm_id) as session:
        begun = await plan_of(session, vault, job)
    if plan not in (begun, Plan()):
        raise bad_input("mapping", "import_begun")


def _is_given(order: ImportOrder) -> bool:
    """Whether somebody said how to read the file; otherwise the firm's own way is taken."""
    return order.mapping is not None or order.allow_hidden


def _plan(order: ImportOrder, kind: SheetKind) -> Plan:
    """How to read the file. Raises Refused(BAD_USER_INPUT, field=mapping)."""
    told = _json(order.mapping) if order.mapping is not None else {}
    is_whole = bool(told) and set(told) <= _PLAN_PARTS and any(isinstance(v, dict) for v in told.values())
    plan = checked(from_json(told if is_whole else {"mapping": told}), kind)
    return replace(plan, with_hidden=plan.with_hidden or order.allow_hidden)


def _json(path: Path) -> Mapping[str, Any]:
    """A JSON object from a file. Raises Refused(BAD_USER_INPUT, field=mapping)."""
    try:
        if path.stat().st_size > MOST_MAPPING_BYTES:
            raise bad_input("mapping", "file", detail=f"> {MOST_MAPPING_BYTES} bytes")
        found: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        raise bad_input("mapping", "file", detail=type(fault).__name__) from fault
    if not isinstance(found, dict):
        raise bad_input("mapping", "file", detail='{"header": "field" | null}')
    return found
