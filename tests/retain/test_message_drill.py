"""A sender killed among bad servers: none of its messages is wrong or goes twice; long form: `make drill-messages`."""

from __future__ import annotations

import secrets
from uuid import UUID

from backend.platform.database import Database
from backend.retain.messages import BOUNCED, FAILED, HELD, IN_DOUBT, SENT
from tests.drills.message_plot import FATES, Plot, wrong_ends
from tests.drills.messages import run

COUNT = 80


async def test_none_is_wrong_and_none_goes_twice_though_the_worker_is_killed(database: Database) -> None:
    outcome = await run(database.url, secrets.token_bytes(32), COUNT, 1, most=180)
    assert not outcome.wrong
    assert set(outcome.ends) == {SENT, HELD, BOUNCED, FAILED, IN_DOUBT}
    assert sum(outcome.ends.values()) == COUNT


def test_an_end_that_none_of_its_kind_may_have_is_noticed() -> None:
    plot = Plot({UUID(int=n): fate for n, fate in enumerate([*FATES.values(), "ordinary"])})
    for id, fate in plot.fates.items():
        for state in (SENT, HELD, BOUNCED, FAILED, IN_DOUBT):
            killed = wrong_ends(plot, {id: state}, [id])
            told = wrong_ends(plot, {id: state}, [])
            assert bool(told) == (state not in _may(fate)), (fate, state)
            assert bool(killed) == (state not in _may(fate) | {IN_DOUBT}), (fate, state)


def _may(fate: str) -> set[str]:
    if fate in ("no_consent", "withdrawn", "blocked", "no_address"):
        return {HELD}
    single = {"nobody": {BOUNCED}, "refused": {FAILED}, "hang": {IN_DOUBT}, "cut": {IN_DOUBT}}
    both = {SENT, IN_DOUBT}
    return single.get(fate, both | {HELD} if fate == "leaves_meanwhile" else both)
