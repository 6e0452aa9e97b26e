"""What the database knows of files: one row for each content of a firm, with how many things use it.

The row, its key and what uses it change in one transaction. When the last use ends, the key is dropped with it: the
content is unreadable from then on, wherever copies of the file lie; the file itself is swept away later.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.crypto import DataKey
from backend.platform.db import TenantRow
from backend.platform.errors import Code, Refused
from backend.platform.files.store import FileStore, Written
from backend.platform.ids import uuid7
from backend.platform.keys import PersonKey, Vault, new_key_columns
from backend.platform.versions import locked

STRAY: Final = timedelta(hours=1)
"""Age of a file without a row that nobody can be about to commit any more."""


class StoredFile(TenantRow):
    """A content. digest: keyed hash of its bytes, None when it was shredded; kind: what it is by its content.

    uses: how many rows point to it; at none it is shredded.
    """

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("firm_id", "digest"),)
    audited: ClassVar[bool] = False

    digest: Mapped[bytes | None]
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    shredded_at: Mapped[datetime | None]


async def new_key(session: AsyncSession, vault: Vault) -> DataKey:
    """A key for a content that is about to come; it is stored with the content."""
    _, key = new_key_columns(await vault.firm(session), uuid7())
    return key


async def keep(
    session: AsyncSession, vault: Vault, store: FileStore, written: Written, kind: str
) -> StoredFile:
    """The row of a content, used once more; an equal content of the firm is not kept twice.

    Who tells him that, so that nothing is to be learned of what others have: the answer is the same.
    """
    firm = await vault.firm(session)
    digest = firm.blind("file", written.sha256.hex())
    name = f"{digest.hex()}-{written.key.id.hex}"
    made = await session.scalar(
        insert(StoredFile)
        .values(
            firm_id=firm.firm_id, id=written.key.id, digest=digest, name=name, kind=kind, size=written.size,
            uses=0, created_at=now(),
        )
        .on_conflict_do_nothing()
        .returning(StoredFile.id)
    )  # fmt: skip
    row = await session.scalar(
        select(StoredFile)
        .where(StoredFile.firm_id == firm.firm_id, StoredFile.digest == digest)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:  # the other one was shredded while we waited for it
        raise Refused(Code.CONFLICT, fields=[], problem_kind="busy")
    if made is None:
        await asyncio.to_thread(written.discard)
    else:
        session.add(vault.wrapped(firm, written.key))
        await asyncio.to_thread(store.adopt, written, name)
    row.uses += 1
    await session.flush()
    return row


async def use_again(session: AsyncSession, file_id: UUID) -> None:
    """One more row points to a file."""
    row = await locked(session, StoredFile, file_id)
    row.uses += 1
    await session.flush()


async def release(session: AsyncSession, file_id: UUID) -> None:
    """A row that used a file is gone; the last one takes the content with it."""
    row = await locked(session, StoredFile, file_id)
    row.uses -= 1
    if row.uses <= 0 and row.shredded_at is None:
        row.shredded_at, row.digest = now(), None
        await session.execute(
            delete(PersonKey)
            .where(PersonKey.firm_id == row.firm_id, PersonKey.id == row.id)
            .execution_options(synchronize_session=False)
        )
    await session.flush()


async def content_of(
    session: AsyncSession, vault: Vault, store: FileStore, file_id: UUID
) -> tuple[StoredFile, AsyncIterator[bytes]]:
    """A file's row and its clear content in pieces. Raises Refused(NOT_FOUND) when it was shredded."""
    firm_id = session.info["firm_id"]
    row = await session.scalar(
        select(StoredFile).where(StoredFile.firm_id == firm_id, StoredFile.id == file_id)
    )
    keys = await vault.person_keys_of(session, [file_id])
    if row is None or file_id not in keys or not store.path(firm_id, row.name).is_file():
        raise Refused(Code.NOT_FOUND)
    return row, store.pieces(keys[file_id], row.name, row.size)


async def sweep(session: AsyncSession, store: FileStore) -> int:
    """Take away the files of the session's firm that were shredded, or that no row ever named; how many."""
    firm_id: UUID = session.info["firm_id"]
    rows = await session.execute(
        select(StoredFile.name, StoredFile.shredded_at).where(StoredFile.firm_id == firm_id)
    )
    known = {row.name: row.shredded_at for row in rows}
    found = 0
    for name, age in await asyncio.to_thread(lambda: list(store.names(firm_id))):
        is_stray = name not in known and age > STRAY.total_seconds()
        if is_stray or known.get(name) is not None:
            await asyncio.to_thread(store.remove, firm_id, name)
            found += 1
    return found
