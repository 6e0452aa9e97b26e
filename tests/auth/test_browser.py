"""What stands between browsers and the application: tables of who may and who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from backend.auth.browser import Cors, Csrf, KnownHosts, SecurityHeaders, content_policy, nonce_of
from backend.auth.origins import normal_origin, origins_of

COOKIE = "startrail_session"
WITH_COOKIE = {"cookie": f"a=1; {COOKIE}=x"}
OURS = {"origin": "http://testserver", "x-startrail": "1"}
LISTED = "https://portal.example.com"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for the application; a socket that reaches it is accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await PlainTextResponse(f"{Request(scope).method} {nonce_of(scope)}")(scope, receive, send)


def guarded(*, behind_tls: bool = False, public_url: str | None = None) -> SecurityHeaders:
    origins = origins_of(public_url, [LISTED])
    return SecurityHeaders(
        Cors(Csrf(echo, cookie=COOKIE, origins=origins), origins=origins), behind_tls=behind_tls
    )


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app=guarded()), base_url="http://testserver") as made:
        yield made


@pytest.mark.parametrize(
    ("method", "headers", "passes"),
    [
        ("GET", WITH_COOKIE, True),
        ("GET", WITH_COOKIE | {"sec-fetch-site": "cross-site"}, True),
        ("POST", {}, True),
        ("POST", WITH_COOKIE, False),
        ("POST", WITH_COOKIE | {"x-startrail": "1"}, True),
        ("POST", WITH_COOKIE | OURS, True),
        ("PUT", WITH_COOKIE | OURS, True),
        ("DELETE", WITH_COOKIE | {"origin": "http://testserver"}, False),
        ("POST", WITH_COOKIE | OURS | {"x-startrail": "yes"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "http://evil.example"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "null"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "https://testserver"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "http://testserver:8080"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "http://testserver.evil.example"}, False),
        ("POST", WITH_COOKIE | OURS | {"origin": "http://evil.example@testserver"}, False),
        ("POST", WITH_COOKIE | OURS | {"sec-fetch-site": "same-origin"}, True),
        ("POST", WITH_COOKIE | OURS | {"sec-fetch-site": "same-site"}, False),
        ("POST", WITH_COOKIE | OURS | {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"origin": "http://evil.example"}, False),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"authorization": "Bearer x", "origin": LISTED}, True),
        ("POST", WITH_COOKIE | {"authorization": "Bearer x"}, True),
        ("POST", WITH_COOKIE | {"origin": LISTED, "x-startrail": "1"}, False),
    ],
)
async def test_only_our_own_page_changes_something_with_the_cookie(
    client: AsyncClient, method: str, headers: dict[str, str], passes: bool
) -> None:
    response = await client.request(method, "/graphql", headers=headers)
    if passes:
        assert (response.status_code, response.text.split()[0]) == (200, method)
    else:
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["params"]["problem"] == "origin"


async def test_behind_a_known_address_that_address_is_our_origin() -> None:
    app = guarded(behind_tls=True, public_url="https://crm.example.com/")
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://10.0.0.5:8000") as client:
        for origin, status in (
            ("https://crm.example.com", 200),
            ("https://crm.example.com:443", 200),
            ("http://10.0.0.5:8000", 403),
        ):
            headers = WITH_COOKIE | {"origin": origin, "x-startrail": "1"}
            assert (await client.post("/graphql", headers=headers)).status_code == status


def allowed_origin(response: Response) -> str | None:
    found: str | None = response.headers.get("access-control-allow-origin")
    return found


@pytest.mark.parametrize(
    ("origin", "listed"),
    [
        (LISTED, True),
        ("https://portal.example.com:443", True),
        ("http://portal.example.com", False),
        ("https://portal.example.com.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
        ("*", False),
        ("", False),
    ],
)
async def test_cors_is_a_closed_list_never_reflected_never_null_never_with_cookies(
    client: AsyncClient, origin: str, listed: bool
) -> None:
    plain = await client.get("/graphql", headers={"origin": origin})
    asked = await client.options(
        "/graphql", headers={"origin": origin, "access-control-request-method": "POST"}
    )
    assert allowed_origin(plain) == allowed_origin(asked) == (origin if listed else None)
    assert asked.status_code == (204 if listed else 403)
    for response in (plain, asked):
        assert "access-control-allow-credentials" not in response.headers
        assert "Origin" in response.headers["vary"]
    assert "x-startrail" not in asked.headers.get("access-control-allow-headers", "")


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        (WITH_COOKIE, True),
        ({"origin": "http://testserver"}, True),
        (WITH_COOKIE | {"origin": "http://testserver"}, True),
        ({"origin": "http://evil.example"}, False),
        (WITH_COOKIE | {"origin": "http://evil.example"}, False),
        (WITH_COOKIE | {"origin": "null"}, False),
        ({"origin": LISTED}, True),
        (WITH_COOKIE | {"origin": LISTED}, False),
    ],
)
async def test_a_socket_from_a_foreign_page_is_not_accepted(headers: dict[str, str], passes: bool) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in {"host": "testserver", **headers}.items()]
    await guarded()({"type": "websocket", "path": "/graphql", "scheme": "ws", "headers": raw}, receive, send)
    assert sent[0]["type"] == ("websocket.accept" if passes else "websocket.close")


@pytest.mark.parametrize(
    ("public_url", "host", "status"),
    [
        (None, "127.0.0.1:8000", 200),
        (None, "localhost:8000", 200),
        (None, "[::1]:8000", 200),
        (None, "evil.example:8000", 403),
        (None, "127.0.0.1.evil.example", 403),
        (None, "localhost.evil.example", 403),
        (None, "[::1", 403),
        ("https://crm.example.com", "crm.example.com", 200),
        ("https://crm.example.com", "CRM.example.com:443", 200),
        ("https://crm.example.com", "10.0.0.7", 200),
        ("https://crm.example.com", "example.com", 403),
    ],
)
async def test_only_our_own_names_are_answered(public_url: str | None, host: str, status: int) -> None:
    app = KnownHosts(PlainTextResponse("here"), public_url=public_url)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://any") as client:
        assert (await client.get("/", headers={"host": host})).status_code == status


async def test_every_answer_carries_the_security_headers(client: AsyncClient) -> None:
    for path in ("/", "/graphql", "/auth/state"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers.get("cross-origin-opener-policy") == ("same-origin" if path == "/" else None)
        assert ("camera=()" in headers.get("permissions-policy", "")) is (path == "/")
        assert "strict-transport-security" not in headers
        assert headers.get("cache-control") == (None if path == "/" else "no-store")
    refused = await client.post("/graphql", headers=WITH_COOKIE)
    assert refused.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_page_may_loosen_its_styles_but_never_its_scripts() -> None:
    strict, loose = (
        set(content_policy("n", "localhost", secure=False, loose_styles=loose).split("; "))
        for loose in (False, True)
    )
    assert loose - strict == {"style-src 'self' 'unsafe-inline'", "font-src 'self' data:"}
    assert strict - loose == {"style-src 'self' 'nonce-n'", "font-src 'self'"}


async def test_the_content_policy_names_what_is_allowed_and_nothing_else(client: AsyncClient) -> None:
    response = await client.get("/")
    policy = dict(
        part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";")
    )
    nonce = response.text.split()[1]
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self' ws://testserver",
        "frame-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    assert len(nonce) >= 22
    again = await client.get("/")
    assert again.text.split()[1] != nonce


def test_a_host_header_cannot_write_into_the_policy() -> None:
    for host in ("a; script-src *", "evil.example *", "a b", "'unsafe-inline'", "x" * 300):
        assert "connect-src 'self';" in content_policy("n", host, secure=False)
    assert "wss://crm.example.com;" in content_policy("n", "crm.example.com", secure=True)
    assert content_policy("n", "[::1]:8000", secure=False).count("ws://[::1]:8000") == 1
    assert "unsafe" not in content_policy("n", "h", secure=True, trusted_types=True)


def test_origins_have_one_spelling() -> None:
    assert normal_origin("HTTPS://Crm.Example.com") == normal_origin("https://crm.example.com:443/path")
    for text in (
        "null",
        "",
        "crm.example.com",
        "ftp://x",
        "http://",
        "http://a@b",
        "http://h:99999",
        "file:///",
    ):
        assert normal_origin(text) is None
    with pytest.raises(ValueError, match="no origin"):
        origins_of(None, ["*"])
    assert re.fullmatch(r"https://.*:443", normal_origin(LISTED) or "")
