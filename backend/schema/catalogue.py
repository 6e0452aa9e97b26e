"""GraphQL made from the field catalogue: output fields, filters and inputs follow from one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

import strawberry

from backend.graph.reach import COMPARED_AT, FILTERS_BY, WRITES
from backend.graph.scalars import Money
from backend.graph.sources import column
from backend.platform.principal import Level
from backend.schema.filters import FILTERS, WHERE
from backend.systemize.conditions.links import Subject
from backend.systemize.fields import Field, Kind

C = TypeVar("C", bound=type)
OUTPUT: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.LONG_TEXT: str,
    Kind.CHOICE: str,
    Kind.MONEY: Money,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
    Kind.BOOLEAN: bool,
    Kind.SEALED: str,
}


@cache
def snake(key: str) -> str:
    """`riskLevel` -> `risk_level`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in key)


@cache
def camel(column: str) -> str:
    """`due_at` -> `dueAt`."""
    head, *rest = column.split("_")
    return head + "".join(part.capitalize() for part in rest)


def with_fields(fields: Iterable[Field]) -> Callable[[C], C]:
    """Class decorator: an output field for each plain or sealed column; relations are written by hand."""

    def add(cls: C) -> C:
        for field in fields:
            if field.kind in OUTPUT and field.contact is None and not hasattr(cls, snake(field.key)):
                setattr(cls, snake(field.key), _output(field))
        return cls

    return add


def _output(field: Field) -> Any:
    attribute = f"{field.column}_masked" if field.kind is Kind.SEALED else field.column

    words = f"{field.en} ({field.zh})."
    if field.kind is Kind.SEALED:
        words += " Masked text, also for those who may reveal it."
    return column(
        attribute, name=field.key, description=words, annotations={"return": OUTPUT[field.kind] | None}
    )


def with_filters(fields: Iterable[Field]) -> Callable[[C], C]:
    """Class decorator for a filter input: a comparison for each filterable field."""

    def add(cls: C) -> C:
        for field in fields:
            if field.filterable:
                name = snake(field.key)
                cls.__annotations__[name] = FILTERS[field.kind] | None
                # The tail of a number may be compared by who sees it masked.
                level = Level.MASKED if field.kind is Kind.SEALED else Level.VIEW
                compared = strawberry.field(
                    default=strawberry.UNSET, name=field.key, metadata={COMPARED_AT: level}
                )
                setattr(cls, name, compared)
        return cls

    return add


def with_links(subject: Subject, filters: Mapping[str, str]) -> Callable[[C], C]:
    """Class decorator for a filter input: filters of what belongs to a row, each named late by its class.

    A relation whose key a comparison has already is called `<key>Where`.
    """

    def add(cls: C) -> C:
        for key, filter in filters.items():
            name = f"{key}{WHERE}" if key in subject.fields else key
            cls.__annotations__[snake(name)] = f"{filter} | None"
            through = strawberry.field(default=strawberry.UNSET, name=name, metadata={FILTERS_BY: key})
            setattr(cls, snake(name), through)
        return cls

    assert set(filters) == set(subject.links)
    return add


def with_parts(cls: C) -> C:
    """Class decorator for a filter input: `and`, `or` and `not` of filters of its own kind."""
    own = cls.__name__
    for name, type_ in (("and", f"list[{own}]"), ("or", f"list[{own}]"), ("not", own)):
        cls.__annotations__[f"{name}_"] = f"{type_} | None"
        setattr(cls, f"{name}_", strawberry.field(default=None, name=name))
    return cls


def of_many(module: str, name: str, of: str, each: str, description: str) -> tuple[Any, Any]:
    """The filter of what belongs to a row, and a number of it; both are named in `module`, where `of` is.

    name: `Tasks` makes `TasksFilter` and `TasksCounted`. of: the filter of one. each: what is counted, in words.
    """
    one, number = f"{of} | None", f"{name}Counted | None"
    parts = {"some": one, "none": one, "every": one, "at_least": number, "at_most": number}
    counted = _made(module, f"{name}Counted", {"count": "int", "of": one}, {"of": strawberry.UNSET})
    words = f"A number of {each} that fit; of all of them when nothing is said."
    filter = _made(module, f"{name}Filter", parts, dict.fromkeys(parts, strawberry.UNSET))
    return strawberry.input(filter, description=description), strawberry.input(counted, description=words)


def _made(module: str, name: str, annotations: dict[str, str], defaults: dict[str, Any]) -> type:
    return type(name, (), {"__module__": module, "__annotations__": annotations, **defaults})


def with_inputs(type_name: str, fields: Iterable[Field], *, required: bool) -> Callable[[C], C]:
    """Class decorator for an input: a value for each editable field of a type but contact points.

    required: whether fields that a row cannot miss must be given (create) or may be left out (update).
    """

    def add(cls: C) -> C:
        for field in fields:
            if not field.editable or field.contact:
                continue
            name, writes = snake(field.key), {WRITES: f"{type_name}.{field.key}"}
            type_: Any = date if field.kind is Kind.DATE else bool if field.kind is Kind.BOOLEAN else str
            if required and field.required:
                cls.__annotations__[name] = type_
                setattr(cls, name, strawberry.field(name=field.key, metadata=writes))
            else:
                cls.__annotations__[name] = type_ | None
                setattr(
                    cls,
                    name,
                    strawberry.field(default=strawberry.UNSET, name=field.key, metadata=writes),
                )
        return cls

    return add


def given(input: Any, fields: Iterable[Field]) -> dict[str, Any]:
    """The values of an input by catalogue key; those left out are absent."""
    sent = vars(input)
    return {
        field.key: value
        for field in fields
        if field.editable
        and not field.contact
        and (value := sent.get(snake(field.key), strawberry.UNSET)) is not strawberry.UNSET
    }
