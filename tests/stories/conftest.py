"""The product as users meet it: the whole application over HTTP, with a small demo firm behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from asgi_lifespan import LifespanManager

from backend.app import build_app
from backend.commands.database import seed
from backend.platform.database import Database
from backend.platform.embedded.ports import free_port
from backend.platform.settings import Settings

PASSWORD = "Only-for-tests-42"
SIZE = 300
AS_OF = date(2026, 11, 20)
ORIGIN = "http://localhost"


@dataclass
class Answer:
    """What the API said."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> Any:
        """The data; fails the test when there were errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]

    @property
    def denied(self) -> set[str]:
        """The coordinates that were denied."""
        found = (error["extensions"].get("coordinate") for error in self.body.get("errors", []))
        return {coordinate for coordinate in found if coordinate}

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the first error."""
        found: dict[str, Any] = self.body["errors"][0]["extensions"]["params"]
        return found


@dataclass
class Caller:
    """Somebody with a session or a key."""

    http: httpx2.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(self, document: str, **variables: Any) -> Answer:
        """Send a document."""
        response = await self.http.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"x-startrail": "1", "origin": ORIGIN, **self.headers},
        )
        return Answer(response.status_code, response.json())


AsRole = Callable[[str], Any]


@pytest.fixture(scope="module")
def free_documents() -> bool:
    """Most stories ask as roles that have no right to documents of their own; that right has its own story."""
    return True


@pytest.fixture(scope="module")
async def product(
    database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory, free_documents: bool
) -> AsyncIterator[Any]:
    """The running application over a demo firm of 300 clients."""
    folder: Path = tmp_path_factory.mktemp("product")
    chosen = Settings(
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        STARTRAIL_DATA=folder,
        STARTRAIL_DEMO_PASSWORD=PASSWORD,
        STARTRAIL_FREE_DOCUMENTS=free_documents,
    )
    database = Database(database_url, pool_size=2)
    await seed(database, chosen, size=SIZE, as_of=AS_OF)
    await database.close()
    app = build_app(chosen)
    async with LifespanManager(app, startup_timeout=30, shutdown_timeout=30):
        yield app


@pytest.fixture(scope="module")
async def port(product: Any) -> AsyncIterator[int]:
    """The running application behind a real server."""
    chosen = free_port()
    settings = uvicorn.Config(product, port=chosen, lifespan="off", log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  the server has no event to wait for
        await asyncio.sleep(0.01)
    yield chosen
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


def browser(product: Any) -> httpx2.AsyncClient:
    """A client that keeps cookies, like a browser."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=product), base_url=ORIGIN)


async def signed_in(product: Any, login: str, *, locale: str = "en") -> Caller:
    """Sign in a demo person, e.g. `manager`."""
    http = browser(product)
    response = await http.post(
        "/auth/login",
        json={"email": f"{login}@demo.startrail.local", "password": PASSWORD},
        headers={"x-startrail": "1", "origin": ORIGIN},
    )
    assert response.status_code == 200, response.text
    return Caller(http, {"accept-language": locale})


@pytest.fixture(scope="module")
async def as_role(product: Any) -> AsyncIterator[AsRole]:
    """Sessions of demo people by the first part of their e-mail; each signs in once."""
    callers: dict[str, Caller] = {}

    async def caller(login: str) -> Caller:
        if login not in callers:
            callers[login] = await signed_in(product, login)
        return callers[login]

    yield caller
    for made in callers.values():
        await made.http.aclose()
