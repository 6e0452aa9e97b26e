"""Columns of the firm's own fields of clients: asked for together, written by their kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from backend.book.custom_fields import CUSTOM
from backend.platform.principal import Mask
from backend.schema.export_columns import ListColumn, Node, Read
from backend.systemize import lunar
from backend.systemize.fields import Field, Kind
from backend.systemize.regions import cities, provinces
from backend.systemize.tables.cells import Cell, Form

SELECT: Final = "custom { key value name }"
_FORMS: Final[Mapping[Kind, Form]] = {
    Kind.NUMBER: Form.NUMBER,
    Kind.PERCENT: Form.NUMBER,
    Kind.MONEY: Form.MONEY,
    Kind.DATE: Form.DATE,
    Kind.BOOLEAN: Form.BOOLEAN,
}


def own_columns(mask: Mask) -> dict[str, ListColumn]:
    """A column for each of the firm's own fields that a person may know of, by `custom:<key>`."""
    return {
        field.key: ListColumn(
            field.key, f"Client.{field.key}", field.zh, field.en, _FORMS.get(field.kind, Form.TEXT), SELECT,
            _read(field),
        )
        for field in mask.own.values()
    }  # fmt: skip


def _read(field: Field) -> Read:
    key = field.key.removeprefix(CUSTOM)

    def read(node: Node, english: bool) -> Cell:
        found = next((each for each in node.get("custom") or () if each["key"] == key), None)
        if found is None or found["value"] is None:
            return None
        return _cell(field, found, english=english)

    return read


def _cell(field: Field, found: Mapping[str, Any], *, english: bool) -> Cell:
    value = found["value"]
    match field.kind:
        case Kind.NUMBER | Kind.PERCENT | Kind.MONEY:
            return Decimal(str(value))
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.USER | Kind.CLIENT | Kind.PRODUCT | Kind.FILE:
            return None if found["name"] is None else str(found["name"])
        case Kind.LUNAR:
            return str(value) if english else lunar.in_chinese(lunar.read(value))
        case Kind.REGION:
            region = provinces().get(value) or cities().get(value)
            return value if region is None else (english and region.en) or region.zh
        case Kind.CHOICE:
            return _word(field, value, english=english)
        case Kind.CHOICES:
            return (", " if english else "、").join(_word(field, each, english=english) for each in value)
        case _:
            return str(value)


def _word(field: Field, value: str, *, english: bool) -> str:
    option = next((each for each in field.options if each.value == value), None)
    return value if option is None else option.en if english else option.zh
