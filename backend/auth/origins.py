"""Where a request comes from, by what a browser says and a page cannot change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SECURE: Final = {"https", "wss"}


@dataclass(frozen=True)
class Origins:
    """own: the address browsers know us by (STARTRAIL_URL), if it is set; foreign: pages of others that may ask."""

    own: str | None = None
    foreign: frozenset[str] = frozenset()

    def is_same(self, scope: Any, headers: Headers) -> bool:
        """Whether a request came from a page of ours, or from no page at all.

        `Sec-Fetch-Site` decides where a browser sends it; else `Origin` has to be our own. A request without
        both is not from a browser, since every browser names the origin of a POST and of a WebSocket.
        """
        site = headers.get("sec-fetch-site")
        if site is not None and site not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        return origin is None or self._is_own(origin, scope, headers)

    def is_listed(self, origin: str | None) -> bool:
        """Whether an origin is one of the listed foreign ones; `null` never is."""
        return origin is not None and origin != "null" and normal_origin(origin) in self.foreign

    def _is_own(self, origin: str, scope: Any, headers: Headers) -> bool:
        found = normal_origin(origin)
        if found is None:
            return False
        if self.own is not None:
            return found == normal_origin(self.own)
        scheme = "https" if scope.get("scheme") in _SECURE else "http"
        return found == normal_origin(f"{scheme}://{headers.get('host', '')}")


def origins_of(public_url: str | None, allowed: Iterable[str] = ()) -> Origins:
    """The origins of an installation. Raises ValueError for an allowed one that is no plain origin."""
    foreign = set()
    for text in allowed:
        origin = normal_origin(text)
        if origin is None:
            raise ValueError(f"{text!r} is no origin such as https://example.com")
        foreign.add(origin)
    return Origins(public_url, frozenset(foreign))


def normal_origin(text: str) -> str | None:
    """`scheme://host:port` in lower case; None for `null` and what names no host. Paths do not count."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"


def carries_cookie(headers: Headers, names: Collection[str]) -> bool:
    """Whether a request brings one of the named cookies."""
    pairs = (pair.partition("=")[0].strip() for line in headers.getlist("cookie") for pair in line.split(";"))
    return any(pair in names for pair in pairs)
