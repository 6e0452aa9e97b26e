"""What becomes of chances: found, found again as they were, won by a subscription, or gone with their facts.

A sweep is a few statements for all that was found at once, and what it finds again it changes only where the facts
did. A dismissed one stays so until its `print` is another; one that came to a subscription is not found again with the
same print either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.opportunity_finding import Chance
from backend.book.bulk_rows import BulkRows, as_json
from backend.book.ledger import SUBSCRIPTIONS
from backend.platform.clock import business_date, now
from backend.retain.opportunities import WITHIN
from backend.retain.opportunity_events import OpportunityChanged

FOUND: Final = """
found as materialized (
  select * from json_to_recordset(cast(:found as json)) as x(
    client_id uuid, kind text, key text, amount numeric, since date, until date, product_id uuid, print text,
    facts jsonb)
)
"""
_SCOPE: Final = "o.firm_id = :firm and (:everybody or o.client_id = any(:clients))"
_SAME: Final = "f.client_id = o.client_id and f.kind = o.kind and f.key = o.key"
_DAY: Final = (
    "((case when o.state = 'taken' then o.acted_at else o.found_at end) at time zone 'Asia/Shanghai')::date"
)
UNWIN: Final = f"""
update opportunity o set won_id = null, won_on = null, won_amount = null, ended_at = case when b.state = 'lapsed'
  then cast(:at as timestamptz) end, state = b.state
from (
  select w.id, case
    when exists (select 1 from opportunity x where x.firm_id = :firm and x.client_id = w.client_id and x.kind = w.kind
      and x.key = w.key and x.state in ('open', 'taken', 'dismissed')) then 'lapsed'
    when w.acted_at is null then 'open' else 'taken' end as state
  from opportunity w where w.firm_id = :firm and w.state = 'won'
    and exists (select 1 from transaction r where r.firm_id = :firm and r.reverses_id = w.won_id)
) b
where {_SCOPE} and o.id = b.id
returning o.id, o.client_id, o.kind, o.state
"""  # noqa: S608  made of our own words
WIN: Final = f"""
with fits as (
  select o.id, t.id as won_id, t.date, t.net,
    row_number() over (partition by t.id order by (o.state = 'taken') desc, o.acted_at desc nulls last, o.found_at,
      o.id) as first_of_it
  from opportunity o
  join transaction t on t.firm_id = :firm and t.client_id = o.client_id and t.kind = any(:kinds)
    and t.reverses_id is null
    and t.date between {_DAY} and {_DAY} + cast(:within as int)
  left join product p on p.firm_id = :firm and p.id = t.product_id
  where {_SCOPE} and o.state in ('open', 'taken') and (o.kind <> 'gap' or p.strategy = o.key)
    and (o.state = 'taken' or t.known_at > o.found_at)
    and not exists (select 1 from transaction r where r.firm_id = :firm and r.reverses_id = t.id)
    and not exists (select 1 from opportunity w where w.firm_id = :firm and w.won_id = t.id)
),
best as (
  select distinct on (id) id, won_id, date, net from fits where first_of_it = 1 order by id, date, won_id
)
update opportunity o set state = 'won', won_id = b.won_id, won_on = b.date, won_amount = b.net, ended_at = :at
from best b where {_SCOPE} and o.id = b.id
returning o.id, o.client_id, o.kind, o.state
"""  # noqa: S608
GO_ON: Final = f"""
with {FOUND}
update opportunity o set amount = f.amount, until = f.until, facts = f.facts, product_id = f.product_id,
  since = case when o.kind in ('gap', 'upsell') then o.since else f.since end, print = f.print, rules = :rules
from found f where {_SCOPE} and {_SAME} and o.state in ('open', 'taken')
  and (o.amount, o.until, o.product_id, o.print, o.rules) is distinct from
    (f.amount, f.until, f.product_id, f.print, cast(:rules as int))
   or {_SCOPE} and {_SAME} and o.state in ('open', 'taken') and o.facts <> f.facts
"""  # noqa: S608
BACK: Final = f"""
with {FOUND}
update opportunity o set state = 'open', reason = null, note = null, by = null, acted_at = null, found_at = :at,
  amount = f.amount, since = f.since, until = f.until, facts = f.facts, product_id = f.product_id, print = f.print,
  rules = :rules
from found f where {_SCOPE} and {_SAME} and o.state = 'dismissed' and o.print <> f.print
returning o.id, o.client_id, o.kind, o.state
"""  # noqa: S608
LAPSE: Final = f"""
with {FOUND}
update opportunity o set state = 'lapsed', ended_at = :at
where {_SCOPE} and (
  o.state = 'open' and not exists (select 1 from found f where {_SAME})
  or o.state = 'taken' and (o.acted_at at time zone 'Asia/Shanghai')::date + cast(:within as int) < cast(:today as date)
  or o.state in ('taken', 'dismissed') and exists (select 1 from client c where c.firm_id = :firm
    and c.id = o.client_id and (c.archived_at is not null or c.merged_into_id is not null))
)
returning o.id, o.client_id, o.kind, o.state
"""  # noqa: S608
BEGIN: Final = f"""
with {FOUND}
insert into opportunity (firm_id, id, client_id, kind, key, product_id, amount, since, until, facts, print, state,
  rules, found_at)
select cast(:firm as uuid), cast(md5(concat('chance ', f.client_id, f.kind, f.key, cast(:stamp as text))) as uuid),
  f.client_id, f.kind, f.key, f.product_id, f.amount, f.since, f.until, f.facts, f.print, 'open',
  cast(:rules as int), cast(:at as timestamptz)
from found f
join client c on c.firm_id = :firm and c.id = f.client_id and c.archived_at is null and c.merged_into_id is null
where not exists (select 1 from opportunity o where o.firm_id = :firm and {_SAME}
  and (o.state in ('open', 'taken', 'dismissed') or o.state = 'won' and o.print = f.print))
returning id, client_id, kind, state
"""  # noqa: S608


async def settle(
    session: AsyncSession, rules: int, chances: Sequence[Chance], clients: Sequence[Any] | None = None
) -> int:
    """Bring what is kept to what was found. rules: the version it was found by; clients: whose; None: everybody's.

    How many came about, came back or ended; each is told.
    """
    at = now()
    scope = {
        "firm": session.info["firm_id"],
        "everybody": clients is None,
        "clients": list(clients or ()),
        "at": at,
        "within": WITHIN,
    }
    found = {**scope, "found": as_json([_plain(each) for each in chances]), "rules": rules}
    moved: list[Row[Any]] = []
    moved += (await session.execute(text(UNWIN), _only(scope, "within"))).all()
    moved += (await session.execute(text(WIN), {**scope, "kinds": list(SUBSCRIPTIONS)})).all()
    await session.execute(text(GO_ON), _only(found, "at", "within"))
    moved += (await session.execute(text(BACK), _only(found, "within"))).all()
    moved += (await session.execute(text(LAPSE), {**_only(found, "rules"), "today": business_date()})).all()
    begin = {**_only(found, "everybody", "clients", "within"), "stamp": at.isoformat()}
    moved += (await session.execute(text(BEGIN), begin)).all()
    bulk = BulkRows(session)
    for row in moved:
        bulk.happened(OpportunityChanged(row.client_id, row.id, row.kind, row.state))
    await bulk.write()
    return len(moved)


def _only(given: dict[str, Any], *without: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in without}


def _plain(each: Chance) -> dict[str, Any]:
    return {
        "client_id": each.client_id, "kind": each.kind, "key": each.key, "amount": each.amount,
        "since": each.since.isoformat(), "until": None if each.until is None else each.until.isoformat(),
        "product_id": each.product_id, "print": each.print, "facts": each.facts,
    }  # fmt: skip
