"""A fund that falls makes one task a client, and does not cost more a holder; the long form is `make drill-signals`."""

from __future__ import annotations

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import MadeFirm
from tests.drills.signals import measure


async def test_a_market_day_makes_one_task_a_client(database: Database, vault: Vault, firm: MadeFirm) -> None:
    took = await measure(database, vault, firm, holders=60, funds=4)
    assert took.tasks == 60
    assert took.one + took.day < 10
