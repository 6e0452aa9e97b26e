"""The HTTP path by which another system starts an automation: secret, signed, fresh, and taken once."""

from __future__ import annotations

import math
import secrets
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import answer, answering, read_bytes
from backend.auth.limits import Window, network_of
from backend.automations.hooks import PREFIX, Call, accept, firm_of, start
from backend.platform.clock import now
from backend.platform.crypto import Unreadable
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.policies.fields import Policies
from backend.schema.automation_surroundings import surroundings

REQUESTS: Final = 600
"""Of one address within a quarter of an hour."""


class AutomationRoutes:
    """`/automations/hook/<token>`.

    Headers: `x-startrail-timestamp` (seconds), `x-startrail-nonce`, `x-startrail-signature` (HMAC-SHA256 of
    `<timestamp>.<nonce>.<body>`, hexadecimal). Body: {"client": public id, "facts": {name: word, number or truth}}.
    """

    def __init__(self, database: Database, vault: Vault, policies: Policies) -> None:
        self._database, self._vault, self._policies = database, vault, policies
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [Route(PREFIX + "{token}", answering(self._called), methods=["POST"])]

    async def _called(self, request: Request) -> Response:
        self._hold_rate(request)
        raw = await read_bytes(request)
        token = request.path_params["token"]
        firm_id, automation_id = firm_of(token)
        call = Call(
            token=token,
            at=request.headers.get("x-startrail-timestamp", ""),
            nonce=request.headers.get("x-startrail-nonce", ""),
            signature=request.headers.get("x-startrail-signature", ""),
            body=raw,
        )
        # In a transaction of its own: a call whose body is refused was taken all the same.
        async with self._database.as_system(firm_id, "automation_hook") as session:
            try:
                keys = await self._vault.firm(session)
            except Unreadable:
                raise Refused(Code.NOT_FOUND) from None
            await accept(session, keys, automation_id, call)
        around = surroundings(self._database, self._policies, self._vault)
        async with self._database.as_system(firm_id, "automation_hook") as session:
            begun = await start(session, automation_id, _read(raw), call.nonce, around)
            session.info["emitted"] = begun > 0 or session.info.get("emitted", False)
        return answer({"runs": begun})

    def _hold_rate(self, request: Request) -> None:
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)


def _read(raw: bytes) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise bad_input("body", "content_format") from None
