"""Tasks for festivals: one a person, for all of his clients whom a rule greets."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import BulkRows
from backend.book.escalation_chain import LEAD, chain_of
from backend.book.staff import User
from backend.platform.clock import business_date
from backend.platform.ids import uuid7
from backend.retain.care_content import CareRule
from backend.retain.care_greetings import festival_clients
from backend.retain.care_occasions import CareRound
from backend.retain.care_rules import CareInForce
from backend.retain.care_tasks import add_task, due_at, is_told
from backend.retain.care_words import round_title
from backend.retain.holiday_years import WorkCalendar
from backend.systemize.festivals import FESTIVALS, next_festival


async def give_rounds(session: AsyncSession, force: CareInForce, calendar: WorkCalendar) -> None:
    """Give each person the task about a festival that comes near, once."""
    today = business_date()
    near = {
        rule.holiday
        for rule in force.rules.rules
        if rule.holiday is not None
        and rule.ahead is not None
        and is_told(calendar, rule, next_festival(rule.holiday, today), today)
    }
    if not near:
        return
    firm_id = session.info["firm_id"]
    rows = (await session.execute(festival_clients(firm_id))).all()
    chain = await chain_of(session)
    given = {
        tuple(row)
        for row in await session.execute(
            select(CareRound.festival, CareRound.on, CareRound.user_id).where(
                CareRound.firm_id == firm_id, CareRound.on >= today
            )
        )
    }
    bulk = BulkRows(session)
    for each in (one for one in FESTIVALS if one.value in near):
        on = next_festival(each.value, today)
        counts: Counter[UUID] = Counter()
        of: dict[UUID, CareRule] = {}
        for row in rows:
            rule = force.rules.rule_of(f"holiday:{each.value}", row.tier, None)
            if rule is None or not is_told(calendar, rule, on, today):
                continue
            whom = chain.of(LEAD, row.owner_id, row.team_id) if rule.whom == "lead" else row.owner_id
            if whom is not None and whom in chain.people:
                counts[whom] += 1
                of.setdefault(whom, rule)
        for person_id, count in sorted(counts.items()):
            if (each.value, on, person_id) in given:
                continue
            person: User = chain.people[person_id]
            rule = of[person_id]
            advice = None if rule.advice is None else rule.advice.of(person.locale)
            title = round_title(person.locale, each.zh, each.en, count)
            task_id = add_task(session, bulk, person, due_at(calendar, on), None, title, advice or title)
            bulk.add(
                CareRound, id=uuid7(), festival=each.value, on=on, user_id=person_id, clients=count, rule=rule.key,
                task_id=task_id, at=bulk.at,
            )  # fmt: skip
    await bulk.write()
