"""Nouns of the schema: tables with the reach that the policies give."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from backend.graph.nouns import Noun, Reach
from backend.platform.db import TenantRow
from backend.platform.principal import Principal
from backend.policies.rows import reach

_MADE: dict[str, Noun] = {}


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
    return noun


def made(name: str) -> Noun:
    """A noun by its name, for types that the noun's own module imports. Raises KeyError while there is none."""
    return _MADE[name]


def _reach(name: str, caller: Principal, row: Any) -> Reach:
    return reach(caller, name, row)
