"""The HTTP paths by which a client asks for something himself: no account, a link that takes one request once.

They tell the types of requests, the firm's name and when an answer is promised; of the client nothing, not even
whether a name was right.
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
from backend.auth.tokens import Token, read_session_text
from backend.book.client_links import open_link
from backend.platform.clock import now
from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.keys import Vault
from backend.platform.tenant import Firm
from backend.retain.request_links import RequestLink, ask_by_link
from backend.retain.request_types import RequestType, RequestTypeVersion

REQUESTS: Final = 60
"""Of one address within a quarter of an hour; a client needs two or three."""
LONGEST_NAME: Final = 120
BY_CLIENTS: Final = ("text", "long_text", "number", "money", "date", "choice", "yes_no")
"""Kinds of fields that a client fills in; which funds the firm has is not told to whoever holds a link."""


class RequestRoutes:
    """`/request/open` shows what a link can ask for, `/request/send` takes it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._addresses = Window(REQUESTS)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the application's list."""
        return [
            Route("/request/open", answering(self._open), methods=["POST"]),
            Route("/request/send", answering(self._send), methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        _, token = await self._begin(request)
        async with self._database.as_system(token.firm_id, "request_link") as session:
            link = await open_link(session, RequestLink, token.hash)
            firm = await session.scalar(select(Firm.name).where(Firm.firm_id == token.firm_id))
            rows = await session.execute(
                select(RequestType.key, RequestType.zh, RequestType.en, RequestTypeVersion.content)
                .join(
                    RequestTypeVersion,
                    (RequestTypeVersion.firm_id == token.firm_id)
                    & (RequestTypeVersion.type_id == RequestType.id)
                    & (RequestTypeVersion.number == RequestType.number),
                )
                .where(RequestType.firm_id == token.firm_id, RequestType.archived_at.is_(None))
                .order_by(RequestType.created_at, RequestType.key)
            )
            types = [
                {"key": row.key, "zh": row.zh, "en": row.en, "form": _form(row.content)}
                for row in rows
                if all(field["kind"] in BY_CLIENTS or not field["required"] for field in row.content["form"])
            ]
        return answer({"firm": firm, "expiresAt": link.expires_at, "types": types})

    async def _send(self, request: Request) -> Response:
        body, token = await self._begin(request)
        name, tail = body.text("name"), body.text("tail")
        if len(name) > LONGEST_NAME:
            raise bad_input("name", "too_long", limit=LONGEST_NAME)
        said = {"type": body.text("type"), "details": body.text("details"), "form": _given(body)}
        async with self._database.as_system(token.firm_id, "request_link") as session:
            await open_link(session, RequestLink, token.hash)  # before the keys: a firm that is none has none
            keys = await self._vault.firm(session)
            made = await ask_by_link(session, token.hash, keys, said, (name, tail))
        if made is None:  # after the commit: the try counts
            raise bad_input("name", "signature")
        return answer({"zh": made.zh, "en": made.en, "answerBy": made.response_due_at})

    async def _begin(self, request: Request) -> tuple[Body, Token]:
        """Raises Refused: RATE_LIMITED for an address that asks too often, NOT_FOUND for what is no link."""
        address, at = network_of(request.client.host if request.client else None), now().timestamp()
        wait = self._addresses.wait(address, at)
        if wait > 0:
            raise Refused(Code.RATE_LIMITED, retryAfter=math.ceil(wait))
        self._addresses.add(address, secrets.token_bytes(8), at)
        body = await read_body(request)
        token = read_session_text(body.text("token"))
        if token is None:
            raise Refused(Code.NOT_FOUND)
        return body, token


def _form(content: Any) -> list[Any]:
    return [field for field in content["form"] if field["kind"] in BY_CLIENTS]


def _given(body: Body) -> Any:
    try:
        form = orjson.loads(body.text("form"))
    except orjson.JSONDecodeError:
        raise bad_input("form", "body") from None
    if not isinstance(form, dict):
        raise bad_input("form", "body")
    return form
