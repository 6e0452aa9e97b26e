"""The HTTP path by which another system sends a person's decision: signed, fresh, and taken once.

It decides no more than that person could here: only when he is asked, and never about his own matter.
"""

from __future__ import annotations

import math
import re
import secrets
from typing import Final
from uuid import UUID

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.auth.answers import Body, answer, answering, body_of, read_bytes
from backend.auth.limits import Window, network_of
from backend.book.staff import User
from backend.platform.clock import now
from backend.platform.crypto import Unreadable
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.platform.versions import locked
from backend.track.approval_callbacks import Message, accept
from backend.track.approval_deciding import DECISIONS, decide
from backend.track.approvals import Approval

REQUESTS: Final = 600
"""Of one address within a quarter of an hour."""
FIRM: Final = re.compile(r"[0-9a-f]{32}")


class ApprovalRoutes:
    """`/approvals/callback`.

    Headers: `x-startrail-firm` (32 hex digits), `x-startrail-timestamp` (seconds), `x-startrail-nonce`,
    `x-startrail-signature` (HMAC-SHA256 of `<timestamp>.<nonce>.<body>`, hexadecimal).
    Body: {"approval", "user": public ids, "decision": approve, reject or return, "comment"}.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [Route("/approvals/callback", answering(self._callback), methods=["POST"])]

    async def _callback(self, request: Request) -> Response:
        self._hold_rate(request)
        raw = await read_bytes(request)
        firm = request.headers.get("x-startrail-firm", "")
        if not FIRM.fullmatch(firm):
            raise Refused(Code.UNAUTHENTICATED)
        message = Message(
            at=request.headers.get("x-startrail-timestamp", ""),
            nonce=request.headers.get("x-startrail-nonce", ""),
            signature=request.headers.get("x-startrail-signature", ""),
            body=raw,
        )
        firm_id = UUID(hex=firm)
        # In a transaction of its own: a message whose decision is refused was taken all the same.
        async with self._database.as_system(firm_id, "approval_callback") as session:
            try:
                keys = await self._vault.firm(session)
            except Unreadable:
                raise Refused(Code.UNAUTHENTICATED) from None
            await accept(session, keys, message)
        return await self._decide(firm_id, body_of(raw))

    async def _decide(self, firm_id: UUID, body: Body) -> Response:
        approval_id, user_id = own_id("approval", body.text("approval")), own_id("user", body.text("user"))
        decision = body.text("decision")
        if decision not in DECISIONS:
            raise bad_input("decision", "choice")
        person = Principal(firm_id=firm_id, subject=f"user:{user_id}", user_id=user_id)
        async with self._database.change(person, reason="approval_callback") as session:
            active = select(User.id).where(User.firm_id == firm_id, User.id == user_id, User.active)
            if await session.scalar(active) is None:
                raise bad_input("user", "unknown")
            row = await locked(session, Approval, approval_id)
            made = await decide(session, approval_id, row.version, decision, body.maybe("comment"))
            state, version = made.state, made.version
        return answer({"state": state, "version": version})

    def _hold_rate(self, request: Request) -> None:
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)
