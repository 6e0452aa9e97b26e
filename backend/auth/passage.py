"""What the layers between browser and application would do for a plain request to the API, in one step.

Nothing is allowed here that `browser.py` would refuse: what is not plainly in order takes the whole way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers as CaseBlind
from starlette.requests import cookie_parser
from starlette.types import Scope

from backend.auth.browser import OWN_HEADER, api_headers, is_own_host, public_name
from backend.auth.gatekeeper import Gatekeeper
from backend.auth.origins import Origins
from backend.graph.express import Headers, Passage, RawHeaders
from backend.platform.principal import Principal

OWN_SITE: Final = frozenset({None, b"same-origin", b"none"})
BEARER: Final = b"bearer "


class PlainRequests:
    """Lets in keys without a page, and sessions from pages of ours.

    public_url: the address browsers know us by; all_hosts: no Host header is refused, as without a known address.
    """

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        origins: Origins,
        *,
        public_url: str | None,
        all_hosts: bool,
        behind_tls: bool,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._cookie = gatekeeper.cookie
        self._all_hosts = all_hosts
        public = public_name(public_url)
        self._is_own_host = lru_cache(256)(lambda host: is_own_host(host.decode("latin-1"), public))
        self._is_own_page = lru_cache(256)(
            lambda origin, host, scheme: origins.is_same(
                {"scheme": scheme}, CaseBlind(raw=[(b"origin", origin), (b"host", host)])
            )
        )
        self._around = [(k.encode(), v.encode()) for k, v in api_headers(behind_tls=behind_tls)]
        self._for_pages = [*self._around, (b"vary", b"Origin")]

    @property
    def passage(self) -> Passage:
        """As the API takes it."""
        return Passage(self.enter, self.around)

    def around(self, headers: Headers) -> RawHeaders:
        """The headers of an answer."""
        return self._for_pages if b"origin" in headers else self._around

    def enter(self, scope: Scope, headers: Headers) -> Principal | None:
        """Who sends a request, if it is plain and memory can tell."""
        host = headers.get(b"host", b"")
        if not self._all_hosts and not self._is_own_host(host):
            return None
        client = scope.get("client")
        ip = client[0] if client else None
        bearer = headers.get(b"authorization")
        if bearer is not None:
            if b"origin" in headers or bearer[:7].lower() != BEARER:
                return None
            return self._gatekeeper.at_once(bearer[7:].decode("latin-1").strip(), ip, key=True)
        cookie, origin = headers.get(b"cookie"), headers.get(b"origin")
        if cookie is None or headers.get(OWN_HEADER.encode()) != b"1":
            return None
        if headers.get(b"sec-fetch-site") not in OWN_SITE:
            return None
        if origin is not None and not self._is_own_page(origin, host, scope.get("scheme", "http")):
            return None
        text = cookie_parser(cookie.decode("latin-1")).get(self._cookie, "")
        return self._gatekeeper.at_once(text, ip, key=False)
