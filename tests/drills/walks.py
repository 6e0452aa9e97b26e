"""State machines walked further than in the suite: `python -m tests.drills.walks [SEEDS]`, three by default.

Each machine is walked by so many seeds, three times as far; prints how often each act went well, and exits 1 when
something was not as it must be.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter

from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import MASTER_KEY, make_firm
from tests.drills.ground import ground_of
from tests.ledger.desk import desk_of
from tests.walks.episodes import walk_care, walk_silences
from tests.walks.frame import walk
from tests.walks.house import built
from tests.walks.machines import MACHINES

FURTHER, LEAPS = 3, 120


async def drill(url: str, seeds: int) -> int:
    """Walk them all; how many went wrong."""
    await migrate(url)
    database, vault = Database(url, pool_size=5), Vault(MASTER_KEY)
    wrong = 0
    try:
        house = await built(database, vault)
        for name, machine in MACHINES.items():
            for seed in range(2, 2 + seeds):
                begun = time.monotonic()
                try:
                    tally = await walk(machine.kind(house), seed, machine.steps * FURTHER)
                except AssertionError as fault:
                    wrong += 1
                    print(f"{name}: {str(fault)[:2000]}")
                else:
                    _tell(name, seed, tally, begun)
        for name, path in (("silences", walk_silences), ("care", walk_care)):
            for seed in range(2, 2 + seeds):
                begun = time.monotonic()
                firm = await make_firm(database, vault, f"漫步{name}{seed}")
                try:
                    tally = await path(await desk_of(database, vault, firm), seed, LEAPS)
                except AssertionError as fault:
                    wrong += 1
                    print(f"{name}, seed {seed}: {str(fault)[:2000]}")
                else:
                    _tell(name, seed, tally, begun)
    finally:
        await database.close()
    return wrong


def _tell(name: str, seed: int, tally: Counter[str], begun: float) -> None:
    told = ", ".join(f"{act} {count}" for act, count in sorted(tally.items()))
    print(f"{name}, seed {seed}: {time.monotonic() - begun:.0f} s; {told}", flush=True)


def main(arguments: list[str]) -> int:
    """Run the drill; 0 when all was as it must be."""
    with ground_of("walks") as ground:
        wrong = asyncio.run(drill(ground.url, int(arguments[0]) if arguments else 3))
    print(f"walks: {wrong} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
