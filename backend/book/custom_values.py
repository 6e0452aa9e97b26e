"""The values of a firm's own fields: checked by their definition, kept as exact text, days and keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_sealed
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, LENGTHS, NUMERIC, PLACES, POINTING, CustomField
from backend.book.lookup import active_user, named
from backend.book.products import Product
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.keys import Vault
from backend.systemize import lunar
from backend.systemize.field_values import clean_text, hold_day
from backend.systemize.fields import Kind
from backend.systemize.regions import cities, provinces

NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,8})?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST: Final = Decimal(10) ** 18
EMPTY: Final[tuple[Any, ...]] = (None, "", [])


async def fields_in_use(session: AsyncSession) -> dict[str, CustomField]:
    """The firm's own fields by `custom:<key>`, in their order, without archived ones."""
    found = await session.scalars(
        select(CustomField)
        .where(CustomField.firm_id == session.info["firm_id"], CustomField.archived_at.is_(None))
        .order_by(CustomField.position, CustomField.key)
    )
    return {CUSTOM + field.key: field for field in found}


async def put(
    session: AsyncSession,
    vault: Vault,
    client: Client,
    values: Mapping[str, Any],
    fields: Mapping[str, CustomField],
) -> None:
    """Write values into a client's row; None, empty text and empty list take one away.

    values, fields (those in use): by `custom:<key>`. What has to be filled in is held by the form, not here. Raises
    Refused(BAD_USER_INPUT) naming the field.
    """
    if not values:
        return
    kept = dict(client.custom or {})
    for key, raw in values.items():
        field = fields.get(key)
        if field is None:
            raise bad_input(key, "choice")
        if field.is_computed:
            raise bad_input(key, "computed")
        value = await kept_of(session, field, raw, kept.get(field.slot))
        if value is not None and custom_sealed.is_sealed(field):
            value = await _sealed(session, vault, client, field, value)
        if custom_sealed.same(value, kept.get(field.slot)):
            continue
        if value is None:
            kept.pop(field.slot, None)
        else:
            kept[field.slot] = value
    client.custom = kept


async def _sealed(
    session: AsyncSession, vault: Vault, client: Client, field: CustomField, text: str
) -> dict[str, Any]:
    keys = await vault.firm(session)
    key = (await vault.person_keys_of(session, [client.id], create=True))[client.id]
    return custom_sealed.seal(field.slot, text, keys, key, client.id)


async def kept_of(session: AsyncSession, field: CustomField, raw: Any, before: Any = None) -> Any:
    """A value of any kind as it is kept; None for nothing. before, and what is raised: as of `kept_value`."""
    if raw in EMPTY:
        return None
    if Kind(field.kind) in POINTING:
        return await _pointed(session, field, raw, before)
    return kept_value(field, raw, before)


def kept_value(field: CustomField, raw: Any, before: Any = None) -> Any:
    """A value of any kind that points to no row, as it is kept; None for nothing. Of a sealed one what is to be sealed.

    before: what is there now, a choice of which may stay though it is retired. Raises Refused(BAD_USER_INPUT).
    """
    key, kind = CUSTOM + field.key, Kind(field.kind)
    if raw in EMPTY:
        return None
    if kind is Kind.CHOICES:
        return _choices(field, key, raw, before or [])
    if kind is Kind.BOOLEAN:
        return _typed(key, bool, raw)
    if kind in NUMERIC:
        return _number(field, key, raw)
    if kind is Kind.SEALED:
        return custom_sealed.checked(field, raw)
    text: str = _typed(key, str, raw)
    if kind in LENGTHS:
        return clean_text(text, key, limit=field.max_length or LENGTHS[kind])
    if kind is Kind.DATE:
        return _day(key, text)
    if kind is Kind.LUNAR:
        return _lunar(key, text)
    if kind is Kind.REGION:
        if text not in provinces() and text not in cities():
            raise bad_input(key, "choice")
        return text
    if text != before and text not in _offered(field):
        raise bad_input(key, "choice")
    return text


def _typed(key: str, type_: type, raw: Any) -> Any:
    if not isinstance(raw, type_):
        raise bad_input(key, "value_kind")
    return raw


def _offered(field: CustomField) -> set[str]:
    return {each["value"] for each in field.options if not each.get("retired")}


def _choices(field: CustomField, key: str, raw: Any, before: list[str]) -> list[str]:
    """Each once, in the order of the definition."""
    wanted = set(_typed(key, list, raw)) if all(isinstance(each, str) for each in raw) else {None}
    if not wanted <= _offered(field) | set(before):
        raise bad_input(key, "choice")
    return [each["value"] for each in field.options if each["value"] in wanted]


def _number(field: CustomField, key: str, raw: Any) -> str:
    """Exact, with the decimals of money and without needless ones of others."""
    if isinstance(raw, bool) or not isinstance(raw, str | int) or not NUMBER.fullmatch(str(raw).strip()):
        raise bad_input(key, "number")
    value, kind = Decimal(str(raw).strip()), Kind(field.kind)
    places = PLACES[kind] if field.places is None else field.places
    low = -MOST if field.low is None else field.low
    high = MOST if field.high is None else field.high
    if not low <= value <= high:
        raise bad_input(key, "range", low=_plain(low), high=_plain(high))
    if -int(value.normalize().as_tuple().exponent) > places:
        raise bad_input(key, "decimals", limit=places)
    return f"{value:.2f}" if kind is Kind.MONEY and places <= 2 else _plain(value)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(key: str, text: str) -> str:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise bad_input(key, "date")
    hold_day(day, key)
    return text


def _lunar(key: str, text: str) -> str:
    try:
        return lunar.written(text).text
    except ValueError as wrong:
        raise bad_input(key, "lunar_date") from wrong


async def _pointed(session: AsyncSession, field: CustomField, raw: Any, before: Any) -> str:
    """Whom or what a value names. Whether the writer reaches it, says who knows his rights."""
    key, kind = CUSTOM + field.key, Kind(field.kind)
    try:
        id = own_id(POINTING[kind], _typed(key, str, raw))
    except Refused as refused:
        raise bad_input(key, "unknown") from refused
    if str(id) != before:  # who left the firm, or was merged, may stay where he was named
        if kind is Kind.USER:
            await active_user(session, id, key)
        else:
            await named(session, Client if kind is Kind.CLIENT else Product, id, key)
    return str(id)
