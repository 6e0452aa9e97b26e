"""What rules of care would do in the next days, among the clients the caller sees; nothing is written."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, Final

import strawberry
from sqlalchemy import select, text

from backend.book.clients import Client as ClientRow
from backend.book.configurations import hold_size
from backend.graph.context import Context
from backend.graph.rights import demand
from backend.platform.clock import business_date
from backend.retain.care_content import DRAFT, CareRuleSet, read_content
from backend.retain.care_kinds import KIND_KEYS, OWN, reads_of
from backend.retain.care_sweeps import BASE, asked
from backend.retain.care_tasks import HORIZON
from backend.retain.holiday_years import WorkCalendar, calendar_of
from backend.schema.drawdowns import seen_clients
from backend.systemize.festivals import next_festival

DAYS: Final = 30
FOUND: Final = f"""
with {BASE.strip()}
select n.client_id, n.kind, n.source, n."on", n.years, c.tier from came n
join client c on c.firm_id = :firm and c.id = n.client_id where n."on" <= :last
"""  # noqa: S608  made of our own words


@strawberry.type
class CareRulePreview:
    """What one rule would do."""

    key: str
    tasks: int = strawberry.field(description="Given within the days; for a festival one a person.")
    greetings: int = strawberry.field(description="That would go by themselves, were all allowed.")


@strawberry.type
class CarePreview:
    """What rules would do from today on."""

    days: int
    tasks: int
    greetings: int
    rules: list[CareRulePreview]
    uncovered: int = strawberry.field(description="Occasions within the days that no rule is about.")


async def preview(context: Context, content: Any) -> CarePreview:
    """What other rules would do. Raises as `read_content`; FORBIDDEN for who may not read what they rest on."""
    hold_size(content)
    rules = read_content(content)
    for kind in KIND_KEYS:
        for coordinate in () if kind == OWN else reads_of(kind, ""):
            demand(context, "Client", coordinate)
    for key in rules.fields:
        for coordinate in reads_of(OWN, key):
            demand(context, "Client", coordinate)
    demand(context, "Client", "Client.tier")
    seen = select(ClientRow.id, ClientRow.owner_id, ClientRow.tier, ClientRow.state).where(
        *seen_clients(context)
    )
    # What a sweep asks is asked as a sweep asks it, behind row security; nothing is written.
    async with context.database.as_system(context.principal.firm_id, "care") as session:
        context.queries += 4
        calendar = await calendar_of(session)
        clients = {row.id: row for row in await session.execute(seen)}
        given = {k: v for k, v in (await asked(session, rules, None)).items() if k != "today"}
        rows = (await session.execute(text(FOUND), {**given, "last": business_date() + HORIZON})).all()
    return _counted(rules, calendar, [row for row in rows if row.client_id in clients], clients)


def _counted(rules: CareRuleSet, calendar: WorkCalendar, rows: Any, clients: Any) -> CarePreview:
    today, tasks, greetings, uncovered = business_date(), Counter[str](), Counter[str](), 0
    last = today + timedelta(days=DAYS)
    for row in rows:
        rule = rules.rule_of(row.kind, row.tier, row.years)
        if rule is None:
            uncovered += row.on <= last
            continue
        if rule.ahead is not None and max(calendar.before(row.on, rule.ahead), today) <= last:
            tasks[rule.key] += 1
        if rule.greeting is not None and rule.greeting.how != DRAFT and row.on <= last:
            greetings[rule.key] += 1
    served = [row for row in clients.values() if row.state in ("existing", "dormant")]
    for rule in rules.rules:
        if rule.holiday is None:
            continue
        on = next_festival(rule.holiday, today)
        mine = [row for row in served if rules.rule_of(rule.occasion, row.tier, None) is rule]
        if rule.ahead is not None and calendar.before(on, rule.ahead) <= last:
            tasks[rule.key] += len({row.owner_id for row in mine if row.owner_id is not None})
        if rule.greeting is not None and rule.greeting.how != DRAFT and on <= last:
            greetings[rule.key] += len(mine)
    return CarePreview(
        days=DAYS,
        tasks=sum(tasks.values()),
        greetings=sum(greetings.values()),
        rules=[
            CareRulePreview(key=rule.key, tasks=tasks[rule.key], greetings=greetings[rule.key])
            for rule in rules.rules
        ],
        uncovered=uncovered,
    )
