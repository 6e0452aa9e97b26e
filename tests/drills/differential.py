"""Random operations, asked both ways: every answer the same.

`python -m tests.drills.differential [N] [SEED]` (100000, 1) puts the cases SEED to SEED + N - 1 on servers of its
own, prints what differed, the candidate's own share by feature, one line of figures, and exits 0 or 1.
Ctrl-C ends it after the block under way, with the figures so far and the seed to go on from.
A single case again: `python -m tests.drills.differential 1 SEED`.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.keys import Vault
from tests.conftest import MASTER_KEY
from tests.differential.callers import callers_of
from tests.differential.firm import build_firms
from tests.differential.running import Comparison, Report, both_ways

BLOCK = 1_000


async def drill(url: str, count: int, seed: int) -> Report:
    """Put the cases; tells on the way how far it is."""
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    await migrate(url)
    database = Database(url, pool_size=16)
    try:
        firm, empty = await build_firms(database, Vault(MASTER_KEY))
        comparison = Comparison(firm, await callers_of(firm, empty), *both_ways(firm.services))
        gc.collect()
        gc.freeze()
        for begin in range(seed, seed + count, BLOCK):
            if stopped.is_set() or comparison.report.disagreements:
                break
            report = await comparison.run(range(begin, min(begin + BLOCK, seed + count)), side_by_side=6)
            print(f"{report.cases} of {count}, {len(report.disagreements)} disagreements", file=sys.stderr)
        return comparison.report
    finally:
        await database.close()


def figures(report: Report, count: int, seed: int, seconds: float) -> str:
    """One line."""
    rest = f", go on from seed {seed + report.cases}" if report.cases < count else ""
    return (
        f"differential: {report.operations} operations ({report.cases} documents from seed {seed}, {report.warm} asked "
        f"again without a new statement), {len(report.disagreements)} disagreements, "
        f"{report.with_rows / report.cases:.0%} with rows, {report.with_errors / report.cases:.0%} with errors, "
        f"{report.own_route / report.cases:.1%} by the candidate's own route, {seconds:.0f} s{rest}"
    )


def main() -> int:
    """Run the drill; 0 when all of it was asked and nothing differed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(tempfile.mkdtemp(prefix="startrail-differential-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    began = time.monotonic()
    try:
        pair.start()
        report = asyncio.run(drill(pair.addresses.database_url, count, seed))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for found in report.disagreements:
        print(found, end="\n\n")
    print(report.table())
    print(figures(report, count, seed, time.monotonic() - began))
    return 0 if report.cases == count and not report.disagreements else 1


if __name__ == "__main__":
    sys.exit(main())
