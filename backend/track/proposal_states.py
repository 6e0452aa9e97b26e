"""The states of an investment proposal, and who may bring it from one to another by which act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.platform.errors import bad_input

DRAFT, IN_REVIEW, RELEASED, SENT, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN = (
    *("draft", "in_review", "released", "sent", "accepted", "declined", "expired", "withdrawn"),
)
STATES: Final = (DRAFT, IN_REVIEW, RELEASED, SENT, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN)
ENDED: Final = (ACCEPTED, DECLINED, EXPIRED, WITHDRAWN)
LAPSES: Final = (RELEASED, SENT)
"""What runs out by its day: what was never released is still being written."""
ACTS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "issue": ((DRAFT,), IN_REVIEW),
    "reopen": ((IN_REVIEW, RELEASED), DRAFT),
    "release": ((IN_REVIEW,), RELEASED),
    "send": ((RELEASED,), SENT),
    "accept": ((SENT,), ACCEPTED),
    "decline": ((SENT,), DECLINED),
    "expire": (LAPSES, EXPIRED),
    "withdraw": ((DRAFT, IN_REVIEW, RELEASED, SENT), WITHDRAWN),
}
"""By act: the states it may be done in, and the one it leads to."""


def moved(state: str, act: str) -> str:
    """The state after an act. Raises Refused(BAD_USER_INPUT, proposal_move) where it cannot be done."""
    before, after = ACTS[act]
    if state not in before:
        raise bad_input("id", "proposal_move", state=state, to=after)
    return after
