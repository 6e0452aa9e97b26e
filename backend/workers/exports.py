"""Exports behind the scenes: those that are due in any firm, made with the present rights of who asked for them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select

from backend.auth.acting import person
from backend.book.exports.model import ExportJob
from backend.book.exports.running import Maker
from backend.book.staff import User
from backend.graph.context import Services
from backend.graph.guard import Guard
from backend.graph.operations import Operations
from backend.migrations.metadata import METADATA
from backend.platform.bells import Bells
from backend.platform.files.store import FileStore
from backend.platform.pauses import EXPORTS
from backend.platform.principal import Principal
from backend.policies.fields import Policies
from backend.schema.export_making import Opening
from backend.schema.export_reading import EXPORTING, LIST_OPERATIONS
from backend.schema.schema import build, compiled_queries
from backend.workers.due_jobs import DueJobs


@dataclass(kw_only=True)
class ExportWorker(DueJobs):
    """Makes exports for one process."""

    word: ClassVar[str] = "export"
    model: ClassVar[Any] = ExportJob
    kind: ClassVar[str | None] = EXPORTS

    store: FileStore
    tick: float = 0.5
    _policies: Policies = field(init=False)
    _maker: Maker | None = None

    def __post_init__(self) -> None:
        self._policies = Policies(self.database)

    async def begin(self, firm_id: UUID, id: UUID) -> tuple[Coroutine[Any, Any, object], UUID]:
        """The whole export."""
        maker = await self.maker()
        return maker.make(firm_id, id), maker.token

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


def list_operations() -> Operations:
    """The schema's own queries, without the bounds of requests."""
    schema = build((Guard,))
    return Operations(schema, EXPORTING, compiled=compiled_queries(schema), free_documents=True)
