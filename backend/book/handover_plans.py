"""A hand-over as it is planned: who follows whom, and what those who follow should know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from backend.book.assignments import Assignment
from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.handover_moves import among
from backend.book.handovers import MOST_LINES, Handover, HandoverLine, lines_of
from backend.book.lookup import all_named, named
from backend.book.staff import User
from backend.platform.audit import record
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.versions import locked_at, touch
from backend.systemize.field_values import clean_text

LONGEST_REASON = 400
LONGEST_NOTE = 4_000


@dataclass(frozen=True)
class PlannedLine:
    """One client and who follows; note: None leaves the one that is there."""

    client_id: UUID
    to_id: UUID
    note: str | None = None


@dataclass(frozen=True)
class Plan:
    """What somebody wants to happen; see `Handover`. split: whether a household may go to several people."""

    from_id: UUID
    reason: str
    lines: Sequence[PlannedLine]
    others_to_id: UUID | None = None
    let_go: bool = False
    told: bool = False
    split: bool = False


async def plan(session: Any, wanted: Plan, *, id: UUID | None = None, version: int | None = None) -> Handover:
    """Keep a plan, a new one or instead of an earlier one.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: no reason or lines, a client he does not serve or named
    twice, a receiver who is the leaver or not active, a household that would split, a plan that is none any more.
    """
    leaver = await named(session, User, wanted.from_id, "from")
    reason = clean_text(wanted.reason, "reason", limit=LONGEST_REASON, required=True) or ""
    await _hold_receivers(session, leaver.id, wanted)
    roles = await _roles(session, leaver.id, wanted.lines)
    if not wanted.split:
        await hold_together(session, {line.client_id: line.to_id for line in wanted.lines})
    values: dict[str, Any] = {
        "from_id": leaver.id, "reason": reason, "let_go": wanted.let_go, "told": wanted.told,
        "others_to_id": wanted.others_to_id, "client_count": len(wanted.lines),
    }  # fmt: skip
    notes: dict[UUID, str | None] = {}
    if id is None:
        found = Handover(**values)
        session.add(found)
    else:
        found = await planned(session, id, version or 0)
        if found.from_id != leaver.id:
            raise bad_input("from", "handover_other")
        notes = {line.client_id: line.note for line in await lines_of(session, id)}
        for name, value in values.items():
            setattr(found, name, value)
        await session.flush()
        touch(found, version or 0)
        await session.execute(
            delete(HandoverLine)
            .where(HandoverLine.firm_id == found.firm_id, HandoverLine.handover_id == id)
            .execution_options(synchronize_session=False)
        )
    await session.flush()
    bulk = BulkRows(session)
    for line in wanted.lines:
        note = notes.get(line.client_id) if line.note is None else _note(line.note)
        bulk.add(
            HandoverLine, handover_id=found.id, client_id=line.client_id, to_id=line.to_id,
            role=roles[line.client_id], note=note, state="planned", gave_id=None, ended=[],
        )  # fmt: skip
    await bulk.write()
    return found


async def planned(session: Any, id: UUID, version: int) -> Handover:
    """A hand-over that is still a plan, locked. Raises Refused(BAD_USER_INPUT, handover_done) when it is none."""
    found = await locked_at(session, Handover, id, version)
    if found.state != "planned":
        raise bad_input("id", "handover_done")
    return found


async def discard(session: Any, id: UUID, version: int) -> Handover:
    """Give a plan up. Raises as `planned`."""
    found = await planned(session, id, version)
    found.state = "discarded"
    await session.flush()
    return found


async def write_note(session: Any, id: UUID, client_id: UUID, text: str) -> Handover:
    """What a receiver should know of a client; an empty text takes it away.

    Makes no new version: who writes notes does not stop who plans. Raises Refused(NOT_FOUND), and
    Refused(BAD_USER_INPUT, handover_done) once it is executed.
    """
    found = await session.scalar(
        select(Handover)
        .where(Handover.firm_id == session.info["firm_id"], Handover.id == id)
        .with_for_update()
    )
    if found is None:
        raise Refused(Code.NOT_FOUND)
    if found.state != "planned":
        raise bad_input("handover", "handover_done")
    line = await session.scalar(
        select(HandoverLine).where(
            HandoverLine.firm_id == found.firm_id,
            HandoverLine.handover_id == id,
            HandoverLine.client_id == client_id,
        )
    )
    if line is None:
        raise bad_input("client", "unknown")
    line.note = _note(text)
    record(session, "note", "handover", id, client_id=client_id)
    await session.flush()
    return found  # type: ignore[no-any-return]


def _note(text: str) -> str | None:
    return clean_text(text, "note", limit=LONGEST_NOTE)


async def _hold_receivers(session: Any, leaver_id: UUID, wanted: Plan) -> None:
    others = set() if wanted.others_to_id is None else {wanted.others_to_id}
    for field, ids in (("to", {line.to_id for line in wanted.lines}), ("othersTo", others)):
        users: Collection[User] = await all_named(session, User, sorted(ids), field) if ids else ()
        for user in users:
            if user.id == leaver_id:
                raise bad_input(field, "handover_self")
            if not user.active:
                raise bad_input(field, "inactive")


async def _roles(session: Any, leaver_id: UUID, lines: Sequence[PlannedLine]) -> Mapping[UUID, str]:
    """How the leaver serves the clients of the lines now."""
    ids = {line.client_id for line in lines}
    if not lines:
        raise bad_input("lines", "required")
    if len(lines) > MOST_LINES:
        raise bad_input("lines", "too_many", limit=MOST_LINES)
    if len(ids) < len(lines):
        raise bad_input("lines", "handover_twice")
    found = await session.execute(
        select(Assignment.client_id, Assignment.role).where(
            Assignment.firm_id == session.info["firm_id"],
            Assignment.user_id == leaver_id,
            Assignment.valid_to.is_(None),
            among(Assignment.client_id, ids),
        )
    )
    roles = {row.client_id: row.role for row in found}
    if ids - roles.keys():
        raise bad_input("lines", "handover_moved")
    return roles


async def hold_together(session: Any, to: Mapping[UUID, UUID]) -> None:
    """Raise Refused(BAD_USER_INPUT, household_split) when clients of one family would go to different people."""
    rows = await session.execute(
        select(Client.id, Client.household_id).where(
            Client.firm_id == session.info["firm_id"],
            Client.household_id.is_not(None),
            among(Client.id, to),
        )
    )
    goes: dict[UUID, UUID] = {}
    for row in rows:
        if goes.setdefault(row.household_id, to[row.id]) != to[row.id]:
            raise bad_input("lines", "household_split")
