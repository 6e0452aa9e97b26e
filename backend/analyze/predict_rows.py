"""Client-months out of the firm's own book: who was a client when, what became of him, and the features of that day.

Who leaves is who leaves by K-19 (`presence.py`): with nothing left, of his own will, and not back within 90 days. Every
feature is asked of the days before the month's start; nothing in here reads past it but the days on which units unlock,
which were agreed when they were bought. Dates are those of the facts, in Shanghai.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, Window
from backend.analyze.predict_training import Month
from backend.analyze.presence import FOLLOW, LOST, presence
from backend.book.clients import Client
from backend.book.ledger import Lot, Transaction
from backend.platform.clock import business_date

LENGTH: Final = 36
"""Months a model is made of."""
HORIZON: Final = {"churn": 6, "upsell": 12}
DRAWN: Final = 8
"""Months without the event that are drawn for each with it, and at least LEAST of them."""
LEAST: Final = 4_000
MOST: Final = 12_000
AT_ONCE: Final = 5_000

FACTS: Final = """
with g as materialized (
  select unnest(cast(:clients as uuid[])) as client_id, unnest(cast(:starts as date[])) as start
),
held as materialized (
  select g.client_id, g.start, h.product_id, h.share_class_id, h.units, h.cost
  from g join holding h on h.firm_id = :firm and h.client_id = g.client_id and h.units > 0
    and h.valid_from < g.start and (h.valid_to is null or h.valid_to >= g.start)
),
navs as materialized (
  select f.product_id, f.share_class_id, f.start, n.unit, n.adjusted,
    (select max(p.adjusted) from nav_point p where p.firm_id = :firm and p.product_id = f.product_id
      and p.share_class_id is not distinct from f.share_class_id and p.superseded_at is null
      and p.date < f.start) as peak
  from (select distinct product_id, share_class_id, start from held) f
  join product d on d.firm_id = :firm and d.id = f.product_id and d.currency = 'CNY'
  cross join lateral (select p.unit, p.adjusted from nav_point p where p.firm_id = :firm
    and p.product_id = f.product_id and p.share_class_id is not distinct from f.share_class_id
    and p.superseded_at is null and p.date < f.start order by p.date desc limit 1) n
),
money as materialized (
  select h.client_id, h.start, count(distinct h.product_id) as products,
    sum(h.units * n.unit) as value, sum(h.cost) filter (where n.unit is not null) as cost,
    sum(h.units * n.unit * (1 - n.adjusted / nullif(n.peak, 0))) as fallen
  from held h left join navs n on n.product_id = h.product_id and n.start = h.start
    and n.share_class_id is not distinct from h.share_class_id
  group by h.client_id, h.start
)
select g.client_id, g.start, m.products, m.value,
  case when m.cost > 0 then greatest(0, 1 - m.value / m.cost) end as loss,
  case when m.value > 0 then m.fallen / m.value end as drawdown,
  l.tenure, l.free, l.unlock_soon, i.silent_days, i.recent, i.earlier, i.events,
  x.sold, r.complaints, r.requests, o.changed, a.expired, t.to_rank, t.to_tier
from g
left join money m on m.client_id = g.client_id and m.start = g.start
cross join lateral (
  select (g.start - min(l.opened_on)) / 365.25 as tenure,
    bool_or((l.closed_on is null or l.closed_on >= g.start)
      and (l.unlock_on is null or l.unlock_on < g.start + 31)) as free,
    bool_or((l.closed_on is null or l.closed_on >= g.start)
      and l.unlock_on between g.start and g.start + 30) as unlock_soon
  from lot l where l.firm_id = :firm and l.client_id = g.client_id and l.opened_on < g.start
) l
cross join lateral (
  select least(g.start - max((i.at at time zone 'Asia/Shanghai')::date) filter (where i.two_way), 365) as silent_days,
    count(*) filter (where i.two_way and i.at >= (g.start - 90)::timestamp at time zone 'Asia/Shanghai') as recent,
    count(*) filter (where i.two_way and i.at < (g.start - 90)::timestamp at time zone 'Asia/Shanghai'
      and i.at >= (g.start - 180)::timestamp at time zone 'Asia/Shanghai') as earlier,
    count(*) filter (where i.kind = 'event' and i.at >= (g.start - 180)::timestamp at time zone 'Asia/Shanghai')
      as events
  from interaction i where i.firm_id = :firm and i.client_id = g.client_id
    and i.at < g.start::timestamp at time zone 'Asia/Shanghai'
    and i.at >= (g.start - 365)::timestamp at time zone 'Asia/Shanghai'
) i
cross join lateral (
  select sum(abs(x.gross)) as sold from transaction x where x.firm_id = :firm and x.client_id = g.client_id
    and x.kind = 'redemption' and x.date < g.start and x.date >= g.start - 180 and x.reverses_id is null
    and not exists (select 1 from transaction u where u.firm_id = :firm and u.reverses_id = x.id)
) x
cross join lateral (
  select count(*) filter (where r.kind = 'complaint') as complaints,
    count(*) filter (where r.kind <> 'complaint') as requests
  from service_request r where r.firm_id = :firm and r.client_id = g.client_id
    and r.created_at < g.start::timestamp at time zone 'Asia/Shanghai'
    and r.created_at >= (g.start - 180)::timestamp at time zone 'Asia/Shanghai'
) r
cross join lateral (
  select count(*) > 0 as changed from assignment o where o.firm_id = :firm and o.client_id = g.client_id
    and o.role = 'owner' and o.valid_from < g.start and o.valid_from >= g.start - 90
    and exists (select 1 from assignment b where b.firm_id = :firm and b.client_id = g.client_id
      and b.role = 'owner' and b.valid_from < o.valid_from)
) o
cross join lateral (
  select max(a.valid_until) < g.start as expired from assessment a where a.firm_id = :firm
    and a.client_id = g.client_id and a.signed_on < g.start
) a
left join lateral (
  select t.to_rank, t.to_tier from client_tier t where t.firm_id = :firm and t.client_id = g.client_id
    and t.on < g.start order by t.on desc, t.known_at desc limit 1
) t on true
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """A client on a day. free: holds units that he could give back; value: CNY of his CNY funds, None without a NAV."""

    client_id: UUID
    start: date
    tier: str | None
    free: bool
    value: float | None
    raw: dict[str, float | None]


async def facts_of(session: AsyncSession, pairs: Sequence[tuple[UUID, date]]) -> list[Facts]:
    """The features of clients, each as of the start of his day; one statement for each AT_ONCE of them."""
    found: list[Facts] = []
    for at in range(0, len(pairs), AT_ONCE):
        part = pairs[at : at + AT_ONCE]
        given = {
            "firm": session.info["firm_id"],
            "clients": [client for client, _ in part],
            "starts": [start for _, start in part],
        }
        found += [_facts(row) for row in await session.execute(text(FACTS), given)]
    return found


def _facts(row: Any) -> Facts:
    value = None if row.value is None else float(row.value)
    sold = float(row.sold or 0)
    recent, earlier = row.recent / 3, row.earlier / 3
    tenure = 0.0 if row.tenure is None else float(row.tenure)
    # Of one who never had a two-way contact: as long as he is here, a year at most.
    silent = min(tenure * 365.25, 365.0) if row.silent_days is None else float(row.silent_days)
    return Facts(
        row.client_id,
        row.start,
        row.to_tier,
        bool(row.free),
        value,
        {
            "silent_days": silent,
            "loss": None if row.loss is None else float(row.loss),
            "unlock_soon": float(bool(row.unlock_soon)),
            "manager_changed": float(bool(row.changed)),
            "complaint": float(row.complaints > 0),
            "contacts": recent,
            "products": float(row.products or 0),
            "redeemed": sold / (sold + value) if value is not None and sold + value > 0 else None,
            "drawdown": None if row.drawdown is None else float(row.drawdown),
            "contacts_change": recent - earlier,
            "tenure": tenure,
            "events": float(row.events),
            "requests": float(row.requests),
            "assessment_expired": None if row.expired is None else float(row.expired),
            "tier": None if row.to_rank is None else float(row.to_rank),
        },
    )


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day; months may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def window_of(kind: str, today: date) -> tuple[date, date]:
    """[first, until): months whose outcome is final: of churn those FOLLOW days ago, of upsell a horizon ago."""
    if kind == "churn":
        until = month_after(today - timedelta(days=FOLLOW + 1), 0)
    else:
        until = month_after(today, 1 - HORIZON[kind])
    return month_after(until, -LENGTH), until


async def months_of(session: AsyncSession, kind: str) -> tuple[list[Month], date, date]:
    """Client-months to train on, and their window. Months without the event are drawn, by a fixed seed."""
    today = business_date()
    first, until = window_of(kind, today)
    windows = [Window(month_after(first, n), month_after(first, n + 1)) for n in range(LENGTH)]
    firm_id = session.info["firm_id"]
    of = presence(Asked(firm_id, windows, today, restated=True))
    out = select(of.c.nth, of.c.client_id, of.c.left).where(of.c.opens).order_by(of.c.nth, of.c.client_id)
    rows = [(row.client_id, row.nth - 1, row.left) for row in await session.execute(out)]
    if kind == "churn":
        left = {client: nth for client, nth, how in rows if how == LOST}
        # Who was paid out, moved or came back did not leave: such a month says nothing.
        told = [(c, n, how == LOST) for c, n, how in rows if how in {None, LOST}]
        horizon = HORIZON[kind]
        soon = {
            (c, n): (c in left and n <= left[c] < n + horizon) if n + horizon <= LENGTH else None
            for c, n, _ in told
        }
    else:
        bought = await _bought(session, first)
        told = [
            (
                c,
                n,
                any(
                    windows[n].first <= day < month_after(windows[n].first, HORIZON[kind])
                    for day in bought[c]
                ),
            )
            for c, n, how in rows
        ]
        soon = {}
    drawn, stands = _drawn(told)
    facts = await facts_of(session, [(client, windows[n].first) for client, n, _ in drawn])
    at = {(each.client_id, each.start): each for each in facts}
    months = [
        Month(n, each.tier, each.raw, came, stands[came], soon.get((client, n)))
        for client, n, came in drawn
        # Who may not give anything back cannot leave; to buy more he is free.
        if (each := at[client, windows[n].first]).free or kind != "churn"
    ]
    return months, first, until


def _drawn(
    told: Sequence[tuple[UUID, int, bool]],
) -> tuple[list[tuple[UUID, int, bool]], dict[bool, float]]:
    """Months with the event and some of those without, and how many each of either stands for."""
    draw = random.Random(2024)  # noqa: S311  repeatable, not secret
    came = [row for row in told if row[2]]
    size = min(max(DRAWN * len(came), LEAST), MOST)
    found: list[tuple[UUID, int, bool]] = []
    stands = {True: 1.0, False: 1.0}
    for side, most in ((True, MOST), (False, size)):
        rows = [row for row in told if row[2] is side]
        chosen = rows if len(rows) <= most else draw.sample(rows, most)
        stands[side] = len(rows) / len(chosen) if chosen else 1.0
        found += chosen
    return found, stands


async def _bought(session: AsyncSession, since: date) -> defaultdict[UUID, list[date]]:
    """Days on which clients added to what they had."""
    firm_id = session.info["firm_id"]
    reversal = Transaction.__table__.alias("reversal")
    rows = await session.execute(
        select(Transaction.client_id, Transaction.date)
        .outerjoin(reversal, and_(reversal.c.firm_id == firm_id, reversal.c.reverses_id == Transaction.id))
        .where(
            Transaction.firm_id == firm_id,
            Transaction.kind == "additional",
            Transaction.date >= since,
            Transaction.reverses_id.is_(None),
            reversal.c.id.is_(None),
        )
    )
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row.date)
    return found


async def holders(session: AsyncSession, apart: Iterable[UUID] = ()) -> list[UUID]:
    """Clients who hold units of anything now, but for some."""
    firm_id = session.info["firm_id"]
    held = select(Lot.client_id).where(Lot.firm_id == firm_id, Lot.closed_on.is_(None), Lot.units > 0)
    rows = await session.scalars(
        select(Client.id)
        .where(
            Client.firm_id == firm_id,
            Client.id.in_(held),
            Client.archived_at.is_(None),
            Client.merged_into_id.is_(None),
        )
        .order_by(Client.id)
    )
    left_out = set(apart)
    return [id for id in rows if id not in left_out]
