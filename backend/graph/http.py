"""GraphQL over HTTP: POST with JSON, GET for queries of keys, answers as JSON or as a stream of events."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final
from uuid import uuid4

from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.graph.answers import Answer, Media, chosen_media, respond
from backend.graph.asking import Asked, asked_by_url, asked_in, malformed, read_json
from backend.graph.deadlines import BoundContext
from backend.graph.event_streams import EventStream
from backend.graph.faults import Voice
from backend.graph.metrics import recorded
from backend.graph.operations import ANY, refusal, voice_of
from backend.graph.transport import Transport
from backend.platform.errors import Code, Refused
from backend.platform.messages import language

QUERIES: Final = frozenset({OperationType.QUERY})
LISTENING: Final = frozenset({OperationType.QUERY, OperationType.SUBSCRIPTION})
CALLS: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class Endpoint:
    """The ASGI application behind `GET` and `POST /graphql`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        request = Request(scope, receive)
        media = chosen_media(request.headers.get("accept"))
        with ExitStack() as open_:
            try:
                response = await self._respond(request, media, open_)
            except ClientDisconnect:
                return
            await response(scope, receive, send)

    async def _respond(self, request: Request, media: Media | None, open_: ExitStack) -> ASGIApp:
        voice = Voice(language(request.headers.get("accept-language")), uuid4().hex[:16])
        record = open_.enter_context(recorded("events" if media is Media.EVENTS else "http"))
        try:
            if media is None:
                raise Refused(Code.BAD_USER_INPUT, problem="not_acceptable")
            principal = await self._transport.authenticate(request)
            if principal is None:
                raise Refused(Code.UNAUTHENTICATED)
            context = BoundContext(
                principal, self._transport.services, request=request, trace_id=voice.trace_id
            )
            voice = voice_of(context)
            begun = self._transport.operations.begin(
                await self._asked(request), context, _kinds(request.method, media)
            )
            if not isinstance(begun, Answer) and media is Media.EVENTS:
                return EventStream(begun, self._transport, record)
            answer = begun if isinstance(begun, Answer) else await self._transport.operations.execute(begun)
        except ClientDisconnect:
            raise
        except Exception as fault:
            answer = refusal(fault, voice)
        record.code, record.route = answer.code, answer.route
        return respond(answer, media or Media.JSON, draft=self._transport.draft)

    async def _asked(self, request: Request) -> Asked:
        """The operation of a request. Raises Refused when the request has not the form of one."""
        if request.method == "GET":
            # Without a header that no foreign page can set, a link could make a signed-in browser ask.
            if "authorization" not in request.headers:
                raise Refused(Code.FORBIDDEN, problem="get_key")
            return asked_by_url(request.query_params, self._transport.limits)
        _hold_json(request.headers.get("content-type", ""))
        body = await request.body()
        if not body:
            raise malformed()
        return asked_in(read_json(body, self._transport.limits))


def _kinds(method: str, media: Media) -> frozenset[OperationType]:
    if method == "GET":
        return LISTENING if media is Media.EVENTS else QUERIES
    return ANY if media is Media.EVENTS else CALLS


def _hold_json(content_type: str) -> None:
    """Raises Refused(media_type) for anything but application/json in UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = {each.partition("=")[2].strip('"') for each in parameters if each.startswith("charset=")}
    if media_type != "application/json" or charsets - {"utf-8", "utf8"}:
        raise Refused(Code.BAD_USER_INPUT, problem="media_type")
