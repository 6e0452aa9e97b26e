"""The address a mail comes back to: it names the firm and the message, under a mark that nobody else can make."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.platform.crypto import FirmKeys

PREFIX: Final = "r"
MARK: Final = 6
"""Bytes: with firm and message it is as long as a mailbox may be (64 letters)."""


@dataclass(frozen=True, slots=True)
class Returning:
    """A message that an address names. mark: to be compared with the firm's."""

    firm_id: UUID
    message_id: UUID
    mark: bytes


def mailbox_of(keys: FirmKeys, message_id: UUID) -> str:
    """The mailbox of a message."""
    raw = keys.firm_id.bytes + message_id.bytes + _mark(keys, message_id)
    return PREFIX + base64.b32encode(raw).decode().rstrip("=").lower()


def read_mailbox(text: str) -> Returning | None:
    """What a mailbox names, in either case; None for what cannot be one of these."""
    if not text.lower().startswith(PREFIX) or len(text) != 62:
        return None
    try:
        raw = base64.b32decode(text[1:].upper() + "===")
    except (binascii.Error, ValueError):
        return None
    return Returning(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), raw[32:])


def is_ours(keys: FirmKeys, returning: Returning) -> bool:
    """Whether the firm made the address."""
    return hmac.compare_digest(returning.mark, _mark(keys, returning.message_id))


def _mark(keys: FirmKeys, message_id: UUID) -> bytes:
    return keys.blind("return address", message_id.hex)[:MARK]
