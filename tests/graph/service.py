"""A running API over the library: callers with tokens, rights that change, HTTP with and without a network."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import strawberry
import uvicorn
from graphql import GraphQLObjectType
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from backend.graph.buckets import Buckets
from backend.graph.context import Services
from backend.graph.limits import Limits
from backend.graph.rights import is_plumbing
from backend.graph.routes import graphql_routes, graphql_transport
from backend.graph.transport import Authenticate
from backend.graph.trusted import Trusted
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Level, Mask, Principal
from tests.graph.library import library

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
FIRM = UUID(int=1)
JSON = "application/json"
RESPONSE = "application/graphql-response+json"


def mask(schema: strawberry.Schema, *denied: str, introspect: bool = True, explore: bool = True) -> Mask:
    """The right to everything but what is denied."""
    fields = [
        f"{type_.name}.{name}"
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name in type_.fields
        if not is_plumbing(type_.name, name)
    ]
    levels = {name: (Level.VIEW,) * 4 for name in fields if name not in denied}
    if introspect:
        levels["Right.introspect"] = (Level.VIEW,) * 4
    if explore:
        levels["Right.explore"] = (Level.VIEW,) * 4
    return Mask(f"all but {sorted(denied)} {introspect} {explore}", 1, levels)


@dataclass
class Doorman:
    """Knows callers by bearer token or cookie, and tells when they are out or have other rights."""

    callers: dict[str, Principal] = field(default_factory=dict)
    revoked: list[Callable[[UUID], None]] = field(default_factory=list)
    changed: list[Callable[[UUID], None]] = field(default_factory=list)
    asked: int = 0

    async def authenticate(self, connection: HTTPConnection) -> Principal | None:
        """Who asks."""
        self.asked += 1
        bearer = connection.headers.get("authorization")
        if bearer is not None:
            return self.callers.get(bearer.removeprefix("Bearer "))
        return self.callers.get(connection.cookies.get("session", ""))

    async def renew(self, principal: Principal) -> Principal | None:
        """The caller's present rights."""
        return next((each for each in self.callers.values() if each.subject == principal.subject), None)

    def on_revoked(self, listener: Callable[[UUID], None]) -> Callable[[], None]:
        """Keep a listener."""
        self.revoked.append(listener)
        return lambda: self.revoked.remove(listener)

    def on_changed(self, listener: Callable[[UUID], None]) -> Callable[[], None]:
        """Keep a listener."""
        self.changed.append(listener)
        return lambda: self.changed.remove(listener)

    def admit(self, mask: Mask, *, locale: str = "en", key: bool = True) -> str:
        """A new caller's token: of a key, or of a session."""
        id, token = uuid4(), secrets.token_hex(8)
        subject = f"key:{id}" if key else f"user:{uuid4()}"
        self.callers[token] = Principal(
            FIRM, subject, mask=mask, locale=locale, session_id=None if key else id
        )
        return token

    def revoke(self, token: str) -> None:
        """End a key or session."""
        principal = self.callers.pop(token)
        id = principal.session_id or UUID(principal.subject.partition(":")[2])
        for listener in self.revoked:
            listener(id)

    def change(self, token: str, mask: Mask) -> None:
        """Other rights for a caller."""
        self.callers[token] = replace(self.callers[token], mask=mask)
        for listener in self.changed:
            listener(FIRM)


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Service:
    """One API with its callers."""

    app: Starlette
    doorman: Doorman
    schema: strawberry.Schema
    clock: Clock
    token: str

    def client(self, token: str | None = None, **headers: str) -> httpx2.AsyncClient:
        """A client without a network; token: of another caller than the usual one, "" for nobody."""
        bearer = self.token if token is None else token
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if bearer:
            named["authorization"] = f"Bearer {bearer}"
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app), base_url="http://library.test", headers=named
        )

    async def ask(self, query: str, *, token: str | None = None, accept: str = RESPONSE, **body: Any) -> Any:
        """The HTTP answer to a POST."""
        async with self.client(token, accept=accept) as client:
            return await client.post("/graphql", json={"query": query, **body})

    async def send(self, raw: bytes, content_type: str = JSON, **headers: str) -> Any:
        """The HTTP answer to any bytes."""
        async with self.client(None, content_type=content_type, **headers) as client:
            return await client.post("/graphql", content=raw)


def serve(
    limits: Limits | None = None,
    *,
    database: Database | None = None,
    schema: strawberry.Schema | None = None,
    authenticate: Authenticate | None = None,
    draft: bool = False,
    trusted: Trusted | None = None,
) -> Service:
    """An API over the library; the usual caller may do everything. Without a database none can be reached."""
    schema, doorman, clock = schema or library(), Doorman(), Clock()
    services = Services(
        database or Database(NOWHERE), Vault(b"tests only: a fixed master key.."), Bells(NOWHERE)
    )
    transport = graphql_transport(
        schema,
        services,
        authenticate or doorman.authenticate,
        limits=limits or Limits(burst=10_000_000),
        watch=doorman,
        buckets=Buckets(clock),
        draft=draft,
        trusted=trusted,
    )
    routes = graphql_routes(transport, allowed_origins=["https://pages.example.com"])
    return Service(Starlette(routes=routes), doorman, schema, clock, doorman.admit(mask(schema)))


@asynccontextmanager
async def listening(service: Service) -> AsyncIterator[int]:
    """The port of a real server over the API, with the bounds the product gives to uvicorn."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    config = uvicorn.Config(
        service.app, "127.0.0.1", port, log_level="critical", lifespan="off", ws_max_size=512 * 1024
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells it by nothing else
        await asyncio.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        await task


def errors_of(response: Any) -> list[dict[str, Any]]:
    """The errors of an HTTP answer."""
    found: list[dict[str, Any]] = json.loads(response.content).get("errors", [])
    return found


def codes_of(response: Any) -> list[str]:
    """The codes of an HTTP answer."""
    return [error["extensions"]["code"] for error in errors_of(response)]
