"""Exports behind the scenes: looks for those that are due in any firm and makes them, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from backend.auth.acting import person
from backend.book.exports.model import ExportJob
from backend.book.exports.running import Maker
from backend.book.staff import User
from backend.graph.context import Services
from backend.graph.guard import Guard
from backend.graph.operations import Operations
from backend.migrations.metadata import METADATA
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.files.store import FileStore
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.policies.fields import Policies
from backend.schema.export_making import Opening
from backend.schema.export_reading import EXPORTING, LIST_OPERATIONS
from backend.schema.schema import build, compiled_queries
from backend.workers.delivery import error_name

TICK: Final = 0.5
log = structlog.get_logger(__name__)


@dataclass
class ExportWorker:
    """Makes exports for one process. tick: seconds between looks."""

    database: Database
    vault: Vault
    store: FileStore
    tick: float = TICK
    _policies: Policies = field(init=False)
    _maker: Maker | None = None

    def __post_init__(self) -> None:
        self._policies = Policies(self.database)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. A fault is logged; the export is due again after its lease."""
        while not stop.is_set():
            try:
                worked = await self.work_due(stop)
            except Exception as fault:
                log.warning("exports_failed", fault=error_name(fault))
                worked = 0
            if not worked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.tick)

    async def work_due(self, stop: asyncio.Event | None = None) -> int:
        """Make one due export of each firm; how many."""
        async with self.database.shared() as session:
            firms = list(
                await session.scalars(
                    select(ExportJob.firm_id)
                    .where(ExportJob.due_at <= func.now())
                    .group_by(ExportJob.firm_id)
                )
            )
        worked = 0
        for firm_id in firms:
            if stop is not None and stop.is_set():
                break
            id = await self._due(firm_id)
            if id is not None:
                await self._make(firm_id, id, stop)
                worked += 1
        return worked

    async def _due(self, firm_id: UUID) -> UUID | None:
        async with self.database.read(firm_id) as session:
            found: UUID | None = await session.scalar(
                select(ExportJob.id)
                .where(ExportJob.firm_id == firm_id, ExportJob.due_at <= func.now())
                .order_by(ExportJob.due_at)
                .limit(1)
            )
            return found

    async def _make(self, firm_id: UUID, id: UUID, stop: asyncio.Event | None) -> None:
        """One export, until it is made or the process is to end."""
        maker = await self.maker()
        task = asyncio.create_task(maker.make(firm_id, id), name="export")
        ended = asyncio.create_task(stop.wait()) if stop is not None else None
        await asyncio.wait({task, ended} if ended else {task}, return_when=asyncio.FIRST_COMPLETED)
        if ended is not None:
            ended.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._hand_over(firm_id, id, maker.token)
            return
        fault = task.exception()
        if fault is not None:
            log.warning("export_failed", export=str(id), fault=error_name(fault))

    async def maker(self) -> Maker:
        """What makes them; made when the first export comes, since it needs the whole schema."""
        if self._maker is None:
            operations = await asyncio.to_thread(list_operations)
            services = Services(
                self.database,
                self.vault,
                Bells(self.database.url),
                {LIST_OPERATIONS: operations, "files": self.store},
            )
            self._maker = Maker(
                self.database, self.vault, self.store, self.present, Opening(services, METADATA.sorted_tables)
            )
        return self._maker

    async def present(self, firm_id: UUID, user_id: UUID) -> Principal | None:
        """A person with his present rights; None when he is out."""
        async with self.database.read(firm_id) as session:
            user = await session.scalar(select(User).where(User.firm_id == firm_id, User.id == user_id))
        if user is None or not user.active:
            return None
        return await person(self.database, user, self._policies)

    async def _hand_over(self, firm_id: UUID, id: UUID, token: UUID) -> None:
        """Let another worker begin at once."""
        async with self.database.as_system(firm_id, "export") as session:
            await session.execute(
                update(ExportJob)
                .where(ExportJob.firm_id == firm_id, ExportJob.id == id, ExportJob.runner == token)
                .values(due_at=func.now(), runner=None)
                .execution_options(synchronize_session=False)
            )


def list_operations() -> Operations:
    """The schema's own queries, without the bounds of requests."""
    schema = build((Guard,))
    return Operations(schema, EXPORTING, compiled=compiled_queries(schema), free_documents=True)
