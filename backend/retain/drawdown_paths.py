"""How far each fund fell since the days on which its holders bought it, told by the server for all of them at once.

What a fall is measured from depends only on the fund and the day of the purchase, so a fund's path is walked once for
each such day and not for each holder. Where the NAV of the purchase is not known, or the rules say so, the fall is
measured against cost, which is each holder's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.retain.signal_content import DrawdownRules

HELD: Final = """
navs as materialized (
  select product_id, share_class_id, date, unit, adjusted from nav_point
  where firm_id = :firm and superseded_at is null and product_id = any(:products)
),
latest as (
  select distinct on (product_id, share_class_id) product_id, share_class_id, date, unit, adjusted
  from navs order by product_id, share_class_id, date desc
),
rates as (
  select distinct on (currency) currency, rate from exchange_rate
  where firm_id = :firm and superseded_at is null order by currency, date desc
),
lots as (
  select client_id, product_id, share_class_id, min(opened_on) as opened_on, sum(units) as units, sum(cost) as cost
  from lot where firm_id = :firm and closed_on is null and units > 0 and product_id = any(:products)
    and (:everybody or client_id = any(:clients))
  group by client_id, product_id, share_class_id
),
priced as (
  select l.client_id, l.product_id, l.share_class_id, l.opened_on, l.cost, n.date as as_of, n.adjusted,
    round(l.units * n.unit
      * case coalesce(s.currency, p.currency) when 'CNY' then 1 else r.rate end, 2) as value
  from lots l
  join latest n on n.product_id = l.product_id and n.share_class_id is not distinct from l.share_class_id
  join product p on p.firm_id = :firm and p.id = l.product_id and p.valuation = 'nav' and p.status <> 'liquidated'
  left join share_class s on s.firm_id = :firm and s.id = l.share_class_id
  left join rates r on r.currency = coalesce(s.currency, p.currency)
),
bought as (
  select distinct l.product_id, l.share_class_id, l.opened_on,
    (select max(n.date) from navs n where n.product_id = l.product_id
      and n.share_class_id is not distinct from l.share_class_id and n.date <= l.opened_on) as struck_on,
    (select min(n.date) from navs n where n.product_id = l.product_id
      and n.share_class_id is not distinct from l.share_class_id) as first_on
  from lots l
),
holders as materialized (
  select h.client_id, h.product_id, h.share_class_id, h.opened_on, h.as_of, h.value, h.cost,
    case when :basis = 'product' then 'product' when :basis = 'cost' or b.struck_on is null then 'cost'
      else 'purchase' end as basis,
    case when :basis = 'product' then b.first_on when :basis = 'cost' or b.struck_on is null then h.opened_on
      else b.struck_on end as from_on,
    case when :basis <> 'product' and (:basis = 'cost' or b.struck_on is null)
      then h.adjusted * h.cost / nullif(h.value, 0) end as entry
  from priced h
  join bought b on b.product_id = h.product_id and b.share_class_id is not distinct from h.share_class_id
    and b.opened_on = h.opened_on
)
"""
"""Who holds the funds, since when, what it is worth in CNY, and from where his fall is measured."""

LEGS: Final = f"""
with {HELD},
starts as (
  select distinct product_id, share_class_id, from_on, entry from holders
  where basis <> 'cost' or entry is not null
),
path as (
  select s.product_id, s.share_class_id, s.from_on, s.entry, n.date,
    round(case when s.entry is null
      then 1 - n.adjusted / max(n.adjusted) over (
        partition by s.product_id, s.share_class_id, s.from_on, s.entry order by n.date)
      else greatest(1 - n.adjusted / s.entry, 0) end, 8) as fall
  from starts s join navs n on n.product_id = s.product_id
    and n.share_class_id is not distinct from s.share_class_id and n.date >= s.from_on
),
legged as (
  select *, count(*) filter (where fall < :rearm) over w as leg, lead(date) over w is null as newest
  from path window w as (partition by product_id, share_class_id, from_on, entry order by date)
)
select product_id, share_class_id, from_on, entry, leg,
  min(date) filter (where fall > :above) as begun_on, max(fall) as deepest, bool_or(newest) as open,
  max(fall) filter (where newest) as fall, max(date) as last_on
from legged group by product_id, share_class_id, from_on, entry, leg having bool_or(fall > :above)
"""  # noqa: S608  made of our own words
"""A leg begins with each NAV that re-arms; what has a crossing is an episode, and the one of the newest NAV is open."""


@dataclass(frozen=True, slots=True)
class Leg:
    """An episode of all who bought a fund on a day (against cost: of one holder). fall: None once it is over;
    last_on: its last NAV day."""

    product_id: UUID
    share_class_id: UUID | None
    from_on: date
    entry: Decimal | None
    begun_on: date
    deepest: Decimal
    is_open: bool
    fall: Decimal | None
    last_on: date


async def legs_of(
    session: AsyncSession, rules: DrawdownRules, products: Sequence[UUID], clients: Sequence[UUID] | None
) -> list[Leg]:
    """All episodes of these funds by the NAVs that are present. clients: whose purchases count; None: everybody's."""
    rows = await session.execute(text(LEGS), {**asked(session, rules, products, clients), **bounds(rules)})
    return [
        Leg(
            row.product_id,
            row.share_class_id,
            row.from_on,
            row.entry,
            row.begun_on,
            row.deepest,
            row.open,
            row.fall,
            row.last_on,
        )
        for row in rows
    ]


def asked(
    session: AsyncSession, rules: DrawdownRules, products: Sequence[UUID], clients: Sequence[UUID] | None
) -> dict[str, Any]:
    """What `HELD` is asked with."""
    return {
        "firm": session.info["firm_id"],
        "products": list(products),
        "everybody": clients is None,
        "clients": list(clients or ()),
        "basis": rules.basis,
    }


def bounds(rules: DrawdownRules) -> dict[str, Any]:
    """The first level, and where an episode ends."""
    return {"above": rules.alerts[0].above, "rearm": rules.rearm}
