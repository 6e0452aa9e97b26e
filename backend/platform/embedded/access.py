"""How a command reaches the pair: the running one, else one started for the time of the command."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.platform.embedded.faults import PairFault
from backend.platform.embedded.lock import holder_of
from backend.platform.embedded.pair import LOCK, STATE, Pair
from backend.platform.embedded.ports import answers
from backend.platform.embedded.state import Addresses, load


def running_addresses(folder: Path, *, seconds: float = 60) -> Addresses | None:
    """Addresses of the pair another process keeps over the folder; None when nobody does.

    Waits while that process is still starting its servers; PairFault(NOT_READY) when it takes too long.
    """
    end = time.monotonic() + seconds
    while (holder := holder_of(folder / LOCK)) is not None:
        state = load(folder / STATE)
        if state is not None and answers(state.postgres_port) and answers(state.valkey_port):
            return state.addresses
        if time.monotonic() > end:
            raise PairFault(
                "NOT_READY",
                zh=f"进程 {holder} 持有 {folder}，但其服务器没有响应。请查看 {folder / 'postgres.log'}。",
                en=f"Process {holder} keeps {folder}, but its servers do not answer. See {folder / 'postgres.log'}.",
            )
        time.sleep(0.05)
    return None


@contextmanager
def reach(folder: Path) -> Iterator[Addresses]:
    """The pair of a data folder for the time of a command: the running one or one of our own."""
    folder = folder.absolute()
    running = running_addresses(folder)
    if running is not None:
        yield running
        return
    with Pair(folder) as addresses:
        yield addresses
