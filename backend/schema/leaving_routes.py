"""The HTTP paths by which a client leaves: no account, a link of his own that says nothing of him.

`/unsubscribe/one-click/<token>` is what mail programs call by themselves (RFC 8058); the page has its choices.
"""

from __future__ import annotations

import math
import secrets
from typing import Any, Final

import orjson
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import Body, answer, answering, read_body
from backend.auth.limits import Window, network_of
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.tenant import Firm
from backend.retain.leaving import Leaving, choices_of, leave, read_link, stay
from backend.retain.purposes import SENDABLE

REQUESTS: Final = 60
"""Of one address within a quarter of an hour."""
NAME: Final = "unsubscribe_link"


class LeavingRoutes:
    """`/unsubscribe/open` shows the choices of a link, `/unsubscribe/choose` takes them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route("/unsubscribe/open", answering(self._open), methods=["POST"]),
            Route("/unsubscribe/choose", answering(self._choose), methods=["POST"]),
            Route("/unsubscribe/one-click/{token}", answering(self._click), methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        _, leaving = await self._begin(request)
        return answer(await self._state(leaving))

    async def _choose(self, request: Request) -> Response:
        body, leaving = await self._begin(request)
        leaves, stays = _purposes(body, "leave"), _purposes(body, "stay")
        async with self._database.as_system(leaving.firm_id, NAME) as session:
            if leaves:
                await leave(session, leaving, leaves)
            if stays:
                await stay(session, leaving, stays)
        return answer(await self._state(leaving))

    async def _click(self, request: Request) -> Response:
        self._hold_rate(request)
        leaving = read_link(self._vault, request.path_params["token"])
        async with self._database.as_system(leaving.firm_id, NAME) as session:
            await leave(session, leaving, [leaving.purpose])
        return answer({"done": True})

    async def _state(self, leaving: Leaving) -> dict[str, Any]:
        async with self._database.as_system(leaving.firm_id, NAME) as session:
            choices = await choices_of(session, leaving)
            firm = await session.scalar(select(Firm.name).where(Firm.firm_id == leaving.firm_id))
        return {
            "firm": firm,
            "channel": leaving.channel,
            "purpose": leaving.purpose,
            "choices": [{"purpose": purpose, "wanted": wanted} for purpose, wanted in choices.items()],
        }

    async def _begin(self, request: Request) -> tuple[Body, Leaving]:
        self._hold_rate(request)
        body = await read_body(request)
        return body, read_link(self._vault, body.text("token"))

    def _hold_rate(self, request: Request) -> None:
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)


def _purposes(body: Body, name: str) -> list[str]:
    """Purposes that a member lists as JSON. Raises Refused(BAD_USER_INPUT)."""
    text = body.maybe(name)
    if text is None:
        return []
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad_input(name, "body") from None
    if not isinstance(found, list) or any(each not in SENDABLE for each in found):
        raise bad_input(name, "choice")
    return found
