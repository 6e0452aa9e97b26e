"""What a kind makes of rows before anybody asks the database, while the rows before them are written.

Few are prepared between the answers of the server. Many are prepared in a process of its own: it is the second core of
a large import. It is given rows and the firm's keys by a pipe, and ends with whoever holds the other end.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import structlog

from backend.book.imports.batches import BookKind, nothing_prepared
from backend.book.imports.rows import OpenRow
from backend.platform.crypto import FirmKeys

MODULE: Final = "backend.book.imports.preparing_process"
MANY: Final = 5_000
"""Rows from which on a process is worth the second that it takes to start."""
LENGTH: Final = 8
_SLICE: Final = 10
log = structlog.get_logger(__name__)


class Preparing:
    """Prepares rows of one kind. total: how many there will be, as far as known."""

    def __init__(self, kind: BookKind, total: int) -> None:
        self._kind = kind
        self._apart = total >= MANY and kind.prepare is not nothing_prepared
        self._process: Process | None = None

    async def prepared(self, keys: FirmKeys, rows: Sequence[OpenRow]) -> dict[UUID, Any]:
        """What the kind makes of each row."""
        if self._apart and rows:
            try:
                return await self._answered((self._kind.sheet.key, keys, rows))
            except (EOFError, OSError) as gone:  # whatever ended it: the rows lose nothing by it
                log.warning("preparing_apart_failed", fault=type(gone).__name__)
                self._apart = False
                await self.close()
        prepare, found = self._kind.prepare, {}
        for number, row in enumerate(rows, start=1):
            found[row.id] = prepare(keys, row)
            if number % _SLICE == 0:
                # A thread would only fight for the lock.
                await asyncio.sleep(0)
        return found

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _answered(self, question: Any) -> dict[UUID, Any]:
        if self._process is None:
            self._process = await _started()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        told = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.write(len(told).to_bytes(LENGTH, "big") + told)
        await self._process.stdin.drain()
        size = int.from_bytes(await self._process.stdout.readexactly(LENGTH), "big")
        answer = await self._process.stdout.readexactly(size)
        # Our own process: nobody else writes into this pipe.
        found: dict[UUID, Any] = pickle.loads(answer)  # noqa: S301
        return found


async def _started() -> Process:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE, stdin=PIPE, stdout=PIPE, env=environment, limit=2**20
    )
