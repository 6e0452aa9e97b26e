"""Personal numbers and addresses: checked, masked, encrypted, and found again by blind index."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.errors import Refused, bad_input
from backend.systemize.field_values import storable
from backend.systemize.identity_numbers import lengthened, read_identity_number
from backend.systemize.masks import (
    mask_address,
    mask_bank_account,
    mask_email,
    mask_id_number,
    mask_mobile,
    mask_phone,
    mask_wechat,
)
from backend.systemize.phones import is_mobile, read_phones
from backend.systemize.plain_text import plain

EMAIL = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]+\.[^\s@,;.]{2,}")


@dataclass(frozen=True)
class SealedKind:
    """How values of one kind are checked, shown and compared.

    read: (raw, id_type) -> the value to keep, raising Refused(BAD_USER_INPUT); key: what equality compares;
    tail: whether the last four characters can be searched (the mask shows them anyway).
    """

    read: Callable[[str, str | None], str]
    mask: Callable[[str], str]
    key: Callable[[str], str] = str
    tail: bool = True


@dataclass(frozen=True)
class SealedValue:
    """What is stored of a value: its envelope, its mask, its blind indexes."""

    sealed: bytes
    masked: str
    blind: bytes
    tail: bytes | None


def _mobile(raw: str, _id_type: str | None) -> str:
    found = read_phones(raw)
    if found.code or len(found.mobiles) != 1 or found.phones or not is_mobile(found.mobiles[0]):
        raise bad_input("mobile", "mobile")
    return found.mobiles[0]


def _phone(raw: str, _id_type: str | None) -> str:
    found = read_phones(raw)
    numbers = (*found.phones, *found.mobiles)
    if found.code or len(numbers) != 1:
        raise bad_input("phone", "number")
    return numbers[0]


def _email(raw: str, _id_type: str | None) -> str:
    text = plain(raw).strip()
    if len(text) > 254 or not EMAIL.fullmatch(text):
        raise bad_input("email", "email")
    return text


def _id_number(raw: str, id_type: str | None) -> str:
    found = read_identity_number(raw, id_type)
    if found.number is None:
        raise bad_input("idNumber", "id_number", reason=found.code or "bad_check_digit")
    return found.number


def _bank_account(raw: str, _id_type: str | None) -> str:
    digits = re.sub(r"[\s-]", "", plain(raw))
    if not digits.isdigit() or not 8 <= len(digits) <= 30:
        raise bad_input("bankAccount", "number")
    return digits


def _text(field: str, limit: int) -> Callable[[str, str | None], str]:
    def read(raw: str, _id_type: str | None) -> str:
        text = storable(raw, field).strip()
        if not text:
            raise bad_input(field, "required")
        if len(text) > limit:
            raise bad_input(field, "too_long", limit=limit)
        return text

    return read


KINDS: dict[str, SealedKind] = {
    "id_number": SealedKind(_id_number, mask_id_number, key=lengthened),
    "bank_account": SealedKind(_bank_account, mask_bank_account),
    "mobile": SealedKind(_mobile, mask_mobile),
    "phone": SealedKind(_phone, mask_phone),
    "email": SealedKind(_email, mask_email, key=str.lower, tail=False),
    "wechat": SealedKind(_text("wechat", 60), mask_wechat, key=str.lower, tail=False),
    "address": SealedKind(_text("address", 300), mask_address, tail=False),
}


def read_value(kind: str, raw: str, id_type: str | None = None) -> str:
    """The checked value of a kind. Raises Refused(BAD_USER_INPUT)."""
    return KINDS[kind].read(storable(raw, kind), id_type)


def seal(kind: str, value: str, keys: FirmKeys, key: DataKey, place: tuple[str, UUID, str]) -> SealedValue:
    """What to store of a checked value; place: (table, row id, column)."""
    spec = KINDS[kind]
    return SealedValue(
        sealed=key.seal(value, *place),
        masked=spec.mask(value),
        blind=keys.blind(kind, spec.key(value)),
        tail=keys.blind_tail(kind, spec.key(value)) if spec.tail else None,
    )


def blind_of(kind: str, value: str, keys: FirmKeys) -> bytes | None:
    """The blind index a search for an exact value compares with; None when it cannot be a value of the kind."""
    try:
        return keys.blind(kind, KINDS[kind].key(read_value(kind, value)))
    except Refused:
        return None


def put(row: Any, stem: str, value: SealedValue | None) -> None:
    """Set (or empty) the four columns of a sealed field of a row."""
    for part in ("sealed", "masked", "blind", "tail"):
        setattr(row, f"{stem}_{part}", getattr(value, part) if value else None)
