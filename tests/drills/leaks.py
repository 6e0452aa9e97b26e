"""Every personal field, every role, every way: what may not be read changes nothing that can be observed.

`python -m tests.drills.leaks` probes all of it on servers of its own, then puts leaks in on purpose and looks for
them; prints what leaked, one line of figures, and exits 0 or 1.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from backend.migrations.run import migrate
from backend.platform.database import Database
from backend.platform.embedded.pair import Pair
from backend.platform.keys import Vault
from backend.schema.schema import build
from tests.conftest import MASTER_KEY
from tests.leaks.channels import CHANNELS
from tests.leaks.matrix import Matrix, found, whole
from tests.leaks.plants import PLANTS

LEAST = 2000


async def drill(url: str) -> tuple[Matrix, Mapping[str, int]]:
    """The whole matrix, and for each planted leak how often it was found."""
    await migrate(url)
    database, vault = Database(url, pool_size=8), Vault(MASTER_KEY)
    try:
        matrix = await whole(database, vault)
        return matrix, {name: len(await found(database, vault, plant)) for name, plant in PLANTS.items()}
    finally:
        await database.close()


def figures(matrix: Matrix, planted: Mapping[str, int], unwatched: list[int], seconds: float) -> str:
    """One line."""
    absent = sum(channel.absent is not None for channel in CHANNELS.values())
    elsewhere = sum(channel.elsewhere is not None for channel in CHANNELS.values())
    return (
        f"leaks: {matrix.probes} probes, {len(matrix.leaks)} leaks; channels: {len(matrix.by_channel)} probed, "
        f"{elsewhere} proven elsewhere, {absent} not there, {len(unwatched)} unwatched; "
        f"{sum(map(bool, planted.values()))} of {len(planted)} planted leaks found; {seconds:.0f} s"
    )


def main() -> int:
    """Run the drill; 0 when nothing leaked, every channel is watched and every planted leak was found."""
    folder = Path(tempfile.mkdtemp(prefix="startrail-leaks-"))
    folder.chmod(0o755)
    pair = Pair(folder / "data")
    began = time.monotonic()
    try:
        pair.start()
        matrix, planted = asyncio.run(drill(pair.addresses.database_url))
    finally:
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
    schema = build()._schema
    unwatched = [
        number
        for number, channel in CHANNELS.items()
        if not (channel.absent(schema) if channel.absent else channel.elsewhere or matrix.by_channel[number])
    ]
    for leak in matrix.leaks[:20]:
        print(leak)
    for name in (name for name, times in planted.items() if not times):
        print(f"not found: {name}")
    for number in unwatched:
        print(f"unwatched: {number} {CHANNELS[number].name}")
    print(figures(matrix, planted, unwatched, time.monotonic() - began))
    good = not matrix.leaks and not unwatched and all(planted.values()) and matrix.probes >= LEAST
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
