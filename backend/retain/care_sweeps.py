"""Which occasions clients have in the year to come: a few statements for all clients at once.

Each day of the year is joined with the days on which it is kept, so that lunar birthdays cost no more than others.
Who was put away, merged, rejected, blocked or restricted, or is a client no more, has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CustomField
from backend.platform.clock import business_date, now
from backend.retain.care_content import CareRuleSet
from backend.retain.care_days import kept_days
from backend.retain.care_rules import DATED
from backend.systemize.fields import Kind

AHEAD: Final = timedelta(days=400)
"""A lunar year with a leap month has 384 days."""
APART: Final = ("rejected", "blocked", "restricted", "former")
END_OF_DAY: Final = "'L?[0-9]{2}-[0-9]{2}$'"
BASE: Final = f"""
seen as (
  select id, kind, birth_date, onboard_date, custom from client where firm_id = :firm and archived_at is null
    and merged_into_id is null and state <> all(:apart) and (:everybody or id = any(:clients))
),
kept as (
  select x.key, x.lunar, x."on", x.year from unnest(cast(:keys as text[]), cast(:lunars as boolean[]),
    cast(:days as date[]), cast(:years as int[])) as x(key, lunar, "on", year)
),
own as (
  select x.key, x.slot, x.lunar from unnest(cast(:own_keys as text[]), cast(:own_slots as text[]),
    cast(:own_lunars as boolean[])) as x(key, slot, lunar)
),
given as (
  select s.id as client_id, 'birthday' as kind, '' as source, to_char(s.birth_date, 'MM-DD') as key, false as lunar,
    cast(extract(year from s.birth_date) as int) as since
  from seen s where s.kind = 'individual' and s.birth_date is not null and not exists (
    select 1 from care_date d where d.firm_id = :firm and d.client_id = s.id and d.kind = 'birthday')
  union all
  select d.client_id, d.kind, cast(d.id as text), substring(d.day from {END_OF_DAY}), d.lunar,
    cast(substring(d.day from '^[0-9]{{4}}') as int)
  from care_date d join seen s on s.id = d.client_id where d.firm_id = :firm
  union all
  select s.id, 'onboarded', '', to_char(s.onboard_date, 'MM-DD'), false,
    cast(extract(year from s.onboard_date) as int)
  from seen s where s.onboard_date is not null and not exists (
    select 1 from lot l where l.firm_id = :firm and l.client_id = s.id and l.opened_on = s.onboard_date)
  union all
  select l.client_id, 'first_investment', '', to_char(min(l.opened_on), 'MM-DD'), false,
    cast(extract(year from min(l.opened_on)) as int)
  from lot l join seen s on s.id = l.client_id where l.firm_id = :firm group by l.client_id
  union all
  select s.id, 'own', o.key, substring(s.custom ->> o.slot from {END_OF_DAY}), o.lunar,
    cast(substring(s.custom ->> o.slot from '^[0-9]{{4}}') as int)
  from own o cross join seen s where s.custom ->> o.slot is not null
),
came as (
  select g.client_id, g.kind, g.source, k."on", k.year - g.since as years
  from given g join kept k on k.key = g.key and k.lunar = g.lunar
  where g.since is null or k.year > g.since
)
"""  # noqa: S608  made of our own words
"""By client, kind and source the days on which an occasion is kept, from today on."""
_SCOPE: Final = "firm_id = :firm and ended_at is null and (:everybody or client_id = any(:clients))"
OVER: Final = f"""
update care_occasion set state = 'over', ended_at = :at where {_SCOPE} and "on" < cast(:today as date)
"""  # noqa: S608
WITHDRAW: Final = f"""
with {BASE.strip()}
update care_occasion set state = 'withdrawn', ended_at = :at where {_SCOPE} and not exists (
  select 1 from came n where n.client_id = care_occasion.client_id and n.kind = care_occasion.kind
    and n.source = care_occasion.source and n."on" = care_occasion."on")
returning id, client_id, kind, source, "on", task_id
"""  # noqa: S608
FIND: Final = f"""
with {BASE.strip()}
insert into care_occasion (firm_id, id, client_id, kind, source, "on", years, state, rules, found_at)
select cast(:firm as uuid), cast(md5(concat('care ', n.client_id, n.kind, n.source, n."on", cast(:stamp as text)))
  as uuid), n.client_id, n.kind, n.source, n."on", n.years, 'coming', 0, cast(:at as timestamptz)
from came n where not exists (
  select 1 from care_occasion o where o.firm_id = :firm and o.client_id = n.client_id and o.kind = n.kind
    and o.source = n.source and o."on" = n."on" and o.state <> 'withdrawn')
"""  # noqa: S608
YEARS: Final = f"""
with {BASE.strip()}
update care_occasion set years = n.years from came n where care_occasion.firm_id = :firm
  and care_occasion.ended_at is null and n.client_id = care_occasion.client_id and n.kind = care_occasion.kind
  and n.source = care_occasion.source and n."on" = care_occasion."on"
  and n.years is distinct from care_occasion.years
"""  # noqa: S608


async def sweep(
    session: AsyncSession, rules: CareRuleSet, clients: Sequence[UUID] | None = None
) -> Sequence[Row[Any]]:
    """Bring the occasions of clients to what is known now; those withdrawn, with their tasks. None: everybody's."""
    at, given = now(), await asked(session, rules, clients)
    await session.execute(
        text(OVER), {key: given[key] for key in ("firm", "everybody", "clients", "today")} | {"at": at}
    )
    asks = {key: value for key, value in given.items() if key != "today"}
    withdrawn = (await session.execute(text(WITHDRAW), {**asks, "at": at})).all()
    await session.execute(text(YEARS), asks)
    await session.execute(text(FIND), {**asks, "at": at, "stamp": at.isoformat()})
    return withdrawn


async def asked(
    session: AsyncSession, rules: CareRuleSet, clients: Sequence[UUID] | None, first: date | None = None
) -> dict[str, Any]:
    """What `BASE` is asked with. first: the first day, None: today."""
    today = business_date()
    begins = first or today
    days = kept_days(begins, begins + AHEAD)
    own = await _own_fields(session, rules.fields)
    return {
        "firm": session.info["firm_id"],
        "everybody": clients is None,
        "clients": list(clients or ()),
        "apart": list(APART),
        "today": today,
        "keys": [each.key for each in days],
        "lunars": [each.lunar for each in days],
        "days": [each.on for each in days],
        "years": [each.year for each in days],
        "own_keys": [row.key for row in own],
        "own_slots": [row.slot for row in own],
        "own_lunars": [row.kind == Kind.LUNAR.value for row in own],
    }


async def _own_fields(session: AsyncSession, keys: Sequence[str]) -> Sequence[CustomField]:
    """Date fields of the firm that are still in use."""
    if not keys:
        return ()
    rows = await session.scalars(
        select(CustomField).where(
            CustomField.firm_id == session.info["firm_id"],
            CustomField.key.in_(keys),
            CustomField.kind.in_(DATED),
            CustomField.archived_at.is_(None),
        )
    )
    return rows.all()
