"""Workbooks over HTTP: in by `POST /files/imports`, refused rows out by `GET /files/imports/{id}/refused`."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.acting import stands_of
from backend.auth.answers import answer, answering
from backend.book.imports import steps
from backend.book.imports.batches import Acting
from backend.book.imports.jobs import ImportJob
from backend.book.imports.refused import refused_rows
from backend.book.virus_scan import hold_infected, pieces_of
from backend.graph.transport import Authenticate
from backend.platform.audit import record
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.files.scanning import Scanner
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.platform.messages import language
from backend.platform.principal import Principal

MOST_BYTES: Final = 20 * 2**20
"""Of a file over the net; the command line takes larger ones."""
AT_ONCE: Final = 4
"""Files that a process takes in at once."""
WAIT, LONGEST = 5, 120
"""Seconds that an upload waits for its turn, and that it may take."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ImportFiles:
    """What the routes need: who asks, where rows are, what seals them."""

    database: Database
    vault: Vault
    authenticate: Authenticate
    scanner: Scanner | None = None
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route("/files/imports", answering(self.upload), methods=["POST"]),
            Route("/files/imports/{id}/refused", answering(self.refused), methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """Take a file in: the body as it is; `?kind=clients&file=name.xlsx`, `again=1` for one that was imported.

        Answers `{"id", "state"}`; `id` is null, and `state` done, when somebody else has imported this very file.
        """
        principal = await self._person(request)
        told, data = request.query_params, await self._body(request)
        await hold_infected(self.database, principal, self.scanner, pieces_of(io.BytesIO(data)), len(data))
        async with self.database.change(principal, reason="import") as session:
            job = await steps.upload(
                session,
                self.vault,
                file=told.get("file", ""),
                data=data,
                kind=told.get("kind", ""),
                again=told.get("again") == "1",
            )
            is_own = job.user_id == principal.user_id
            if not is_own and job.state != "done":
                raise Refused(Code.CONFLICT, fields=[], problem="import_elsewhere")
            return answer({"id": public_id("import", job.id) if is_own else None, "state": job.state})

    async def refused(self, request: Request) -> Response:
        """The refused rows of an own import, as .xlsx."""
        principal = await self._person(request)
        job_id = own_id("import", request.path_params["id"])
        locale = language(principal.locale)
        async with self.database.change(principal, reason="refused rows") as session:
            job = await _own_job(session, principal, job_id)
            acting = Acting(principal, stands_of(principal))
            data = await refused_rows(session, self.vault, acting, job, locale)
            record(session, "download", "import_job", job.id)
        stem = job.file.rpartition(".")[0] or job.file
        named = quote(f"{stem} - {'refused' if locale == 'en' else '未导入'}.xlsx")
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{named}",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        }
        return Response(data, media_type=_XLSX, headers=headers)

    async def _body(self, request: Request) -> bytes:
        """The file; a few at a time, so that nobody fills the memory. Raises Refused as `_read`, or UNAVAILABLE."""
        try:
            async with asyncio.timeout(WAIT):
                await self.places.acquire()
            try:
                async with asyncio.timeout(LONGEST):
                    return await _read(request)
            finally:
                self.places.release()
        except TimeoutError as late:
            raise Refused(Code.UNAVAILABLE, retryAfter=WAIT) from late

    async def _person(self, request: Request) -> Principal:
        """Who is signed in. Programs with a key do not import: an import has a person who decides."""
        principal = await self.authenticate(request)
        if principal is None:
            raise Refused(Code.UNAUTHENTICATED)
        if principal.user_id is None:
            raise Refused(Code.FORBIDDEN)
        return principal


async def _own_job(session: AsyncSession, principal: Principal, id: UUID) -> ImportJob:
    job: ImportJob | None = await session.scalar(
        select(ImportJob).where(
            ImportJob.firm_id == principal.firm_id,
            ImportJob.id == id,
            ImportJob.user_id == principal.user_id,
        )
    )
    if job is None:
        raise Refused(Code.NOT_FOUND)
    return job


async def _read(request: Request) -> bytes:
    """The file. Raises Refused(BAD_USER_INPUT, problem=import_size or required)."""
    too_large = Refused(Code.BAD_USER_INPUT, problem="import_size", field="file", limit=MOST_BYTES)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > MOST_BYTES:
        raise too_large
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise too_large
    if not raw:
        raise Refused(Code.BAD_USER_INPUT, problem="required", field="file")
    return bytes(raw)
