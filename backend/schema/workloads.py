"""Workload: how many clients, how much money and how many tasks each person has, among what the caller sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.book.handover_moves import among
from backend.book.staff import User as UserRow
from backend.book.tasks import Task as TaskRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.graph.scalars import Money
from backend.platform.clock import now
from backend.platform.principal import Level
from backend.schema.clients import CLIENT
from backend.schema.staff import USER, User
from backend.schema.tasks import TASK

MOST: Final = 500
OWED: Final = ("Task.state", "Task.dueAt", "Task.assignee")


@dataclass(frozen=True)
class Load:
    """What one person has: clients he owns, their AUM in CNY, open tasks and those past their due time."""

    clients: int = 0
    aum: Decimal = Decimal(0)
    open_tasks: int = 0
    overdue_tasks: int = 0


@strawberry.type
class Workload:
    """What a person has, among the clients and tasks that the caller sees."""

    user: User
    clients: int = strawberry.field(description="Clients he is the owner of.")
    aum: Money | None = strawberry.field(description="CNY they hold, if the caller may read each.")
    open_tasks: int | None
    overdue_tasks: int | None = strawberry.field(description="Open ones past their due time.")


async def loads_of(
    session: AsyncSession, context: Context, users: Collection[UUID] | None = None
) -> dict[UUID, Load]:
    """Loads by user in one statement, however many they are; who has nothing is absent."""
    caller = context.principal
    owned: list[Any] = [ClientRow.archived_at.is_(None), ClientRow.merged_into_id.is_(None)]
    owed: list[Any] = [TaskRow.state == "open"]
    for bounds, key in ((owned, ClientRow.owner_id), (owed, TaskRow.assignee_id)):
        bounds.append(key.is_not(None) if users is None else among(key, users))
    late = and_(TaskRow.due_at < now(), TaskRow.held_until.is_(None))
    none = literal(0)
    clients = (
        select(
            ClientRow.owner_id.label("who"),
            func.count().label("clients"),
            func.sum(ClientRow.aum).label("aum"),
            none.label("open"),
            none.label("late"),
        )
        .where(*CLIENT.within(caller, *owned)[0])
        .group_by(ClientRow.owner_id)
    )
    tasks = (
        select(TaskRow.assignee_id, none, none, func.count(), func.count().filter(late))
        .where(*TASK.within(caller, *owed)[0])
        .group_by(TaskRow.assignee_id)
    )
    each = union_all(clients, tasks).subquery()
    sums = [func.sum(each.c[name]) for name in ("clients", "aum", "open", "late")]
    context.queries += 1
    rows = await session.execute(select(each.c.who, *sums).group_by(each.c.who))
    return {
        who: Load(int(count or 0), Decimal(aum or 0), int(open_ or 0), int(overdue or 0))
        for who, count, aum, open_, overdue in rows
    }


def shown(context: Context, user: User, load: Load | None) -> Workload:
    """A load as the caller may read it; sums of what he may not read of every row are left out."""
    mask, load = context.principal.mask, load or Load()
    adds = mask.throughout("Client.aum", mask.relations("Client")) >= Level.VIEW
    counts = all(mask.throughout(name, mask.relations("Task")) >= Level.VIEW for name in OWED)
    return Workload(
        user=user,
        clients=load.clients,
        aum=Money(load.aum) if adds else None,
        open_tasks=load.open_tasks if counts else None,
        overdue_tasks=load.overdue_tasks if counts else None,
    )


async def workloads(context: Context, team_id: UUID | None) -> list[Workload]:
    """Active people who have anything, those of a team if one is named; who has most clients first.

    Raises FORBIDDEN when the caller may not read whose clients are whose.
    """
    demand(context, "Client", "Client.owner")
    who = select(UserRow.id).where(UserRow.firm_id == context.principal.firm_id, UserRow.active.is_(True))
    if team_id is not None:
        who = who.where(UserRow.team_id == team_id)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        ids = set(await session.scalars(who.limit(MOST)))
        loads = await loads_of(session, context, ids)
    users = await nodes_of(context, USER, sorted(loads))
    found = [shown(context, user, loads[user.row.id]) for user in users if user is not None]
    return sorted(found, key=lambda each: (-each.clients, -(each.open_tasks or 0), each.user.row.name_sort))
