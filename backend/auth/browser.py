"""What stands between browsers and the application: headers, forged requests, foreign pages.

Pure ASGI; the order from outside is SecurityHeaders, KnownHosts, Cors, Csrf.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.auth.answers import refusal
from backend.auth.origins import Origins, carries_cookie
from backend.platform.errors import Code, Refused
from backend.platform.messages import language

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What a page of another site cannot send without asking first.
OWN_HEADER: Final = "x-startrail"
API_PATHS: Final = ("/auth/", "/graphql", "/files/", "/metrics", "/healthz", "/readyz")
YEAR: Final = 365 * 86_400
_HSTS: Final = f"max-age={YEAR}; includeSubDomains"
FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# Of every answer.
FIXED: Final[Sequence[tuple[str, str]]] = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
)
# What only a page has a use for: windows, devices, documents of plug-ins. An answer of the API is none, and each
# header costs it about as much as a step of reading it.
OF_PAGES: Final[Sequence[tuple[str, str]]] = (
    ("cross-origin-opener-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    ("permissions-policy", ", ".join(f"{feature}=()" for feature in FEATURES)),
)
_HOST: Final = re.compile(r"[a-zA-Z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")


def content_policy(
    nonce: str, host: str | None, *, secure: bool, trusted_types: bool = False, loose_styles: bool = False
) -> str:
    """The Content-Security-Policy of one answer.

    nonce: for the one style element the page writes itself; host: of the request, so that browsers that do not
    count WebSockets to `'self'` find ours; trusted_types: also forbid plain strings as scripts; loose_styles: let the
    page write styles as it likes and bring fonts inside them. Scripts are ours in any case.
    """
    socket = f" {'wss' if secure else 'ws'}://{host}" if host and _HOST.fullmatch(host) else ""
    parts = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'" if loose_styles else f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "font-src 'self' data:" if loose_styles else "font-src 'self'",
        f"connect-src 'self'{socket}",
        "frame-src 'self'",  # a document that is looked at, in a sandbox of its own
        "manifest-src 'self'",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    if trusted_types:
        parts.append("require-trusted-types-for 'script'")
    return "; ".join(parts)


def nonce_of(scope: Scope) -> str:
    """The nonce of this answer, for a page with a style element. Raises KeyError outside of SecurityHeaders."""
    nonce: str = scope["startrail.nonce"]
    return nonce


def loosen_styles(scope: Scope) -> None:
    """Let the page of this answer write its own styles, as an editor does that draws each word in its colour."""
    scope["startrail.loose_styles"] = True


# What answers without a page may do in a browser: nothing.
API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def api_headers(*, behind_tls: bool) -> list[tuple[str, str]]:
    """The security headers of an answer of the API."""
    fixed = [*FIXED, ("content-security-policy", API_POLICY), ("cache-control", "no-store")]
    return fixed + ([("strict-transport-security", _HSTS)] if behind_tls else [])


class SecurityHeaders:
    """Puts the security headers on every answer; `no-store` on the API unless it says otherwise."""

    def __init__(self, app: ASGIApp, *, behind_tls: bool, trusted_types: bool = False) -> None:
        self._app = app
        self._behind_tls = behind_tls
        self._trusted_types = trusted_types

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope["startrail.nonce"] = nonce
        host = Headers(scope=scope).get("host")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope, nonce, host)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, scope: Scope, nonce: str, host: str | None) -> None:
        if scope["path"].startswith(API_PATHS):
            # A document that is looked at is a page, too.
            more = OF_PAGES if scope["path"].startswith("/files/") else ()
            for name, value in (*api_headers(behind_tls=self._behind_tls), *more):
                headers.setdefault(name, value)
            return
        for name, value in (*FIXED, *OF_PAGES):
            headers.setdefault(name, value)
        policy = content_policy(
            nonce,
            host,
            secure=self._behind_tls,
            trusted_types=self._trusted_types,
            loose_styles="startrail.loose_styles" in scope,
        )
        headers["content-security-policy"] = policy
        if self._behind_tls:
            headers["strict-transport-security"] = _HSTS


class KnownHosts:
    """Answers only to names that are ours: for an installation with a known address, or on a loopback listener.

    A foreign page whose name its owner points at our address would else count as our own page. Addresses in
    digits and `localhost` cannot be pointed elsewhere and are always answered.
    """

    def __init__(self, app: ASGIApp, *, public_url: str | None = None) -> None:
        self._app = app
        self._public = public_name(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        host = Headers(scope=scope).get("host") if scope["type"] in {"http", "websocket"} else "localhost"
        if is_own_host(host, self._public):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "host"})
        else:
            locale = language(Headers(scope=scope).get("accept-language"))
            await refusal(Refused(Code.FORBIDDEN, problem="origin"), locale)(scope, receive, send)


def public_name(public_url: str | None) -> str | None:
    """The host name of an address."""
    return urlsplit(public_url).hostname if public_url else None


def is_own_host(host: str | None, public: str | None) -> bool:
    """Whether a Host header names us; public: the name browsers know us by, if it is set."""
    try:
        name = urlsplit(f"http://{host or ''}").hostname
    except ValueError:
        return False
    if name is None or name in {public, "localhost"}:
        return name is not None
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Csrf:
    """Refuses changes and sockets that a page of another site makes with our user's cookie.

    A request that changes something and brings the cookie needs our origin and `X-Startrail: 1`. A bearer is no
    cookie: no browser adds it by itself. Without a cookie a foreign page is still refused, so that nobody is
    signed in to an account that is not his.
    """

    def __init__(self, app: ASGIApp, *, cookie: str, origins: Origins) -> None:
        self._app = app
        self._cookie = cookie
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "websocket" and not self._may_connect(scope):
            # Before it is accepted: servers answer the handshake with 403.
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
        elif scope["type"] == "http" and not self._may_ask(scope):
            locale = language(Headers(scope=scope).get("accept-language"))
            await refusal(Refused(Code.FORBIDDEN, problem="origin"), locale)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _may_connect(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if self._origins.is_same(scope, headers):
            return True
        return self._origins.is_listed(headers.get("origin")) and not carries_cookie(headers, {self._cookie})

    def _may_ask(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if scope["method"] in SAFE_METHODS or "authorization" in headers:
            return True
        if not self._origins.is_same(scope, headers):
            return False
        return not carries_cookie(headers, {self._cookie}) or headers.get(OWN_HEADER) == "1"


class Cors:
    """Lets pages of the listed origins ask with a bearer; never with cookies, never an origin that is not listed."""

    METHODS: Final = "GET, POST"
    HEADERS: Final = "authorization, content-type, accept-language"

    def __init__(self, app: ASGIApp, *, origins: Origins) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        origin = headers.get("origin") if headers is not None else None
        if headers is None or origin is None:
            await self._app(scope, receive, send)
            return
        listed = self._origins.is_listed(origin)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(send, origin if listed else None)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                answered.add_vary_header("Origin")
                if listed:
                    answered["access-control-allow-origin"] = origin
                    answered["access-control-expose-headers"] = "retry-after"
                    answered["cross-origin-resource-policy"] = "cross-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers)

    async def _preflight(self, send: Send, origin: str | None) -> None:
        headers = [(b"vary", b"Origin"), (b"content-length", b"0")]
        if origin is not None:
            headers += [
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-allow-methods", self.METHODS.encode()),
                (b"access-control-allow-headers", self.HEADERS.encode()),
                (b"access-control-max-age", b"600"),
            ]
        await send({"type": "http.response.start", "status": 204 if origin else 403, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
