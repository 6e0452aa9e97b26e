"""Exports in tests: asked for over GraphQL, made by a worker's maker, read back as a person would."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import python_calamine
from sqlalchemy import select

from backend.book.exports.model import ExportJob
from backend.book.exports.running import Maker
from backend.migrations.metadata import METADATA
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of
from backend.platform.ids import own_id
from backend.platform.principal import Principal
from backend.schema.export_making import Opening
from tests.schema.house import House

ASK = """mutation($i: RequestExportInput!) { requestExport(input: $i) {
    id version state needsApproval rows filteredBy columns } }"""
SEE = "query($id: ID!) { export(id: $id) { state progress rows leftOut fault size expiresAt } }"


@dataclass
class Export:
    """One that was asked for."""

    house: House
    id: str
    asked: dict[str, Any]

    @property
    def row_id(self) -> UUID:
        """Its row."""
        return own_id("export", self.id)

    async def row(self) -> ExportJob:
        """As it is now."""
        async with self.house.database.read(self.house.firm_id) as session:
            found = await session.scalars(
                select(ExportJob).where(ExportJob.firm_id == self.house.firm_id, ExportJob.id == self.row_id)
            )
            return found.one()

    async def make(self, maker: Maker | None = None) -> ExportJob:
        """Have it made."""
        await (maker or maker_of(self.house)).make(self.house.firm_id, self.row_id)
        return await self.row()

    async def content(self) -> bytes:
        """Its file."""
        row = await self.row()
        assert row.file_id is not None, (row.state, row.fault)
        async with self.house.database.as_system(self.house.firm_id, "tests") as session:
            _, pieces = await content_of(
                session, self.house.vault, self.house.services.extra["files"], row.file_id
            )
        return b"".join([piece async for piece in pieces])

    async def table(self) -> list[list[str]]:
        """Its rows as text, the heading first; of a CSV without its mark."""
        return table_of(await self.content(), str(self.asked["format"]))


def table_of(data: bytes, format: str) -> list[list[str]]:
    """The rows of a file as text, the heading first; of a CSV without its mark."""
    if format == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[:-1]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def maker_of(house: House, who: dict[UUID, Principal] | None = None) -> Maker:
    """A worker's maker. who: persons with other rights than those of their role."""
    store: FileStore = house.services.extra["files"]

    async def present(_firm_id: UUID, user_id: UUID) -> Principal | None:
        if who and user_id in who:
            return who[user_id]
        role = next(role for role, id in house.people.items() if id == user_id)
        return await house.principal(role)

    return Maker(house.database, house.vault, store, present, Opening(house.services, METADATA.sorted_tables))


async def ask(house: House, who: str | Principal, **wanted: Any) -> Export:
    """Ask for an export; fails the test when it is refused."""
    wanted = {"list": "clients", "format": "csv", "columns": ["name"], "reason": "月度核对", **wanted}
    made = (await house.data(who, ASK, i=wanted))["requestExport"]
    return Export(house, made["id"], {**wanted, **made})
