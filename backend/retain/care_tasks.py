"""What a sweep makes of occasions: tasks ahead of them, greetings on the day, and what is withdrawn.

A task is given once an occasion is told, and an occasion is told once: whoever sweeps again finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Row, and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.clients import Client
from backend.book.contact_blocks import blocked_until_of
from backend.book.escalation_chain import LEAD, Chain, chain_of
from backend.book.staff import User
from backend.book.task_events import TaskAssigned
from backend.book.task_times import reminder_at
from backend.book.tasks import Task, cancel
from backend.platform.bells import strike
from backend.platform.clock import BUSINESS_ZONE, business_date, now
from backend.platform.ids import uuid7
from backend.retain import care_words as words
from backend.retain import message_acts
from backend.retain.care_content import MOST_AHEAD, PLANNED, CareRule, CareRuleSet
from backend.retain.care_events import CareChanged
from backend.retain.care_occasions import CareOccasion, greeting_mark
from backend.retain.care_rules import CareInForce
from backend.retain.holiday_years import WorkCalendar
from backend.retain.messages import WAITING, Message
from backend.systemize.working_time import Hours

HORIZON: Final = timedelta(days=MOST_AHEAD * 2 + 20)
"""Far enough for so many workdays, a long holiday among them."""
EVENING: Final = time(18)
KEEP: Final = text(
    "update care_occasion o set state = 'told', task_id = x.task_id, rule = x.rule, rules = :number"
    " from unnest(cast(:ids as uuid[]), cast(:tasks as uuid[]), cast(:keys as text[])) as x(id, task_id, rule)"
    " where o.firm_id = :firm and o.id = x.id"
)


@dataclass(frozen=True, slots=True)
class Due:
    """An occasion whose time has come, with its rule, and who is told."""

    occasion: Row[Any]
    rule: CareRule
    person: User | None


def due_at(calendar: WorkCalendar, on: date) -> datetime:
    """The end of the last workday that is not after the day; of one that is over, the end of today."""
    end = datetime.combine(calendar.before(on, 0), EVENING, BUSINESS_ZONE)
    return end if end > now() else datetime.combine(business_date(), time(23, 59), BUSINESS_ZONE)


def is_told(calendar: WorkCalendar, rule: CareRule, on: date, today: date) -> bool:
    """Whether the day has come on which a rule speaks."""
    if rule.ahead is None:
        return on == today
    return calendar.before(on, rule.ahead) <= today <= on


async def coming(session: AsyncSession, clients: Sequence[UUID] | None, last: date) -> Sequence[Row[Any]]:
    """Occasions of served clients that nobody was told of yet, until a day."""
    firm_id = session.info["firm_id"]
    bounds = [] if clients is None else [CareOccasion.client_id.in_(clients)]
    rows = await session.execute(
        select(
            CareOccasion.id, CareOccasion.client_id, CareOccasion.kind, CareOccasion.source, CareOccasion.on,
            CareOccasion.years, Client.tier, Client.owner_id, Client.team_id,
        )
        .join(Client, and_(Client.firm_id == firm_id, Client.id == CareOccasion.client_id))
        .where(
            CareOccasion.firm_id == firm_id, CareOccasion.state == "coming",
            CareOccasion.on.between(business_date(), last), *bounds,
        )
        .order_by(CareOccasion.on, CareOccasion.id)
    )  # fmt: skip
    return cast(Sequence[Row[Any]], rows.all())


def due_of(rows: Sequence[Row[Any]], rules: CareRuleSet, calendar: WorkCalendar, chain: Chain) -> list[Due]:
    """Those whose time has come; of occasions that no rule is about none."""
    today, found = business_date(), []
    for row in rows:
        rule = rules.rule_of(row.kind, row.tier, row.years)
        if rule is not None and is_told(calendar, rule, row.on, today):
            person = chain.of(LEAD, row.owner_id, row.team_id) if rule.whom == "lead" else row.owner_id
            found.append(Due(row, rule, chain.people.get(person) if person is not None else None))
    return found


async def give(
    session: AsyncSession, force: CareInForce, calendar: WorkCalendar, clients: Sequence[UUID] | None
) -> list[Due]:
    """Tasks for the occasions whose time has come; those for which a greeting goes by itself come back."""
    rows = await coming(session, clients, business_date() + HORIZON)
    if not rows:
        return []
    due = due_of(rows, force.rules, calendar, await chain_of(session))
    blocked = await blocked_until_of(session)
    bulk, tasks = BulkRows(session), {}
    for each in due:
        if each.rule.ahead is not None and each.person is not None:
            tasks[each.occasion.id] = add_task(
                session, bulk, each.person, due_at(calendar, each.occasion.on), each.occasion.client_id,
                words.said(words.TITLE, each.person.locale), words.said(words.BODY, each.person.locale),
                blocked.get(each.occasion.client_id),
            )  # fmt: skip
    # Who has nobody, and no greeting of his own, is told of as soon as he has an owner.
    told = [each for each in due if each.occasion.id in tasks or _goes_by_itself(each)]
    for each in told:
        bulk.happened(CareChanged(client_id=each.occasion.client_id, state="told"))
    await bulk.write()
    if told:
        given = {
            "firm": session.info["firm_id"],
            "number": force.number,
            "ids": [each.occasion.id for each in told],
            "tasks": [tasks.get(each.occasion.id) for each in told],
            "keys": [each.rule.key for each in told],
        }
        await session.execute(KEEP, given)
    return told


def _goes_by_itself(due: Due) -> bool:
    """A rule without a task speaks on the day, when its greeting goes."""
    return due.rule.ahead is None and due.rule.greeting is not None and due.rule.greeting.how == PLANNED


def add_task(
    session: AsyncSession,
    bulk: BulkRows,
    person: User,
    end: datetime,
    client_id: UUID | None,
    title: str,
    body: str,
    held: datetime | None = None,
) -> UUID:
    """Put a task among rows to be written; its id."""
    id, at = uuid7(), now()
    bulk.add(
        Task,
        id=id,
        title=title,
        body=body,
        state="open",
        priority="normal",
        due_at=end,
        client_id=client_id,
        assignee_id=person.id,
        remind_at=reminder_at(end, "normal", None, Hours(person.work_from, person.work_until), at),
        escalate_at=end,
        held_from=None if held is None else at,
        held_until=held,
    )
    bulk.happened(TaskAssigned(task_id=id, assignee_id=person.id, client_id=client_id, by=None))
    strike(session, "task", f"{person.id}:{id}")
    if client_id is not None:
        strike(session, "client", str(client_id))
    return id


async def withdraw(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    """End the tasks of occasions that are none any more, and call greetings off that have not gone."""
    if not rows:
        return
    firm_id = session.info["firm_id"]
    ids = [row.task_id for row in rows if row.task_id is not None]
    found = await session.execute(
        select(Task, User.locale)
        .outerjoin(User, and_(User.firm_id == firm_id, User.id == Task.assignee_id))
        .where(Task.firm_id == firm_id, Task.id.in_(ids), Task.state == "open")
    )
    for task, locale in found.all():
        await cancel(session, task, words.said(words.WITHDRAWN, locale))
    marks = [greeting_mark(row.client_id, row.kind, row.source, row.on.year) for row in rows]
    waiting = await session.scalars(
        select(Message).where(Message.firm_id == firm_id, Message.mark.in_(marks), Message.state.in_(WAITING))
    )
    for message in waiting.all():
        await message_acts.cancel(session, message.id, message.version)
        # Whoever is greeted on the right day after all is not held by the one that never went.
        message.mark = f"{message.mark}:{message.id}"
    bulk = BulkRows(session)
    for row in rows:
        if row.task_id is not None:
            bulk.happened(CareChanged(client_id=row.client_id, state="withdrawn"))
    await bulk.write()
