"""What a caller asks: read strictly from JSON, a query string or a socket message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from backend.graph.documents import over
from backend.graph.limits import Limits
from backend.platform.errors import Code, Refused

Json = Any


@dataclass(frozen=True)
class Asked:
    """One operation as it was sent.

    id: of a trusted document, whose text is then known to the server alone; trusted: the text is such a document's.
    """

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None = None
    id: str | None = None
    trusted: bool = False


def read_json(raw: bytes | str, limits: Limits) -> Json:
    """Strict JSON: UTF-8, finite numbers, storable texts.

    Raises Refused(BAD_USER_INPUT, problem="body") for anything else, Refused(QUERY_TOO_COMPLEX) when it is nested too
    deeply or has too many values.
    """
    try:
        found = orjson.loads(raw)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as fault:
        raise malformed() from fault
    inspect(found, limits)
    return found


def asked_in(body: Json) -> Asked:
    """The operation in a JSON body or a socket's payload. Raises Refused(BAD_USER_INPUT) naming the member."""
    if not isinstance(body, dict):
        raise malformed()
    text, id = body.get("query"), body.get("id")
    # Programs that must send a text beside the id (the protocol of sockets says so) send an empty one.
    if id is not None and (not isinstance(id, str) or text not in (None, "")):
        raise malformed("id")
    if id is None and (not isinstance(text, str) or not text.strip()):
        raise malformed("query")
    name = body.get("operationName")
    if not isinstance(name, str | None):
        raise malformed("operationName")
    for member in ("variables", "extensions"):
        if not isinstance(body.get(member), dict | None):
            raise malformed(member)
    # Some clients send an empty name for documents with one operation.
    return Asked(text or "", body.get("variables") or {}, name or None, id)


def asked_by_url(parameters: Mapping[str, str], limits: Limits) -> Asked:
    """The operation in a query string, with `variables` and `extensions` as JSON. Raises Refused(BAD_USER_INPUT)."""
    body: dict[str, Any] = {
        key: parameters[key] for key in ("query", "id", "operationName") if key in parameters
    }
    for member in ("variables", "extensions"):
        if parameters.get(member):
            body[member] = read_json(parameters[member], limits)
    if not _is_storable(body.get("query", "")):
        raise malformed("query")
    return asked_in(body)


def malformed(field: str | None = None) -> Refused:
    """The refusal of a request that is no GraphQL request; field: the member at fault, when it is one."""
    return Refused(Code.BAD_USER_INPUT, problem="body", **({"field": field} if field else {}))


def inspect(found: Json, limits: Limits) -> None:
    """Bounds over all values, level by level; without recursion, since that is what an attacker would exhaust.

    Raises as `read_json`.
    """
    level, depth, count = [found], 0, 0
    while level:
        depth += 1
        count += len(level)
        if depth > limits.json_depth:
            raise over("json_depth", limits.json_depth)
        if count > limits.json_values:
            raise over("json_values", limits.json_values)
        below: list[Json] = []
        for value in level:
            if isinstance(value, dict):
                if not all(map(_is_storable, value)):
                    raise malformed()
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, str) and not _is_storable(value):
                raise malformed()
        level = below


def _is_storable(text: str) -> bool:
    """PostgreSQL's text knows every character but NUL; lone surrogates are refused by the JSON reader already."""
    return "\0" not in text
