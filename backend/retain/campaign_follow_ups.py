"""What is done about those whom a campaign reached: a task for who serves each, given and taken back at once."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.tasks import Task, cancel, create_task
from backend.platform.clock import BUSINESS_ZONE, business_date
from backend.platform.errors import bad_input
from backend.platform.versions import locked
from backend.retain.campaign_figures import IN_FORCE
from backend.retain.campaigns import Campaign, CampaignClient
from backend.retain.messages import Message
from backend.retain.outreach_words import CLICKED

NOT_CLICKED: Final = "not_clicked"
MOST: Final = 500
END_OF_WORK: Final = time(18)


async def follow_up(session: AsyncSession, id: UUID, who: str, title: str, due_on: date) -> int:
    """Give a task for each client who clicked, or who got it and did not, once; how many. Who serves nobody gives none.

    Raises Refused: NOT_FOUND; BAD_USER_INPUT: choice, range for a day that is over, limit above 500, required.
    """
    if who not in (CLICKED, NOT_CLICKED):
        raise bad_input("who", "choice")
    if due_on < business_date():
        raise bad_input("dueOn", "range", low=business_date().isoformat(), high="2999-12-31")
    campaign = await locked(session, Campaign, id)
    rows = await _open_ones(session, campaign, who)
    if len(rows) > MOST:
        raise bad_input("who", "limit", limit=MOST)
    due = datetime.combine(due_on, END_OF_WORK, BUSINESS_ZONE)
    for row, owner_id in rows:
        task = await create_task(
            session, title, body=campaign.name, due_at=due, client_id=row.client_id, assignee_id=owner_id
        )
        row.task_id = task.id
    await session.flush()
    return len(rows)


async def _open_ones(
    session: AsyncSession, campaign: Campaign, who: str
) -> list[tuple[CampaignClient, UUID]]:
    clicked = CampaignClient.clicked_at.is_not(None)
    rows = await session.execute(
        select(CampaignClient, Client.owner_id)
        .join(Client, and_(Client.firm_id == campaign.firm_id, Client.id == CampaignClient.client_id))
        .join(Message, and_(Message.firm_id == campaign.firm_id, Message.id == CampaignClient.message_id))
        .where(
            CampaignClient.firm_id == campaign.firm_id,
            CampaignClient.campaign_id == campaign.id,
            CampaignClient.task_id.is_(None),
            Message.state.in_(IN_FORCE),
            Client.owner_id.is_not(None),
            Client.archived_at.is_(None),
            Client.merged_into_id.is_(None),
            clicked if who == CLICKED else ~clicked,
        )
        .order_by(CampaignClient.client_id)
        .limit(MOST + 1)
        .with_for_update(of=CampaignClient)
    )
    return [(row, owner_id) for row, owner_id in rows if owner_id is not None]


async def open_tasks(session: AsyncSession, campaign_id: UUID) -> int:
    """How many tasks of a campaign nobody has done yet; one statement."""
    firm_id = session.info["firm_id"]
    found = await session.scalar(
        select(func.count())
        .select_from(CampaignClient)
        .join(Task, and_(Task.firm_id == firm_id, Task.id == CampaignClient.task_id))
        .where(
            CampaignClient.firm_id == firm_id,
            CampaignClient.campaign_id == campaign_id,
            Task.state == "open",
        )
    )
    return found or 0


async def take_back(session: AsyncSession, id: UUID) -> int:
    """Call the campaign's tasks off that nobody has done; how many. Raises Refused(NOT_FOUND)."""
    campaign = await locked(session, Campaign, id)
    rows = await session.execute(
        select(CampaignClient, Task)
        .join(Task, and_(Task.firm_id == campaign.firm_id, Task.id == CampaignClient.task_id))
        .where(
            CampaignClient.firm_id == campaign.firm_id,
            CampaignClient.campaign_id == campaign.id,
            Task.state == "open",
        )
        .with_for_update()
    )
    taken = 0
    for row, task in rows.all():
        await cancel(session, task, campaign.name)
        row.task_id = None
        taken += 1
    await session.flush()
    return taken
