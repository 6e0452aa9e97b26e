"""The demo firm has orders in every state, each with the way that led there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from backend.book.demo.load import load_demo
from backend.book.ledger import FundOrder
from backend.book.order_states import REJECTED, REVERSED, STATES
from backend.book.order_steps import OrderStep
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.track.order_demo import write_orders

AS_OF = date(2026, 11, 20)
# `paid` lasts a moment: the cooling-off begins with it.
UNSEEN = {"paid", REJECTED, REVERSED}


async def test_every_state_has_an_order_and_its_steps_lead_there(database: Database, vault: Vault) -> None:
    loaded = await load_demo(database, vault, size=1500, as_of=AS_OF, equip=equip, further=write_orders)
    async with database.read(loaded.firm_id) as session:
        orders = await session.execute(
            select(FundOrder.id, FundOrder.state).where(FundOrder.firm_id == loaded.firm_id)
        )
        states = dict(orders.all())
        steps = await session.execute(
            select(OrderStep.order_id, OrderStep.after)
            .where(OrderStep.firm_id == loaded.firm_id)
            .order_by(OrderStep.at, OrderStep.id)
        )
        latest = dict(steps.all())
    assert set(states.values()) == set(STATES) - UNSEEN
    assert latest == states
