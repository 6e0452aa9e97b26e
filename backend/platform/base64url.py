"""Sealed bytes as text for addresses and cursors: URL-safe base64 without padding, in one spelling only."""

from __future__ import annotations

import base64


def encode(raw: bytes) -> str:
    """The text of some bytes, without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a text. Raises ValueError for anything `encode` would not have written.

    The decoder of the standard library passes over foreign letters and the unused bits of the last one, so a changed
    text could stand for the same bytes.
    """
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if encode(raw) != text:
        raise ValueError("not the one spelling of its bytes")
    return raw
