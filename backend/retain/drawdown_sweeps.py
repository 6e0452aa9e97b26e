"""What the falls of funds come to for their holders: episodes begin, go deeper, end, or turn out never to have been.

A sweep is a few statements for all holders of the funds it is asked of, however many they are. What it finds again
it finds as it was, so NAVs that come twice make nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import as_json
from backend.platform.clock import now
from backend.platform.ids import uuid7
from backend.retain.drawdown_paths import HELD, Leg, asked, legs_of
from backend.retain.drawdowns import DrawdownEpisode
from backend.retain.signal_content import DrawdownRules
from backend.retain.signal_rules import RulesInForce

FOUND: Final = f"""
{HELD},
legs as materialized (
  select * from json_to_recordset(cast(:legs as json)) as x(
    product_id uuid, share_class_id uuid, from_on date, entry numeric, begun_on date, deepest numeric, fall numeric,
    level int, open bool, last_on date)
),
every_leg as (
  select h.client_id, h.product_id, h.share_class_id, h.opened_on, h.as_of, h.basis, h.value,
    l.begun_on, l.deepest, l.fall, l.level, l.open, l.last_on,
    case when h.basis = 'cost' then greatest(h.cost - h.value, 0)
      else round(h.value * l.fall / (1 - l.fall), 2) end as loss
  from holders h join legs l on l.product_id = h.product_id
    and l.share_class_id is not distinct from h.share_class_id
    and l.from_on = h.from_on and l.entry is not distinct from h.entry
    and (h.basis <> 'product' or l.begun_on > h.opened_on)
),
found as (select * from every_leg where open)
"""  # noqa: S608
_SCOPE: Final = """d.firm_id = :firm and d.product_id = any(:products)
    and (:everybody or d.client_id = any(:clients))"""
_SAME: Final = """f.client_id = d.client_id and f.product_id = d.product_id
    and f.share_class_id is not distinct from d.share_class_id"""
GO_ON: Final = f"""
with {FOUND}
update drawdown d set begun_on = f.begun_on, as_of = f.as_of, basis = f.basis, opened_on = f.opened_on, fall = f.fall,
  deepest = f.deepest, level = f.level, value = f.value, loss = f.loss
from found f where {_SCOPE} and d.state = 'open' and {_SAME}
"""  # noqa: S608
END: Final = f"""
with {FOUND}
update drawdown d set ended_at = :at, state = case
  when not exists (select 1 from lots f where {_SAME}) then 'left'
  when exists (select 1 from every_leg f where {_SAME} and f.begun_on <= d.as_of
    and f.last_on >= d.begun_on) then 'recovered'
  else 'withdrawn' end
where {_SCOPE} and d.state = 'open' and not exists (select 1 from found f where {_SAME})
returning d.id, d.client_id, d.product_id, d.task_id, d.state, d.level
"""  # noqa: S608
AGAIN: Final = f"""
with {FOUND}
update drawdown d set state = 'open', ended_at = null, episode_id = e.id, as_of = f.as_of, fall = f.fall,
  deepest = f.deepest, level = f.level, value = f.value, loss = f.loss,
  task_id = case when d.state = 'recovered' then d.task_id end,
  told_level = case when d.state = 'recovered' then d.told_level else 0 end
from found f
join drawdown_episode e on e.firm_id = :firm and e.ended_at is null and e.product_id = f.product_id
  and e.share_class_id is not distinct from f.share_class_id
where {_SCOPE} and d.state <> 'open' and {_SAME} and d.begun_on = f.begun_on
  and not exists (select 1 from drawdown o where o.firm_id = :firm and o.state = 'open' and o.client_id = d.client_id
    and o.product_id = d.product_id and o.share_class_id is not distinct from d.share_class_id)
  and not exists (select 1 from drawdown o where o.firm_id = :firm and o.client_id = d.client_id
    and o.product_id = d.product_id and o.share_class_id is not distinct from d.share_class_id
    and o.begun_on = d.begun_on and o.found_at > d.found_at)
returning d.id, d.client_id, d.product_id, d.level
"""  # noqa: S608
BEGIN: Final = f"""
with {FOUND}
insert into drawdown (firm_id, id, client_id, product_id, share_class_id, episode_id, basis, opened_on, begun_on, as_of,
  fall, deepest, level, told_level, value, loss, state, rules, found_at)
select cast(:firm as uuid),
  cast(md5(concat('drawdown ', f.client_id, f.product_id, f.share_class_id, f.begun_on, cast(:stamp as text))) as uuid),
  f.client_id, f.product_id, f.share_class_id, e.id, f.basis, f.opened_on, f.begun_on, f.as_of, f.fall, f.deepest,
  f.level, 0, f.value, f.loss, 'open', cast(:rules as int), cast(:at as timestamptz)
from found f
join drawdown_episode e on e.firm_id = :firm and e.ended_at is null and e.product_id = f.product_id
  and e.share_class_id is not distinct from f.share_class_id
join client c on c.firm_id = :firm and c.id = f.client_id and c.merged_into_id is null
where not exists (select 1 from drawdown d where d.firm_id = :firm and d.state = 'open' and {_SAME})
returning id, client_id, product_id, level
"""  # noqa: S608
EPISODES: Final = """
update drawdown_episode e set
  ended_at = case when o.open = 0 then cast(:at as timestamptz) end,
  level = coalesce(o.level, e.level), deepest = coalesce(o.deepest, e.deepest),
  nav_date = coalesce(o.as_of, e.nav_date),
  begun_on = coalesce(o.begun_on, e.begun_on)
from (
  select p.id, count(d.id) as open, max(d.level) as level, max(d.deepest) as deepest, max(d.as_of) as as_of,
    min(d.begun_on) as begun_on
  from drawdown_episode p left join drawdown d on d.firm_id = :firm and d.episode_id = p.id and d.state = 'open'
  where p.firm_id = :firm and p.ended_at is null and p.product_id = any(:products)
  group by p.id
) o
where e.firm_id = :firm and e.id = o.id
"""
EMPTY: Final = """
delete from drawdown_episode e where e.firm_id = :firm and e.product_id = any(:products)
  and not exists (select 1 from drawdown d where d.firm_id = :firm and d.episode_id = e.id)
"""
"""Funds that fell before anybody bought them, where the high of the fund itself counts."""
ANY_OPEN: Final = """
select exists (select 1 from drawdown d where d.firm_id = :firm and d.state = 'open' and d.product_id = any(:products))
"""


@dataclass
class Swept:
    """What changed: rows of (id, client_id, product_id, level), of those that ended with state and task_id."""

    begun: list[Row[Any]] = field(default_factory=list)
    ended: list[Row[Any]] = field(default_factory=list)


async def sweep(
    session: AsyncSession,
    force: RulesInForce,
    products: Sequence[UUID],
    clients: Sequence[UUID] | None = None,
) -> Swept:
    """Bring the episodes of funds to what their present NAVs say. clients: whose; None: of all who hold them."""
    swept = Swept()
    for product_id in products:
        await _sweep_one(session, force, swept, product_id, clients)
    return swept


async def _sweep_one(
    session: AsyncSession, force: RulesInForce, swept: Swept, product_id: UUID, clients: Sequence[UUID] | None
) -> None:
    rules, at, one = force.rules.drawdown, now(), [product_id]
    legs = await legs_of(session, rules, one, clients)
    given = {**asked(session, rules, one, clients), "legs": as_json([told(rules, leg) for leg in legs])}
    firm = {"firm": given["firm"], "products": one}
    went_on = await session.scalar(text(ANY_OPEN), firm)
    if went_on:
        await session.execute(text(GO_ON), given)
        swept.ended += (await session.execute(text(END), {**given, "at": at})).all()
    open_ = [leg for leg in legs if leg.is_open]
    if open_:
        await _waves(session, open_, at)
        swept.begun += (await session.execute(text(AGAIN), given)).all()
        stamp = {"at": at, "stamp": at.isoformat(), "rules": force.number}
        swept.begun += (await session.execute(text(BEGIN), {**given, **stamp})).all()
    if open_ or went_on:
        await session.execute(text(EPISODES), {**firm, "at": at})
        await session.execute(text(EMPTY), firm)


def told(rules: DrawdownRules, leg: Leg) -> dict[str, Any]:
    """A leg as `FOUND` takes it."""
    return {
        "product_id": leg.product_id,
        "share_class_id": leg.share_class_id,
        "from_on": leg.from_on,
        "entry": leg.entry,
        "begun_on": leg.begun_on,
        "deepest": leg.deepest,
        "fall": leg.fall,
        "level": sum(leg.deepest > alert.above for alert in rules.alerts),
        "open": leg.is_open,
        "last_on": leg.last_on,
    }


async def _waves(session: AsyncSession, legs: Sequence[Leg], at: datetime) -> None:
    """A wave for each fund that has none; one without anybody in the end is closed again by `EPISODES`."""
    firm_id = session.info["firm_id"]
    present = await session.execute(
        select(DrawdownEpisode.product_id, DrawdownEpisode.share_class_id).where(
            DrawdownEpisode.firm_id == firm_id, DrawdownEpisode.ended_at.is_(None)
        )
    )
    there = {tuple(row) for row in present}
    first: dict[tuple[UUID, UUID | None], Leg] = {}
    for leg in sorted(legs, key=lambda each: each.begun_on):
        first.setdefault((leg.product_id, leg.share_class_id), leg)
    for key, leg in first.items():
        if key not in there:
            session.add(
                DrawdownEpisode(
                    id=uuid7(), product_id=leg.product_id, share_class_id=leg.share_class_id,
                    begun_on=leg.begun_on, nav_date=leg.begun_on, level=1, deepest=leg.deepest, found_at=at,
                )
            )  # fmt: skip
    await session.flush()
