"""What is done with documents: added, given a new version, renamed, opened, deleted and brought back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_events import ClientChanged
from backend.book.clients import Client
from backend.book.documents.categories import CATEGORIES
from backend.book.documents.model import (
    MOST_VERSIONS,
    UNDO_FOR,
    Document,
    DocumentAdded,
    DocumentChanged,
    DocumentVersion,
    Upload,
)
from backend.book.documents.retention import held, hold_retention
from backend.book.documents.uploads import file_name, taken
from backend.book.lookup import actor_id, named
from backend.platform.audit import record
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.file_kinds.kinds import KINDS, named_after_content


async def add(
    session: AsyncSession,
    client_id: UUID,
    upload_id: UUID,
    *,
    category: str,
    name: str | None = None,
    note: str | None = None,
    interaction_id: UUID | None = None,
) -> Document:
    """A client's new document of an upload. name: else that of the file.

    Raises Refused(BAD_USER_INPUT): unknown upload, category or client.
    """
    await named(session, Client, client_id, "client")
    upload = await taken(session, upload_id)
    document = Document(
        id=uuid7(),
        client_id=client_id,
        name=_name(name, upload.kind) if name else upload.name,
        category=_category(category),
        note=clean_text(note or "", "note", limit=1000),
        interaction_id=interaction_id,
    )
    await begin(session, document, upload)
    emit(
        session,
        DocumentAdded(
            document_id=document.id, client_id=client_id, category=document.category, by=actor_id(session)
        ),
    )
    strike(session, "client", str(client_id))
    return document


async def begin(session: AsyncSession, document: Document, upload: Upload) -> None:
    """Write a new document with the file of an upload as its first version."""
    document.firm_id = session.info["firm_id"]
    _put(session, document, upload, 1)
    session.add(document)
    await session.flush()
    _add_version(session, document, upload)


async def add_version(session: AsyncSession, id: UUID, version: int, upload_id: UUID) -> Document:
    """A newer file of a document; the older ones stay. Raises Refused like `add`, CONFLICT for a stale version."""
    document = await _present(session, id, version)
    if document.number >= MOST_VERSIONS:
        raise bad_input("upload", "limit", limit=MOST_VERSIONS)
    upload = await taken(session, upload_id)
    document.name = named_after_content(document.name.rpartition(".")[0] or document.name, KINDS[upload.kind])
    _put(session, document, upload, document.number + 1)
    await session.flush()
    _add_version(session, document, upload)
    return await _told(session, document)


async def update(session: AsyncSession, id: UUID, version: int, changes: dict[str, Any]) -> Document:
    """Change name, category or note; absent keys stay. Raises Refused: CONFLICT, BAD_USER_INPUT."""
    document = await _present(session, id, version)
    if "name" in changes:
        document.name = _name(changes["name"] or "", document.kind)
    if "category" in changes:
        document.category = _category(changes["category"] or "")
    if "note" in changes:
        document.note = clean_text(changes["note"] or "", "note", limit=1000)
    return await _told(session, document)


async def delete(session: AsyncSession, id: UUID, version: int) -> Document:
    """Take a document out of sight; it can be brought back for UNDO_FOR.

    Raises Refused(BAD_USER_INPUT): `retention` for what has to be kept, `own_file` for a value of an own field.
    """
    document = await _present(session, id, version)
    _hold_free(document)
    await hold_retention(session, document)
    document.deleted_at = now()
    return await _told(session, document)


async def restore(session: AsyncSession, id: UUID, version: int) -> Document:
    """Bring a deleted document back. Raises Refused(BAD_USER_INPUT, problem=state) when it is not deleted, or gone."""
    document = await locked_at(session, Document, id, version)
    _hold_free(document)
    if document.deleted_at is None or document.purged_at is not None:
        raise bad_input("id", "state")
    if is_over(document.deleted_at) and not await held(session, document):
        raise bad_input("id", "state")
    document.deleted_at = None
    return await _told(session, document)


def _hold_free(document: Document) -> None:
    # What an own field names comes and goes with its value.
    if document.own_field is not None:
        raise bad_input("id", "own_file")


def is_over(deleted_at: datetime) -> bool:
    """Whether the time to bring a document back has passed."""
    return deleted_at < now() - UNDO_FOR


async def opened(session: AsyncSession, id: UUID, number: int | None, reason: str | None) -> DocumentVersion:
    """The version of a document that somebody is about to read (None: the newest); recorded.

    Raises Refused(NOT_FOUND) when it was deleted (bring it back first) or its content is gone.
    """
    firm_id: UUID = session.info["firm_id"]
    document = await session.scalar(select(Document).where(Document.firm_id == firm_id, Document.id == id))
    if document is None or document.deleted_at is not None or document.purged_at is not None:
        raise Refused(Code.NOT_FOUND)
    version = await session.scalar(
        select(DocumentVersion).where(
            DocumentVersion.firm_id == firm_id,
            DocumentVersion.document_id == id,
            DocumentVersion.number == (number or document.number),
        )
    )
    if version is None or version.file_id is None:
        raise Refused(Code.NOT_FOUND)
    session.info["reason"] = clean_text(reason or "", "reason", limit=400)
    noun, subject, what = "document", id, "number"
    if document.own_field is not None:
        noun, subject, what = "client", document.client_id, f"custom:{document.own_field}"
    told = version.number if document.own_field is None else document.name
    record(session, "open", noun, subject, client_id=document.client_id, changes={what: [None, told]})
    return version


async def count_of(session: AsyncSession, client_id: UUID) -> int:
    """How many documents a client has."""
    found = await session.scalar(
        select(func.count()).where(
            Document.firm_id == session.info["firm_id"],
            Document.client_id == client_id,
            Document.deleted_at.is_(None),
        )
    )
    return int(found or 0)


async def _present(session: AsyncSession, id: UUID, version: int) -> Document:
    document = await locked_at(session, Document, id, version)
    if document.deleted_at is not None:
        raise bad_input("id", "state")
    return document


def _name(name: str, kind: str) -> str:
    return named_after_content(file_name(name), KINDS[kind])


def _category(category: str) -> str:
    if category not in CATEGORIES:
        raise bad_input("category", "choice")
    return category


def _put(session: AsyncSession, document: Document, upload: Upload, number: int) -> None:
    document.number, document.file_id = number, upload.file_id
    document.kind, document.size = upload.kind, upload.size
    document.uploaded_by, document.uploaded_at = session.info["principal"].subject, now()


def _add_version(session: AsyncSession, document: Document, upload: Upload) -> None:
    session.add(
        DocumentVersion(
            document_id=document.id,
            number=document.number,
            file_id=upload.file_id,
            name=upload.name,
            kind=upload.kind,
            size=upload.size,
            uploaded_by=document.uploaded_by,
            uploaded_at=document.uploaded_at,
        )
    )


async def _told(session: AsyncSession, document: Document) -> Document:
    await session.flush()
    changed = DocumentChanged(document_id=document.id, client_id=document.client_id, by=actor_id(session))
    of_field = ClientChanged(client_id=document.client_id, fields=(f"custom:{document.own_field}",))
    emit(session, changed if document.own_field is None else of_field)
    strike(session, "client", str(document.client_id))
    return document
