"""The states of an approval and of its steps: decided by what signers said alone, without a database.

A step is for its own signers to decide, by its mode; whoever was added to it is needed beside them, whatever the mode.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.platform.errors import bad_input
from backend.track.approval_content import ANY, QUORUM

DRAFT, PENDING, APPROVED, REJECTED, RETURNED, WITHDRAWN, EXPIRED, VOIDED = (
    *("draft", "pending", "approved", "rejected", "returned", "withdrawn", "expired", "voided"),
)
STATES: Final = (DRAFT, PENDING, APPROVED, REJECTED, RETURNED, WITHDRAWN, EXPIRED, VOIDED)
MOVES: Final[Mapping[str, Mapping[str, str]]] = {
    DRAFT: {"submit": PENDING, "withdraw": WITHDRAWN},
    PENDING: {
        "approve": APPROVED,
        "reject": REJECTED,
        "return": RETURNED,
        "withdraw": WITHDRAWN,
        "expire": EXPIRED,
        "void": VOIDED,
    },
    RETURNED: {"submit": PENDING, "withdraw": WITHDRAWN},
    APPROVED: {"void": VOIDED},
    REJECTED: {},
    WITHDRAWN: {},
    EXPIRED: {},
    VOIDED: {},
}
UNDECIDED: Final = (DRAFT, PENDING, RETURNED)
WAITING, ACTIVE, YES, NO, BACK, SKIPPED = "waiting", "active", "approved", "rejected", "returned", "skipped"
SIGNER_STATES: Final = (WAITING, ACTIVE, YES, NO, BACK, SKIPPED)
"""What a signer is: to come, asked, has said yes, no or back to the requester, or need not say any more."""
SAID: Final = (YES, NO, BACK)
OPEN, PASSED, FAILED, CLOSED = "open", "passed", "failed", "closed"
STEP_STATES: Final = (WAITING, OPEN, PASSED, FAILED, CLOSED)
"""A step is to come, open, passed, failed, or closed before it was decided."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one signer of a step said. by: who said it, himself or a deputy; added: needed beside the step's own."""

    state: str
    by: Hashable | None
    added: bool = False


def moved(state: str, what: str) -> str:
    """The state after something happened. Raises Refused(BAD_USER_INPUT, problem=approval_state)."""
    after = MOVES[state].get(what)
    if after is None:
        raise bad_input("id", "approval_state", state=state)
    return after


def stands(mode: str, quorum: int | None, voices: Sequence[Voice]) -> str:
    """OPEN, PASSED or FAILED: what the voices of an open step come to.

    Of a quorum nobody counts twice, whoever he spoke for; it has failed when those who have not spoken are too few.
    """
    added = [voice for voice in voices if voice.added]
    if any(voice.state == NO for voice in added):
        return FAILED
    own = _own(mode, quorum, [voice for voice in voices if not voice.added])
    if own == PASSED and any(voice.state in (WAITING, ACTIVE) for voice in added):
        return OPEN
    return own


def satisfied(mode: str, quorum: int | None, voices: Sequence[Voice]) -> bool:
    """Whether a step's own signers have decided, so that those of them who have not spoken need not any more."""
    return _own(mode, quorum, [voice for voice in voices if not voice.added]) == PASSED


def _own(mode: str, quorum: int | None, voices: Sequence[Voice]) -> str:
    said_yes = [voice for voice in voices if voice.state == YES]
    refused = sum(voice.state == NO for voice in voices)
    silent = sum(voice.state in (WAITING, ACTIVE) for voice in voices)
    if mode == QUORUM:
        wanted = quorum or 1
        heard = len({voice.by for voice in said_yes})
        if heard >= wanted:
            return PASSED
        return FAILED if heard + silent < wanted else OPEN
    if refused:
        return FAILED
    if mode == ANY:
        return PASSED if said_yes else OPEN
    return PASSED if said_yes and not silent else OPEN


def batches(with_previous: Sequence[bool]) -> list[list[int]]:
    """Places of steps that are open together, in order. with_previous: of each step."""
    found: list[list[int]] = []
    for place, together in enumerate(with_previous):
        if together and found:
            found[-1].append(place)
        else:
            found.append([place])
    return found
