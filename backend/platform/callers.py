"""The caller inside a statement: what he is and may reach, as named parameters.

A statement made for one caller serves every other who stands alike: only the values of these parameters differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Text, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from backend.platform.principal import Principal


def _sorted(ids: Iterable[UUID]) -> list[UUID]:
    return sorted(ids)


VALUES: Mapping[str, tuple[Any, Callable[[Principal], Any]]] = {
    "firm_id": (Uuid(), lambda caller: caller.firm_id),
    "caller_id": (Uuid(), lambda caller: caller.user_id),
    "caller_users": (ARRAY(Uuid()), lambda caller: _sorted(caller.scope.user_ids)),
    "caller_makers": (
        ARRAY(Text()),
        lambda caller: [f"user:{id}" for id in _sorted(caller.scope.user_ids)],
    ),
    "caller_teams": (ARRAY(Uuid()), lambda caller: _sorted(caller.scope.team_ids)),
    "caller_sources": (ARRAY(Text()), lambda caller: sorted(caller.scope.sources)),
    "caller_products": (ARRAY(Uuid()), lambda caller: _sorted(caller.scope.product_ids)),
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
