"""What becomes of a risk assessment: states, and what moves it from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from backend.platform.errors import bad_input

DRAFT, COMPLETED, VALID, EXPIRING, EXPIRED, SUPERSEDED = (
    *("draft", "completed", "valid", "expiring", "expired", "superseded"),
)
STATES: Final = (DRAFT, COMPLETED, VALID, EXPIRING, EXPIRED, SUPERSEDED)
CURRENT: Final = (VALID, EXPIRING, EXPIRED)
"""A client has one of these at most: what his risk level is taken from."""
IN_FORCE: Final = (VALID, EXPIRING)

MOVES: Final[Mapping[str, Mapping[str, str]]] = {
    DRAFT: {"complete": COMPLETED},
    COMPLETED: {"sign": VALID, "supersede": SUPERSEDED},
    VALID: {"warn": EXPIRING, "expire": EXPIRED, "supersede": SUPERSEDED},
    EXPIRING: {"expire": EXPIRED, "supersede": SUPERSEDED},
    EXPIRED: {"supersede": SUPERSEDED},
    SUPERSEDED: {},
}
"""By state, what may happen and where it leads. A draft is thrown away, not superseded."""


def moved(state: str, what: str) -> str:
    """The state after something happened. Raises Refused(BAD_USER_INPUT, problem=state) when it cannot happen."""
    after = MOVES[state].get(what)
    if after is None:
        raise bad_input("id", "state")
    return after


def state_on(day: date, valid_until: date, warn_days: int) -> str:
    """What a signed assessment is on a day; its last day still counts."""
    if valid_until < day:
        return EXPIRED
    return EXPIRING if valid_until - timedelta(days=warn_days) <= day else VALID
