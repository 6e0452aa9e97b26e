"""Rights at run time: every field of every type passes here; what nobody granted is closed.

A field's coordinate is judged at the relation of the row it stands on. A denied field is null, with one error
for each coordinate; a masked one shows its mask. A denied field that cannot be null takes the nearest nullable
parent with it. Plumbing (pages, ids, versions) carries no data of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from graphql import GraphQLError, GraphQLResolveInfo, is_non_null_type
from strawberry.extensions import SchemaExtension

from backend.graph.context import Context
from backend.platform.errors import Code
from backend.platform.messages import sentence
from backend.platform.principal import Level, Relation

PLUMBING_FIELDS = {"id", "version", "relation"}
PLUMBING_TYPES = ("Connection", "Edge", "PageInfo")
Masks = Mapping[str, Callable[[Any], Any]]


ROOTS = {"Query", "Mutation", "Subscription"}


def is_plumbing(type_name: str, field: str) -> bool:
    """Whether a field carries no data of its own."""
    return field in PLUMBING_FIELDS or field.startswith("__") or type_name.endswith(PLUMBING_TYPES)


class Rights(SchemaExtension):
    """Judges each resolved field; `masks` holds how a coordinate looks at level `masked`."""

    masks: ClassVar[Masks] = {}

    def on_execute(self) -> Any:
        """After execution: one FORBIDDEN for each coordinate that was denied somewhere."""
        yield
        context: Context = self.execution_context.context
        result = self.execution_context.result
        if result is None or not context.denied:
            return
        refusals = [refusal(context, Code.FORBIDDEN, {"coordinate": name}) for name in sorted(context.denied)]
        result.errors = [*(result.errors or []), *refusals]

    def resolve(
        self, _next: Callable[..., Any], root: Any, info: GraphQLResolveInfo[Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The field's value, its mask, or null."""
        type_name, field = info.parent_type.name, info.field_name
        if is_plumbing(type_name, field):
            return _next(root, info, *args, **kwargs)
        context: Context = info.context
        coordinate = f"{type_name}.{field}"
        level = level_on(context, coordinate, root)
        if level is Level.NONE:
            if type_name in ROOTS or is_non_null_type(info.return_type):
                raise refusal(context, Code.FORBIDDEN, {"coordinate": coordinate})
            context.denied.add(coordinate)
            return None
        if level is Level.MASKED and (mask := self.masks.get(coordinate)) is not None:
            value = _next(root, info, *args, **kwargs)
            if inspect.isawaitable(value):
                return _masked(value, mask)
            return None if value is None else mask(value)
        return _next(root, info, *args, **kwargs)


def level_on(context: Context, coordinate: str, on: Any) -> Level:
    """The right to a field of an object: at the relation of its row, or at any when it belongs to none."""
    mask, stands = context.principal.mask, getattr(on, "stands", None)
    return mask.anywhere(coordinate) if stands is None else mask.level(coordinate, stands)


async def _masked(waiting: Any, mask: Callable[[Any], Any]) -> Any:
    value = await waiting
    return None if value is None else mask(value)


def refusal(context: Context, code: Code, params: dict[str, Any]) -> GraphQLError:
    """A coded error in the reader's language."""
    extensions: dict[str, Any] = {"code": code.value, "params": params, "traceId": context.trace_id}
    if "coordinate" in params:
        extensions["coordinate"] = params["coordinate"]
    words = sentence(code, params, context.locale)  # type: ignore[arg-type]
    return GraphQLError(words, extensions=extensions)


def demand(context: Context, type_name: str, coordinate: str, level: Level = Level.VIEW) -> None:
    """The right to filter, sort, group or search by a field: at every relation whose rows the caller sees.

    Raises GraphQLError FORBIDDEN.
    """
    mask = context.principal.mask
    if mask.throughout(coordinate, mask.relations(type_name)) < level:
        raise refusal(context, Code.FORBIDDEN, {"coordinate": coordinate})


def demand_at(context: Context, coordinate: str, relation: Relation, level: Level = Level.VIEW) -> None:
    """The right on a coordinate for one row's relation. Raises GraphQLError FORBIDDEN."""
    if context.principal.mask.level(coordinate, relation) < level:
        raise refusal(context, Code.FORBIDDEN, {"coordinate": coordinate})
