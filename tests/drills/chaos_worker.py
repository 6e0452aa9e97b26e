"""A worker process whose handlers leave exactly one trace for each event: what drills and tests kill.

`python -m tests.drills.chaos_worker DATABASE_URL REDIS_URL [TICK [AHEAD]]`; AHEAD: seconds by which its clock is wrong.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform import clock

AHEAD = timedelta(seconds=float(sys.argv[4]) if __name__ == "__main__" and len(sys.argv) > 4 else 0)
if AHEAD:
    # Before anything takes the clock by its name.
    clock.now = lambda: datetime.now(UTC) + AHEAD

from backend.platform.audit import record  # noqa: E402
from backend.platform.events import Event, OutboxRow  # noqa: E402
from backend.workers.main import Work, work  # noqa: E402


@dataclass(frozen=True)
class Worked(Event):
    """An event of the drill. poison: its handling kills the worker; slow: seconds it takes."""

    name: ClassVar[str] = "drill.worked"
    mark: int
    poison: bool = False
    slow: float = 0


async def trace(session: AsyncSession, event: OutboxRow) -> None:
    """One audit row for each time an event is worked."""
    record(session, "drill", "event", event.id)
    await asyncio.sleep(event.payload["slow"])
    if event.payload["poison"]:
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, redis_url: str, tick: float) -> None:
    """Work until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("working", flush=True)
    await work(database_url, redis_url, stop, task=Work({Worked.name: (trace,)}, (), tick=tick), pool_size=5)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 1.0))
