"""Where Valkey (or Redis) is, and a client for it: plain, with TLS, by a socket, or through Sentinels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.sentinel import Sentinel

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel")
DATABASES = 16
PATIENCE = 2.0


@dataclass(frozen=True)
class ValkeyAddress:
    """The parts of REDIS_URL. hosts: one server, or the Sentinels that know `master`."""

    hosts: tuple[tuple[str, int], ...]
    database: int
    username: str | None
    password: str | None
    tls: bool = False
    socket: str | None = None
    master: str | None = None


def parse(url: str) -> ValkeyAddress:
    """The parts of an address; passwords in it are percent-encoded.

    url: `redis://`, `rediss://` (TLS), `unix://PATH` or
    `redis+sentinel://:PASSWORD@HOST:PORT,HOST:PORT/MASTER/DATABASE`.
    Raises ValueError, which names the setting and never holds the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("REDIS_URL: redis://, rediss://, unix:// or redis+sentinel://")
    sentinel = parts.scheme == "redis+sentinel"
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    master, _, number = parts.path.strip("/").partition("/") if sentinel else ("", "", parts.path.strip("/"))
    if parts.scheme == "unix":
        number = ""
    number = parse_qs(parts.query).get("db", [number])[0]
    if number and not (number.isdigit() and int(number) < DATABASES):
        raise ValueError(f"REDIS_URL: the database is a number below {DATABASES}")
    return ValkeyAddress(
        hosts=tuple(_host(host, 26379 if sentinel else 6379) for host in hosts.split(",")),
        database=int(number or 0),
        username=unquote(user) or None,
        password=unquote(password) or None,
        tls=parts.scheme == "rediss",
        socket=parts.path if parts.scheme == "unix" else None,
        master=(master or "mymaster") if sentinel else None,
    )


def _host(text: str, port: int) -> tuple[str, int]:
    found = urlsplit(f"//{text}")
    return found.hostname or "localhost", found.port or port


def connect(url: str) -> Redis:
    """A client that connects at its first command and waits PATIENCE seconds for an answer at most."""
    at = parse(url)
    login: dict[str, Any] = {"username": at.username, "password": at.password, "db": at.database}
    patience: dict[str, Any] = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    if at.master is not None:
        sentinel = Sentinel(at.hosts, sentinel_kwargs=patience, **patience)  # type: ignore[no-untyped-call]
        found: Redis = sentinel.master_for(at.master, **login)
        return found
    if at.socket is not None:
        return Redis(unix_socket_path=at.socket, **login, **patience)
    host, port = at.hosts[0]
    return Redis(host=host, port=port, ssl=at.tls, **login, **patience)
