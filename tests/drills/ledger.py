"""Ten thousand random operations on a ledger, and what has to hold after them.

`python -m tests.drills.ledger [OPERATIONS] [SEED]` (10000, 1) uses servers of its own, checks every identity after
each 500 operations, prints one line of figures, and exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from dataclasses import dataclass

from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.conftest import make_firm
from tests.drills.ground import ground_of
from tests.ledger.desk import desk_of
from tests.ledger.random_ledger import RandomLedger, broken

EVERY = 500


@dataclass
class Figures:
    """What the drill showed."""

    operations: int = 0
    done: int = 0
    refused: int = 0
    transactions: int = 0
    checks: int = 0
    seconds: float = 0.0
    faults: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Every identity held at every check."""
        return not self.faults and self.done > 0 and self.checks > 0

    def __str__(self) -> str:
        told = (
            f"ledger: {self.operations} operations, {self.done} done, {self.refused} refused, "
            f"{self.transactions} transactions, {self.checks} checks, {len(self.faults)} faults, {self.seconds:.0f} s"
        )
        return "\n".join([*self.faults[:20], told])


async def drill(url: str, operations: int, seed: int) -> Figures:
    """Work on a new firm until an identity breaks or all operations are done."""
    await migrate(url)
    vault, database = Vault(secrets.token_bytes(32)), Database(url, pool_size=4)
    figures, began = Figures(), time.monotonic()
    try:
        desk = await desk_of(database, vault, await make_firm(database, vault, "演练"))
        ledger = RandomLedger(desk, seed)
        await ledger.prepare(clients=25, funds=6)
        while figures.operations < operations and not figures.faults:
            await ledger.step()
            figures.operations += 1
            if figures.operations % EVERY == 0 or figures.operations == operations:
                figures.faults = tuple(await broken(url, desk))
                figures.checks += 1
        figures.done, figures.refused = ledger.done.total(), ledger.refused.total()
        figures.transactions = len(await desk.events("transaction.confirmed"))
    finally:
        await database.close()
    figures.seconds = time.monotonic() - began
    return figures


def main() -> int:
    """Run the drill with servers of its own; 0 when everything held."""
    operations, seed = ([int(word) for word in sys.argv[1:]] + [10_000, 1][len(sys.argv) - 1 :])[:2]
    with ground_of("ledger") as ground:
        figures = asyncio.run(drill(ground.url, operations, seed))
    print(figures)
    return 0 if figures.good else 1


if __name__ == "__main__":
    sys.exit(main())
