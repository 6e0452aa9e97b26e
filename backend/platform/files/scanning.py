"""A virus scanner beside us: clamd, by the INSTREAM command of its socket protocol.

The content goes in chunks of a length (4 bytes, big-endian) and bytes; a length of 0 ends it. The answer is
`stream: OK`, `stream: <name> FOUND`, or something with ERROR. Source: clamd(8).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 60
"""Of a whole content."""
GREETING: Final = 5
LONGEST_ANSWER: Final = 4096
LONGEST_NAME: Final = 120


class ScannerFault(Exception):
    """The scanner cannot be reached, or has not told whether a content is clean."""


@dataclass(frozen=True)
class Scanner:
    """A clamd. host and port, or the path of its socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def at(cls, address: str) -> Scanner:
        """The one at `host:port`, `[v6]:port` or `/path/of/socket`. Raises ValueError for anything else."""
        if address.startswith("/"):
            return cls(path=address)
        host, _, port = address.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("STARTRAIL_CLAMD: host:port or /path")
        return cls(host, int(port))

    async def found_in(self, content: Iterable[bytes]) -> str | None:
        """The name of what is in a content; None when it is clean. content: read in a thread.

        Raises ScannerFault: nobody knows then.
        """
        pieces = iter(content)
        async with self._asked(b"zINSTREAM\0", SECONDS) as (reader, writer):
            # Who has seen enough, or too much, answers and closes while the rest is on its way.
            with contextlib.suppress(ConnectionError):
                while piece := await asyncio.to_thread(next, pieces, b""):
                    writer.write(len(piece).to_bytes(4, "big") + piece)
                    await writer.drain()
                writer.write(bytes(4))
                await writer.drain()
            answer = await _answer(reader)
        if answer == "stream: OK":
            return None
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        if not answer.endswith(" FOUND") or not name:
            raise ScannerFault(answer)
        return "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME] or "?"

    async def version(self) -> str:
        """What it is and how old what it knows is. Raises ScannerFault."""
        async with self._asked(b"zVERSION\0", GREETING) as (reader, _):
            return await _answer(reader)

    @contextlib.asynccontextmanager
    async def _asked(
        self, command: bytes, seconds: float
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            async with asyncio.timeout(GREETING):
                if self.path:
                    reader, writer = await asyncio.open_unix_connection(self.path)
                else:
                    reader, writer = await asyncio.open_connection(self.host, self.port)
        except (OSError, TimeoutError) as fault:
            raise ScannerFault(type(fault).__name__) from fault
        try:
            async with asyncio.timeout(seconds):
                writer.write(command)
                yield reader, writer
        except (OSError, TimeoutError) as fault:
            raise ScannerFault(type(fault).__name__) from fault
        finally:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> str:
    """Up to the end or a zero byte. Raises ScannerFault when there is none."""
    told = b""
    while b"\0" not in told and len(told) < LONGEST_ANSWER and (more := await reader.read(LONGEST_ANSWER)):
        told += more
    answer = told.split(b"\0")[0].decode("utf-8", "replace").strip()
    if not answer:
        raise ScannerFault("no answer")
    return answer
