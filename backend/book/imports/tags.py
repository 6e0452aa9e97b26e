"""Tags that a workbook names."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tags import Tag, create_tag

PLAIN_COLOUR = "grey"


async def tag_ids_of(session: AsyncSession, names: Iterable[str], *, create: bool) -> dict[str, UUID]:
    """Ids of the firm's tags by name as written in the workbook; case does not count.

    create: make those that are missing, else they are absent. Raises Refused(BAD_USER_INPUT) as `create_tag`.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    rows = await session.execute(select(Tag.id, Tag.name).where(Tag.firm_id == session.info["firm_id"]))
    known: dict[str, UUID] = {name.lower(): id for id, name in rows}
    for name in wanted:
        if create and name.lower() not in known:
            known[name.lower()] = (await create_tag(session, name, PLAIN_COLOUR)).id
    return {name: known[name.lower()] for name in wanted if name.lower() in known}
