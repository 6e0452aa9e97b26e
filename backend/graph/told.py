"""Objects that Python knows without any row: of the caller himself, of catalogues; put into a compiled answer late."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from graphql import GraphQLObjectType, get_named_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, Text, cast, func

from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.lates import Denied, Uncovered
from backend.graph.engine.objects import Ask
from backend.graph.rights import is_plumbing
from backend.platform.errors import Refused
from backend.platform.principal import Level

Tell = Callable[[Context, Mapping[str, Any]], Any]
"""(context, arguments) -> a plain value, an object, a list of either. Raises Refused for arguments that cannot be."""


@dataclass(frozen=True)
class Told:
    """What Python says for the caller. arguments: names of those it depends on."""

    tell: Tell
    arguments: tuple[str, ...] = ()

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The value. Raises Uncovered where an object's field is made by a resolver."""
        named = get_named_type(ask.field.type)
        cells = _cells(draft, named, ask.chosen) if isinstance(named, GraphQLObjectType) else None
        late = _Late(self.tell, self.arguments, cells)
        if not self.arguments:
            return func.to_json(draft.lates.token(late))
        values = [draft.bind(ask.arguments[name], Text()) for name in self.arguments]
        return func.to_json(draft.lates.token(late, cast(func.json_build_array(*values), Text)))


@dataclass(frozen=True)
class _Cells:
    """What is selected of an object: response key, coordinate, attribute, and what is selected below.

    The coordinate is empty where no right is asked for, the attribute for the name of the type.
    """

    type: str
    of: tuple[tuple[str, str, str, _Cells | None], ...]


@dataclass(frozen=True)
class _Late:
    tell: Tell
    arguments: tuple[str, ...]
    cells: _Cells | None

    def __call__(self, context: Context, payload: str) -> Any:
        """The value as JSON; payload: the arguments' values. Raises Uncovered for those that are refused."""
        values = orjson.loads(payload) if payload else ()
        try:
            found = self.tell(context, dict(zip(self.arguments, values, strict=True)))
        except Refused as refused:
            # The ordinary route has the words.
            raise Uncovered(str(refused)) from refused
        return _plain(context, found, self.cells)


def _cells(draft: Draft, type_: GraphQLObjectType, chosen: list[FieldDetails]) -> _Cells:
    found: list[tuple[str, str, str, _Cells | None]] = []
    for key, details in draft.selected(type_, chosen).items():
        name = details[0].node.name.value
        if name == "__typename":
            found.append((key, "", "", None))
            continue
        field, coordinate = type_.fields[name], f"{type_.name}.{name}"
        definition = field.extensions["strawberry-definition"]
        free = is_plumbing(type_.name, name)
        denied = not free and draft.mask.anywhere(coordinate) is Level.NONE
        if definition.base_resolver is not None or (denied and is_non_null_type(field.type)):
            raise Uncovered(coordinate)
        named = get_named_type(field.type)
        inside = _cells(draft, named, details) if isinstance(named, GraphQLObjectType) else None
        found.append((key, "" if free else coordinate, definition.python_name, inside))
    return _Cells(type_.name, tuple(found))


def _plain(context: Context, value: Any, cells: _Cells | None) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(context, each, cells) for each in value]
    if isinstance(value, Enum):
        return value.name
    if cells is None or value is None:
        return value
    return {
        key: _cell(context, value, cells, coordinate, attribute, inside)
        for key, coordinate, attribute, inside in cells.of
    }


def _cell(
    context: Context, of: Any, cells: _Cells, coordinate: str, attribute: str, inside: _Cells | None
) -> Any:
    if not attribute:
        return cells.type
    if coordinate and context.principal.mask.anywhere(coordinate) is Level.NONE:
        return Denied(coordinate)(context, "")
    return _plain(context, getattr(of, attribute), inside)
