"""Nouns of the schema: tables with the reach that the policies give."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import strawberry
from strawberry.types.lazy_type import LazyType

from backend.graph.nouns import Noun, Reach
from backend.graph.sources import to_one
from backend.platform.db import TenantRow
from backend.platform.principal import Principal
from backend.policies.rows import reach

_MADE: dict[str, Noun] = {}
_TYPES: dict[str, type[Any]] = {}


class _Promised(LazyType[str, str]):
    """A type that is found by its noun when the schema is put together."""

    def resolve_type(self) -> type[Any]:
        return _TYPES[self.type_name]


def noun_of(
    name: str,
    model: type[TenantRow],
    type_: Callable[..., Any] | None = None,
    *,
    make: Callable[[Any, Any], Any] | None = None,
    prefix: str = "",
    way_by_way: bool = False,
) -> Noun:
    """The noun of a type; name: as the policies call it. make: how a row becomes a node, if not by `type_` alone."""

    def node(row: Any, stands: Any) -> Any:
        assert type_ is not None
        return type_(row=row, stands=stands)

    noun = Noun(name, model, make or node, partial(_reach, name), prefix, way_by_way)
    _MADE[name] = noun
    if isinstance(type_, type):
        _TYPES[name] = type_
    return noun


def made(name: str) -> Noun:
    """A noun by its name, for types that the noun's own module imports. Raises KeyError while there is none."""
    return _MADE[name]


def promised(name: str) -> Any:
    """The type of a noun, to be named as a field's `graphql_type` in a module that the noun's own imports."""
    return _Promised(name, "")


def promised_list(name: str) -> Any:
    """A list of what is only promised."""
    return list[promised(name)]  # type: ignore[misc]


def promising(type_: Any) -> Callable[[Callable[..., Any]], Any]:
    """Decorator for a resolver of what is only promised, as `strawberry.field` is for others."""
    decorate: Callable[[Callable[..., Any]], Any] = strawberry.field(graphql_type=type_)
    return decorate


def linked(noun: Noun | str, key: str, description: str) -> Any:
    """A field that follows a key of the row to a row of a noun; its name where its type is only promised."""
    name = noun if isinstance(noun, str) else noun.name
    return to_one(lambda: made(name), key, graphql_type=promised(name) | None, description=description)


def _reach(name: str, caller: Principal, row: Any) -> Reach:
    return reach(caller, name, row)
