"""Messages of a socket: read strictly, written as JSON; what is malformed closes the socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from backend.graph.answers import encode
from backend.graph.asking import Asked, asked_in, read_json
from backend.graph.limits import Limits
from backend.platform.errors import Refused

LONGEST_TOKEN: Final = 4_096
LONGEST_ID: Final = 128
WITHOUT_ID: Final = frozenset({"connection_init", "ping", "pong"})
Message = dict[str, Any]


class Closed(Exception):
    """The socket has to close. code: of the protocol; reason: English, for developers."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def read_message(received: Mapping[str, Any], limits: Limits) -> Message:
    """The message in an ASGI event: an object with a type. Raises Closed for anything else."""
    text = received.get("text")
    if text is None:
        raise Closed(4400, "Messages have to be text")
    if len(text) > limits.body or len(text.encode(errors="replace")) > limits.body:
        raise Closed(1009, "Message too large")
    try:
        message = read_json(text, limits)
    except Refused as refused:
        raise Closed(4400, "Messages have to be JSON within limits") from refused
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closed(4400, "Messages have to be objects with a type")
    if message["type"] in WITHOUT_ID and not isinstance(message.get("payload"), dict | None):
        raise Closed(4400, "Invalid payload")
    return message


def id_in(message: Message) -> str:
    """The id of an operation. Raises Closed when it is none."""
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise Closed(4400, "Invalid id")
    return id


def operation_in(message: Message) -> Asked:
    """The operation of a `subscribe`. Raises Closed when its payload is none."""
    try:
        return asked_in(message.get("payload"))
    except Refused as refused:
        raise Closed(4400, "Invalid payload") from refused


def token_in(message: Message) -> str | None:
    """The Authorization that a `connection_init` brings for clients that cannot set headers. Raises Closed."""
    for name, value in (message.get("payload") or {}).items():
        if name.lower() == "authorization":
            if not isinstance(value, str) or not value.isascii() or len(value) > LONGEST_TOKEN:
                raise Closed(4400, "Invalid authorization")
            return value
    return None


def written(type_: str, id: str | None = None, payload: bytes | None = None) -> str:
    """A message of ours; payload: JSON."""
    head = encode({"type": type_} if id is None else {"id": id, "type": type_})
    return (head if payload is None else head[:-1] + b',"payload":' + payload + b"}").decode()
