"""Clients whose owner is of the wrong level: found by a sweep, told to whoever can mend it, ended by the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.service_content import Cell
from backend.book.service_history import ServiceBreach
from backend.book.staff import Team, User
from backend.book.tasks import Task, complete, create_task
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.ids import uuid7
from backend.systemize.holidays import next_workday

ONE_BY_ONE: Final = 5
"""Breaches found at once that one person is told of one by one; of more he is told in one task."""
WORKDAYS: Final = 3


@dataclass(frozen=True)
class Words:
    """What a task says, in the language of whoever gets it. role: the roles wanted; count: of clients."""

    one: Callable[[str, tuple[str, ...]], str]
    many: Callable[[str, int], str]
    mended: Callable[[str], str]


@dataclass(frozen=True)
class _Strayed:
    client_id: UUID
    owner_id: UUID | None
    cell: Cell
    told: User


async def open_breaches(
    session: AsyncSession, client_ids: Sequence[UUID], cells: Sequence[Cell], words: Words
) -> int:
    """Keep that these clients' owners are of the wrong level, and give tasks to the leads of their teams; how many."""
    strayed, untold = await _strayed(session, client_ids, cells)
    by_person: defaultdict[UUID, list[_Strayed]] = defaultdict(list)
    for each in strayed:
        by_person[each.told.id].append(each)
    for found in by_person.values():
        if len(found) <= ONE_BY_ONE:
            for each in found:
                title = words.one(each.told.locale, each.cell.level.owner_roles)
                task = await _task(session, title, each, each.client_id)
                _keep(session, [each], task)
        else:
            task = await _task(session, words.many(found[0].told.locale, len(found)), found[0], None)
            _keep(session, found, task)
    for client_id, owner_id, cell in untold:
        session.add(ServiceBreach(id=uuid7(), client_id=client_id, cell=cell.key, owner_id=owner_id))
    await session.flush()
    return len(strayed) + len(untold)


async def _strayed(
    session: AsyncSession, client_ids: Sequence[UUID], cells: Sequence[Cell]
) -> tuple[list[_Strayed], list[tuple[UUID, UUID | None, Cell]]]:
    """Who is to be told of each: the lead of the client's team, else the owner himself; else nobody is."""
    firm_id, by_key = session.info["firm_id"], {cell.key: cell for cell in cells}
    lead, owner = aliased(User), aliased(User)
    rows = await session.execute(
        select(Client.id, Client.owner_id, Client.service_cell, lead, owner)
        .outerjoin(Team, and_(Team.firm_id == firm_id, Team.id == Client.team_id))
        .outerjoin(lead, and_(lead.firm_id == firm_id, lead.id == Team.lead_id, lead.active))
        .outerjoin(owner, and_(owner.firm_id == firm_id, owner.id == Client.owner_id, owner.active))
        .outerjoin(
            ServiceBreach,
            and_(
                ServiceBreach.firm_id == firm_id,
                ServiceBreach.client_id == Client.id,
                ServiceBreach.ended_at.is_(None),
            ),
        )
        .where(Client.firm_id == firm_id, Client.id.in_(client_ids), ServiceBreach.id.is_(None))
        .order_by(Client.id)
    )
    told: list[_Strayed] = []
    untold: list[tuple[UUID, UUID | None, Cell]] = []
    for client_id, owner_id, key, lead_row, owner_row in rows:
        cell, person = by_key[key or ""], lead_row or owner_row
        if person is None:
            untold.append((client_id, owner_id, cell))
        else:
            told.append(_Strayed(client_id, owner_id, cell, person))
    return told, untold


async def _task(session: AsyncSession, title: str, about: _Strayed, client_id: UUID | None) -> Task:
    day = business_date()
    for _ in range(WORKDAYS):
        day = next_workday(day)
    return await create_task(
        session,
        title,
        due_at=datetime.combine(day, time(18), BUSINESS_ZONE),
        priority=about.cell.level.urgency,
        client_id=client_id,
        assignee_id=about.told.id,
    )


def _keep(session: AsyncSession, found: Sequence[_Strayed], task: Task) -> None:
    for each in found:
        session.add(
            ServiceBreach(
                id=uuid7(),
                client_id=each.client_id,
                cell=each.cell.key,
                owner_id=each.owner_id,
                task_id=task.id,
            )
        )


async def end_breaches(session: AsyncSession, client_ids: Sequence[UUID], words: Words) -> int:
    """These clients are served by the right level again: what was open of them ends, and a task of which nothing is
    left is done; how many.
    """
    firm_id = session.info["firm_id"]
    ended = (
        await session.execute(
            update(ServiceBreach)
            .where(
                ServiceBreach.firm_id == firm_id,
                ServiceBreach.client_id.in_(client_ids),
                ServiceBreach.ended_at.is_(None),
            )
            .values(ended_at=now())
            .returning(ServiceBreach.task_id)
            .execution_options(synchronize_session=False)
        )
    ).scalars()
    task_ids = [id for id in ended if id is not None]
    left = aliased(ServiceBreach)
    rows = await session.execute(
        select(Task.id, Task.version, User.locale)
        .join(User, and_(User.firm_id == firm_id, User.id == Task.assignee_id))
        .where(
            Task.firm_id == firm_id,
            Task.id.in_(task_ids),
            Task.state == "open",
            ~select(left.id)
            .where(left.firm_id == firm_id, left.task_id == Task.id, left.ended_at.is_(None))
            .correlate(Task)
            .exists(),
        )
    )
    for id, version, locale in rows.all():
        await complete(session, id, version, words.mended(locale))
    return len(task_ids)


async def untouched_tasks(session: AsyncSession, client_ids: Sequence[UUID]) -> list[UUID]:
    """Tasks that were given for one of these clients alone and that nobody has touched: they go with him."""
    firm_id = session.info["firm_id"]
    found = await session.scalars(
        select(Task.id)
        .join(ServiceBreach, and_(ServiceBreach.firm_id == firm_id, ServiceBreach.task_id == Task.id))
        .where(
            Task.firm_id == firm_id,
            Task.client_id == ServiceBreach.client_id,
            Task.client_id.in_(client_ids),
            Task.version == 1,
            Task.state == "open",
        )
    )
    return list(found)
