"""A look at many clients makes their year once; the long form is `make drill-care`."""

from __future__ import annotations

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import MadeFirm
from tests.drills.care import measure


async def test_a_second_look_makes_nothing_twice(database: Database, vault: Vault, firm: MadeFirm) -> None:
    took = await measure(database, vault, firm, clients=120)
    assert took.occasions[0] == took.occasions[1] >= 240
    assert took.tasks[0] == took.tasks[1]
    assert took.first + took.again < 10
