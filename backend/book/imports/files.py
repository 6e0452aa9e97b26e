"""Uploaded files: named by their bytes, told apart by their content, kept sealed."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import insert_rows
from backend.book.imports.jobs import ImportFile, ImportFilePart
from backend.platform.clock import now
from backend.platform.crypto import DataKey, decrypt, encrypt
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import uuid7
from backend.platform.keys import PersonKey, Vault
from backend.systemize.field_values import clean_text
from backend.systemize.sheets.html_tables import looks_like_html

MAX_BYTES: Final = 100 * 2**20
"""Of a file on the command line; what comes over the net is limited there."""
PART: Final = 2**20
LONGEST_NAME: Final = 200
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS: Final = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}


def format_of(data: bytes) -> str:
    """What a file is by its content: xlsx, xlsb, xls, ods, html, csv, tsv; `other` when it is none of them."""
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return "other"
        return next((kind for part, kind in _WORKBOOKS.items() if part in names), "other")
    if data.startswith(_COMPOUND):
        return "xls"
    start = data[:4096]
    if looks_like_html(start):
        return "html"
    if start.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        return "other"
    return "tsv" if start.count(b"\t") > max(start.count(b","), start.count(b";")) else "csv"


def clean_name(name: str) -> str:
    """A file's name without folders, as it is shown. Raises Refused(BAD_USER_INPUT)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return clean_text(last, "file", limit=LONGEST_NAME, required=True) or ""


async def keep(session: AsyncSession, vault: Vault, data: bytes) -> ImportFile:
    """The file of these bytes, stored when it is not there yet.

    Raises Refused(BAD_USER_INPUT, problem=import_size).
    """
    if len(data) > MAX_BYTES:
        raise bad_input("file", "import_size", limit=MAX_BYTES)
    # A table of contents may have hundreds of thousands of entries: nobody else waits for it.
    digest, format = await asyncio.to_thread(lambda: (hashlib.sha256(data).digest(), format_of(data)))
    made = await session.scalar(
        insert(ImportFile)
        .values(
            firm_id=session.info["firm_id"],
            id=uuid7(),
            sha256=digest,
            format=format,
            size=len(data),
            uploaded_by=session.info["principal"].subject,
            uploaded_at=now(),
        )
        .on_conflict_do_nothing()
        .returning(ImportFile.id)
    )
    file = (
        await session.scalars(
            select(ImportFile)
            .where(ImportFile.firm_id == session.info["firm_id"], ImportFile.sha256 == digest)
            .with_for_update()
        )
    ).one()
    if made is not None or file.purged_at is not None:
        await _write_parts(session, vault, file, data)
        file.purged_at = None
    return file


async def _write_parts(session: AsyncSession, vault: Vault, file: ImportFile, data: bytes) -> None:
    key = (await vault.person_keys_of(session, [file.id], create=True))[file.id]
    for number, at in enumerate(range(0, max(len(data), 1), PART)):
        sealed = encrypt(key.key, data[at : at + PART], _place(key, number))
        await insert_rows(
            session, ImportFilePart, [{**_own(file), "file_id": file.id, "number": number, "sealed": sealed}]
        )


def _own(file: ImportFile) -> dict[str, UUID]:
    return {"firm_id": file.firm_id, "id": uuid7()}


async def content_of(session: AsyncSession, vault: Vault, file_id: UUID) -> bytes:
    """The bytes of a file. Raises Refused(NOT_FOUND) when its content was forgotten."""
    firm_id = session.info["firm_id"]
    keys = await vault.person_keys_of(session, [file_id])
    parts = await session.execute(
        select(ImportFilePart.number, ImportFilePart.sealed)
        .where(ImportFilePart.firm_id == firm_id, ImportFilePart.file_id == file_id)
        .order_by(ImportFilePart.number)
    )
    pieces = [
        decrypt(keys[file_id].key, part, _place(keys[file_id], number)) for number, part in parts if keys
    ]
    if not pieces:
        raise Refused(Code.NOT_FOUND)
    return b"".join(pieces)


async def forget(session: AsyncSession, file_id: UUID) -> None:
    """Drop the content of a file and its key; that it was there stays known."""
    firm_id = session.info["firm_id"]
    for model, column in ((ImportFilePart, ImportFilePart.file_id), (PersonKey, PersonKey.id)):
        await session.execute(
            delete(model)
            .where(model.firm_id == firm_id, column == file_id)
            .execution_options(synchronize_session=False)
        )
    file = await session.scalar(
        select(ImportFile).where(ImportFile.firm_id == firm_id, ImportFile.id == file_id)
    )
    if file is not None:
        file.purged_at = now()


async def parts_of(session: AsyncSession, file_id: UUID) -> int:
    """How many parts of a file are kept."""
    found = await session.scalar(
        select(func.count()).where(
            ImportFilePart.firm_id == session.info["firm_id"], ImportFilePart.file_id == file_id
        )
    )
    return int(found or 0)


@contextmanager
def readable(data: bytes) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A path under which a child process can read bytes that are on no disk, and the handles to pass on to it."""
    if sys.platform == "linux":
        handle = os.memfd_create("import")
        try:
            with os.fdopen(os.dup(handle), "wb") as stream:
                stream.write(data)
            yield f"/proc/self/fd/{handle}", (handle,)
        finally:
            os.close(handle)
        return
    with tempfile.NamedTemporaryFile(prefix="import-") as stream:  # mode 0600
        stream.write(data)
        stream.flush()
        yield str(Path(stream.name)), ()


def _place(key: DataKey, number: int) -> str:
    return f"{key.firm_id.hex}|import_file_part|{key.id.hex}|{number}"
