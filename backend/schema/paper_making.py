"""A paper from its beginning to its bytes: read as its person, in the dress of his firm, marked with his name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.analyze import paper_printing
from backend.analyze.paper_printing import Brand
from backend.analyze.paper_workbook import workbook
from backend.analyze.papers import Paper, Sheet
from backend.book.staff import User
from backend.graph.context import Services
from backend.platform.clock import now
from backend.platform.errors import Code, Refused
from backend.platform.ids import public_id
from backend.platform.principal import Principal
from backend.platform.tenant import Firm
from backend.schema.export_reading import in_snapshot, reader_of
from backend.schema.paper_reading import Opened, Subject, opened, sheets
from backend.systemize.tables.cells import Mark
from backend.track.proposal_logos import logo_named
from backend.track.proposal_printing import Unprintable
from backend.track.proposal_style import style_in_force


@dataclass(frozen=True, slots=True)
class Piece:
    """What a paper is written of: lines that were read, and in the end its bytes."""

    lines: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Made:
    """A file. name: without its ending; lines: of all sheets."""

    title: str
    content: bytes
    lines: int


@dataclass(frozen=True)
class Press:
    """Makes papers of one firm for one person. number: under which it is kept or sent, as the mark tells it."""

    services: Services
    principal: Principal
    number: str

    async def pieces(self, subject: Subject, format: str) -> AsyncGenerator[Piece, None]:
        """Lines sheet by sheet, then the file. Raises Refused: NOT_FOUND for what is gone or not shown to him,
        FORBIDDEN for who reads no figures, UNAVAILABLE where it cannot be set in type.
        """
        made: list[Sheet] = []
        async with self.services.database.compiled.snapshot() as snapshot:
            reader = reader_of(in_snapshot(self.services, snapshot), self.principal)
            of = await opened(reader, subject)
            if of is None:
                raise Refused(Code.NOT_FOUND, problem="report_gone")
            async for sheet in sheets(reader, of):
                made.append(sheet)
                yield Piece(len(sheet.lines))
        yield Piece(data=await self._written(of, made, format))

    async def file(self, subject: Subject, formats: tuple[str, ...]) -> dict[str, Made]:
        """Files by format, read once. Raises as `pieces`."""
        async with self.services.database.compiled.snapshot() as snapshot:
            reader = reader_of(in_snapshot(self.services, snapshot), self.principal)
            of = await opened(reader, subject)
            if of is None:
                raise Refused(Code.NOT_FOUND, problem="report_gone")
            made = [sheet async for sheet in sheets(reader, of)]
        lines = sum(len(sheet.lines) for sheet in made)
        return {each: Made(of.title, await self._written(of, made, each), lines) for each in formats}

    async def _written(self, of: Opened, made: list[Sheet], format: str) -> bytes:
        at = now()
        brand, mark, person = await self._dress(at)
        paper = Paper(of.title, tuple(made), mark.words, of.words.english, f"{person}  {at:%Y-%m-%d}")
        if format == "xlsx":
            # Drawing a large one takes a moment: nobody else waits for it.
            return await asyncio.to_thread(workbook, paper, brand.palette)
        try:
            return (await paper_printing.pdf_of(paper, brand, at)).content
        except Unprintable as wrong:
            raise Refused(Code.UNAVAILABLE, problem=wrong.fault) from wrong

    async def _dress(self, at: datetime) -> tuple[Brand, Mark, str]:
        services, firm_id = self.services, self.principal.firm_id
        english = self.principal.locale == "en"
        async with services.database.read(firm_id) as session:
            session.info["firm_id"] = firm_id
            firm = str(await session.scalar(select(Firm.name).where(Firm.firm_id == firm_id)) or "")
            person = await self._name(session, firm_id)
            try:
                style = (await style_in_force(session)).style
            except Refused:
                style = None
        mark = Mark(firm, person, at, self.number, english)
        if style is None:
            return Brand(firm, "#1f3a5f", "#c8963e"), mark, person
        named = None if style.logo is None else public_id("proposallogo", style.logo)
        logo = await logo_named(services.database, services.vault, services.extra["files"], firm_id, named)
        company = style.company.en if english else style.company.zh
        return Brand(company or firm, style.colour, style.accent, logo), mark, person

    async def _name(self, session: Any, firm_id: UUID) -> str:
        found = await session.scalar(
            select(User.name).where(User.firm_id == firm_id, User.id == self.principal.user_id)
        )
        return str(found or "")
