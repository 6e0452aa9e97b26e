"""A clamd for tests: a server that speaks its socket protocol and knows the EICAR test file.

It answers PING, VERSION and INSTREAM with the prefixes `z` and `n`, holds to a largest stream, and closes after each.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

# In two parts, so that no scanner takes this file for the test file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
VERSION = "ClamAV 1.4.2/27500/Sat Nov 28 09:00:00 2026"


@dataclass
class Clamd:
    """What it may take, and what it was given. address: as STARTRAIL_CLAMD has it."""

    limit: int = 25 * 2**20
    address: str = ""
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            prefix = await reader.readexactly(1)
            end = {b"z": b"\0", b"n": b"\n"}.get(prefix)
            if end is None:
                writer.write(b"UNKNOWN COMMAND\n")
                return
            command = (await reader.readuntil(end))[:-1]
            writer.write((await self._told(command, reader)).encode() + end)
            await writer.drain()
        finally:
            writer.close()

    async def _told(self, command: bytes, reader: asyncio.StreamReader) -> str:
        if command == b"PING":
            return "PONG"
        if command == b"VERSION":
            return VERSION
        if command != b"INSTREAM":
            return "UNKNOWN COMMAND"
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            if len(content) + length > self.limit:
                return "INSTREAM size limit exceeded. ERROR"
            content += await reader.readexactly(length)
        self.seen.append(content)
        return "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"


@asynccontextmanager
async def clamd(path: Path | None = None, limit: int = 25 * 2**20) -> AsyncIterator[Clamd]:
    """A running one, on a port or on a socket."""
    made = Clamd(limit)
    if path is None:
        server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
        made.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    else:
        server = await asyncio.start_unix_server(made.serve, path)
        made.address = str(path)
    try:
        yield made
    finally:
        server.close()
