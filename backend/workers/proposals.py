"""Files of proposals behind the scenes: each issue is printed once, apart from every server, and kept sealed."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.files.store import FileStore, Written
from backend.platform.files.stored import keep, new_key
from backend.platform.versions import locked
from backend.track.proposal_logos import logo_named
from backend.track.proposal_printing import SECONDS, Printed, Unprintable, pdf_of
from backend.track.proposals import Proposal, ProposalPrint, ProposalVersion
from backend.workers.due_jobs import DueJobs

log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=SECONDS * 2)
MOST_TRIES: Final = 3
AGAIN: Final = timedelta(seconds=20)


@dataclass(kw_only=True)
class ProposalPrinter(DueJobs):
    """Prints for one process. token: what it signs with."""

    word: ClassVar[str] = "proposal"
    model: ClassVar[Any] = ProposalPrint

    store: FileStore
    tick: float = 0.5
    token: UUID = field(default_factory=lambda: UUID(bytes=secrets.token_bytes(16), version=4))

    async def begin(self, firm_id: UUID, id: UUID) -> tuple[Coroutine[Any, Any, object], UUID]:
        """One file."""
        return self.make(firm_id, id), self.token

    async def make(self, firm_id: UUID, id: UUID) -> bool:
        """Print an issue, if it is due; whether it is printed now. A fault is tried again, then told."""
        version = await self._claim(firm_id, id)
        if version is None:
            return False
        logo = await logo_named(
            self.database, self.vault, self.store, firm_id, version.content["brand"]["logo"]
        )
        try:
            made = await pdf_of(version.content, version.issued_at, logo)
        except Unprintable as wrong:
            log.warning("proposal_unprintable", job=str(id), fault=wrong.fault, why=wrong.args[1])
            await self._put_off(firm_id, id, wrong.fault)
            return False
        async with self.database.as_system(firm_id, self.word) as session:
            key = await new_key(session, self.vault)
        writer = await asyncio.to_thread(self.store.writer, key)
        try:
            await asyncio.to_thread(writer.write, made.content)
            written = await asyncio.to_thread(writer.finish)
        except BaseException:
            writer.discard()
            raise
        try:
            return await self._keep(firm_id, id, written, made)
        finally:
            written.discard()

    async def _claim(self, firm_id: UUID, id: UUID) -> ProposalVersion | None:
        """Sign the job, if it is due: the server's clock counts, as it does for whoever looks."""
        async with self.database.as_system(firm_id, self.word) as session:
            job = await locked(session, ProposalPrint, id)
            is_due = await session.scalar(
                select(ProposalPrint.due_at <= func.now()).where(
                    ProposalPrint.firm_id == firm_id, ProposalPrint.id == id
                )
            )
            if not is_due or job.file_id is not None:
                return None
            job.tries += 1
            await session.flush()
            await session.execute(
                update(ProposalPrint)
                .where(ProposalPrint.firm_id == firm_id, ProposalPrint.id == id)
                .values(runner=self.token, due_at=func.now() + LEASE)
                .execution_options(synchronize_session=False)
            )
            found: ProposalVersion | None = await session.scalar(
                select(ProposalVersion).where(
                    ProposalVersion.firm_id == firm_id, ProposalVersion.id == job.version_id
                )
            )
            return found

    async def _keep(self, firm_id: UUID, id: UUID, written: Written, made: Printed) -> bool:
        async with self.database.as_system(firm_id, self.word) as session:
            job = await locked(session, ProposalPrint, id)
            if job.runner != self.token or job.file_id is not None:
                return False
            file = await keep(session, self.vault, self.store, written, "pdf")
            job.file_id, job.size, job.pages = file.id, written.size, made.pages
            job.digest = hashlib.sha256(made.content).hexdigest()
            job.printed_at, job.fault, job.due_at, job.runner = now(), None, None, None
            await session.flush()
            await _tell(session, job)
            return True

    async def _put_off(self, firm_id: UUID, id: UUID, fault: str) -> None:
        async with self.database.as_system(firm_id, self.word) as session:
            job = await locked(session, ProposalPrint, id)
            if job.runner != self.token:
                return
            job.fault, job.runner = fault, None
            job.due_at = now() + AGAIN if job.tries < MOST_TRIES else None
            await session.flush()
            await _tell(session, job)


async def _tell(session: AsyncSession, job: ProposalPrint) -> None:
    client_id = await session.scalar(
        select(Proposal.client_id)
        .join(
            ProposalVersion,
            (ProposalVersion.firm_id == Proposal.firm_id) & (ProposalVersion.proposal_id == Proposal.id),
        )
        .where(
            Proposal.firm_id == job.firm_id,
            ProposalVersion.firm_id == job.firm_id,
            ProposalVersion.id == job.version_id,
        )
    )
    strike(session, "client", str(client_id))
