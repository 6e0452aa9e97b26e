"""A call to another system: only to addresses of the open network, only by TLS, never followed elsewhere.

The name is looked up once, every address it has must be a public one, and the connection goes to the very address that
was judged; so a name that points elsewhere a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import h11

PATIENCE: Final = 10.0
"""Seconds for the whole call."""
MOST_READ: Final = 65_536
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Barred(Exception):
    """The address may not be called."""


class Unreached(Exception):
    """Nothing was sent: it may be tried again."""


class InDoubt(Exception):
    """It was sent, and no answer came: whether it was taken nobody knows."""


async def resolved(host: str, port: int) -> Sequence[str]:
    """All addresses of a name."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Unreached from fault
    return [str(each[4][0]) for each in found]


def is_open(address: str) -> bool:
    """Whether an address is one of the open network: of no machine of ours, and no tunnel."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    teredo = getattr(found, "teredo", None)
    if inner is not None or teredo is not None:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found in ipaddress.ip_network("64:ff9b::/96"):
        return False
    return found.is_global and not found.is_multicast


@dataclass(frozen=True)
class Caller:
    """How calls are made. allow, resolve and tls are exchanged by tests alone."""

    resolve: Resolve = resolved
    allow: Callable[[str], bool] = is_open
    tls: ssl.SSLContext | None = field(default_factory=ssl.create_default_context)
    patience: float = PATIENCE

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer. Raises Barred, Unreached or InDoubt."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        if parts.scheme != "https" or not host:
            raise Barred
        addresses = await self.resolve(host, port)
        if not addresses or not all(self.allow(address) for address in addresses):
            raise Barred
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = h11.Request(
            method="POST", target=path,
            headers=[
                ("host", host if port == 443 else f"{host}:{port}"),
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
                *headers.items(),
            ],
        )  # fmt: skip
        try:
            async with asyncio.timeout(self.patience):
                reader, writer = await asyncio.open_connection(
                    addresses[0], port, ssl=self.tls, server_hostname=None if self.tls is None else host
                )
        except (OSError, TimeoutError, ssl.SSLError) as fault:
            raise Unreached from fault
        try:
            async with asyncio.timeout(self.patience):
                return await _exchange(reader, writer, request, body)
        except (OSError, TimeoutError, h11.ProtocolError) as fault:
            raise InDoubt from fault
        finally:
            writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: h11.Request, body: bytes
) -> int:
    talk = h11.Connection(h11.CLIENT)
    for part in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(talk.send(part) or b"")
    await writer.drain()
    left = MOST_READ
    while left > 0:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            read = await reader.read(4_096)
            left -= len(read)
            talk.receive_data(read)
        elif isinstance(event, h11.Response):
            return int(event.status_code)
        elif isinstance(event, h11.ConnectionClosed):
            break
    raise h11.RemoteProtocolError("no answer")
