"""The caller inside a statement: what he is and may reach, as named parameters.

A statement made for one caller serves every other who stands alike: only the values of these parameters differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Date, Text, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from backend.platform.clock import business_date
from backend.platform.principal import Principal


def _of_scope(name: str) -> Callable[[Principal], Any]:
    return lambda caller: caller.scope.parameters[name]


VALUES: Mapping[str, tuple[Any, Callable[[Principal], Any]]] = {
    "firm_id": (Uuid(), lambda caller: caller.firm_id),
    "caller_id": (Uuid(), lambda caller: caller.user_id),
    "caller_day": (Date(), lambda _caller: business_date()),
    "caller_users": (ARRAY(Uuid()), _of_scope("caller_users")),
    "caller_makers": (ARRAY(Text()), _of_scope("caller_makers")),
    "caller_teams": (ARRAY(Uuid()), _of_scope("caller_teams")),
    "caller_sources": (ARRAY(Text()), _of_scope("caller_sources")),
    "caller_products": (ARRAY(Uuid()), _of_scope("caller_products")),
}
"""Name of a parameter -> its type and its value for a caller."""


def of_caller(caller: Principal, name: str) -> BindParameter[Any]:
    """A parameter about the caller (a key of VALUES), with his value in it."""
    type_, read = VALUES[name]
    return bindparam(name, read(caller), type_)


def shape_of(caller: Principal) -> tuple[bool, ...]:
    """What of a caller decides which statement he gets: whether there is anybody or anything of each kind."""
    scope = caller.scope
    return (
        caller.user_id is not None,
        bool(scope.user_ids),
        bool(scope.team_ids),
        bool(scope.sources),
        bool(scope.product_ids),
    )
