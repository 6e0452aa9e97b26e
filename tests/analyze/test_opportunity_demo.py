"""Chances of the demo firm: found in its own book, some of them taken up, put away and won."""

from __future__ import annotations

from collections import Counter
from datetime import date

import time_machine
from sqlalchemy import select

from backend.analyze.opportunity_sweeping import sweep_marked
from backend.book.demo.load import load_demo
from backend.book.ledger import Transaction
from backend.commands.database import _further
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.policies.founding import equip
from backend.retain.opportunities import Opportunity
from tests.ledger.desk import at


async def test_the_demo_firm_has_chances_and_what_came_of_them(database: Database, vault: Vault) -> None:
    day = date(2026, 11, 20)
    loaded = await load_demo(database, vault, size=300, as_of=day, equip=equip, further=_further)
    async with database.as_system(loaded.firm_id, "tests") as session:
        own = Opportunity.firm_id == loaded.firm_id
        rows = (await session.scalars(select(Opportunity).where(own))).all()
        kinds, states = Counter(row.kind for row in rows), Counter(row.state for row in rows)
        assert kinds["unlock"] > 3, kinds
        assert kinds["idle_cash"] > 3, kinds
        assert states["open"] > 5, states
        assert states["taken"] > 1, states
        assert states["dismissed"] > 0, states
        assert states["won"] > 0, states
        assert all(row.task_id for row in rows if row.state == "taken")
        for row in rows:
            if row.state == "won":
                bought = await session.get_one(Transaction, (loaded.firm_id, row.won_id))
                assert (bought.client_id, bought.net) == (row.client_id, row.won_amount)
                assert row.since < bought.date
    with time_machine.travel(at("2026-11-20T02:00")):
        async with database.as_system(loaded.firm_id, "opportunities") as session:
            assert await sweep_marked(session) == 1
            gaps = (await session.scalars(select(Opportunity).where(own, Opportunity.kind == "gap"))).all()
    assert gaps
    assert all(row.facts["funds"] and row.facts["peers"] >= 8 for row in gaps)
