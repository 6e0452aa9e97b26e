"""Answers: one form for all transports, and the one table of status codes and media types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.responses import Response

from backend.graph.buckets import Balance
from backend.graph.faults import Formatted
from backend.platform.errors import Code

NOTHING: Final = object()
"""The data of a request that was not executed: the answer has no `data` at all."""

# The draft's codes for what was understood but cannot be run, and for data with errors.
UNPROCESSABLE: Final = 422
PARTIAL: Final = 294


class Media(StrEnum):
    """In what form a caller wants the answer."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"
    EVENTS = "text/event-stream"


STATUS: Final[Mapping[Code, int]] = {
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
# Faults of the HTTP request have their own status, whatever the media type.
PROBLEM_STATUS: Final[Mapping[str, int]] = {
    "body": HTTPStatus.BAD_REQUEST,
    "method": HTTPStatus.METHOD_NOT_ALLOWED,
    "get_query": HTTPStatus.METHOD_NOT_ALLOWED,
    "not_acceptable": HTTPStatus.NOT_ACCEPTABLE,
    "slow_body": HTTPStatus.REQUEST_TIMEOUT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "url": HTTPStatus.REQUEST_URI_TOO_LONG,
    "media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "encoding": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "headers": HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}
# A well-formed request whose document does not fit: 200 for clients of the older media type.
LENIENT_PROBLEMS: Final = frozenset({"syntax", "validation", "variables", "operation"})
# The draft leaves 400 to what could not even be parsed.
DRAFT_PROBLEMS: Final = frozenset({"validation", "variables", "operation"})
HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass
class Answer:
    """What came of one operation, or one event of a subscription.

    data: the result, or NOTHING when the request was refused before execution; executed by the route named.
    """

    errors: list[Formatted] = field(default_factory=list)
    data: Any = NOTHING
    extensions: dict[str, Any] = field(default_factory=dict)
    balance: Balance | None = None
    route: str = "none"

    @property
    def refused(self) -> bool:
        """Whether nothing was executed."""
        return self.data is NOTHING

    @property
    def code(self) -> str:
        """The code of the first error, else OK."""
        return str(self.errors[0]["extensions"]["code"]) if self.errors else "OK"

    def payload(self) -> dict[str, Any]:
        """The GraphQL answer."""
        told: dict[str, Any] = {}
        if self.errors:
            told["errors"] = self.errors
        if not self.refused:
            told["data"] = self.data
        if self.extensions:
            told["extensions"] = self.extensions
        return told

    def body(self) -> bytes:
        """The GraphQL answer as JSON in UTF-8."""
        return encode(self.payload())


def encode(value: Any) -> bytes:
    """JSON in UTF-8; what JSON does not know is written as its text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)


def status_of(answer: Answer, media: Media, *, draft: bool = False) -> int:
    """The HTTP status of an answer. draft: 422 and 294 of the GraphQL-over-HTTP draft instead of 400 and 200."""
    if not answer.refused:
        return PARTIAL if draft and answer.errors and media is not Media.JSON else HTTPStatus.OK
    extensions = answer.errors[0]["extensions"]
    problem = str(extensions["params"].get("problem"))
    if problem in PROBLEM_STATUS:
        return PROBLEM_STATUS[problem]
    code = Code(extensions["code"])
    if code in STATUS:
        return STATUS[code]
    if problem in LENIENT_PROBLEMS and media is Media.JSON:
        return HTTPStatus.OK
    return UNPROCESSABLE if draft and problem in DRAFT_PROBLEMS else HTTPStatus.BAD_REQUEST


def respond(answer: Answer, media: Media, *, draft: bool = False) -> Response:
    """The whole HTTP answer. A refused stream of events is told in the newer JSON form."""
    shown = Media.RESPONSE if media is Media.EVENTS else media
    status = status_of(answer, shown, draft=draft)
    headers = HEADERS | (answer.balance.headers if answer.balance else {})
    if answer.refused:
        wait = answer.errors[0]["extensions"]["params"].get("retryAfter")
        headers |= {"retry-after": str(wait)} if wait is not None else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = 'Bearer realm="startrail"'
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = "GET, POST"
    return Response(answer.body(), status, headers, media_type=f"{shown}; charset=utf-8")


def chosen_media(accept: str | None) -> Media | None:
    """The form a caller prefers by his Accept header; None when he takes none of ours.

    Without the header, and for `*/*`, it is application/json.
    """
    if not accept or not accept.strip():
        return Media.JSON
    best: tuple[float, Media] | None = None
    for part in accept.split(","):
        range_, _, rest = part.partition(";")
        media = _RANGES.get(range_.strip().lower())
        quality = _quality(rest)
        if media is not None and quality > 0 and (best is None or quality > best[0]):
            best = quality, media
    return best[1] if best else None


_RANGES: Final = {media.value: media for media in Media} | {
    "application/*": Media.JSON,
    "*/*": Media.JSON,
    "text/*": Media.EVENTS,
}


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1
