"""What the steps of an import stand on: transactions on behalf of its person, and the process that reads its file."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.imports import files
from backend.book.imports.batches import Acting
from backend.book.imports.jobs import ImportJob
from backend.platform.bells import strike
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.platform.versions import locked
from backend.systemize.sheets.apart import ApartReader

LEASE: Final = timedelta(seconds=60)
"""How long a job is left alone after its runner was last seen."""
PROCESS: Final = "backend.book.imports.reading_process"
Tell = Callable[[str, int, int], None]
"""Hears which step is at how many rows, and of how many (0: not known)."""
ActingOf = Callable[[ImportJob], Awaitable[Acting]]
"""On whose behalf a job runs, with his present rights."""


class Lost(Exception):
    """Somebody else runs the job now, or it is at another step: what was begun here is over."""


@dataclass
class Ground:
    """One runner at one job at a time.

    acting_of: asked for each step. tell: hears the progress. path: where the file lies when it need not be unsealed.
    token: what the runner signs with. keeps: the reading process outlives a run, and whoever made this closes it.
    """

    database: Database
    vault: Vault
    acting_of: ActingOf
    tell: Tell | None = None
    path: Path | None = None
    keeps: bool = False
    token: UUID = field(default_factory=lambda: UUID(bytes=secrets.token_bytes(16), version=4))
    stack: ExitStack = field(default_factory=ExitStack)
    _reader: ApartReader | None = None

    @asynccontextmanager
    async def own(self, job: ImportJob, acting: Acting) -> AsyncIterator[tuple[AsyncSession, ImportJob]]:
        """A transaction on behalf of somebody, with the job locked and put off. Raises Lost."""
        async with self.database.change(acting.principal, reason=f"import {job.id}") as session:
            # Plans are made once in a transaction: one for each of thousands of keys takes longer, and one that was
            # made while a table was empty, as that of a foreign key is kept, reads all of its rows for each new one.
            await session.execute(text("set local plan_cache_mode = force_generic_plan"))
            await session.execute(text("discard plans"))
            own = await locked(session, ImportJob, job.id)
            if own.runner != self.token or own.step != job.step:
                raise Lost
            await put_off(session, own, self.token)
            yield session, own

    async def reader(self, job: ImportJob) -> ApartReader:
        """The process that has read the job's file; it lives until `close`."""
        if self._reader is None:
            path, handles = await self._path_of(job)
            self._reader = self.stack.enter_context(ApartReader(path, job.file, job.kind, PROCESS, handles))
        return self._reader

    async def _path_of(self, job: ImportJob) -> tuple[str, tuple[int, ...]]:
        if self.path is not None:
            return str(self.path), ()
        if job.file_id is None:
            raise Refused(Code.NOT_FOUND)
        async with self.database.read(job.firm_id) as session:
            data = await files.content_of(session, self.vault, job.file_id)
        return self.stack.enter_context(files.readable(data))

    def close(self) -> None:
        """End the reading process and forget the file's content."""
        self.stack.close()
        self._reader = None

    def told(self, step: str, done: int, total: int) -> None:
        """Say how far a step is."""
        if self.tell is not None:
            self.tell(step, done, total)


async def put_off(session: AsyncSession, job: ImportJob, token: UUID) -> None:
    """Sign a job for a while, past the audit. The server's clock counts, as it does for whoever looks."""
    await session.execute(
        update(ImportJob)
        .where(ImportJob.firm_id == job.firm_id, ImportJob.id == job.id)
        .values(runner=token, due_at=func.now() + LEASE)
        .execution_options(synchronize_session=False)
    )


async def progress(session: AsyncSession, job: ImportJob, done: int, total: int | None = None) -> None:
    """Note how far the running step is, past the audit."""
    values = {"progress": done} if total is None else {"progress": done, "total": total}
    await session.execute(
        update(ImportJob)
        .where(ImportJob.firm_id == job.firm_id, ImportJob.id == job.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    strike(session, "import", str(job.id))
