"""Taking files in: told by content, sealed, and waiting for what they belong to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.model import MOST_WAITING, UPLOAD_WAITS, Upload
from backend.book.virus_scan import hold_infected, pieces_of
from backend.platform.audit import record
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.files.store import FileStore, TooLarge, Written
from backend.platform.files.stored import StoredFile, keep, new_key, release
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.systemize.field_values import clean_text
from backend.systemize.file_kinds.kinds import FileKind, NotKept, named_after_content
from backend.systemize.file_kinds.telling import kind_of

LONGEST_NAME = 200
MOST_BYTES = 20 * 2**20
"""Of a file that comes by HTTP."""


def file_name(name: str) -> str:
    """A file's name without folders, as it is shown. Raises Refused(BAD_USER_INPUT)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Signs that turn the reading direction hide a name's true end.
    shown = "".join(
        c for c in last if c.isprintable() and not "\u202a" <= c <= "\u202e" and not "\u2066" <= c <= "\u2069"
    )
    return clean_text(shown.strip(". "), "name", limit=LONGEST_NAME, required=True) or ""


async def take_in(
    database: Database,
    vault: Vault,
    store: FileStore,
    principal: Principal,
    name: str,
    chunks: AsyncIterator[bytes],
) -> Upload:
    """Keep what somebody sends up, under its name.

    It lies without a name until it was looked at. Raises Refused(BAD_USER_INPUT): `file_size` over the limit,
    `file_<why>` for a content that is not kept, `limit` when too many of his uploads wait; and as `hold_infected`.
    """
    shown = file_name(name)
    async with database.change(principal) as session:
        await _hold_waiting(session)
        key = await new_key(session, vault)
    try:
        written = await store.take_in(key, chunks, MOST_BYTES)
    except TooLarge as large:
        raise bad_input("file", "file_size", limit=large.limit // 2**20) from large
    try:
        kind = await asyncio.to_thread(_told, written)
        with written.clear() as stream:
            await hold_infected(database, principal, store.scanner, pieces_of(stream), written.size)
        async with database.change(principal) as session:
            return await add_upload(session, vault, store, written, shown, kind)
    except NotKept as refused:
        raise bad_input("file", f"file_{refused.why}") from refused
    finally:
        written.discard()  # it has its name now, or is not wanted


def _told(written: Written) -> FileKind:
    with written.clear() as stream:
        return kind_of(stream, written.size)


async def add_upload(
    session: AsyncSession, vault: Vault, store: FileStore, written: Written, name: str, kind: FileKind
) -> Upload:
    """The upload of a content that was looked at; recorded."""
    file = await keep(session, vault, store, written, kind.key)
    upload = Upload(
        file_id=file.id,
        name=named_after_content(name, kind),
        kind=kind.key,
        size=file.size,
        uploaded_by=session.info["principal"].subject,
    )
    session.add(upload)
    await session.flush()
    record(
        session,
        "upload",
        "file_upload",
        upload.id,
        changes={"kind": [None, kind.key], "size": [None, file.size]},
    )
    return upload


async def taken(session: AsyncSession, id: UUID) -> Upload:
    """An upload of the acting person, which from now on belongs to something. Raises Refused(BAD_USER_INPUT)."""
    firm_id: UUID = session.info["firm_id"]
    upload = await session.scalar(
        select(Upload).where(Upload.firm_id == firm_id, Upload.id == id).with_for_update()
    )
    if upload is None or upload.uploaded_by != session.info["principal"].subject:
        raise bad_input("upload", "unknown")
    await session.delete(upload)
    return upload


async def forget_uploads(session: AsyncSession) -> int:
    """Let go of uploads that nobody made anything of within a day; how many."""
    old = await session.scalars(
        select(Upload)
        .where(Upload.firm_id == session.info["firm_id"], Upload.uploaded_at < now() - UPLOAD_WAITS)
        .order_by(Upload.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    found = list(old)
    for upload in found:
        await session.delete(upload)
        await session.flush()
        await release(session, upload.file_id)
    return len(found)


async def file_of(session: AsyncSession, id: UUID) -> StoredFile:
    """The row of a file. Raises Refused(NOT_FOUND)."""
    row = await session.scalar(
        select(StoredFile).where(StoredFile.firm_id == session.info["firm_id"], StoredFile.id == id)
    )
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return row


async def _hold_waiting(session: AsyncSession) -> None:
    waiting = await session.scalar(
        select(func.count()).where(
            Upload.firm_id == session.info["firm_id"],
            Upload.uploaded_by == session.info["principal"].subject,
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise bad_input("file", "limit", limit=MOST_WAITING)
