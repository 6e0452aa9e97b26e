"""Taking a client's assessment, with what follows for what he holds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.track import assessments
from backend.track.assessments import Assessment, Sheet
from backend.track.suitability_findings import recheck


async def complete(
    session: AsyncSession, client_id: UUID, sheet: Sheet, *, rules: int | None = None
) -> Assessment:
    """`assessments.complete`; once it is signed, holdings above the new level are found and told."""
    row = await assessments.complete(session, client_id, sheet, rules=rules)
    if sheet.signed_on is not None:
        await recheck(session, client_id)
    return row


async def sign(session: AsyncSession, id: UUID, version: int, on: date) -> Assessment:
    """`assessments.sign`, with the same."""
    row = await assessments.sign(session, id, version, on)
    await recheck(session, row.client_id)
    return row
