"""Values of catalogue fields as they come from outside: checked, cleaned, typed."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from backend.platform.errors import bad_input
from backend.systemize.fields import Field, Kind

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def storable(text: str, field: str) -> str:
    """The text in NFC. Raises Refused(BAD_USER_INPUT) for NUL bytes and lone surrogates: no database keeps them."""
    if text.isascii() and text.isprintable():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as surrogate:
        raise bad_input(field, "bad_text") from surrogate
    if "\x00" in text:
        raise bad_input(field, "bad_text")
    return unicodedata.normalize("NFC", text)


def clean_text(text: str, field: str, *, limit: int = 200, required: bool = False) -> str | None:
    """Storable text without outer blanks; None when nothing is left.

    Raises Refused(BAD_USER_INPUT) when it is too long, or empty though required.
    """
    cleaned = storable(text, field).strip()
    if len(cleaned) > limit:
        raise bad_input(field, "too_long", limit=limit)
    if not cleaned and required:
        raise bad_input(field, "required")
    return cleaned or None


def value_of(field: Field, raw: Any) -> Any:
    """The value to store of what somebody typed into a field; None empties it.

    Raises Refused(BAD_USER_INPUT) naming the field's key. Sealed kinds are cleaned by the book (`sealed.py`).
    """
    if raw is None or raw == "":
        if field.required:
            raise bad_input(field.key, "required")
        return None
    if field.kind in {Kind.TEXT, Kind.LONG_TEXT}:
        return clean_text(str(raw), field.key, limit=field.max_length, required=field.required)
    if field.kind is Kind.CHOICE:
        if all(option.value != raw for option in field.options):
            raise bad_input(field.key, "choice")
        return raw
    if field.kind is Kind.DATE and isinstance(raw, date):
        hold_day(raw, field.key)
    return raw


def hold_day(day: date, at: str) -> None:
    """Raises Refused(BAD_USER_INPUT, range) for a day beyond EARLIEST or LATEST, where instants end, too."""
    if not EARLIEST <= day <= LATEST:
        raise bad_input(at, "range", low=EARLIEST.isoformat(), high=LATEST.isoformat())
