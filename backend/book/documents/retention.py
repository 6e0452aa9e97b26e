"""How long documents stay: what must be kept cannot be deleted, what was deleted is shredded after a while."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.categories import CATEGORIES
from backend.book.documents.model import UNDO_FOR, Document, DocumentVersion
from backend.book.ledger import Transaction
from backend.platform.audit import record
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.files.stored import release

SLIP: Final = timedelta(hours=24)
"""What was uploaded to the wrong client can be taken back for so long, whatever it is."""
MOST: Final = 200


async def hold_retention(session: AsyncSession, document: Document) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=retention, until) for a document that has to be kept.

    That is: of a category with years, of a client with records in the ledger, and no slip of the last day.
    """
    years = CATEGORIES[document.category].years
    if not years or document.uploaded_at > now() - SLIP:
        return
    last: date | None = await session.scalar(
        select(func.max(Transaction.date)).where(
            Transaction.firm_id == session.info["firm_id"], Transaction.client_id == document.client_id
        )
    )
    if last is None:
        return
    until = _years_later(last, years)
    if until >= business_date():
        raise bad_input("id", "retention", until=until.isoformat())


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; the last of February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


async def shred_deleted(session: AsyncSession) -> int:
    """Shred what was deleted longer ago than it can be brought back; how many documents."""
    firm_id: UUID = session.info["firm_id"]
    old = await session.scalars(
        select(Document)
        .where(
            Document.firm_id == firm_id,
            Document.deleted_at < now() - UNDO_FOR,
            Document.purged_at.is_(None),
        )
        .order_by(Document.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    found = list(old)
    for document in found:
        await shred(session, document)
    return len(found)


async def shred(session: AsyncSession, document: Document) -> None:
    """Drop the content of all versions of a document, its name and its note; that it was there stays known."""
    versions = await session.scalars(
        select(DocumentVersion).where(
            DocumentVersion.firm_id == document.firm_id, DocumentVersion.document_id == document.id
        )
    )
    used = []
    for version in versions:
        used += [version.file_id] if version.file_id else []
        version.file_id, version.name = None, ""
    document.file_id, document.name, document.note = None, "", None
    document.purged_at, document.deleted_at = now(), document.deleted_at or now()
    await session.flush()
    for file_id in used:
        await release(session, file_id)
    record(session, "shred", "document", document.id, client_id=document.client_id)
