"""Rows of a checked workbook become clients: 500 in a transaction, each at most once, whenever it is killed.

A row's place in the ledger and its client are written together, so what is not committed is still waiting, and
the next run goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.import_drafts import ClientDraft, draft_of, refusal_issue
from backend.book.import_fill import Meeting, StandsOf, fill_clients
from backend.book.import_owners import Staff, StaffMember, staff_of
from backend.book.import_rows import NewClient, Source, add_clients
from backend.book.import_store import counts_of, job_key, opened_row, sealed_row, waiting_rows
from backend.book.import_tags import tag_ids_of
from backend.book.import_twins import known_twins, party_of
from backend.book.imports import ImportFinished, ImportJob, ImportRow
from backend.book.lookup import actor_id
from backend.platform.clock import now
from backend.platform.crypto import DataKey
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.events import emit
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.platform.versions import locked

CHUNK: Final = 500
ENDED: Final = ("done", "failed")


@dataclass(frozen=True)
class Wishes:
    """What the importing person decided.

    default_owner_id: who gets clients whose manager the sheet does not name or nobody knows; create_tags: make tags
    that are missing; update: fill empty fields of clients who are there already, within the rights that `stands_of`
    tells (None: the product itself acts).
    """

    default_owner_id: UUID | None = None
    create_tags: bool = False
    update: bool = False
    stands_of: StandsOf | None = None


@dataclass
class _Reading:
    """A waiting row opened. content: `values` and `issues` of the envelope; twin_id: the client he is already."""

    row: ImportRow
    content: dict[str, Any]
    draft: ClientDraft
    source: Source
    owner: StaffMember | None = None
    tag_ids: tuple[UUID, ...] = ()

    def warn(self, field: str, code: str) -> None:
        """Note something about the row that does not keep it out."""
        self.row.issues = [*self.row.issues, {"field": field, "code": code}]

    def settle(self, status: str, client_id: UUID, key: DataKey) -> None:
        """The row is done; from now on its values are that client's, and erased with him."""
        self.row.status, self.row.client_id = status, client_id
        self.row.sealed = sealed_row(key, self.row.id, self.content)


async def commit_rows(
    database: Database,
    vault: Vault,
    principal: Principal,
    job_id: UUID,
    wishes: Wishes,
    tell: Callable[[int], None] | None = None,
) -> None:
    """Import the waiting rows of a validated job, then end it.

    tell: hears the number of rows after each transaction. Raises Refused(NOT_FOUND) for another firm's job,
    CONFLICT when another process imports the same rows at this moment.
    """
    reason = f"import {job_id}"
    while True:
        try:
            async with database.change(principal, reason=reason) as session:
                count = await commit_chunk(session, vault, job_id, wishes)
        except Refused as refusal:
            if refusal.params.get("problem_kind") == "busy":
                raise Refused(Code.CONFLICT, fields=[], problem="import_running") from refusal
            raise
        if tell is not None:
            tell(count)
        if count == 0:
            break
    async with database.change(principal, reason=reason) as session:
        await finish(session, job_id)


async def commit_chunk(session: AsyncSession, vault: Vault, job_id: UUID, wishes: Wishes) -> int:
    """Import the next rows of a job in the session's transaction; how many were dealt with, 0 at the end."""
    job = await locked(session, ImportJob, job_id)
    rows = [] if job.state in ENDED else await waiting_rows(session, job_id, CHUNK)
    if not rows:
        return 0
    job.state = "committing"
    with session.no_autoflush:  # a row of the ledger is written once, when all is known of it
        staff = await staff_of(session)
        key = await job_key(session, vault, job_id)
        readings = [found for row in rows if (found := _read(job, row, key)) is not None]
        await _give_owners_and_tags(session, readings, staff, wishes)
        in_file = [reading for reading in readings if reading.row.twin]
        others = [reading for reading in readings if not reading.row.twin]
        keys = await vault.firm(session)
        twins = await known_twins(session, [party_of(reading.draft, keys) for reading in others])
        # From here on plans are made once: one for each of thousands of keys takes longer, and without statistics
        # of a new firm it may read the whole firm for one row.
        await session.execute(text("set local plan_cache_mode = force_generic_plan"))
        await _take_in(session, vault, [r for r, twin in zip(others, twins, strict=True) if twin is None])
    meetings = [(r, twin[0]) for r, twin in zip(others, twins, strict=True) if twin is not None]
    for reading, twin in zip(others, twins, strict=True):
        if twin is not None:
            reading.row.twin = {"reasons": list(twin[1])}
    for reading, id in zip(in_file, await _clients_of(session, job_id, in_file), strict=True):
        if id is not None:
            meetings.append((reading, id))
        else:
            reading.row.twin = None  # the row it repeats was rejected after all: it waits for its own turn
    await _meet(session, vault, meetings, wishes)
    await session.flush()
    return len(rows)


async def finish(session: AsyncSession, job_id: UUID) -> None:
    """End a job whose rows are all dealt with; a second time changes nothing."""
    job = await locked(session, ImportJob, job_id)
    if job.state in ENDED:
        return
    job.counts = await counts_of(session, job.firm_id, job_id)
    job.state, job.finished_at = "done", now()
    accepted, rejected = job.counts.get("committed", 0), job.counts.get("rejected", 0)
    emit(session, ImportFinished(job_id, actor_id(session), accepted=accepted, rejected=rejected))


def _read(job: ImportJob, row: ImportRow, key: DataKey) -> _Reading | None:
    """The row opened; None when the book cannot keep its values (any more): then it is rejected."""
    content = opened_row(row, key)
    try:
        draft = draft_of(content["values"])
    except Refused as refusal:
        row.status = "rejected"
        row.issues = [*row.issues, refusal_issue(refusal)]
        return None
    return _Reading(row, content, draft, Source(job.id, job.file, row.sheet, row.row))


async def _give_owners_and_tags(
    session: AsyncSession, readings: Sequence[_Reading], staff: Staff, wishes: Wishes
) -> None:
    """Find the owner and the tags of each row; what cannot be found is noted."""
    default = staff.by_id.get(wishes.default_owner_id) if wishes.default_owner_id else None
    names = (tag for reading in readings for tag in reading.draft.tags)
    tag_ids = await tag_ids_of(session, names, create=wishes.create_tags)
    for reading in readings:
        reading.owner = default
        if reading.draft.manager:
            found, doubt = staff.called(reading.draft.manager)
            reading.owner = found or default
            if doubt:
                reading.warn("manager", doubt)
        if reading.owner is None:
            reading.warn("manager", "owner_none")
        known = (tag_ids[tag] for tag in reading.draft.tags if tag in tag_ids)
        reading.tag_ids = tuple(dict.fromkeys(known))
        if any(tag not in tag_ids for tag in reading.draft.tags):
            reading.warn("tags", "tag_unknown")
        for field in reading.draft.kept_in_note:
            reading.warn(field, "kept_in_note")


async def _take_in(session: AsyncSession, vault: Vault, readings: Sequence[_Reading]) -> None:
    new = [NewClient(r.draft, r.source, r.owner, r.tag_ids) for r in readings]
    if not new:
        return
    keys = await vault.person_keys_of(session, [one.id for one in new], create=True)
    await add_clients(session, keys, vault, new)
    for reading, one in zip(readings, new, strict=True):
        reading.settle("committed", one.id, keys[one.id])


async def _clients_of(session: AsyncSession, job_id: UUID, readings: Sequence[_Reading]) -> list[UUID | None]:
    """The clients of the rows that these rows repeat; those come earlier, so they are settled."""
    if not readings:
        return []
    places = [(str(r.row.twin["sheet"]), int(r.row.twin["row"])) for r in readings if r.row.twin]
    rows = await session.execute(
        select(ImportRow.sheet, ImportRow.row, ImportRow.client_id).where(
            ImportRow.firm_id == session.info["firm_id"],
            ImportRow.job_id == job_id,
            tuple_(ImportRow.sheet, ImportRow.row).in_(places),
        )
    )
    clients: Mapping[tuple[str, int], UUID | None] = {(sheet, row): id for sheet, row, id in rows}
    return [clients[place] for place in places]


async def _meet(
    session: AsyncSession, vault: Vault, met: Sequence[tuple[_Reading, UUID]], wishes: Wishes
) -> None:
    """Rows about clients who are there: nothing is imported, and only on demand empty fields are filled."""
    if not met:
        return
    keys = await vault.person_keys_of(session, [id for _, id in met], create=True)
    filled: list[tuple[str, ...]] = [() for _ in met]
    if wishes.update:
        meetings = [Meeting(id, r.draft, r.source, r.owner) for r, id in met]
        filled = await fill_clients(session, vault, keys, meetings, wishes.stands_of)
    for (reading, id), fields in zip(met, filled, strict=True):
        reading.row.twin = {**(reading.row.twin or {}), "filled": list(fields)}
        reading.settle("duplicate", id, keys[id])
