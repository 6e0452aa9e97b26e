"""`startrail import`: a workbook is checked, or checked and taken into the book."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book.firms import firm_named
from backend.book.import_commit import Wishes, commit_rows
from backend.book.import_owners import staff_of
from backend.book.import_reading import Reading, ledger_rows, read_report
from backend.book.import_store import FileOffer, earlier_job, ledger_of, open_job, write_rows
from backend.book.imports import KINDS, ImportJob, ImportRow
from backend.commands.import_actor import actor, demand_rights, stands_of, user_named
from backend.platform.clock import business_date, now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.platform.versions import locked
from backend.systemize.sheets.checking import check_sheets
from backend.systemize.sheets.kinds.client_rules import managers_named
from backend.systemize.sheets.kinds.clients import CLIENTS
from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.reports import SheetReport
from backend.systemize.sheets.workbooks import FileFault, FileRefused

MOST_MAPPING_BYTES = 1_000_000
Tell = Callable[[int, int], None]
"""Hears how many rows are done, and of how many."""


@dataclass(frozen=True)
class ImportOrder:
    """What somebody asks for on the command line.

    mapping: a JSON file with the field (or null) for each header; firm, email: for whom; owner: e-mail of who gets
    clients of unknown managers; again: also a file that was imported before.
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
    again: bool = False


@dataclass(frozen=True)
class ImportResult:
    """What became of the file. rows: its ledger in the order of the file.

    already: it had been imported before, nothing was done; resumed: an earlier run had begun; default_owner: name
    of who got the clients of unknown managers; seen: clients the importing person may know of, None: all.
    """

    job: ImportJob
    rows: list[ImportRow] = field(default_factory=list)
    already: bool = False
    resumed: bool = False
    default_owner: str | None = None
    seen: frozenset[UUID] | None = None


@dataclass(frozen=True)
class Outcome:
    """A file's reading and, unless it was a dry run or refused as a whole, the import's result."""

    reading: Reading
    result: ImportResult | None = None


async def dry_run(order: ImportOrder, database: Database | None = None) -> Outcome:
    """Check a file and write nothing.

    database: with it the firm's people are known, whose names sheets may bear. Raises Refused(BAD_USER_INPUT) for
    the order, OSError for a file that is not there.
    """
    staff: list[str] = []
    if database is not None:
        firm_id = (await firm_named(database, order.firm)).firm_id
        async with database.read(firm_id) as session:
            staff = (await staff_of(session)).names
    return Outcome(await _reading(order, staff))


async def import_file(
    database: Database, vault: Vault, order: ImportOrder, tell: Tell | None = None
) -> Outcome:
    """Check a file and take its accepted rows into the book; an unfinished import of the file goes on.

    A file refused as a whole leaves a failed job and nothing else. Raises Refused: BAD_USER_INPUT for the order,
    FORBIDDEN when the person lacks a right, CONFLICT while another process imports the file; OSError as `dry_run`.
    """
    offer = FileOffer(
        order.file.name, _hash(order.file), _kind(order.kind), _mapping(order.mapping), order.allow_hidden
    )
    firm_id = (await firm_named(database, order.firm)).firm_id
    principal = await actor(database, firm_id, order.email)
    wishes = await _wishes(database, principal, order)
    async with database.read(firm_id) as session:
        staff = await staff_of(session)
        job = await earlier_job(session, offer)
    reading = await _reading(order, staff.names)
    demand_rights(principal, reading, create_tags=order.create_tags)
    if job is not None and job.state == "done" and order.again:
        job = None
    already = job is not None and job.state == "done"
    resumed = job is not None and job.state == "committing"
    if job is None or not (already or resumed):
        job = await _validated(database, vault, principal, job, offer, reading)
        if job is None:
            return Outcome(reading)
    elif resumed:
        _demand_same(job, offer)
    if not already:
        await commit_rows(database, vault, principal, job.id, wishes, _progress(reading, tell))
    result = await _result(database, principal, job.id, wishes)
    default = staff.by_id.get(wishes.default_owner_id) if wishes.default_owner_id else None
    name = default.name if default else None
    return Outcome(reading, replace(result, already=already, resumed=resumed, default_owner=name))


async def _reading(order: ImportOrder, staff: Collection[str]) -> Reading:
    _kind(order.kind)
    mapping = _mapping(order.mapping)
    return await asyncio.to_thread(_read, order, mapping, staff)


def _read(order: ImportOrder, mapping: Mapping[str, str | None], staff: Collection[str]) -> Reading:
    try:
        workbook = read_workbook(order.file)
    except FileRefused as refusal:
        return Reading(SheetReport(order.file.name, refusal.fault))
    # A sheet may bear the name of somebody who has left or is not here yet: that is told, not dropped.
    stated = managers_named([sheet.name for sheet in workbook.sheets])
    people = {*staff, *(given["manager"] for given in stated.values())}
    report = check_sheets(
        workbook, CLIENTS, mapping or None, order.allow_hidden, today=business_date(), staff=people
    )
    return read_report(report)


async def _validated(
    database: Database,
    vault: Vault,
    principal: Principal,
    job: ImportJob | None,
    offer: FileOffer,
    reading: Reading,
) -> ImportJob | None:
    """The job with its rows in the ledger; None, with a failed job, when the file is refused as a whole."""
    if job is None:
        async with database.change(principal) as session:
            job = await open_job(session, offer)
    async with database.read(principal.firm_id) as session:
        keys = await vault.firm(session)
    rows = await asyncio.to_thread(ledger_rows, reading, keys)
    fault: FileFault | None = reading.report.error
    async with database.change(principal, reason=f"import {job.id}") as session:
        if fault is not None:
            failed = await locked(session, ImportJob, job.id)
            failed.state, failed.error, failed.finished_at = "failed", fault.value, now()
            return None
        await write_rows(session, vault, job.id, offer, rows)
    return job


async def _result(database: Database, principal: Principal, job_id: UUID, wishes: Wishes) -> ImportResult:
    firm_id = principal.firm_id
    async with database.read(firm_id) as session:
        job = (
            await session.scalars(
                select(ImportJob).where(ImportJob.firm_id == firm_id, ImportJob.id == job_id)
            )
        ).one()
        rows = await ledger_of(session, firm_id, job_id)
        met = [row.client_id for row in rows if row.status == "duplicate" and row.client_id]
        seen = frozenset(await wishes.stands_of(session, met)) if wishes.stands_of else None
    return ImportResult(job, rows, seen=seen)


async def _wishes(database: Database, principal: Principal, order: ImportOrder) -> Wishes:
    owner_id = principal.user_id
    if order.owner is not None:
        async with database.read(principal.firm_id) as session:
            owner_id = (await user_named(session, order.owner, "owner")).id
    return Wishes(owner_id, order.create_tags, order.update, stands_of(principal))


def _demand_same(job: ImportJob, offer: FileOffer) -> None:
    """An import that has begun goes on as it was read. Raises Refused(BAD_USER_INPUT) for another reading."""
    if job.mapping != dict(offer.mapping) or job.with_hidden != offer.with_hidden:
        raise bad_input("mapping", "import_begun")


def _progress(reading: Reading, tell: Tell | None) -> Callable[[int], None] | None:
    if tell is None:
        return None
    total, done = len(reading.drafts), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        tell(done, total)

    return told


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Refused(Code.BAD_USER_INPUT, field="kind", problem="import_kind", known=", ".join(KINDS))
    return kind


def _mapping(path: Path | None) -> dict[str, str | None]:
    """The field of each header from a JSON object. Raises Refused(BAD_USER_INPUT, field=mapping)."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > MOST_MAPPING_BYTES:
            raise bad_input("mapping", "file", detail=f"> {MOST_MAPPING_BYTES} bytes")
        found: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        raise bad_input("mapping", "file", detail=type(fault).__name__) from fault
    if not isinstance(found, dict) or any(not isinstance(v, str | None) for v in found.values()):
        raise bad_input("mapping", "file", detail='{"header": "field" | null}')
    return found


def _hash(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
