"""How long documents stay: what must be kept cannot be deleted, what was deleted is shredded after a while."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.model import UNDO_FOR, Document, DocumentVersion
from backend.book.documents.rules import kept_years
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
    years = (await kept_years(session))[document.category]
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
    """The same day so many years later, or earlier; the last of February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


async def shred_deleted(session: AsyncSession) -> int:
    """Shred what was deleted longer ago than it can be brought back; how many documents.

    What has to be kept by the rules the firm has by now stays, and can be brought back.
    """
    firm_id: UUID = session.info["firm_id"]
    today = business_date()
    kept = [
        _has_to_be_kept(category, _years_later(today, -years))
        for category, years in (await kept_years(session)).items()
        if years
    ]
    old = await session.scalars(
        select(Document)
        .where(
            Document.firm_id == firm_id,
            Document.deleted_at < now() - UNDO_FOR,
            Document.purged_at.is_(None),
            not_(or_(false(), *kept)),
        )
        .order_by(Document.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    found = list(old)
    for document in found:
        await shred(session, document)
    return len(found)


def _has_to_be_kept(category: str, since: date) -> Any:
    """Of a category, no slip, and its client has records in the ledger since a day."""
    recorded = exists().where(
        Transaction.firm_id == Document.firm_id,
        Transaction.client_id == Document.client_id,
        Transaction.date >= since,
    )
    slip = Document.deleted_at <= Document.uploaded_at + SLIP
    return and_(Document.category == category, not_(slip), recorded)


async def held(session: AsyncSession, document: Document) -> bool:
    """Whether a deleted document has to be kept by the rules the firm has now."""
    years = (await kept_years(session))[document.category]
    if not years:
        return False
    since = _years_later(business_date(), -years)
    found = await session.scalar(
        select(Document.id).where(
            Document.firm_id == document.firm_id,
            Document.id == document.id,
            _has_to_be_kept(document.category, since),
        )
    )
    return found is not None


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
    if document.own_field is None:
        record(session, "shred", "document", document.id, client_id=document.client_id)
