"""The path that links in campaigns' mails lead by: it counts, and sends on to what compliance approved.

No account, no cookie, nothing kept of the reader's machine; an address that asks too often is refused for a while.
"""

from __future__ import annotations

import math
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import answering
from backend.auth.limits import Window, network_of
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault
from backend.retain.campaign_links import follow, read_link

REQUESTS: Final = 120
"""Of one address within a quarter of an hour: a firm's mail program may look at each link of many mails."""
NAME: Final = "campaign_link"
GONE: Final = "链接已失效。This link is no longer valid."
HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class CampaignRoutes:
    """`GET /go/<token>`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [Route("/go/{token}", answering(self._go), methods=["GET"])]

    async def _go(self, request: Request) -> Response:
        self._hold_rate(request)
        try:
            return await self._sent_on(request)
        except Refused as refused:
            if refused.code is not Code.NOT_FOUND:
                raise
            return PlainTextResponse(GONE, status_code=404, headers=HEADERS)

    async def _sent_on(self, request: Request) -> Response:
        going = read_link(self._vault, request.path_params["token"])
        if request.method == "HEAD":
            # What looks whether the address is there has not read anything.
            return Response(headers=HEADERS)
        async with self._database.as_system(going.firm_id, NAME) as session:
            target = await follow(session, going)
        return RedirectResponse(target, status_code=302, headers=HEADERS)

    def _hold_rate(self, request: Request) -> None:
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)
