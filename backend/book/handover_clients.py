"""Who serves clients after a hand-over, and after its undoing: decided for each, written for all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.book.assignments import Assignment
from backend.book.client_events import ClientChanged
from backend.book.clients import Client
from backend.book.handover_moves import Passage, among, rewrite
from backend.book.handovers import HandoverLine
from backend.book.staff import User
from backend.platform.bells import strike
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7

WHOLE = Decimal(100)
CHANGED = ("owner", "team", "assignments")


@dataclass
class Turn:
    """What changes for one client: assignments that end, those that begin (user, role, credit), and who owns him."""

    ended: list[Any] = field(default_factory=list)
    begun: list[tuple[UUID, UUID, str, Decimal]] = field(default_factory=list)
    owner: UUID | None = None

    def begin(self, user_id: UUID, role: str, credit: Decimal) -> UUID:
        """A new assignment; its id."""
        id = uuid7()
        self.begun.append((id, user_id, role, credit))
        return id


def follow(serving: Sequence[Any], leaver: UUID, receiver: UUID) -> tuple[Turn, UUID | None]:
    """What a hand-over of one client does, and the receiver's new assignment, if he needs one.

    serving: his present assignments (user_id, role, credit). Who becomes the owner gives up what he was before; of
    any other role the receiver keeps the one he has, and nothing begins.
    """
    turn = Turn()
    mine = next(row for row in serving if row.user_id == leaver)
    present = next((row for row in serving if row.user_id == receiver), None)
    turn.ended.append(mine)
    if mine.role == "owner":
        if present is not None:
            turn.ended.append(present)
        turn.owner = receiver
        return turn, turn.begin(receiver, "owner", WHOLE)
    if present is not None:
        return turn, None
    return turn, turn.begin(receiver, mine.role, mine.credit)


def come_back(serving: Sequence[Any], line: HandoverLine, leaver: UUID) -> Turn | None:
    """What the undoing of a line does; None when somebody changed since who serves the client in this role."""
    gave = next((row for row in serving if row.id == line.gave_id), None)
    if line.gave_id is not None and gave is None:
        return None
    turn = Turn(ended=[gave] if gave is not None else [])
    busy = {row.user_id for row in serving if row is not gave}
    if leaver in busy:
        return None
    for each in line.ended:
        user_id = UUID(each["user_id"])
        if user_id in busy:
            continue
        turn.begin(user_id, each["role"], Decimal(each["credit"]))
        if each["role"] == "owner":
            turn.owner = user_id
    return turn


def shares(serving: Iterable[Any], turn: Turn) -> tuple[dict[UUID, Decimal], Decimal]:
    """Credits after a turn: of assignments that stay and change theirs by id, and the one of an owner who begins.

    Co-owners hold what was agreed, the owner the rest; a co-owner who comes back gets no more than is left.
    """
    gone = {row.id for row in turn.ended}
    staying = [row for row in serving if row.id not in gone]
    given = sum((row.credit for row in staying if row.role == "co_owner"), Decimal(0))
    for place, (id, user_id, role, wanted) in enumerate(turn.begun):
        share = wanted if role == "owner" else Decimal(0)
        if role == "co_owner":
            share = min(wanted, WHOLE - given)
            given += share
        turn.begun[place] = id, user_id, role, share
    rest = WHOLE - given
    changed = {row.id: rest for row in staying if row.role == "owner" and row.credit != rest}
    return changed, rest


async def clients_locked(passage: Passage, ids: Iterable[UUID]) -> list[Any]:
    """Clients as they are, locked until commit in the order of their ids."""
    columns: Any = Client.__table__.columns
    wanted = [columns[name] for name in ("firm_id", "id", "version", "owner_id", "team_id", "archived_at")]
    found = await passage.session.execute(
        select(*wanted, Client.merged_into_id)
        .where(Client.firm_id == passage.firm_id, among(Client.id, ids))
        .order_by(Client.id)
        .with_for_update()
    )
    return list(found)


async def serving_of(passage: Passage, ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Present assignments by client, locked."""
    columns: Any = Assignment.__table__.columns
    found = await passage.session.execute(
        select(*columns)
        .where(Assignment.firm_id == passage.firm_id, among(Assignment.client_id, ids))
        .where(Assignment.valid_to.is_(None))
        .order_by(Assignment.client_id, Assignment.id)
        .with_for_update()
    )
    by_client: dict[UUID, list[Any]] = defaultdict(list)
    for row in found:
        by_client[row.client_id].append(row)
    return by_client


async def move_clients(passage: Passage, lines: Sequence[HandoverLine]) -> None:
    """Let the receivers of lines follow the leaver, in so many statements whatever their number.

    Raises Refused(BAD_USER_INPUT, handover_moved) when the leaver no longer serves one of the clients so.
    """
    leaver = passage.handover.from_id
    clients = await clients_locked(passage, passage.to)
    serving = await serving_of(passage, passage.to)
    turns: dict[UUID, Turn] = {}
    for line in lines:
        now = serving.get(line.client_id, [])
        if not any(row.user_id == leaver and row.role == line.role for row in now):
            raise bad_input("lines", "handover_moved")
        turn, line.gave_id = follow(now, leaver, line.to_id)
        line.ended = [
            {"user_id": str(row.user_id), "role": row.role, "credit": str(row.credit)} for row in turn.ended
        ]
        line.state = "moved"
        turns[line.client_id] = turn
    await _write(passage, clients, serving, turns)


async def give_clients_back(passage: Passage, lines: Sequence[HandoverLine]) -> int:
    """Let the leaver serve again whom nobody gave to somebody else since; how many stay where they are."""
    clients = await clients_locked(passage, passage.to)
    serving = await serving_of(passage, passage.to)
    dead = {row.id for row in clients if row.merged_into_id is not None}
    turns: dict[UUID, Turn] = {}
    for line in lines:
        turn = come_back(serving.get(line.client_id, []), line, passage.handover.from_id)
        line.state = "kept" if turn is None or line.client_id in dead else "back"
        if turn is not None and line.client_id not in dead:
            turns[line.client_id] = turn
    await _write(passage, [row for row in clients if row.id in turns], serving, turns)
    return len(lines) - len(turns)


async def _write(
    passage: Passage,
    clients: Sequence[Any],
    serving: Mapping[UUID, Sequence[Any]],
    turns: Mapping[UUID, Turn],
) -> None:
    today = business_date()
    ended = [row for turn in turns.values() for row in turn.ended]
    await rewrite(passage, Assignment, ended, {row.id: {"valid_to": today} for row in ended})
    credits: dict[UUID, Decimal] = {}
    for client_id, turn in turns.items():
        changed, rest = shares(serving[client_id], turn)
        credits |= changed
        for id, user_id, role, credit in turn.begun:
            share = rest if role == "owner" else credit
            _begin(passage, client_id, id, user_id, role, share, today)
    staying = [row for rows in serving.values() for row in rows if row.id in credits]
    await rewrite(passage, Assignment, staying, {row.id: {"credit": credits[row.id]} for row in staying})
    await _own(passage, clients, turns)
    for row in clients:
        passage.bulk.happened(ClientChanged(client_id=row.id, fields=CHANGED))
        strike(passage.session, "client", str(row.id))


def _begin(
    passage: Passage, client_id: UUID, id: UUID, user_id: UUID, role: str, credit: Decimal, today: date
) -> None:
    passage.bulk.add(
        Assignment, id=id, client_id=client_id, user_id=user_id, role=role, credit=credit, valid_from=today,
        valid_to=None, reason=passage.handover.reason,
    )  # fmt: skip


async def _own(passage: Passage, clients: Sequence[Any], turns: Mapping[UUID, Turn]) -> None:
    """Owner and team of the clients; one whose owner stays gets a new version alone."""
    owners = {turn.owner for turn in turns.values() if turn.owner is not None}
    found = await passage.session.execute(
        select(User.id, User.team_id).where(User.firm_id == passage.firm_id, among(User.id, owners))
    )
    team_of = {row.id: row.team_id for row in found}
    values = {}
    for row in clients:
        owner = turns[row.id].owner
        values[row.id] = {
            "owner_id": owner or row.owner_id,
            "team_id": team_of[owner] if owner is not None else row.team_id,
        }
    await rewrite(passage, Client, clients, values)
