"""What a hand-over could look like: who follows whom, what would be promised in vain, and what each would have."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.assignments import Assignment
from backend.book.birthdays import next_birthday
from backend.book.clients import Client as ClientRow
from backend.book.handover_moves import among
from backend.book.handover_shares import Share, share_out
from backend.book.incoming_mails import IncomingMail
from backend.book.service_matrices import matrix_in_force
from backend.book.staff import UserRole
from backend.book.tasks import Task as TaskRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.schema.changing import subject
from backend.schema.clients import CLIENT, Client
from backend.schema.households import HOUSEHOLD
from backend.schema.staff import USER, User
from backend.schema.tasks import TASK
from backend.schema.viewer import policies_of
from backend.schema.workloads import OWED, Load, Workload, loads_of, shown

CALL: Final = "planHandover"
SERVES: Final = "Mutation.logInteraction"
"""Who may not write down what was said to a client of his own does not serve him."""
SOON: Final = timedelta(days=14)
MOST_RECEIVERS: Final = 20


@strawberry.enum
class HandoverWay(enum.Enum):
    """How clients are shared out: evenly by number or by AUM, each province to one person, or by tier: to who may serve
    that level of the service matrix, among them to who has the fewest clients."""

    NUMBER = "number"
    AUM = "aum"
    REGION = "region"
    TIER = "tier"


@strawberry.type
class ProposedLine:
    """One client, who could follow, and what would break if nobody knew of it."""

    client: Client
    role: str
    to: User
    household: strawberry.ID | None = strawberry.field(description="The family, if it may be known.")
    open_tasks: int | None
    due_soon: int | None = strawberry.field(description="Open tasks due within 14 days.")
    overdue: int | None
    birthday: date | None = strawberry.field(description="The birthday, if it is within 14 days.")


@strawberry.type
class ProposedReceiver:
    """Somebody who could follow, with what he has now."""

    load: Workload
    may_serve: bool = strawberry.field(description="Whether his roles let him serve clients of his own.")
    absent: bool = strawberry.field(description="Whether he is away within the next 14 days.")


@strawberry.type
class HandoverProposal:
    """Who could follow for each client that the caller may hand over."""

    lines: list[ProposedLine]
    receivers: list[ProposedReceiver]
    hidden: int = strawberry.field(description="Clients that the caller may not hand over.")
    other_tasks: int = strawberry.field(description="Open tasks that are about none of his clients.")
    mails: int = strawberry.field(description="Mails that wait in his inbox.")


@dataclass(frozen=True)
class Asked:
    """What is asked for; to: who follows, in this order."""

    leaver: UUID
    to: Sequence[UUID]
    way: str
    together: bool


async def proposal_of(
    context: Context, user: str, to: Sequence[str], way: HandoverWay, *, split: bool
) -> HandoverProposal:
    """A proposal for a leaver and those who follow.

    Raises Refused: NOT_FOUND, FORBIDDEN without the right to plan at the leaver's relation, or to read what is
    shared out by; BAD_USER_INPUT for receivers that are none.
    """
    leaver = await subject(context, USER, user, CALL)
    asked = Asked(leaver.row.id, _receivers(to, leaver.row.id), way.value, not split)
    if way is HandoverWay.AUM:
        demand(context, "Client", "Client.aum")
    if way is HandoverWay.REGION:
        demand(context, "Client", "Client.province")
    if way is HandoverWay.TIER:
        demand(context, "Client", "Client.tier")
        demand(context, "Client", "Client.serviceCell")
    receivers = await nodes_of(context, USER, asked.to)
    if any(each is None or not each.row.active for each in receivers):
        raise bad_input("to", "inactive")
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        served, hidden = await _served(session, context, asked.leaver)
        ids = [row.client_id for row in served]
        owed = await _owed(session, context, asked.leaver, ids)
        loads = await loads_of(session, context, asked.to)
        roles = await _roles(session, context, asked.to)
        tasks, mails = await _others(session, context, asked.leaver)
        suits = await _suiting(session, context, roles) if way is HandoverWay.TIER else {}
    shares = [
        Share(
            row.client_id,
            row.aum,
            row.household_id,
            row.province,
            row.tier_rank or 0,
            suits.get(row.service_cell, frozenset()),
        )
        for row in served
    ]
    has = {id: load.clients for id, load in loads.items()}
    goes = share_out(shares, asked.to, asked.way, together=asked.together, has=has)
    clients = await nodes_of(context, CLIENT, ids)
    by_id = {each.row.id: each for each in receivers}
    return HandoverProposal(
        lines=[
            _line(context, row, client, by_id[goes[row.client_id]], owed)
            for row, client in zip(served, clients, strict=True)
            if client is not None
        ],
        receivers=[await _receiver(context, each, loads, roles.get(each.row.id, ())) for each in receivers],
        hidden=hidden,
        other_tasks=tasks,
        mails=mails,
    )


def _receivers(to: Sequence[str], leaver: UUID) -> list[UUID]:
    ids = list(dict.fromkeys(own_id("user", each) for each in to))
    if not ids:
        raise bad_input("to", "required")
    if len(ids) > MOST_RECEIVERS:
        raise bad_input("to", "too_many", limit=MOST_RECEIVERS)
    if leaver in ids:
        raise bad_input("to", "handover_self")
    return ids


async def _served(session: AsyncSession, context: Context, leaver: UUID) -> tuple[list[Any], int]:
    """Clients in use that he serves and the caller may hand over, owned ones first; and how many others there are."""
    caller = context.principal
    mine = (
        Assignment.firm_id == caller.firm_id,
        Assignment.user_id == leaver,
        Assignment.valid_to.is_(None),
        ClientRow.archived_at.is_(None),
    )
    bounds, reach = CLIENT.within(caller)
    free = [each for each in Relation if caller.mask.level(f"Mutation.{CALL}", each) >= Level.VIEW]
    pair = and_(ClientRow.firm_id == caller.firm_id, ClientRow.id == Assignment.client_id)
    columns = (
        ClientRow.aum,
        ClientRow.household_id,
        ClientRow.province,
        ClientRow.birth_date,
        ClientRow.tier_rank,
        ClientRow.service_cell,
    )
    context.queries += 2
    rows = (
        await session.execute(
            select(Assignment.client_id, Assignment.role, *columns)
            .join(ClientRow, pair)
            .where(*mine, *bounds, reach.relation.in_([str(each) for each in free]))
            .order_by(Assignment.role.desc(), ClientRow.name_sort, ClientRow.id)
        )
    ).all()
    count = await session.scalar(
        select(func.count()).select_from(Assignment).join(ClientRow, pair).where(*mine)
    )
    return list(rows), (count or 0) - len(rows)


async def _owed(
    session: AsyncSession, context: Context, leaver: UUID, ids: Sequence[UUID]
) -> dict[UUID, tuple[int, int, int]] | None:
    """By client his open tasks, those due soon and those overdue; None when the caller may not count them."""
    mask = context.principal.mask
    if any(mask.throughout(name, mask.relations("Task")) < Level.VIEW for name in OWED):
        return None
    at = now()
    soon = func.count().filter(TaskRow.due_at.between(at, at + SOON))
    context.queries += 1
    rows = await session.execute(
        select(TaskRow.client_id, func.count(), soon, func.count().filter(TaskRow.due_at < at))
        .where(
            *TASK.within(context.principal, TaskRow.state == "open", TaskRow.assignee_id == leaver)[0],
            among(TaskRow.client_id, ids),
        )
        .group_by(TaskRow.client_id)
    )
    return {id: (count, near, late) for id, count, near, late in rows if id is not None}


async def _roles(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    context.queries += 1
    rows = await session.execute(
        select(UserRole.user_id, UserRole.role).where(
            UserRole.firm_id == context.principal.firm_id, among(UserRole.user_id, ids)
        )
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for user_id, role in rows:
        found[user_id] = (*found.get(user_id, ()), role)
    return {user_id: tuple(sorted(roles)) for user_id, roles in found.items()}


async def _suiting(
    session: AsyncSession, context: Context, roles: Mapping[UUID, tuple[str, ...]]
) -> dict[str | None, frozenset[UUID]]:
    """By cell of the service matrix those who may serve it; cells that anybody may serve are absent."""
    context.queries += 1
    matrix = await matrix_in_force(session)
    return {
        cell.key: frozenset(id for id, held in roles.items() if set(held) & set(cell.level.owner_roles))
        for cell in (() if matrix is None else matrix.cells)
        if cell.level.owner_roles
    }


async def _others(session: AsyncSession, context: Context, leaver: UUID) -> tuple[int, int]:
    """How many open tasks and waiting mails he has that go with no client: numbers, whatever they are about."""
    firm_id = context.principal.firm_id
    serves = select(Assignment.client_id).where(
        Assignment.firm_id == firm_id, Assignment.user_id == leaver, Assignment.valid_to.is_(None)
    )
    tasks = (
        select(func.count())
        .select_from(TaskRow)
        .where(
            TaskRow.firm_id == firm_id,
            TaskRow.assignee_id == leaver,
            TaskRow.state == "open",
            TaskRow.client_id.is_(None) | TaskRow.client_id.not_in(serves),
        )
    )
    mails = (
        select(func.count())
        .select_from(IncomingMail)
        .where(IncomingMail.firm_id == firm_id, IncomingMail.user_id == leaver, IncomingMail.state == "open")
    )
    context.queries += 1
    found = (await session.execute(select(tasks.scalar_subquery(), mails.scalar_subquery()))).one()
    return int(found[0]), int(found[1])


def _line(
    context: Context, row: Any, client: Client, to: User, owed: Mapping[UUID, tuple[int, int, int]] | None
) -> ProposedLine:
    mask, today = context.principal.mask, business_date()
    counts = (None, None, None) if owed is None else owed.get(row.client_id, (0, 0, 0))
    family = row.household_id if mask.level("Client.household", client.stands) >= Level.VIEW else None
    day = None
    if row.birth_date is not None and mask.level("Client.birthDate", client.stands) >= Level.VIEW:
        day = next_birthday(row.birth_date, today)
    return ProposedLine(
        client=client,
        role=row.role,
        to=to,
        household=None if family is None else strawberry.ID(HOUSEHOLD.public(family)),
        open_tasks=counts[0],
        due_soon=counts[1],
        overdue=counts[2],
        birthday=day if day is not None and day <= today + SOON else None,
    )


async def _receiver(
    context: Context, user: User, loads: Mapping[UUID, Load], roles: tuple[str, ...]
) -> ProposedReceiver:
    mask = await policies_of(context).mask_of(context.principal.firm_id, roles)
    row, today = user.row, business_date()
    away = row.absent_from is not None and row.absent_from <= today + SOON and row.absent_until >= today
    return ProposedReceiver(
        load=shown(context, user, loads.get(row.id)),
        may_serve=mask.level(SERVES, Relation.OWN) >= Level.VIEW,
        absent=bool(away),
    )
