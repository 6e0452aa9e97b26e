"""State machines walked at random, each by whoever may and whoever may not."""

from __future__ import annotations

import pytest

from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import MadeFirm
from tests.ledger.desk import desk_of
from tests.schema.house import House
from tests.walks.episodes import walk_care, walk_silences
from tests.walks.frame import walk
from tests.walks.machines import MACHINES


@pytest.mark.parametrize("name", MACHINES)
async def test_nobody_leaves_the_edges_of_a_machine(house: House, name: str) -> None:
    machine = MACHINES[name]
    tally = await walk(machine.kind(house), machine.seed, machine.steps, machine.must)
    # A walk that refuses everything, or nothing, proves nothing.
    assert tally["refused"] >= machine.steps // 10
    missing = [act for act in machine.must if not tally[act]]
    assert not missing, tally


async def test_silences_are_what_a_calendar_says(database: Database, vault: Vault, firm: MadeFirm) -> None:
    tally = await walk_silences(await desk_of(database, vault, firm), 1, 35)
    assert {"wake_running", "answered", "closed_no_answer"} <= tally.keys(), tally


async def test_occasions_come_are_told_and_go_by(database: Database, vault: Vault, firm: MadeFirm) -> None:
    tally = await walk_care(await desk_of(database, vault, firm), 1, 35)
    assert {"coming", "told", "over", "withdrawn"} <= tally.keys(), tally
