"""What a requester fills in: checked against the form of the kind, and kept as it is read back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.systemize.field_values import clean_text
from backend.track.approval_content import FormField, KindContent

LONGEST: Final = 1000
NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
MONEY: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")


LONGEST_TEXT: Final = 4000
YES_NO: Final = ("yes", "no")


def filled_in(content: KindContent, given: Mapping[str, Any] | None, *, whole: bool = True) -> dict[str, str]:
    """Values by key; numbers and dates as text. whole: whether what is required has to be there.

    Raises Refused(BAD_USER_INPUT) naming the field, as `form.amount`.
    """
    return filled_form(content.form, given, whole=whole)


def filled_form(
    form: Sequence[FormField], given: Mapping[str, Any] | None, *, whole: bool = True
) -> dict[str, str]:
    """As `filled_in`, of a form that is no approval's."""
    values = dict(given or {})
    known = {field.key for field in form}
    for key in values:
        if key not in known:
            raise bad_input(f"form.{key[:60]}", "unknown")
    found = {}
    for field in form:
        value = _value(field, values.get(field.key))
        if value is not None:
            found[field.key] = value
        elif field.required and whole:
            raise bad_input(f"form.{field.key}", "required")
    return found


def _value(field: FormField, raw: Any) -> str | None:
    at = f"form.{field.key}"
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise bad_input(at, "content_format")
    if field.kind in ("text", "long_text"):
        return clean_text(raw, at, limit=LONGEST if field.kind == "text" else LONGEST_TEXT)
    text = raw.strip()
    if field.kind in ("number", "money"):
        if not (NUMBER if field.kind == "number" else MONEY).fullmatch(text):
            raise bad_input(at, "number")
    elif field.kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            raise bad_input(at, "date") from None
    elif field.kind == "product":
        own_id("product", text)
    elif field.kind == "yes_no":
        if text not in YES_NO:
            raise bad_input(at, "choice")
    elif text not in {key for key, _ in field.options}:
        raise bad_input(at, "choice")
    return text
