"""From an export that was asked for to the table that is written."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import select

from backend.book.exports.changes import values_of
from backend.book.exports.model import WHOLE, ExportJob
from backend.book.exports.running import Rows, Table
from backend.book.exports.whole import Whole, WholeWriter, schema_of, tables_in
from backend.book.staff import User
from backend.graph.context import Services
from backend.platform.clock import now
from backend.platform.errors import Code, Refused
from backend.platform.files.store import FileStore, Writer
from backend.platform.ids import public_id
from backend.platform.principal import Principal
from backend.platform.tenant import Firm
from backend.schema.export_columns import ExportList, ListColumn
from backend.schema.export_lists import chosen, list_for
from backend.schema.export_reading import in_snapshot, reader_of
from backend.schema.exports import ASK_WHOLE
from backend.systemize.tables.cells import Heading, Mark, TableWriter
from backend.systemize.tables.delimited import DelimitedWriter
from backend.systemize.tables.xlsx import XlsxWriter


class Outlet(io.RawIOBase):
    """A sealed file as something that is written from the beginning to the end."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer

    def writable(self) -> bool:
        """Yes; nothing else."""
        return True

    def write(self, data: Any) -> int:
        """All of it."""
        self._writer.write(bytes(data))
        return len(data)


@dataclass(frozen=True)
class Opening:
    """Opens exports for a maker."""

    services: Services
    tables: Sequence[SqlTable] = ()

    async def __call__(self, job: ExportJob, principal: Principal) -> Table:
        """What is to be written. Raises Refused when a column may not leave any more, or the list is refused."""
        await self._know_keys(job)
        if job.kind == WHOLE:
            return await self._whole(job, principal)
        of = list_for(job.kind, principal.mask)
        columns = chosen(of, job.columns, principal.mask)
        async with self.services.database.change(principal) as session:
            values = await values_of(session, self.services.vault, job)
            firm = await session.scalar(select(Firm.name).where(Firm.firm_id == job.firm_id))
            person = await session.scalar(
                select(User.name).where(User.firm_id == job.firm_id, User.id == job.user_id)
            )
        english = principal.locale == "en"
        mark = Mark(firm or "", person or "", now(), public_id("export", job.id), english)
        headings = [Heading(column.en if english else column.zh, column.form) for column in columns]

        def writer(raw: Writer) -> TableWriter:
            out: Any = Outlet(raw)
            if job.format == "csv":
                return DelimitedWriter(out, headings, mark)
            return XlsxWriter(out, headings, mark, of.en if english else of.zh)

        return Table(self._pages(principal, of, columns, values, english=english), writer)

    async def _pages(
        self,
        principal: Principal,
        of: ExportList,
        columns: Sequence[ListColumn],
        values: Any,
        *,
        english: bool,
    ) -> AsyncGenerator[tuple[Rows, int], None]:
        async with self.services.database.compiled.snapshot() as snapshot:
            reader = reader_of(in_snapshot(self.services, snapshot), principal)
            async for page in reader.pages(of, columns, values, english=english):
                yield page

    async def _whole(self, job: ExportJob, principal: Principal) -> Table:
        """Everything the firm has."""
        if not principal.may(ASK_WHOLE):
            raise Refused(Code.FORBIDDEN, coordinate=ASK_WHOLE, problem="export_right")
        services, chosen = self.services, tables_in(self.tables)
        async with services.database.read(job.firm_id) as session:
            firm = await session.scalar(select(Firm.name).where(Firm.firm_id == job.firm_id))

        async def pages() -> AsyncGenerator[tuple[Rows, int], None]:
            async with services.database.snapshot(job.firm_id, "export") as session:
                store: FileStore = services.extra["files"]
                async for pieces in Whole(session, services.vault, store, chosen).pieces():
                    yield pieces, 0

        def writer(raw: Writer) -> TableWriter:
            out: Any = Outlet(raw)
            return WholeWriter(out, firm or "", schema_of(chosen))

        def counted(pieces: Rows) -> int:
            return sum(piece.rows for piece in pieces)

        return Table(pages(), writer, counted, is_bounded=False)

    async def _know_keys(self, job: ExportJob) -> None:
        async with self.services.database.read(job.firm_id) as session:
            await self.services.vault.firm(session)
