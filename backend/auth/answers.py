"""JSON in and out of the HTTP paths of signing in: one form of body, one form of refusal."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from backend.auth.gatekeeper import FAULTS
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.messages import Locale, language, sentence
from backend.systemize.field_values import storable

# No form of ours is longer than a few hundred bytes.
LONGEST_BODY: Final = 16 * 1024
STATUS: Final[Mapping[Code, HTTPStatus]] = {
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.TOTP_REQUIRED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.STEP_UP_REQUIRED: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.CHOOSE_FIRM: HTTPStatus.CONFLICT,
    Code.LOCKED: HTTPStatus.LOCKED,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
# Problems of the request itself have their own status.
PROBLEM_STATUS: Final[Mapping[str, HTTPStatus]] = {
    "media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "import_size": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
Handler = Callable[[Request], Awaitable[Response]]
log = structlog.get_logger(__name__)


class Body:
    """The JSON object of a request; its members are texts."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = members

    def text(self, name: str) -> str:
        """A text that has to be there. Raises Refused(BAD_USER_INPUT) naming the member."""
        found = self.maybe(name)
        if not found:
            raise bad_input(name, "required")
        return found

    def maybe(self, name: str) -> str | None:
        """A text that may be missing. Raises Refused(BAD_USER_INPUT) for anything but a storable text."""
        found = self._members.get(name)
        if found is None:
            return None
        if not isinstance(found, str):
            raise bad_input(name, "body")
        return storable(found, name)


async def read_body(request: Request) -> Body:
    """The body of a request. Raises Refused(BAD_USER_INPUT): media_type, too_large or body."""
    return body_of(await read_bytes(request))


async def read_bytes(request: Request) -> bytes:
    """The bytes of a JSON body. Raises Refused(BAD_USER_INPUT): media_type, too_large."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(Code.BAD_USER_INPUT, problem="media_type")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise Refused(Code.BAD_USER_INPUT, problem="too_large", limit=LONGEST_BODY)
    return bytes(raw)


def body_of(raw: bytes) -> Body:
    """The object that the bytes of a body are. Raises Refused(BAD_USER_INPUT, problem=body)."""
    try:
        members = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        raise Refused(Code.BAD_USER_INPUT, problem="body") from fault
    if not isinstance(members, dict):
        raise Refused(Code.BAD_USER_INPUT, problem="body")
    return Body(members)


def answer(values: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A JSON answer that nobody keeps."""
    return Response(
        orjson.dumps(values),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


def refusal(refused: Refused, locale: Locale) -> Response:
    """A refusal in the reader's words: `{"errors": [{"message", "extensions": {"code", "params"}}]}`."""
    problem = str(refused.params.get("problem", ""))
    status = PROBLEM_STATUS.get(problem) or STATUS.get(refused.code, HTTPStatus.BAD_REQUEST)
    error = {
        "message": sentence(refused.code, refused.params, locale),
        "extensions": {"code": refused.code, "params": refused.params},
    }
    response = answer({"errors": [error]}, status)
    wait = refused.params.get("retryAfter")
    if wait is not None:
        response.headers["retry-after"] = str(wait)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["www-authenticate"] = 'Bearer realm="startrail"'
    return response


def answering(handler: Handler) -> Handler:
    """The handler, with refusals and faults turned into answers; a fault shows nothing but its reference."""

    async def handle(request: Request) -> Response:
        locale = language(request.headers.get("accept-language"))
        try:
            return await handler(request)
        except Refused as refused:
            return refusal(refused, locale)
        except FAULTS as fault:
            log.warning("database_unreachable", path=request.url.path, fault=type(fault).__name__)
            return refusal(Refused(Code.UNAVAILABLE, retryAfter=2), locale)
        except Exception as fault:
            trace_id = secrets.token_hex(8)
            log.exception(
                "request_failed", path=request.url.path, trace_id=trace_id, fault=type(fault).__name__
            )
            return refusal(Refused(Code.INTERNAL, traceId=trace_id), locale)

    return handle
