"""The link by which a client answers: sealed, so that it can be neither read nor made up; nothing of it lies anywhere.

It says the firm and the survey. A message is kept without it and gets it as it is handed over, so that whoever reads
messages here cannot answer for a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.platform.base64url import decode, encode
from backend.platform.crypto import Unreadable
from backend.platform.errors import Code, Refused
from backend.platform.keys import Vault

MARK: Final = b"survey"
LENGTH: Final = len(MARK) + 16 + 16
CAUSE: Final = "survey"
"""The cause of messages that ask."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a link stands for."""

    firm_id: UUID
    survey_id: UUID


def link_of(vault: Vault, asking: Asking) -> str:
    """The text of a link."""
    return encode(vault.seal_link(MARK + asking.firm_id.bytes + asking.survey_id.bytes))


def read_link(vault: Vault, text: str) -> Asking:
    """What a text stands for. Raises Refused(NOT_FOUND) for what is none of ours."""
    try:
        raw = vault.open_link(decode(text)) if len(text) <= 200 else b""
    except (Unreadable, ValueError):
        raw = b""
    if len(raw) != LENGTH or not raw.startswith(MARK):
        raise Refused(Code.NOT_FOUND)
    rest = raw[len(MARK) :]
    return Asking(UUID(bytes=rest[:16]), UUID(bytes=rest[16:]))


def message_mark(survey_id: UUID, *, again: bool = False) -> str:
    """What makes a message about a survey one of a kind. again: the reminder."""
    return f"{CAUSE}:{survey_id}:again" if again else f"{CAUSE}:{survey_id}"


def survey_of(cause: str, mark: str) -> UUID | None:
    """The survey that a message asks about; None: it is about something else."""
    return UUID(mark.split(":")[1]) if cause == CAUSE else None
