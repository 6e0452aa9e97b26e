"""The states of service requests and of complaints: which act leads where, decided without a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.platform.errors import bad_input
from backend.retain.request_type_content import COMPLAINT, REQUEST

NEW, ASSIGNED, ANSWERED, IN_PROGRESS, WAITING, RESOLVED, CLOSED, REOPENED, CANCELLED = (
    *(
        "new",
        "assigned",
        "answered",
        "in_progress",
        "waiting_client",
        "resolved",
        "closed",
        "reopened",
        "cancelled",
    ),
)
RECEIVED, ACKNOWLEDGED, INVESTIGATING, ESCALATED = "received", "acknowledged", "investigating", "escalated"

_REQUEST: Final[Mapping[str, Mapping[str, str]]] = {
    NEW: {"assign": ASSIGNED, "answer": ANSWERED, "cancel": CANCELLED},
    ASSIGNED: {"assign": ASSIGNED, "answer": ANSWERED, "cancel": CANCELLED},
    ANSWERED: {
        "assign": ANSWERED,
        "answer": ANSWERED,
        "start": IN_PROGRESS,
        "wait": WAITING,
        "resolve": RESOLVED,
        "cancel": CANCELLED,
    },
    IN_PROGRESS: {
        "assign": IN_PROGRESS,
        "answer": IN_PROGRESS,
        "wait": WAITING,
        "resolve": RESOLVED,
        "cancel": CANCELLED,
    },
    WAITING: {"assign": WAITING, "answer": WAITING, "resume": IN_PROGRESS, "cancel": CANCELLED},
    RESOLVED: {"close": CLOSED, "reopen": REOPENED},
    CLOSED: {"reopen": REOPENED},
    REOPENED: {},
    CANCELLED: {},
}
_COMPLAINT: Final[Mapping[str, Mapping[str, str]]] = {
    RECEIVED: {"assign": RECEIVED, "acknowledge": ACKNOWLEDGED, "answer": ACKNOWLEDGED, "cancel": CANCELLED},
    ACKNOWLEDGED: {
        "assign": ACKNOWLEDGED,
        "answer": ACKNOWLEDGED,
        "investigate": INVESTIGATING,
        "escalate": ESCALATED,
        "cancel": CANCELLED,
    },
    INVESTIGATING: {
        "assign": INVESTIGATING,
        "answer": INVESTIGATING,
        "conclude": ANSWERED,
        "escalate": ESCALATED,
        "cancel": CANCELLED,
    },
    ANSWERED: {"assign": ANSWERED, "answer": ANSWERED, "close": CLOSED, "escalate": ESCALATED},
    ESCALATED: {"assign": ESCALATED, "answer": ESCALATED, "investigate": INVESTIGATING, "close": CLOSED},
    CLOSED: {"reopen": REOPENED},
    REOPENED: {},
    CANCELLED: {},
}
MOVES: Final = {REQUEST: _REQUEST, COMPLAINT: _COMPLAINT}
FIRST: Final = {REQUEST: NEW, COMPLAINT: RECEIVED}
STATES: Final = tuple(dict.fromkeys([*_REQUEST, *_COMPLAINT]))
ENDED: Final = (CLOSED, REOPENED, CANCELLED)
SETTLED: Final = (RESOLVED, *ENDED)
"""The resolution clock has stopped in these."""


def moved(kind: str, state: str, act: str) -> str:
    """The state after an act. Raises Refused(BAD_USER_INPUT, problem=request_state)."""
    after = MOVES[kind][state].get(act)
    if after is None:
        raise bad_input("id", "request_state", state=state)
    return after


def acts_in(kind: str, state: str) -> tuple[str, ...]:
    """What may be done in a state."""
    return tuple(MOVES[kind][state])
