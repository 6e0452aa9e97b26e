"""An import as a person walks through it in the wizard: each step asked for, then worked by a runner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import importing, stands_of
from backend.book.imports import preview, steps
from backend.book.imports.batches import Acting, Wishes
from backend.book.imports.content import job_of
from backend.book.imports.edits import edit_row
from backend.book.imports.ground import Ground
from backend.book.imports.jobs import ImportJob
from backend.book.imports.pairs import decide
from backend.book.imports.preview import ShownRow, Summary
from backend.book.imports.running import run
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.systemize.sheets.plans import Plan


@dataclass
class Wizard:
    """One import by one principal."""

    database: Database
    vault: Vault
    principal: Principal
    job_id: UUID = field(default_factory=lambda: UUID(int=0))

    @property
    def acting(self) -> Acting:
        """On whose behalf."""
        return Acting(self.principal, stands_of(self.principal))

    async def change(self, work: Callable[[AsyncSession], Any]) -> Any:
        """A change of its own transaction."""
        async with self.database.change(self.principal) as session:
            return await work(session)

    async def upload(self, file: Path, kind: str = "clients", **options: Any) -> ImportJob:
        """Upload a file and read it."""
        job = await self.change(
            lambda session: steps.upload(
                session, self.vault, file=file.name, data=file.read_bytes(), kind=kind, **options
            )
        )
        self.job_id = job.id
        return await self.run()

    async def run(self) -> ImportJob:
        """Do what was asked for; the job after it."""
        ground = Ground(self.database, self.vault, lambda job: importing(self.database, job))
        await run(ground, self.principal.firm_id, self.job_id, force=True)
        return await self.job()

    async def job(self) -> ImportJob:
        """The job as it is."""
        async with self.database.read(self.principal.firm_id) as session:
            return await job_of(session, self.job_id)

    async def choose(self, plan: Plan | None = None, wishes: Wishes | None = None) -> ImportJob:
        """Say how to read the file; checked and compared."""
        await self.change(lambda session: steps.choose(session, self.vault, self.job_id, plan, wishes))
        return await self.run()

    async def fix(self, field: str, fix: Any, value: str | None = None, to: str | None = None) -> ImportJob:
        """Mend a column for all rows."""
        await self.change(
            lambda session: steps.fix_column(session, self.vault, self.job_id, field, fix, value, to)
        )
        return await self.run()

    async def edit(self, row: ShownRow, **cells: str | None) -> ShownRow:
        """Type cells anew; the row as it is shown then."""
        await self.change(
            lambda session: edit_row(session, self.vault, self.acting, self.job_id, row.id, cells)
        )
        return next(shown for shown in await self.rows() if shown.id == row.id)

    async def decide(self, decision: Any, *pairs: UUID, **only: Any) -> int:
        """Decide pairs, all without any named."""
        done: int = await self.change(
            lambda session: decide(session, self.job_id, decision, list(pairs) or None, **only)
        )
        return done

    async def summary(self) -> Summary:
        """What the preview says of the whole."""
        async with self.database.read(self.principal.firm_id) as session:
            return await preview.summary(session, self.vault, self.job_id)

    async def rows(self, **only: Any) -> list[ShownRow]:
        """The rows of the preview, all pages."""
        found: list[ShownRow] = []
        after: int | None = -1
        while after is not None:
            async with self.database.read(self.principal.firm_id) as session:
                rows, after = await preview.page(
                    session, self.vault, self.acting, self.job_id, after=after, first=20, **only
                )
            found += rows
        return found

    async def commit(self) -> ImportJob:
        """Take in what was previewed."""
        revision = (await self.job()).revision
        await self.change(lambda session: steps.commit(session, self.vault, self.job_id, revision))
        return await self.run()

    async def undo(self) -> ImportJob:
        """Take it back."""
        await self.change(lambda session: steps.undo(session, self.job_id))
        return await self.run()

    async def all(
        self, file: Path, kind: str = "clients", wishes: Wishes | None = None, **plan: Any
    ) -> ImportJob:
        """Everything at once."""
        await self.upload(file, kind)
        await self.choose(Plan(**plan) if plan else None, wishes)
        return await self.commit()


def codes(row: ShownRow) -> list[tuple[str | None, str]]:
    """Field and code of a row's issues."""
    return [(issue.field, issue.code) for issue in row.issues]


def by_field(row: ShownRow) -> Mapping[str, Any]:
    """Before, after and effect of a row's differences, by field."""
    return {d.field: (d.before, d.after, d.effect) for d in row.differences}
