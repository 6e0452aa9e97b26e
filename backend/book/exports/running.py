"""Making an export: one runner at a time, seen to be alive, and stopped when its person's rights change.

A runner that was killed leaves nothing but a file without a row: the export is due again after its lease and is made
anew from its beginning, since a table of two states of the firm would be none.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.exports.changes import forget_spec, rules_of
from backend.book.exports.model import MOST_ROWS, ExportFinished, ExportJob
from backend.platform.audit import record
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.events import emit
from backend.platform.files.store import FileStore, Writer
from backend.platform.files.stored import keep, new_key
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.platform.versions import locked
from backend.systemize.tables.cells import TableWriter

LEASE: Final = timedelta(seconds=15)
LOOK: Final = 0.5
"""Seconds between looks whether it is still wanted and its person still has the rights it began with."""
NAME: Final = "export"
Rows = Sequence[Any]
"""Of cells; of an export of the whole firm, its pieces."""


class Stopped(Exception):
    """It is not wanted any more, or somebody else is at it."""


class Withdrawn(Exception):
    """The person's rights are not those it began with."""


@dataclass(frozen=True)
class Table:
    """What is to be written.

    pages: rows as they are read, with how many of each page were left out; counted: how many rows a page has;
    is_bounded: whether the firm's limits of rows hold.
    """

    pages: AsyncGenerator[tuple[Rows, int], None]
    writer: Callable[[Writer], TableWriter]
    counted: Callable[[Rows], int] = len
    is_bounded: bool = True


PresentOf = Callable[[UUID, UUID], Awaitable[Principal | None]]
"""(firm, user) -> the person with his present rights; None when he is out."""
Open = Callable[[ExportJob, Principal], Awaitable[Table]]
"""Begins to read what an export is of. Raises Refused when the person may not have it."""


@dataclass
class Maker:
    """One process's maker of exports. token: what it signs with."""

    database: Database
    vault: Vault
    store: FileStore
    present_of: PresentOf
    open: Open
    token: UUID = field(default_factory=lambda: UUID(bytes=secrets.token_bytes(16), version=4))

    async def make(self, firm_id: UUID, id: UUID) -> str | None:
        """Make one export; the state it came to, None when there was nothing to do."""
        job = await self._claim(firm_id, id)
        if job is None:
            return None
        try:
            return await self._make(job)
        except Stopped:
            return None
        except Withdrawn:
            return await self._fail(job, "export_rights")
        except Refused as refused:
            return await self._fail(job, str(refused.params.get("problem") or "export_refused"))

    async def _claim(self, firm_id: UUID, id: UUID) -> ExportJob | None:
        """Sign the export, if it is due."""
        async with self.database.as_system(firm_id, NAME) as session:
            job = await locked(session, ExportJob, id)
            is_due = await session.scalar(
                select(ExportJob.due_at <= func.now()).where(ExportJob.firm_id == firm_id, ExportJob.id == id)
            )
            if not is_due or job.state not in {"queued", "running"}:
                return None
            job.state = "running"
            await session.flush()
            await _sign(session, job, self.token, 0)
            strike(session, NAME, str(id))
            return job

    async def _make(self, job: ExportJob) -> str:
        principal = await self.present_of(job.firm_id, job.user_id)
        if principal is None:
            raise Withdrawn
        table = await self.open(job, principal)
        async with self.database.change(principal) as session:
            key = await new_key(session, self.vault)
            rules = await rules_of(session)
        most = (MOST_ROWS if job.decided_by_id else rules.rows_alone) if table.is_bounded else sys.maxsize
        raw = await asyncio.to_thread(self.store.writer, key)
        try:
            rows, left_out = await self._write(job, principal, table, raw, most)
            written = await asyncio.to_thread(raw.finish)
        except BaseException:
            raw.discard()
            raise
        try:
            if rows > most:
                return await self._ask_again(job)
            # Once more, right before it is handed over.
            await self._hold(job, principal, rows)
            async with self.database.as_system(job.firm_id, NAME) as session:
                own = await self._own(session, job)
                file = await keep(session, self.vault, self.store, written, job.format)
                own.file_id, own.size, own.left_out = file.id, written.size, left_out
                own.state, own.finished_at = "done", now()
                own.expires_at = now() + timedelta(days=rules.kept_days)
                return await self._end(session, own, rows)
        finally:
            written.discard()

    async def _write(
        self, job: ExportJob, principal: Principal, table: Table, raw: Writer, most: int
    ) -> tuple[int, int]:
        """Write the rows; how many, and how many were left out. It ends early above the most that is allowed."""
        writer = await asyncio.to_thread(table.writer, raw)
        rows = left_out = 0
        looked = time.monotonic()
        async with aclosing(table.pages) as pages:
            async for page, out in pages:
                await asyncio.to_thread(writer.add, page)
                rows, left_out = rows + table.counted(page), left_out + out
                if rows > most:
                    break
                if time.monotonic() - looked > LOOK:
                    await self._hold(job, principal, rows)
                    looked = time.monotonic()
        await asyncio.to_thread(writer.close)
        return rows, left_out

    async def _hold(self, job: ExportJob, principal: Principal, rows: int) -> None:
        """Say how far it is. Raises Stopped, Withdrawn."""
        present = await self.present_of(job.firm_id, job.user_id)
        if present is None or present.mask.id != principal.mask.id or present.scope != principal.scope:
            raise Withdrawn
        async with self.database.as_system(job.firm_id, NAME) as session:
            own = await self._own(session, job)
            await _sign(session, own, self.token, rows)
            strike(session, NAME, str(job.id))

    async def _own(self, session: AsyncSession, job: ExportJob) -> ExportJob:
        own = await locked(session, ExportJob, job.id)
        if own.state != "running" or own.runner != self.token:
            raise Stopped
        return own

    async def _ask_again(self, job: ExportJob) -> str:
        """There are more rows than its person may take alone: somebody has to agree first."""
        async with self.database.as_system(job.firm_id, NAME) as session:
            own = await self._own(session, job)
            own.state, own.needs_approval, own.rows, own.due_at = "waiting", True, -1, None
            own.version += 1
            await session.flush()
            strike(session, NAME, str(job.id))
            return "waiting"

    async def _fail(self, job: ExportJob, fault: str) -> str | None:
        try:
            async with self.database.as_system(job.firm_id, NAME) as session:
                own = await self._own(session, job)
                own.state, own.fault, own.finished_at = "failed", fault, now()
                await session.flush()
                await forget_spec(session, own)
                return await self._end(session, own, own.progress)
        except Stopped:
            return None

    async def _end(self, session: AsyncSession, own: ExportJob, rows: int) -> str:
        await session.flush()
        await session.execute(
            update(ExportJob)
            .where(ExportJob.firm_id == own.firm_id, ExportJob.id == own.id)
            .values(due_at=None, runner=None, progress=rows)
            .execution_options(synchronize_session=False)
        )
        session.info["reason"] = own.reason
        record(
            session,
            "export",
            "export_job",
            own.id,
            changes={"state": [None, own.state], "rows": [None, rows]},
        )
        emit(session, ExportFinished(export_id=own.id, asker=own.user_id, state=own.state, rows=rows))
        strike(session, NAME, str(own.id))
        return own.state


async def _sign(session: AsyncSession, job: ExportJob, token: UUID, rows: int) -> None:
    """Sign an export for a while, past the audit. The server's clock counts, as it does for whoever looks."""
    await session.execute(
        update(ExportJob)
        .where(ExportJob.firm_id == job.firm_id, ExportJob.id == job.id)
        .values(runner=token, due_at=func.now() + LEASE, progress=rows)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(job)
