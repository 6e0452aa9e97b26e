"""How the product refuses: a code and its parameters; words are chosen at the edge (messages.py)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What went wrong, in `errors[].extensions.code`."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    CONFLICT = "CONFLICT"
    DUPLICATE = "DUPLICATE"
    EXIT_CRITERION_UNMET = "EXIT_CRITERION_UNMET"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    STEP_UP_REQUIRED = "STEP_UP_REQUIRED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"
    TOTP_REQUIRED = "TOTP_REQUIRED"
    CHOOSE_FIRM = "CHOOSE_FIRM"
    LOCKED = "LOCKED"


class Refused(Exception):
    """A business refusal: nothing was changed.

    params: values for the sentence and for the client program; `field` names the input field (GraphQL
    name) and `problem` the kind of fault, a key of `messages.PROBLEMS`. Never a personal value.
    """

    def __init__(self, code: Code, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code}({', '.join(f'{k}={v!r}' for k, v in self.params.items())})"


def bad_input(field: str, problem: str, **params: Any) -> Refused:
    """Refused(BAD_USER_INPUT) about one input field."""
    return Refused(Code.BAD_USER_INPUT, field=field, problem=problem, **params)
