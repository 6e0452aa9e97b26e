"""Which chances there are by what is known now: one finder a kind, each for many clients at once.

What is paid out and comes back is told by K-17's own events (`reinvested.py`), what suits by the rules of suitability,
and what somebody may add by the predictions: nothing is defined a second time here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, Window
from backend.analyze.predict_features import BY_KEY
from backend.analyze.predict_scoring import Part, reasons
from backend.analyze.predictions import HIGH, Prediction, PredictionModel, PredictionOptOut
from backend.analyze.predictions import UPSELL as SCORE
from backend.analyze.presence import FOLLOW
from backend.analyze.reinvested import idle
from backend.book.order_states import CANCELLED, REJECTED, REVERSED
from backend.retain.opportunities import GAP, IDLE, UNLOCK, UPSELL
from backend.retain.opportunity_rules import OpportunityRules
from backend.track.suitability_checks import BUYS_FROM, ClientFacts, decide
from backend.track.suitability_content import ALLOWED
from backend.track.suitability_matches import Candidate, candidates_of, client_facts_of
from backend.track.suitability_rules import newest_rules

SUGGESTED: Final = 3
NOBODY: Final = UUID(int=0)
_PRICED: Final = """
rates as (
  select distinct on (currency) currency, rate from exchange_rate
  where firm_id = :firm and superseded_at is null order by currency, date desc
),
priced as (
  select l.client_id, l.product_id, p.strategy,
    case when p.terminated_on is not null then p.terminated_on else l.unlock_on end as due_on,
    p.terminated_on is not null as term,
    case when p.valuation = 'cost' or coalesce(s.nav, p.nav) is null
        or (coalesce(s.currency, p.currency) <> 'CNY' and r.rate is null) then l.cost
      else round(l.units * coalesce(s.nav, p.nav)
        * case coalesce(s.currency, p.currency) when 'CNY' then 1 else r.rate end, 2) end as value
  from lot l
  join product p on p.firm_id = :firm and p.id = l.product_id
  left join share_class s on s.firm_id = :firm and s.id = l.share_class_id
  left join rates r on r.currency = coalesce(s.currency, p.currency)
  where l.firm_id = :firm and l.closed_on is null and l.units > 0 and (:everybody or {whose})
)
"""
"""What clients hold, lot by lot, in CNY by the latest NAV, at cost where there is none; and when it comes free."""
COMING: Final = f"""
with {_PRICED.format(whose="l.client_id = any(:clients)")},
due as (
  select client_id, product_id, due_on, bool_or(term) as term, sum(value) as value from priced
  where due_on between cast(:from as date) and cast(:until as date)
  group by client_id, product_id, due_on
)
select d.client_id, d.product_id, d.due_on, d.term, d.value from due d
where d.value >= :least
  and not exists (select 1 from transaction t where t.firm_id = :firm and t.client_id = d.client_id
    and t.product_id = d.product_id and t.date >= d.due_on and t.kind = any(:acts) and t.reverses_id is null
    and not exists (select 1 from transaction r where r.firm_id = :firm and r.reverses_id = t.id))
  and not exists (select 1 from fund_order o where o.firm_id = :firm and o.client_id = d.client_id
    and o.product_id = d.product_id and o.applied_on >= d.due_on and o.state <> all(:dead))
order by d.client_id, d.product_id, d.due_on
"""  # noqa: S608  made of our own words
_ALIKE: Final = """l.client_id in (
    select c.id from client c join client me on me.firm_id = :firm and me.tier = c.tier and me.risk_level = c.risk_level
    where c.firm_id = :firm and me.id = any(:clients))"""
"""Of whom nobody asks only those count who are set beside somebody."""
PEERS: Final = f"""
with {_PRICED.format(whose=_ALIKE)},
lines as (
  select client_id, strategy, sum(value) as value from priced where strategy is not null group by client_id, strategy
),
peers as (
  select c.id, c.tier, c.risk_level from client c
  where c.firm_id = :firm and c.archived_at is null and c.merged_into_id is null
    and c.tier is not null and c.risk_level is not null and c.id in (select client_id from priced)
),
classes as (select tier, risk_level, count(*) as n from peers group by tier, risk_level),
common as (
  select p.tier, p.risk_level, l.strategy, count(*) as holders,
    percentile_disc(0.5) within group (order by l.value) as median
  from peers p join lines l on l.client_id = p.id group by p.tier, p.risk_level, l.strategy
)
select p.id as client_id, m.strategy, k.n - 1 as peers, m.holders, m.median
from peers p
join classes k on k.tier = p.tier and k.risk_level = p.risk_level
join common m on m.tier = p.tier and m.risk_level = p.risk_level
left join lines l on l.client_id = p.id and l.strategy = m.strategy
where l.client_id is null and k.n - 1 >= :peers and m.holders >= cast(:share as numeric) * (k.n - 1)
  and m.median >= :least and (:everybody or p.id = any(:clients))
order by p.id, m.holders desc, m.strategy
"""  # noqa: S608
ACTS: Final = ("redemption", "switch_out", "initial", "additional", "transfer_out")
"""What somebody does with units that came free."""


@dataclass(frozen=True, slots=True)
class Chance:
    """As it is found; the columns are those of `retain/opportunities.py`."""

    client_id: UUID
    kind: str
    key: str
    amount: Decimal
    since: date
    until: date | None = None
    product_id: UUID | None = None
    print: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked. clients: whose chances; None: everybody's."""

    rules: OpportunityRules
    today: date
    clients: Sequence[UUID] | None = None

    def given(self, firm_id: UUID) -> dict[str, Any]:
        """What the statements share."""
        return {
            "firm": firm_id,
            "everybody": self.clients is None,
            "clients": list(self.clients or ()),
            "least": self.rules.least,
        }


async def find(session: AsyncSession, search: Search) -> list[Chance]:
    """All chances there are, by kind; eight statements for however many clients, four fewer without a gap."""
    return [
        *await _coming(session, search),
        *await _idle(session, search),
        *await _gaps(session, search),
        *await _scored(session, search),
    ]


async def _coming(session: AsyncSession, search: Search) -> list[Chance]:
    rules, today = search.rules, search.today
    given = {
        **search.given(session.info["firm_id"]),
        "from": today - timedelta(days=rules.behind),
        "until": today + timedelta(days=rules.ahead),
        "acts": list(ACTS),
        "dead": [CANCELLED, REJECTED, REVERSED],
    }
    return [
        Chance(
            row.client_id, UNLOCK, f"{row.product_id} {row.due_on}", row.value, row.due_on,
            row.due_on + timedelta(days=rules.behind), row.product_id,
            facts={"term": row.term, "past": row.due_on <= today},
        )
        for row in await session.execute(text(COMING), given)
    ]  # fmt: skip


async def _idle(session: AsyncSession, search: Search) -> list[Chance]:
    window = Window(search.today - timedelta(days=FOLLOW), search.today + timedelta(days=1))
    statement = idle(Asked(session.info["firm_id"], (window,), search.today)).subquery()
    asked: Any = select(statement).order_by(statement.c.client_id)
    if search.clients is not None:
        asked = asked.where(statement.c.client_id.in_(search.clients))
    found = []
    for row in await session.execute(asked):
        paid, back = Decimal(row.paid or 0), Decimal(row.back or 0)
        if paid - back >= search.rules.least:
            days = {"first": row.first.isoformat(), "last": row.last.isoformat()}
            found.append(
                Chance(
                    row.client_id, IDLE, "cash", paid - back, row.first, row.last + timedelta(days=FOLLOW),
                    print=row.last.isoformat(), facts={**days, "paid": str(paid), "back": str(back)},
                )
            )  # fmt: skip
    return found


async def _gaps(session: AsyncSession, search: Search) -> list[Chance]:
    rules = search.rules
    given = {
        **search.given(session.info["firm_id"]),
        "peers": rules.peers,
        "share": rules.share,
    }
    rows = (await session.execute(text(PEERS), given)).all()
    force = await newest_rules(session) if rows else None
    if force is None:
        return []
    known = await client_facts_of(session, list({row.client_id for row in rows}))
    lines: defaultdict[str, list[Candidate]] = defaultdict(list)
    last = search.today + timedelta(days=rules.opens)
    for each in await candidates_of(session, NOBODY, ClientFacts(None, False, None, False, False)):
        opens = each.facts.open_on
        if each.strategy and each.facts.status in BUYS_FROM and opens is not None and opens <= last:
            lines[each.strategy].append(each)
    found = []
    for row in rows:
        suited = [
            each
            for each in lines[row.strategy]
            if decide(force.rules, known[row.client_id], each.facts, None, search.today).result == ALLOWED
        ]
        suited.sort(key=lambda each: (each.facts.open_on, each.code))
        if not suited:
            continue
        share = (Decimal(row.holders) / row.peers).quantize(Decimal("0.001"))
        funds = [{"id": str(each.id), "open_on": str(each.facts.open_on)} for each in suited[:SUGGESTED]]
        found.append(
            Chance(
                row.client_id, GAP, row.strategy, row.median, search.today, suited[0].facts.open_on, suited[0].id,
                print=" ".join(sorted(each["id"] for each in funds)),
                facts={"peers": row.peers, "share": str(share), "median": str(row.median), "funds": funds},
            )
        )  # fmt: skip
    return found


async def _scored(session: AsyncSession, search: Search) -> list[Chance]:
    firm_id = session.info["firm_id"]
    out = select(PredictionOptOut.client_id).where(PredictionOptOut.firm_id == firm_id)
    asked = (
        select(Prediction, PredictionModel.number)
        .join(
            PredictionModel,
            (PredictionModel.firm_id == firm_id) & (PredictionModel.id == Prediction.model_id),
        )
        .where(
            Prediction.firm_id == firm_id,
            Prediction.kind == SCORE,
            Prediction.band == HIGH,
            Prediction.chance.is_not(None),
            Prediction.expected >= search.rules.least,
            Prediction.client_id.not_in(out),
        )
        .order_by(Prediction.client_id)
    )
    if search.clients is not None:
        asked = asked.where(Prediction.client_id.in_(search.clients))
    found = []
    for row, number in await session.execute(asked):
        parts = [Part(*each) for each in row.parts["parts"] if each[0] in BY_KEY]
        told = [BY_KEY[part.key].told(part.value) for part in reasons(parts, up=True)]
        found.append(
            Chance(
                row.client_id, UPSELL, SCORE, Decimal(row.expected or 0), search.today, print=str(number),
                facts={
                    "chance": str(row.chance), "average": str(row.average), "amount": str(row.amount),
                    "model": number, "reasons": [{"zh": zh, "en": en} for zh, en in told],
                },
            )
        )  # fmt: skip
    return found
