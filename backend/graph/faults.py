"""Coded errors: whatever goes wrong becomes a code, words in the reader's language and a trace id, and nothing more."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import structlog
from graphql import FieldNode, GraphQLError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.platform.errors import Code, Refused
from backend.platform.messages import Locale, sentence

Formatted = dict[str, Any]
CODES: Final = frozenset(code.value for code in Code)
LONGEST_DETAIL: Final = 300
RETRY_AFTER: Final = 2
# Connections, resources, operator intervention (a cancelled statement among them), locks and deadlocks.
OUTAGE_CLASSES: Final = ("08", "53", "57", "55", "40")
# Characters that no text column can hold, numbers and dates that no column can hold.
INPUT_STATES: Final = frozenset({"22021", "22P05", "22003", "22008"})
OUTAGES: Final = (
    PoolTimeout,
    InterfaceError,
    OperationalError,
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Voice:
    """To whom errors speak: the reader's language, and the id under which the log knows the request."""

    locale: Locale
    trace_id: str

    def error(self, code: Code, params: Mapping[str, Any], **more: Any) -> Formatted:
        """A formatted error; more: `path`, `locations` of the GraphQL answer where they are known."""
        extensions: dict[str, Any] = {"code": code.value, "params": dict(params), "traceId": self.trace_id}
        if "coordinate" in params:
            extensions["coordinate"] = params["coordinate"]
        return {"message": sentence(code, params, self.locale), **more, "extensions": extensions}


class Unfit(Exception):
    """A document that cannot be run: errors of syntax or validation, found before anything was executed."""

    def __init__(self, problem: str, errors: Sequence[GraphQLError]) -> None:
        super().__init__(problem)
        self.problem = problem
        self.errors = errors

    def formatted(self, voice: Voice) -> list[Formatted]:
        """One BAD_USER_INPUT for each fault, with its place in the document."""
        return [
            voice.error(
                Code.BAD_USER_INPUT, {"problem": self.problem, "detail": _detail(error)}, **_place(error)
            )
            for error in self.errors
        ]


def formatted(errors: Iterable[GraphQLError], voice: Voice) -> list[Formatted]:
    """Errors of an execution as the caller may see them; what nobody foresaw is logged once and shows its trace id."""
    answers: list[Formatted] = []
    unforeseen: list[BaseException] = []
    for error in errors:
        given = error.extensions or {}
        if given.get("code") in CODES and "params" in given:  # coded and worded where it was raised
            extensions = {**given, "traceId": voice.trace_id}
            answers.append({"message": error.message, **_place(error), "extensions": extensions})
            continue
        code, params = judged(error)
        if code is Code.INTERNAL:
            unforeseen.append(_cause(error) or error)
        answers.append(voice.error(code, params, **_place(error)))
    if unforeseen:
        tell(unforeseen, voice)
    return answers


def judged(error: BaseException) -> tuple[Code, dict[str, Any]]:
    """The code and the public parameters of anything that was raised."""
    cause = _cause(error) if isinstance(error, GraphQLError) else error
    if isinstance(cause, Refused):
        return cause.code, dict(cause.params)
    if isinstance(error, GraphQLError) and _is_input(error):
        return Code.BAD_USER_INPUT, {"problem": "variables", "detail": _detail(error)}
    if cause is not None and is_outage(cause):
        return Code.UNAVAILABLE, {"retryAfter": RETRY_AFTER}
    if _state(cause) in INPUT_STATES:
        return Code.BAD_USER_INPUT, {}
    return Code.INTERNAL, {}


def is_outage(fault: BaseException) -> bool:
    """Whether the database or the network is away or too busy, so that trying again may help."""
    state = _state(fault)
    return isinstance(fault, OUTAGES) if state is None else state.startswith(OUTAGE_CLASSES)


def tell(faults: Sequence[BaseException], voice: Voice) -> None:
    """Log faults nobody foresaw: kind and place of the first, never its text, which may hold personal values."""
    first = faults[0]
    frames = traceback.extract_tb(first.__traceback__)
    at = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error(
        "operation_failed",
        code=Code.INTERNAL.value,
        trace_id=voice.trace_id,
        fault=type(first).__name__,
        at=at,
        count=len(faults),
    )


def _state(fault: BaseException | None) -> str | None:
    original = fault.orig if isinstance(fault, DBAPIError) else fault
    state = getattr(original, "sqlstate", None)
    return state if isinstance(state, str) else None


def _cause(error: GraphQLError) -> BaseException | None:
    """What was raised in the first place, when it was no GraphQL error."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_input(error: GraphQLError) -> bool:
    """Whether the fault lies in what the caller sent: such errors point at values and variables, never at a field."""
    return bool(error.nodes) and not any(isinstance(node, FieldNode) for node in error.nodes or ())


def _place(error: GraphQLError) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if error.locations:
        place["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        place["path"] = error.path
    return place


def _detail(error: GraphQLError) -> str:
    text = error.message.removeprefix("Syntax Error: ")
    return text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL] + "…"
