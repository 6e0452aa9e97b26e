"""Chances of the demo firm: found in its book as a sweep finds them, some taken up, some put away, some won.

What was won is what K-17 counts as re-invested: a payment of the last 90 days with the first subscription after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.asking import Asked, Window
from backend.analyze.opportunity_finding import Search, find
from backend.analyze.opportunity_sweeps import settle
from backend.analyze.presence import FOLLOW
from backend.analyze.reinvested import idle
from backend.book.clients import Client
from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour
from backend.book.demo.draws import draws_of
from backend.book.demo.population import SEED, Population
from backend.book.ledger import SUBSCRIPTIONS, Transaction
from backend.platform.clock import now
from backend.retain.opportunities import IDLE, OPEN, WON, Opportunity
from backend.retain.opportunity_acts import take_up
from backend.retain.opportunity_marks import mark
from backend.retain.signal_rules import rules_in_force

TAKEN: Final = 6
PUT_AWAY: Final = ("money_elsewhere", "not_interested", "already_talking")


async def write_opportunities(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write what was won, find what there is, and act on a few. After everything that stands on the book."""
    force = await rules_in_force(session)
    await copier.write(Opportunity, iter(await _won(session, people.as_of, force.number)))
    await settle(session, force.number, await find(session, Search(force.rules.opportunity, people.as_of)))
    served = select(Client.id).where(
        Client.firm_id == session.info["firm_id"], Client.owner_id.is_not(None), Client.state == "existing"
    )
    chosen = (
        select(Opportunity.id)
        .where(
            Opportunity.firm_id == session.info["firm_id"],
            Opportunity.state == OPEN,
            Opportunity.client_id.in_(served),
        )
        .order_by(Opportunity.amount.desc(), Opportunity.client_id, Opportunity.kind, Opportunity.key)
    )
    ids = list(await session.scalars(chosen))
    taken = ids[1 : 3 * TAKEN : 3]
    if taken:
        await take_up(session, taken)
    for n, id in enumerate(ids[2 : 3 * len(PUT_AWAY) : 3]):
        await session.execute(
            update(Opportunity)
            .where(Opportunity.firm_id == session.info["firm_id"], Opportunity.id == id)
            .values(state="dismissed", reason=PUT_AWAY[n], by="system:demo", acted_at=now())
            .execution_options(synchronize_session=False)
        )
    # Tiers come after all that stands on the book: what peers hold is found by the worker's first look.
    await mark(session, "firm", [session.info["firm_id"]])


async def _won(session: AsyncSession, as_of: date, rules: int) -> Sequence[dict[str, Any]]:
    firm_id = session.info["firm_id"]
    window = Window(as_of - timedelta(days=FOLLOW), as_of + timedelta(days=1))
    paid = {row.client_id: row for row in await session.execute(idle(Asked(firm_id, (window,), as_of)))}
    back: dict[UUID, Any] = {}
    bought = await session.execute(
        select(Transaction.client_id, Transaction.id, Transaction.date, Transaction.net)
        .where(
            Transaction.firm_id == firm_id,
            Transaction.client_id.in_(list(paid)),
            Transaction.kind.in_(SUBSCRIPTIONS),
            Transaction.reverses_id.is_(None),
        )
        .order_by(Transaction.client_id, Transaction.date, Transaction.id)
    )
    for each in bought:
        if each.date > paid[each.client_id].first and each.client_id not in back:
            back[each.client_id] = each
    draws = draws_of(SEED, "opportunities")
    return [
        {
            "id": draws.id_at(at_hour(of.first, 7)), "client_id": client_id, "kind": IDLE, "key": "cash",
            "product_id": None, "amount": Decimal(of.paid), "since": of.first,
            "until": of.first + timedelta(days=FOLLOW), "print": of.first.isoformat(), "state": WON, "rules": rules,
            "facts": {
                "first": of.first.isoformat(), "last": of.first.isoformat(), "paid": str(of.paid), "back": "0",
            },
            "task_id": None, "journey_id": None, "reason": None, "note": None, "by": None, "acted_at": None,
            "won_id": won.id, "won_on": won.date, "won_amount": won.net,
            "found_at": at_hour(of.first + timedelta(days=1), 7), "ended_at": at_hour(won.date, 18),
        }
        for client_id, won in sorted(back.items(), key=lambda pair: str(pair[0]))
        for of in [paid[client_id]]
        if of.paid
    ]  # fmt: skip
