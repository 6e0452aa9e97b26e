"""Imports behind the scenes: what is asked for of those that are due in any firm."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement

from backend.auth.acting import importing
from backend.book.imports.ground import Ground, Lost
from backend.book.imports.jobs import ImportJob
from backend.book.imports.running import run
from backend.platform.pauses import IMPORTS
from backend.workers.due_jobs import DueJobs


@dataclass(kw_only=True)
class ImportWorker(DueJobs):
    """Runs imports for one process."""

    word: ClassVar[str] = "import"
    model: ClassVar[Any] = ImportJob
    kind: ClassVar[str | None] = IMPORTS

    async def begin(self, firm_id: UUID, id: UUID) -> tuple[Coroutine[Any, Any, object], UUID]:
        """Everything asked for of an import."""
        ground = Ground(self.database, self.vault, lambda job: importing(self.database, job))
        return run(ground, firm_id, id), ground.token

    def asked_for(self) -> tuple[ColumnElement[bool], ...]:
        """A step."""
        return (ImportJob.step.is_not(None),)

    def is_lost(self, fault: BaseException) -> bool:
        """Another worker has it."""
        return isinstance(fault, Lost)
