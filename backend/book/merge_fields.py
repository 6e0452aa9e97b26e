"""Whose value a field has after two clients became one: decided here, without reading or writing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

from backend.book.client_fields import CLIENT_FIELDS
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField
from backend.systemize.fields import Kind

Side = Literal["ours", "theirs"]
DERIVED: Final = frozenset(
    {"namePinyin", "aum", "lastInteractionAt", "createdAt", "updatedAt", "team", "tags", "tier", "idType"}
)
"""Not chosen: they follow from other fields (the type of a document from its number) or from rows that move."""
CHOSEN: Final = tuple(field for field in CLIENT_FIELDS if field.key not in DERIVED)
CONTACTS: Final = tuple(field.key for field in CLIENT_FIELDS if field.contact)
UNKEPT: Final = frozenset(
    {
        "firm_id",
        "id",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "aum",
        "aum_order",
        "tier",
        "tier_rank",
        "tier_id",
    }
)
"""Columns that a merge and its undoing leave to others: keys, versions, and what is summed up anew."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of both sides. ours, theirs: comparable values, None for nothing."""

    key: str
    ours: Any
    theirs: Any

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.ours != self.theirs)


def pairs_of(
    survivor: Client,
    loser: Client,
    own: Mapping[str, CustomField],
    contacts: Mapping[UUID, Mapping[str, Any]],
) -> list[Pair]:
    """The fields that are chosen one by one, in the order of the catalogue, then the firm's own.

    own: fields by `custom:<key>`; contacts: by client and kind the blind index of the primary way to reach him.
    """
    found = []
    for field in CHOSEN:
        if field.contact:
            values = [contacts.get(each.id, {}).get(field.contact) for each in (survivor, loser)]
        elif field.kind is Kind.SEALED:
            values = [getattr(each, f"{field.column}_blind") for each in (survivor, loser)]
        else:
            values = [_told(getattr(each, field.column)) for each in (survivor, loser)]
        found.append(Pair(field.key, *values))
    for key, custom in own.items():
        values = [_compared((each.custom or {}).get(custom.slot)) for each in (survivor, loser)]
        found.append(Pair(key, *values))
    return found


def suggested(pair: Pair, may_take: Callable[[str], bool]) -> Side:
    """Ours, unless there is nothing and the other side's may be taken."""
    return "theirs" if pair.ours is None and pair.theirs is not None and may_take(pair.key) else "ours"


def taken(
    pairs: Iterable[Pair], chosen: Mapping[str, Side], may_take: Callable[[str], bool]
) -> frozenset[str]:
    """Keys of fields whose value becomes the other side's: as chosen, else as suggested."""
    return frozenset(
        pair.key
        for pair in pairs
        if pair.differs and chosen.get(pair.key, suggested(pair, may_take)) == "theirs"
    )


def take_column(survivor: Client, loser: Client, key: str, column: str) -> None:
    """Let a plain field of the one be that of the other."""
    setattr(survivor, column, getattr(loser, column))


def take_own(survivor: Client, loser: Client, slots: Iterable[str]) -> None:
    """Let the firm's own fields in these slots be those of the other."""
    kept = dict(survivor.custom or {})
    for slot in slots:
        value = (loser.custom or {}).get(slot)
        if value is None:
            kept.pop(slot, None)
        else:
            kept[slot] = value
    survivor.custom = kept


def is_own(key: str) -> bool:
    """Whether a key names a field of the firm's own."""
    return key.startswith(CUSTOM)


def snapshot(client: Client) -> dict[str, Any]:
    """The columns of a client that a merge may change and its undoing gives back."""
    return {
        column.key: getattr(client, column.key)
        for column in Client.__table__.columns
        if column.key not in UNKEPT
    }


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`{column: [before, after]}` of what differs, as JSON."""
    return {name: [plain(before[name]), plain(after[name])] for name in before if before[name] != after[name]}


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def restored(type_: type, value: Any) -> Any:
    """The value that `plain` told. type_: of the column in Python."""
    if value is None:
        return None
    if type_ is bytes:
        return base64.b64decode(value["bytes"])
    if type_ in (datetime, date):
        return type_.fromisoformat(value)
    if type_ in (UUID, Decimal):
        return type_(value)
    return value


def _compared(kept: Any) -> Any:
    """A value of an own field as two are compared: a sealed one by its blind index."""
    return kept.get("blind") if isinstance(kept, Mapping) else _told(kept)


def _told(value: Any) -> Any:
    return None if value in (None, "", []) else value
