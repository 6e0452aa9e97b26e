"""Checks of configuration that comes as JSON: each names the place of what is wrong, as `tiers.1.bound`.

All raise Refused(BAD_USER_INPUT): `content_format` for what has another shape, else what is said of the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from backend.platform.errors import bad_input
from backend.systemize.field_values import clean_text

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")


def object_of(given: Any, at: str, names: set[str]) -> dict[str, Any]:
    """An object with exactly these members."""
    if not isinstance(given, dict) or set(given) != names:
        raise bad_input(at, "content_format")
    return given


def list_of(given: Any, at: str, most: int | None = None) -> list[Any]:
    """A list, of so many at most."""
    if not isinstance(given, list):
        raise bad_input(at, "content_format")
    if most is not None and len(given) > most:
        raise bad_input(at, "limit", limit=most)
    return given


def key_of(given: Any, at: str) -> str:
    """A key by which other things name it."""
    if not isinstance(given, str) or not KEY.fullmatch(given):
        raise bad_input(at, "content_key")
    return given


def choice_of(given: Any, at: str, among: Sequence[str]) -> str:
    """One of some words."""
    if not isinstance(given, str) or given not in among:
        raise bad_input(at, "choice")
    return given


def truth_of(given: Any, at: str) -> bool:
    """Yes or no."""
    if not isinstance(given, bool):
        raise bad_input(at, "content_format")
    return given


def whole_of(given: Any, at: str, low: int, high: int) -> int:
    """A whole number within bounds, both included."""
    if not isinstance(given, int) or isinstance(given, bool):
        raise bad_input(at, "content_format")
    if not low <= given <= high:
        raise bad_input(at, "range", low=low, high=high)
    return given


def amount_of(given: Any, at: str) -> Decimal:
    """A decimal as text, with two places at most."""
    if not isinstance(given, str) or not AMOUNT.fullmatch(given):
        raise bad_input(at, "number")
    return Decimal(given)


def words_of(given: Any, at: str, limit: int) -> str:
    """What something is called, trimmed; never empty."""
    if not isinstance(given, str):
        raise bad_input(at, "content_format")
    return clean_text(given, at, limit=limit, required=True) or ""


def hold_apart(values: Sequence[str], at: str, name: str) -> None:
    """No two members of a list are called alike, capitals or not."""
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value.lower() in seen:
            raise bad_input(f"{at}.{n}.{name}", "taken")
        seen.add(value.lower())
