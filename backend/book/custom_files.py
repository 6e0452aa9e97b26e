"""Values of a firm's own fields that are files: documents of the client that belong to the field.

A value is a list of the public ids of documents. They come and go with it: what is put into the value becomes a
document, what is taken out is deleted as documents are, and can be put in again as long as those can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.documents import changes
from backend.book.documents.model import Document, Upload
from backend.book.documents.retention import held, hold_retention
from backend.book.documents.uploads import taken
from backend.platform.clock import now
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id, public_id, uuid7
from backend.systemize.fields import Kind

MOST: Final = 20
"""Files in one value."""
CATEGORY: Final = "other"
DOCUMENT: Final = "document"
UPLOAD: Final = "upload"


@dataclass(frozen=True)
class Coming:
    """An upload that becomes a document as soon as its client is there."""

    id: UUID
    field: str
    upload: Upload


def is_file(field: CustomField | None) -> bool:
    """Whether values of a field are files."""
    return field is not None and field.kind == Kind.FILE


async def put(
    session: AsyncSession, client: Client, values: Mapping[str, Any], fields: Mapping[str, CustomField]
) -> list[Coming]:
    """Write lists of files into a client's row, and say what is to become documents by `carry`.

    values, by `custom:<key>`: ids of uploads of the acting person, and of documents of this field and client.
    Raises Refused(BAD_USER_INPUT) naming the field: `value_kind`, `limit`, `unknown`, `retention`, `state`.
    """
    coming: list[Coming] = []
    kept = dict(client.custom or {})
    for name, raw in values.items():
        field = fields[name]
        try:
            found = await _listed(session, client, field, raw, kept.get(field.slot) or [])
        except Refused as refusal:
            params = {key: value for key, value in refusal.params.items() if key not in ("field", "problem")}
            raise bad_input(name, str(refusal.params.get("problem")), **params) from refusal
        coming += [each for each in found if isinstance(each, Coming)]
        ids = [public_id(DOCUMENT, each.id) for each in found]
        if ids:
            kept[field.slot] = ids
        else:
            kept.pop(field.slot, None)
    if values:
        client.custom = kept
    return coming


async def carry(session: AsyncSession, client_id: UUID, coming: Sequence[Coming]) -> None:
    """Make documents of what came; the client's row is there."""
    for each in coming:
        document = Document(
            id=each.id,
            client_id=client_id,
            name=each.upload.name,
            category=CATEGORY,
            note=None,
            own_field=each.field,
        )
        await changes.begin(session, document, each.upload)


async def _listed(
    session: AsyncSession, client: Client, field: CustomField, raw: Any, before: Sequence[str]
) -> list[Coming | Document]:
    key = CUSTOM + field.key
    given = [] if raw in (None, "") else raw
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise bad_input(key, "value_kind")
    wanted = list(dict.fromkeys(given))
    if len(wanted) > MOST:
        raise bad_input(key, "limit", limit=MOST)
    there = await _documents(session, client.id, field.key, {*wanted, *before})
    found: list[Coming | Document] = []
    for text in wanted:
        if text.startswith(f"{UPLOAD}_"):
            found.append(Coming(uuid7(), field.key, await taken(session, own_id(UPLOAD, text))))
        elif text in there:
            await _bring_back(session, there[text])
            found.append(there[text])
        else:
            raise bad_input(key, "unknown")
    for text in before:
        if text not in wanted and text in there and there[text].deleted_at is None:
            await hold_retention(session, there[text])
            there[text].deleted_at = now()
    return found


async def _documents(session: AsyncSession, client_id: UUID, key: str, ids: set[str]) -> dict[str, Document]:
    """Documents of a client that belong to a field, those that were taken out of it among them, by public id."""
    wanted = [own_id(DOCUMENT, id) for id in sorted(ids) if id.startswith(f"{DOCUMENT}_")]
    if not wanted:
        return {}
    rows = await session.scalars(
        select(Document)
        .where(
            Document.firm_id == session.info["firm_id"],
            Document.client_id == client_id,
            Document.own_field == key,
            Document.id.in_(wanted),
            Document.purged_at.is_(None),
        )
        .order_by(Document.id)
        .with_for_update()
    )
    return {public_id(DOCUMENT, row.id): row for row in rows}


async def _bring_back(session: AsyncSession, document: Document) -> None:
    if document.deleted_at is None:
        return
    if changes.is_over(document.deleted_at) and not await held(session, document):
        raise bad_input("id", "state")
    document.deleted_at = None
