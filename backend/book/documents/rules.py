"""For how many years a firm keeps documents of each category: the usual ones, and what it has said itself."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.documents.categories import CATEGORIES
from backend.book.documents.model import DocumentRule
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

MOST_YEARS: Final = 99
SHORTEST_REASON: Final = 4


async def kept_years(session: AsyncSession) -> dict[str, int]:
    """Years by category, of all categories; 0: as long as somebody wants it."""
    said = await session.scalars(select(DocumentRule).where(DocumentRule.firm_id == session.info["firm_id"]))
    own = {rule.category: rule.years for rule in said}
    return {each.key: own.get(each.key, each.years) for each in CATEGORIES.values()}


async def set_kept_years(session: AsyncSession, category: str, years: int, reason: str) -> DocumentRule:
    """Say for how many years documents of a category are kept after the client's last record in the ledger.

    It counts at once, for documents that are deleted already and not yet shredded, too. The reason is in the audit.
    Raises Refused(BAD_USER_INPUT): unknown category, years not in [0, 99], a reason of less than four characters.
    """
    if category not in CATEGORIES:
        raise bad_input("category", "choice")
    if not 0 <= years <= MOST_YEARS:
        raise bad_input("years", "range", low=0, high=MOST_YEARS)
    words = clean_text(reason, "reason", limit=400) or ""
    if len(words) < SHORTEST_REASON:
        raise bad_input("reason", "reason", low=SHORTEST_REASON)
    session.info["reason"] = words
    rule: DocumentRule | None = await session.scalar(
        select(DocumentRule)
        .where(DocumentRule.firm_id == session.info["firm_id"], DocumentRule.category == category)
        .with_for_update()
    )
    if rule is None:
        rule = DocumentRule(id=uuid7(), category=category, years=years)
        session.add(rule)
    rule.years = years
    await session.flush()
    return rule
