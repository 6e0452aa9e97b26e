"""What came of handing one message to a provider. A provider never repeats by itself; who called decides by these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SENT, LATER, FAILED, DEAD, IN_DOUBT = "sent", "later", "failed", "dead", "in_doubt"
KINDS: Final = (SENT, LATER, FAILED, DEAD, IN_DOUBT)
LONGEST_REPLY: Final = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """kind: sent (it was taken), later (nothing was taken, and it may be tried again), failed (refused for good), dead
    (the address is refused for good), in_doubt (it was handed over and no answer came).

    code: kind of the fault; reply: what the other side said; receipt: what it calls the message.
    """

    kind: str
    code: str | None = None
    reply: str | None = None
    receipt: str | None = None


def shortened(reply: str | None) -> str | None:
    """An answer as it is kept: one line, storable, cut."""
    if reply is None:
        return None
    return " ".join(reply.replace("\x00", "").split())[:LONGEST_REPLY]
