"""A hand-over is executed: clients, what is owed for them, and what waits go to those who follow, in one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.bulk_rows import BulkRows
from backend.book.client_events import ClientsHandedOver
from backend.book.handover_clients import move_clients
from backend.book.handover_movers import MOVERS
from backend.book.handover_moves import Passage, among, receivers, remembered
from backend.book.handover_plans import planned
from backend.book.handovers import UNDO_FOR, Handover, HandoverLine, lines_of
from backend.book.lookup import actor_id, named
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked

LetGo = Callable[[AsyncSession, UUID, int], Awaitable[object]]


async def execute(session: AsyncSession, id: UUID, version: int, *, let_go: LetGo) -> Handover:
    """Do what a plan says, all of it or nothing.

    let_go: ends a user's access (session, id, version), called when the plan says so; auth hands it in. The number
    of statements does not depend on how many clients there are. Every row that changes has its audit row, and the
    act has one that counts them.
    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `handover_done`; `handover_moved` when the leaver does not
    serve a client of the plan any more as he did; a receiver who is not active.
    """
    found = await planned(session, id, version)
    session.info["reason"] = found.reason
    leaver = await locked(session, User, found.from_id)
    lines = list(await lines_of(session, id))
    await _hold_active(session, found, lines)
    passage = await passage_of(session, found, lines)
    await move_clients(passage, lines)
    counts: Counter[str] = Counter()
    for (noun, column), mover in MOVERS.items():
        if mover.move is not None:
            # Views, reports and boards are counted together.
            counts[mover.count] += remembered(passage, noun, column, await mover.move(passage))
    # All at once, behind the last query: what is flushed in between would be a version of its own.
    for name, count in counts.items():
        if name:
            setattr(found, name, count)
    found.state, found.client_count = "executed", len(lines)
    found.executed_at, found.executed_by_id = now(), actor_id(session)
    found.undo_until = found.executed_at + UNDO_FOR
    if found.let_go:
        await let_go(session, leaver.id, leaver.version)
    await session.flush()
    tell(session, found, lines, undone=False)
    await session.flush()
    await passage.bulk.write()
    return found


async def passage_of(session: AsyncSession, found: Handover, lines: Iterable[HandoverLine]) -> Passage:
    """A hand-over on its way, with the clients that the leaver serves beside its lines."""
    to = {line.client_id: line.to_id for line in lines}
    served = await session.scalars(
        select(Assignment.client_id).where(
            Assignment.firm_id == found.firm_id,
            Assignment.user_id == found.from_id,
            Assignment.valid_to.is_(None),
        )
    )
    return Passage(session, found, BulkRows(session), to, frozenset(served) - to.keys())


def tell(session: AsyncSession, found: Handover, lines: Iterable[HandoverLine], *, undone: bool) -> None:
    """Say that it happened: one act in the audit, one event, a ring at the tasks of everybody concerned."""
    by = receivers(lines)
    counts = {name: getattr(found, f"{name}_count") for name in ("client", "task", "mail", "view", "kept")}
    change = {name: [None, count] for name, count in counts.items() if count}
    record(
        session, "hand_back" if undone else "hand_over", "handover", found.id, row_version=found.version,
        changes={"from_id": [None, str(found.from_id)], "let_go": [None, found.let_go], **change},
    )  # fmt: skip
    emit(
        session,
        ClientsHandedOver(
            handover_id=found.id,
            from_id=found.from_id,
            to={str(to): len(each) for to, each in sorted(by.items())},
            undone=undone,
            by=actor_id(session),
        ),
    )
    for user_id in {found.from_id, found.others_to_id, *by} - {None}:
        strike(session, "task", f"{user_id}:{found.id}")


async def _hold_active(session: AsyncSession, found: Handover, lines: Iterable[HandoverLine]) -> None:
    if (
        found.others_to_id is not None
        and not (await named(session, User, found.others_to_id, "othersTo")).active
    ):
        raise bad_input("othersTo", "inactive")
    ids = {line.to_id for line in lines}
    away = select(User.id).where(User.firm_id == found.firm_id, among(User.id, ids), User.active.is_(False))
    if await session.scalar(away.limit(1)) is not None:
        raise bad_input("to", "inactive")
