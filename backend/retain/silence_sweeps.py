"""Who has been silent for too long, whose flow goes on, and who answered: a few statements for all clients at once.

Silent is an existing client with whom there was no two-way contact (by the rules: no contact at all) and no
transaction for so many calendar months; the months of one who never had either begin with his first holding. Who is on
a journey, waits for a request of his, cools off or may not be contacted is not woken.
Source: domain rule "what counts as an interaction".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import business_date, now
from backend.platform.events import emit
from backend.retain.request_rules import CANCELLED, CLOSED, REOPENED, RESOLVED
from backend.retain.signal_content import SilenceRules
from backend.retain.signal_events import SilenceChanged
from backend.retain.signal_rules import RulesInForce

MASS: Final = ("report", "greeting")
"""What the firm sends to many: never a contact."""
BASE: Final = """
held as (
  select client_id, min(opened_on) as first_on from lot where firm_id = :firm
    and (:everybody or client_id = any(:clients))
  group by client_id having bool_or(closed_on is null and units > 0)
),
talked as (
  select client_id, max((at at time zone 'Asia/Shanghai')::date) as last_on from interaction where firm_id = :firm
    and (:everybody or client_id = any(:clients))
    and case when :any then kind <> all(:mass) else two_way end
  group by client_id
),
traded as (
  select t.client_id, max(t.date) as last_on from transaction t where t.firm_id = :firm
    and (:everybody or t.client_id = any(:clients)) and t.kind <> all(:passive) and t.reverses_id is null
    and not exists (select 1 from transaction r where r.firm_id = :firm and r.reverses_id = t.id)
  group by t.client_id
),
base as (
  select h.client_id, greatest(h.first_on, k.last_on, t.last_on) as since
  from held h left join talked k on k.client_id = h.client_id left join traded t on t.client_id = h.client_id
),
silent as (
  select b.client_id, b.since, (b.since + make_interval(months => :months))::date + 1 as silent_on from base b
)
"""
"""By client who holds units: the day of the last contact, and the first day on which it is too long ago."""
_SCOPE: Final = "s.firm_id = :firm and s.ended_at is null and (:everybody or s.client_id = any(:clients))"
END: Final = f"""
with {BASE.strip()}
update silence s set ended_at = :at, state = case
  when n.client_id is null then 'left'
  when n.since >= s.silent_on then 'answered' else 'withdrawn' end
from silence o left join silent n on n.client_id = o.client_id
where {_SCOPE} and o.firm_id = :firm and o.id = s.id
  and (n.client_id is null or n.silent_on > cast(:today as date))
returning s.id, s.client_id, s.task_id, s.state
"""  # noqa: S608  made of our own words
MOVE: Final = f"""
with {BASE.strip()}
update silence s set since = n.since, silent_on = n.silent_on from silent n
where {_SCOPE} and n.client_id = s.client_id and n.since > s.since and n.silent_on <= cast(:today as date)
"""  # noqa: S608
BEGIN: Final = f"""
with {BASE.strip()}
insert into silence (firm_id, id, client_id, since, silent_on, state, step, rules, found_at)
select cast(:firm as uuid), cast(md5(concat('silence ', n.client_id, n.since, cast(:stamp as text))) as uuid),
  n.client_id, n.since, n.silent_on, 'silent', 0, cast(:rules as int), cast(:at as timestamptz)
from silent n join client c on c.firm_id = :firm and c.id = n.client_id
where n.silent_on <= cast(:today as date) and c.archived_at is null and c.merged_into_id is null
  and c.state <> all(:apart)
  and not exists (select 1 from silence s where s.firm_id = :firm and s.ended_at is null and s.client_id = n.client_id)
  and not exists (select 1 from journey j where j.firm_id = :firm and j.client_id = n.client_id
    and j.state in ('open', 'held'))
  and not exists (select 1 from service_request r where r.firm_id = :firm and r.client_id = n.client_id
    and r.state <> all(:settled))
  and not exists (select 1 from fund_order f where f.firm_id = :firm and f.client_id = n.client_id
    and f.state = 'cooling_off' and f.cooled_at is null and f.cooling_until is not null)
returning id, client_id
"""  # noqa: S608
SETTLED: Final = (RESOLVED, CLOSED, CANCELLED, REOPENED)
"""Requests that nobody works on any more; one that was opened again goes on as another."""
APART: Final = ("blocked", "restricted", "rejected")
PASSIVE: Final = ("opening", "dividend", "dividend_reinvested", "split", "performance_fee")
"""What happens to a client without him: no sign of life."""


async def sweep(
    session: AsyncSession, force: RulesInForce, clients: Sequence[UUID] | None = None
) -> Sequence[Row[Any]]:
    """Begin and end silences. clients: whose; None: everybody's. Those that ended, with their tasks."""
    at, today = now(), business_date()
    given = {**asked(session, force.rules.silence, clients), "today": today}
    ended = (await session.execute(text(END), {**given, "at": at})).all()
    await session.execute(text(MOVE), given)
    begun = await session.execute(
        text(BEGIN),
        {
            **given,
            "at": at,
            "stamp": at.isoformat(),
            "rules": force.number,
            "apart": list(APART),
            "settled": list(SETTLED),
        },
    )
    for row in begun:
        emit(session, SilenceChanged(row.client_id, "silent"))
    for row in ended:
        emit(session, SilenceChanged(row.client_id, row.state))
    return ended


def asked(session: AsyncSession, rules: SilenceRules, clients: Sequence[UUID] | None) -> dict[str, Any]:
    """What `BASE` is asked with."""
    return {
        "firm": session.info["firm_id"],
        "everybody": clients is None,
        "clients": list(clients or ()),
        "any": rules.counts == "any",
        "mass": list(MASS),
        "passive": list(PASSIVE),
        "months": rules.months,
    }


def silent_from(since: date, months: int) -> date:
    """The first silent day after a contact, in calendar months: 30 November and three months is the last of February.

    What the server does, said once more for tests and words.
    """
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1).toordinal()) - 1
    return date.fromordinal(min(date(year, month + 1, 1).toordinal() + since.day - 1, last) + 1)
