"""What can be made of rows beforehand; where they are many, in a process of its own: the second core of a large import.

The process knows the firm's keys and rows that were checked; it touches neither the database nor the file. It ends
with its parent, and where it ends before, its work is done here.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog

from backend.book.imports.kinds import kind_named
from backend.book.imports.rows import OpenRow, sealed_row
from backend.platform.crypto import DataKey, FirmKeys

MANY: Final = 3_000
"""Rows from which on a process is worth its start, which takes as long as preparing them."""
_SLICE: Final = 10
_LOG: Final = structlog.get_logger(__name__)


@dataclass(slots=True)
class Made:
    """What became of a row. prepared: by its kind; key, sealed: its content under the key it is then kept under."""

    row: OpenRow
    prepared: Any = None
    key: DataKey | None = None
    sealed: bytes | None = None


def made_of(kind: str, keys: FirmKeys, rows: Sequence[OpenRow]) -> list[Made]:
    """What becomes of rows by their kind; those that the book cannot keep are refused. Pure work."""
    prepare, key_of = kind_named(kind).prepare, kind_named(kind).key_of
    found = []
    for row in rows:
        made = Made(row, prepare(keys, row))
        if made.prepared is not None and (key := key_of(made.prepared)) is not None:
            made.key, made.sealed = key, sealed_row(key, row.id, row.data)
        # Whoever takes the row in asks for its values alone; the rest need not travel.
        row.__dict__.pop("data", None)
        found.append(made)
    return found


class Preparing:
    """Prepares the rows of one job. Use it as an asynchronous context manager. many: rows that are to come."""

    def __init__(self, kind: str, many: int) -> None:
        self._kind = kind
        self._pool: ProcessPoolExecutor | None = None
        if many >= MANY and kind_named(kind).prepares:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)

    async def __aenter__(self) -> Preparing:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def of(self, keys: FirmKeys, rows: Sequence[OpenRow]) -> tuple[list[OpenRow], dict[UUID, Any]]:
        """(rows, what was prepared of each by its id); the rows know what was found out about them."""
        made = await self._apart(keys, rows) if self._pool is not None and rows else None
        if made is None:
            made = await self._here(keys, rows)
        for each in made:
            each.row.ahead = (each.key, each.sealed) if each.key and each.sealed else None
        return [each.row for each in made], {each.row.id: each.prepared for each in made}

    async def _apart(self, keys: FirmKeys, rows: Sequence[OpenRow]) -> list[Made] | None:
        assert self._pool is not None
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, made_of, self._kind, keys, list(rows))
        except BrokenProcessPool:
            _LOG.warning("import_process_ended", kind=self._kind)
            pool, self._pool = self._pool, None
            pool.shutdown(wait=False, cancel_futures=True)
            return None

    async def _here(self, keys: FirmKeys, rows: Sequence[OpenRow]) -> list[Made]:
        """In slices, while the server works; a thread would only fight for the lock."""
        made: list[Made] = []
        for start in range(0, len(rows), _SLICE):
            made += made_of(self._kind, keys, rows[start : start + _SLICE])
            await asyncio.sleep(0)
        return made


def _begin() -> None:
    """The process is interrupted by its parent alone, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
