"""The HTTP paths of files: sending one up, and following a link to one.

Whatever a file is, a browser runs nothing of it: its type is the one told by its content, it cannot be taken for
another (`nosniff`), it comes as an attachment or in a sandbox, and no page of others may embed it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from backend.auth.answers import answer, answering
from backend.book.documents import uploads
from backend.book.documents.model import Document
from backend.graph.context import Context, Services
from backend.graph.nodes import node_of
from backend.graph.transport import Authenticate
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of
from backend.platform.ids import public_id
from backend.platform.principal import Level, Principal
from backend.schema.document_reads import versions_of
from backend.schema.documents import DOCUMENT, may_open
from backend.schema.exports import EXPORT, MEDIA, file_name, may_take
from backend.schema.file_links import PATH, FileLink, read_link
from backend.systemize.fields import Kind
from backend.systemize.file_kinds.kinds import KINDS

SECONDS: Final = 300
"""A file that takes longer to come is let go."""
WAIT: Final = 5
AT_ONCE: Final = 6
"""Files that one process takes in at the same time; others wait a moment, then are told to come again."""
SANDBOX: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors "
MAKES_UPLOADS: Final = ("Mutation.addDocument", "Mutation.addDocumentVersion", "Mutation.addProposalLogo")


@dataclass(frozen=True)
class Found:
    """A file that may be handed out: its row, what it is called, and its media type."""

    file_id: UUID
    name: str
    media: str


Find = Callable[[Context, AsyncSession, FileLink], Awaitable[Found]]


def may_send(principal: Principal) -> bool:
    """Whether a caller can make anything of a file: a document, a logo, a value of an own field."""
    own = (field.key for field in principal.mask.own.values() if field.kind is Kind.FILE)
    return any(principal.may(call) for call in MAKES_UPLOADS) or any(
        principal.may(f"Client.{key}", Level.EDIT) for key in own
    )


def store_of(services: Services) -> FileStore:
    """The process's files."""
    found: FileStore = services.extra["files"]
    return found


class FileRoutes:
    """The paths over the parts of a process. finders: what links stand for, by noun."""

    def __init__(self, services: Services, authenticate: Authenticate, finders: Mapping[str, Find]) -> None:
        self._services = services
        self._authenticate = authenticate
        self._finders = finders
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route(f"{PATH}uploads", answering(self.upload), methods=["POST"]),
            Route(f"{PATH}{{link}}", answering(self.hand_out), methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """Take a file in: its bytes are the body, its name is in the query. What it is, is told by its content."""
        principal = await self._caller(request)
        if not may_send(principal):
            raise Refused(Code.FORBIDDEN, coordinate=MAKES_UPLOADS[0])
        if request.headers.get("content-encoding", "identity") != "identity":
            raise bad_input("file", "encoding")
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > uploads.MOST_BYTES:
            raise bad_input("file", "file_size", limit=uploads.MOST_BYTES // 2**20)
        name = request.query_params.get("name", "")
        try:
            async with asyncio.timeout(WAIT):
                await self._room.acquire()
            try:
                async with asyncio.timeout(SECONDS):
                    made = await uploads.take_in(
                        *(self._services.database, self._services.vault, store_of(self._services)),
                        *(principal, name, request.stream()),
                    )
            finally:
                self._room.release()
        except TimeoutError as late:
            raise Refused(Code.UNAVAILABLE, retryAfter=5) from late
        except ClientDisconnect:
            return Response(status_code=499)
        kind = KINDS[made.kind]
        return answer(
            {
                "upload": public_id("upload", made.id),
                "name": made.name,
                "kind": kind.key,
                "size": made.size,
                "preview": kind.preview,
            }
        )

    async def hand_out(self, request: Request) -> Response:
        """The file of a link, to the person it was made for, while he still has the right."""
        principal = await self._caller(request)
        services = self._services
        link = read_link(services.vault, principal, request.path_params["link"])
        context = Context(principal, services)
        async with services.database.read(principal.firm_id) as session:
            found = await self._finders[link.noun](context, session, link)
            file, pieces = await content_of(session, services.vault, store_of(services), found.file_id)
        return StreamingResponse(
            pieces, media_type=found.media, headers=_headers(found, file.size, save=link.save)
        )

    async def _caller(self, request: Request) -> Principal:
        principal = await self._authenticate(request)
        if principal is None:
            raise Refused(Code.UNAUTHENTICATED)
        return principal


def _headers(found: Found, size: int, *, save: bool) -> dict[str, str]:
    """What keeps a browser from running or keeping it. Both forms of the name, for old and new browsers."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in found.name)
    disposition = "attachment" if save else "inline"
    return {
        "content-length": str(size),
        "content-disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
        # Looked at, it may stand in a frame of our own page; saved, in none.
        "content-security-policy": SANDBOX + ("'none'" if save else "'self'"),
        "x-frame-options": "DENY" if save else "SAMEORIGIN",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "x-download-options": "noopen",
    }


async def find_document(context: Context, session: AsyncSession, link: FileLink) -> Found:
    """A version of a document that the caller may open now. Raises Refused(NOT_FOUND)."""
    node = await node_of(context, DOCUMENT, link.row_id)
    if node is None or node.row.deleted_at is not None or node.row.purged_at is not None:
        raise Refused(Code.NOT_FOUND, problem="link")
    row: Document = node.row
    if not may_open(context.principal.mask, row.category, node.stands):
        raise Refused(Code.NOT_FOUND, problem="link")
    versions = await context.load(versions_of, row.id)
    version = next((each for each in versions or () if each.number == link.number), None)
    if version is None or version.file_id is None:
        raise Refused(Code.NOT_FOUND, problem="link")
    kind = KINDS[version.kind]
    media = f"{kind.media}; charset=utf-8" if kind.media.startswith("text/") else kind.media
    return Found(version.file_id, row.name if version.number == row.number else version.name, media)


async def find_export(context: Context, _session: AsyncSession, link: FileLink) -> Found:
    """The file of an export that its person may take now. Raises Refused(NOT_FOUND)."""
    node = await node_of(context, EXPORT, link.row_id)
    if node is None or node.row.state != "done" or node.row.file_id is None or not may_take(context, node):
        raise Refused(Code.NOT_FOUND, problem="link")
    return Found(node.row.file_id, file_name(node.row), MEDIA[node.row.format])
