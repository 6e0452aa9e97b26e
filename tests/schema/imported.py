"""An import at the step where its person looks at the preview, made without a worker."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Proposal
from backend.book.imports.content import set_overview, set_plan, set_report
from backend.book.imports.files import keep
from backend.book.imports.jobs import ImportJob, ImportPair
from backend.book.imports.kinds import kind_named
from backend.book.imports.pairs import put_proposals
from backend.book.imports.rows import job_key, put_rows, row_id
from backend.platform.clock import business_date
from backend.platform.ids import uuid7
from backend.systemize.sheets.apart import PackedRow
from backend.systemize.sheets.checking import SheetCheck
from backend.systemize.sheets.overview import overview_of
from backend.systemize.sheets.plans import Plan
from backend.systemize.sheets.reading import read_workbook
from backend.systemize.sheets.row_content import packed
from tests.schema.house import House

_serial = iter(range(1, 100_000))


@dataclass(frozen=True)
class Previewed:
    """The job, its first row, and a pair of that row with a client."""

    job_id: UUID
    row_id: UUID
    pair_id: UUID


async def previewed(
    house: House, state: str = "previewed", role: str = "client_manager", **columns: Any
) -> Previewed:
    """An import of two rows by the person of a role, at a state; revision 1."""
    data = f"姓名,手机\n导客{next(_serial)},16900000012\n导客二,12\n".encode()
    kind = kind_named("clients")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "客户.csv"
        path.write_bytes(data)
        workbook = read_workbook(str(path), "客户.csv")
    check = SheetCheck(workbook, kind.sheet, Plan(), today=business_date(), refine=kind.refine)
    rows = [
        PackedRow(r.sheet, r.row, r.status, r.table, tuple((i.field, i.code) for i in r.issues), packed(r))
        for r in check.rows()
    ]
    vault = house.vault
    async with house.database.change(await house.principal(role)) as session:
        file = await keep(session, vault, data)
        job = ImportJob(
            id=uuid7(), file="客户.csv", sha256=file.sha256, file_id=file.id, kind="clients", state=state,
            wishes={}, revision=1, started_by=f"user:{house.people[role]}", user_id=house.people[role], **columns,
        )  # fmt: skip
        session.add(job)
        await session.flush()
        await put_rows(session, job, await job_key(session, vault, job.id), rows, 0)
        await set_plan(session, vault, job, Plan())
        await set_overview(session, vault, job, overview_of(workbook, kind.sheet))
        check.report.twins = {}
        await set_report(session, vault, job, check.report)
        first = row_id(job.id, (rows[0].sheet, rows[0].row))
        client_id = house.rows["client"][0]
        await put_proposals(session, job, [Proposal(first, frozenset({"name"}), False, client_id=client_id)])
        pair = (
            await session.scalars(
                select(ImportPair.id).where(ImportPair.firm_id == job.firm_id, ImportPair.job_id == job.id)
            )
        ).one()
        return Previewed(job.id, first, pair)
