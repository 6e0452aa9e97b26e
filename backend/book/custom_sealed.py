"""Values of a firm's own fields that are kept sealed: numbers of papers, accounts, passes, whatever may not be read at
a glance.

In a client's row such a value is `{sealed, masked, blind, tail}`: its envelope under the client's own key, what is
shown of it, and by what it is found again without being read.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from backend.book.custom_fields import CUSTOM, CustomField
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.errors import bad_input
from backend.systemize.field_values import storable
from backend.systemize.fields import Kind
from backend.systemize.plain_text import plain

LONGEST: Final = 60
HIDDEN: Final = "****"
SHOWN: Final = 4
"""Letters at the end that everybody sees who sees the mask; of a short value none."""
_APART: Final = re.compile(r"[\s\-_.·]+")


def is_sealed(field: CustomField) -> bool:
    """Whether values of a field are kept so."""
    return field.kind == Kind.SEALED


def checked(field: CustomField, raw: Any) -> str:
    """A value as it is sealed. Raises Refused(BAD_USER_INPUT): `value_kind`, `bad_text`, `required`,

    `masked_value`, `too_long`."""
    name = CUSTOM + field.key
    if not isinstance(raw, str):
        raise bad_input(name, "value_kind")
    text = plain(storable(raw, name)).strip()
    if not text:
        raise bad_input(name, "required")
    if HIDDEN in text:  # what is shown of a value is not the value
        raise bad_input(name, "masked_value")
    if len(text) > (field.max_length or LONGEST):
        raise bad_input(name, "too_long", limit=field.max_length or LONGEST)
    return text


def compared(text: str) -> str:
    """What equality compares: without spaces and signs between, in capitals."""
    return _APART.sub("", plain(text)).upper()


def mask(text: str) -> str:
    """The value as it is shown: its end, where enough stays hidden before it."""
    return HIDDEN + text[-SHOWN:] if len(text) > 2 * SHOWN else HIDDEN


def blind_of(slot: str, text: str, keys: FirmKeys) -> str:
    """The blind index of a value; equal values of two fields differ."""
    return keys.blind(slot, compared(text)).hex()


def tail_of(slot: str, text: str, keys: FirmKeys) -> str | None:
    """The blind index of the last letters; None where there are not so many, or they are all of it."""
    end = compared(text)
    return keys.blind_tail(slot, end).hex() if len(end) >= SHOWN else None


def seal(slot: str, text: str, keys: FirmKeys, key: DataKey, client_id: UUID) -> dict[str, Any]:
    """What is kept of a checked value."""
    return {
        "sealed": base64.b64encode(key.seal(text, "client", client_id, slot)).decode(),
        "masked": mask(text),
        "blind": blind_of(slot, text, keys),
        "tail": tail_of(slot, text, keys) if len(compared(text)) > 2 * SHOWN else None,
    }


def envelope_of(kept: Mapping[str, Any]) -> bytes:
    """The envelope of a kept value."""
    return base64.b64decode(kept["sealed"])


def opened(kept: Mapping[str, Any], slot: str, key: DataKey, client_id: UUID) -> str:
    """The clear value. Raises Unreadable."""
    return key.open(envelope_of(kept), "client", client_id, slot)


def told(kept: Any) -> Any:
    """A value as it may be told: of a sealed one its mask, of any other itself."""
    return kept.get("masked") if isinstance(kept, Mapping) else kept


def same(kept: Any, other: Any) -> bool:
    """Whether two kept values are one, however often they were sealed."""
    if isinstance(kept, Mapping) and isinstance(other, Mapping):
        return bool(kept.get("blind") == other.get("blind"))
    return bool(kept == other)
