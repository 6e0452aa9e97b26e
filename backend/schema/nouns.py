"""Nouns of the schema: tables with the reach that the policies give."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from backend.graph.nouns import Noun, Reach
from backend.platform.db import TenantRow
from backend.platform.principal import Principal
from backend.policies.rows import reach


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

    def made(row: Any, stands: Any) -> Any:
        assert type_ is not None
        return type_(row=row, stands=stands)

    return Noun(name, model, make or made, partial(_reach, name), prefix, way_by_way)


def _reach(name: str, caller: Principal, row: Any) -> Reach:
    return reach(caller, name, row)
