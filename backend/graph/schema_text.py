"""The schema as text for who may read it: `GET /graphql/schema.graphql`, each caller his own part."""

from __future__ import annotations

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backend.graph.answers import HEADERS, Media, respond
from backend.graph.faults import Voice
from backend.graph.guard import INTROSPECT
from backend.graph.metrics import recorded
from backend.graph.operations import refusal
from backend.graph.transport import Transport
from backend.platform.errors import Code, Refused
from backend.platform.messages import language


class SchemaText:
    """The ASGI application; refuses like the API itself."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        voice = Voice(language(request.headers.get("accept-language")), uuid4().hex[:16])
        with recorded("schema") as record:
            try:
                principal = await self._transport.authenticate(request)
                if principal is None:
                    raise Refused(Code.UNAUTHENTICATED)
                voice = Voice(language(principal.locale), voice.trace_id)
                if not principal.may(INTROSPECT):
                    raise Refused(Code.FORBIDDEN, coordinate=INTROSPECT)
                return PlainTextResponse(
                    self._transport.operations.views.of(principal.mask).sdl, headers=HEADERS
                )
            except Exception as fault:
                answer = refusal(fault, voice)
                record.code = answer.code
                return respond(answer, Media.JSON)
