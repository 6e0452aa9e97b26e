"""The texts that open a session or a key: they name their firm, and only their hash is kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import zlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

SECRET_BYTES: Final = 32
# Found by secret scanners: `star_live_[0-9A-Za-z]{71}`, the last six are a checksum of what is before.
KEY_PREFIX: Final = "star_live_"
KEY_PAYLOAD: Final = 65
KEY_CHECKSUM: Final = 6
SHOWN: Final = len(KEY_PREFIX) + 6
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}


@dataclass(frozen=True)
class Token:
    """What a text says: whose firm it is and the hash under which it is kept."""

    firm_id: UUID
    hash: bytes


def cookie_name(behind_tls: bool) -> str:
    """Name of the session cookie; browsers bind `__Host-` to HTTPS, this host and the whole of it."""
    return "__Host-startrail" if behind_tls else "startrail_session"


def new_session_text(firm_id: UUID) -> str:
    """A fresh session text: 64 characters of URL-safe base64 over firm and secret."""
    return base64.urlsafe_b64encode(firm_id.bytes + secrets.token_bytes(SECRET_BYTES)).decode()


def read_session_text(text: str) -> Token | None:
    """The token of a session text; None for what cannot be one."""
    if len(text) != 64:
        return None
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return Token(UUID(bytes=raw[:16]), token_hash(text))


def new_key_text(firm_id: UUID) -> str:
    """A fresh API key text. The secret leads, so that the shown beginnings of two keys differ."""
    payload = _base62(secrets.token_bytes(SECRET_BYTES) + firm_id.bytes, KEY_PAYLOAD)
    return f"{KEY_PREFIX}{payload}{_checksum(payload)}"


def read_key_text(text: str) -> Token | None:
    """The token of an API key text; None when it is not one or its checksum is wrong."""
    if not text.startswith(KEY_PREFIX) or len(text) != len(KEY_PREFIX) + KEY_PAYLOAD + KEY_CHECKSUM:
        return None
    payload, checksum = text[len(KEY_PREFIX) : -KEY_CHECKSUM], text[-KEY_CHECKSUM:]
    raw = _from_base62(payload, SECRET_BYTES + 16)
    if raw is None or not secrets.compare_digest(_checksum(payload).encode(), checksum.encode()):
        return None
    return Token(UUID(bytes=raw[SECRET_BYTES:]), token_hash(text))


def token_hash(text: str) -> bytes:
    """SHA-256 of a text; it needs no slow hash, because 256 random bits cannot be guessed."""
    return hashlib.sha256(text.encode()).digest()


def _checksum(payload: str) -> str:
    return _base62(zlib.crc32(f"{KEY_PREFIX}{payload}".encode()).to_bytes(4), KEY_CHECKSUM)


def _base62(raw: bytes, width: int) -> str:
    number, digits = int.from_bytes(raw), ""
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits = _DIGITS[rest] + digits
    return digits


def _from_base62(text: str, size: int) -> bytes | None:
    number = 0
    for digit in text:
        value = _VALUES.get(digit)
        if value is None:
            return None
        number = number * 62 + value
    return number.to_bytes(size) if number < 1 << size * 8 else None
