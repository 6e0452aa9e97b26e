"""Clients nobody talked with in time: told along the chain of their cell of the service matrix, each step once."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.escalation_chain import chain_of
from backend.book.escalation_rules import steps_in_force
from backend.book.escalations import EscalationReceipt
from backend.book.service_matrices import matrix_in_force
from backend.book.standing_in import acting_for
from backend.book.task_events import ContactsEscalated
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.working_time import days_later

ONE_BY_ONE: Final = 5
"""Clients that one person is told of one by one; of more he is told in one line."""


async def escalate_contacts(session: AsyncSession) -> int:
    """Tell of clients nobody talked with in time, along the chain of their cell; steps of those that were ended.

    How many steps were taken. A day at a time is enough: the steps are workdays apart.
    """
    firm_id, today, at = session.info["firm_id"], business_date(), now()
    matrix, steps = await matrix_in_force(session), await steps_in_force(session)
    await end_contacts(session)
    if matrix is None or steps is None:
        return 0
    clients = (
        await session.execute(
            select(Client.id, Client.owner_id, Client.team_id, Client.service_cell, Client.contact_due_on)
            .where(
                Client.firm_id == firm_id,
                Client.contact_due_on < today,
                Client.archived_at.is_(None),
                Client.merged_into_id.is_(None),
            )
            .order_by(Client.contact_due_on, Client.id)
        )
    ).all()
    if not clients:
        return 0
    taken: defaultdict[UUID, set[int]] = defaultdict(set)
    for row in await session.execute(
        select(EscalationReceipt.client_id, EscalationReceipt.step).where(
            EscalationReceipt.firm_id == firm_id,
            EscalationReceipt.client_id.is_not(None),
            EscalationReceipt.ended_at.is_(None),
        )
    ):
        taken[row.client_id].add(row.step)
    chain = await chain_of(session)
    acting = await acting_for(session, firm_id, chain.people)
    told: defaultdict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    count = 0
    alone = await blocked_until_of(session)
    for client in clients:
        cell = matrix.cell(client.service_cell)
        if cell is None or client.id in alone:
            # Who cools off is not contacted: the steps go on the day after.
            continue
        due_at = datetime.combine(client.contact_due_on, time(18), BUSINESS_ZONE)
        apart = steps.content.contact_days.get(cell.level.urgency, 1)
        for number, role in enumerate(cell.level.escalation, 1):
            # The first one on the workday after, as the list of contacts due shows it from then on.
            if number in taken[client.id]:
                continue
            if days_later(due_at, 1 + (number - 1) * apart).date() > at.astimezone(BUSINESS_ZONE).date():
                break
            person = chain.of(role, client.owner_id, client.team_id)
            if person is None:
                continue
            session.add(
                EscalationReceipt(
                    id=uuid7(), client_id=client.id, step=number, role=role, user_id=acting[person],
                    due_on=client.contact_due_on, rules=steps.number,
                )
            )  # fmt: skip
            told[acting[person], role].append(client.id)
            count += 1
    await session.flush()
    for (person, role), ids in told.items():
        groups = [[id] for id in ids] if len(ids) <= ONE_BY_ONE else [ids]
        for group in groups:
            emit(
                session,
                ContactsEscalated(
                    told=person, role=role, count=len(group), client_ids=group if len(group) == 1 else []
                ),
            )
    return count


async def end_contacts(session: AsyncSession) -> None:
    """End the steps of clients that were talked with, or need not be any more."""
    firm_id = session.info["firm_id"]
    still = select(Client.id).where(
        Client.firm_id == firm_id,
        Client.id == EscalationReceipt.client_id,
        Client.contact_due_on == EscalationReceipt.due_on,
        Client.archived_at.is_(None),
        Client.merged_into_id.is_(None),
    )
    await session.execute(
        update(EscalationReceipt)
        .where(
            EscalationReceipt.firm_id == firm_id,
            EscalationReceipt.client_id.is_not(None),
            EscalationReceipt.ended_at.is_(None),
            ~still.correlate(EscalationReceipt).exists(),
        )
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
