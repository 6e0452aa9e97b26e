"""A firm with people, a door to knock at, and the browser side of it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.types import ASGIApp

from backend.auth.accounts import give_password
from backend.auth.browser import Cors, Csrf, SecurityHeaders
from backend.auth.entrance import Entrance
from backend.auth.gatekeeper import Gatekeeper
from backend.auth.http import auth_routes
from backend.auth.origins import origins_of
from backend.auth.passwords import Hasher
from backend.auth.sessions import Lifetimes
from backend.auth.tokens import cookie_name
from backend.book.staff import User
from backend.book.users import NewUser, create_user
from backend.platform.bells import Bells
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.platform.principal import Level, Mask
from tests.conftest import MadeFirm

ROLES = ("client_manager", "team_lead", "policy_admin", "partner_api", "executive")
PASSWORD = "Kranich-7-über-dem-See"
MakeGate = Callable[..., Awaitable[Gatekeeper]]
MakeUser = Callable[..., Awaitable[User]]


async def mask_by_role(_firm_id: UUID, roles: tuple[str, ...]) -> Mask:
    """Rights that say nothing but which roles they were made for."""
    return Mask(id="+".join(roles), levels={f"Role.{role}": (Level.VIEW,) * 4 for role in roles})


@pytest.fixture
def email() -> str:
    """An address that no other test uses: the tests of a module share a database."""
    return f"wang-{secrets.token_hex(4)}@mingyuan.example.com"


@pytest.fixture
async def bells(database_url: str) -> AsyncIterator[Bells]:
    made = Bells(database_url)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def make_gate(database: Database, bells: Bells) -> AsyncIterator[MakeGate]:
    """Makes gatekeepers that run until the test ends; `deaf=True` for one whose bell is broken."""
    async with AsyncExitStack() as stack:

        async def make(*, deaf: bool = False, lifetimes: Lifetimes | None = None) -> Gatekeeper:
            rings = Bells(database.url) if deaf else bells
            gate = Gatekeeper(database, rings, mask_by_role, cookie=cookie_name(False), lifetimes=lifetimes)
            await gate.start()
            stack.push_async_callback(gate.stop)
            return gate

        yield make


@pytest.fixture(scope="session")
def quick_hasher() -> Hasher:
    """argon2id with little memory: these tests are about what happens around it."""
    return Hasher(memory_kib=64, passes=1)


@pytest.fixture
async def entrance(database: Database, vault: Vault, make_gate: MakeGate, quick_hasher: Hasher) -> Entrance:
    return Entrance(database, vault, await make_gate(), hasher=quick_hasher, tick=0.01)


@pytest.fixture
def make_user(database: Database, vault: Vault, firm: MadeFirm, quick_hasher: Hasher) -> MakeUser:
    """Makes users of a firm with PASSWORD."""

    async def make(
        email: str,
        *roles: str,
        of: MadeFirm = firm,
        password: str = PASSWORD,
        team_id: UUID | None = None,
        hasher: Hasher = quick_hasher,
    ) -> User:
        async with database.change(of.system) as session:
            new = NewUser(
                name=email.partition("@")[0], email=email, roles=roles or ("client_manager",), team_id=team_id
            )
            user = await create_user(session, vault, new, known_roles=ROLES)
            await give_password(session, hasher, user, password, must_change=False)
        return user

    return make


@dataclass
class Browser:
    """A browser on our page: keeps cookies, names its origin, sends our header."""

    client: AsyncClient
    own: dict[str, str] = field(default_factory=lambda: {"origin": "http://testserver", "x-startrail": "1"})

    async def post(self, path: str, **members: object) -> tuple[int, dict[str, object]]:
        response = await self.client.post(path, json=members, headers=self.own)
        return response.status_code, response.json()

    async def login(
        self, email: str, password: str = PASSWORD, **more: object
    ) -> tuple[int, dict[str, object]]:
        return await self.post("/auth/login", email=email, password=password, **more)

    async def is_signed_in(self) -> bool:
        return bool((await self.client.get("/auth/state")).json()["signedIn"])


def application(
    entrance: Entrance, *, public_url: str | None = None, allowed: tuple[str, ...] = ()
) -> ASGIApp:
    """The routes behind the middlewares, as the application puts them together."""
    origins = origins_of(public_url, allowed)
    inner = Csrf(Starlette(routes=auth_routes(entrance)), cookie=entrance.gatekeeper.cookie, origins=origins)
    return SecurityHeaders(Cors(inner, origins=origins), behind_tls=entrance.behind_tls)


MakeBrowser = Callable[..., Browser]


@pytest.fixture
async def make_browser(entrance: Entrance) -> AsyncIterator[MakeBrowser]:
    """Makes browsers; `ip` is where they sit."""
    async with AsyncExitStack() as stack:

        def make(ip: str = "127.0.0.1", through: Entrance = entrance) -> Browser:
            transport = ASGITransport(app=application(through), client=(ip, 4711))
            client = AsyncClient(transport=transport, base_url="http://testserver")
            stack.push_async_callback(client.aclose)
            return Browser(client)

        yield make


@pytest.fixture
def browser(make_browser: MakeBrowser) -> Browser:
    return make_browser()


def code_of(answer: tuple[int, dict[str, object]]) -> tuple[int, str, str | None]:
    """Status, code and problem of a refusal."""
    status, body = answer
    extensions = body["errors"][0]["extensions"]  # type: ignore[index]
    return status, extensions["code"], extensions["params"].get("problem")
