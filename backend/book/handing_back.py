"""A hand-over is taken back: the leaver serves again whom nobody gave to somebody else since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.handing_over import passage_of, tell
from backend.book.handover_clients import give_clients_back
from backend.book.handover_movers import MOVERS
from backend.book.handovers import Handover, HandoverRows, lines_of
from backend.book.lookup import actor_id
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.versions import locked, locked_at

LetIn = Callable[[AsyncSession, UUID, int], Awaitable[object]]


async def hand_back(session: AsyncSession, id: UUID, version: int, *, let_in: LetIn) -> Handover:
    """Give back what is still where the hand-over put it; the rest stays, and its lines say so (`kept`).

    let_in: lets a user sign in again (session, id, version), called when his access ended with the hand-over and he
    is out still. Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `handover_not_done`, `handover_late` after 30
    days, `inactive` when the leaver's access ended for another reason.
    """
    found = await locked_at(session, Handover, id, version)
    if found.state != "executed":
        raise bad_input("id", "handover_not_done")
    if found.undo_until is None or now() > found.undo_until:
        raise bad_input("id", "handover_late")
    session.info["reason"] = found.reason
    leaver = await locked(session, User, found.from_id)
    if not leaver.active:
        if not found.let_go:
            raise bad_input("from", "inactive")
        await let_in(session, leaver.id, leaver.version)
    lines = [line for line in await lines_of(session, id) if line.state == "moved"]
    passage = await passage_of(session, found, lines)
    left = await give_clients_back(passage, lines)
    kept: dict[tuple[str, str], list[Any]] = defaultdict(list)
    rows = await session.scalars(
        select(HandoverRows).where(HandoverRows.firm_id == found.firm_id, HandoverRows.handover_id == id)
    )
    for row in rows:
        kept[row.noun, row.column].append(row)
    for place, mover in MOVERS.items():
        if mover.back is not None and place in kept:
            await mover.back(passage, kept[place])
    # All at once, behind the last query: what is flushed in between would be a version of its own.
    found.state, found.undone_at, found.undone_by_id = "undone", now(), actor_id(session)
    found.kept_count = left
    await session.flush()
    tell(session, found, lines, undone=True)
    await session.flush()
    await passage.bulk.write()
    return found
