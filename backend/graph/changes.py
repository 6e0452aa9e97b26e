"""Changes: a mutation of one field runs its function once, and what it changed is read again by the compiled route;
where the function made the change by one statement, in that statement.

Where that route cannot, or the change was refused, the ordinary one answers: it finds in the context what came of the
change, and does not make it again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import strawberry
from graphql import FieldNode, GraphQLError, OperationDefinitionNode
from graphql.execution.values import get_argument_values
from sqlalchemy import ColumnElement, Uuid

from backend.graph.connections import Info
from backend.graph.context import Context, Outcome
from backend.graph.documents import Document
from backend.graph.engine.calling import Call
from backend.graph.engine.drafts import Draft
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import SOURCE, Ask, source_of
from backend.graph.engine.runner import CompiledQueries, Read
from backend.graph.nodes import node_of
from backend.graph.nouns import Noun
from backend.graph.sources import one
from backend.platform.errors import Refused

NOWHERE: Final = UUID(int=0)


@dataclass(frozen=True)
class Payload:
    """The row a mutation changed: its id is what the change returned."""

    noun: Callable[[], Noun]

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The object; null when it left the caller's reach."""
        return one(draft, self.noun(), draft.bind(draft.event("id"), Uuid()), ask)


def changing(noun: Callable[[], Noun]) -> Callable[[Callable[..., Any]], Any]:
    """Decorator for a mutation whose function changes a row of a noun and returns `changed(...)` of it."""

    def decorate(function: Callable[..., Any]) -> Any:
        @functools.wraps(function)
        async def resolve(self: Any, info: Info, **given: Any) -> Any:
            context = info.context
            outcome = context.outcome
            if outcome is None or not outcome.known:
                return await function(self, info, **given)
            if outcome.fault is not None:
                raise outcome.fault
            return await node_of(context, noun(), outcome.id)

        return strawberry.mutation(resolver=resolve, metadata={SOURCE: Payload(noun)})

    return decorate


@dataclass(frozen=True)
class _Told:
    """What the function of a mutation is told of the request."""

    context: Context


class Changes:
    """The mutations of one schema in one process."""

    def __init__(self, schema: strawberry.Schema, compiled: CompiledQueries) -> None:
        self._compiled = compiled
        type_ = schema._schema.mutation_type
        fields = {} if type_ is None else type_.fields
        names = schema.config.name_converter
        self._calls = {
            name: (field, Call(field, names))
            for name, field in fields.items()
            if isinstance(source_of(field), Payload)
        }

    async def run(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Read | None:
        """Make the change and read the row; None when the ordinary route has to answer."""
        first, *others = operation.selection_set.selections
        if (
            others
            or not isinstance(first, FieldNode)
            or first.directives
            or first.name.value not in self._calls
        ):
            return None
        field, call = self._calls[first.name.value]
        try:
            foreseen = await self._compiled.foresee(document, operation, variables, context, {"id": NOWHERE})
            given = get_argument_values(field, first, foreseen.variables)
        except (Uncovered, Refused, GraphQLError):
            return None
        outcome = context.outcome = Outcome(self._compiled.reading(foreseen, context))
        try:
            outcome.id = await call(_Told(context), given)
        except Exception as fault:
            # Whatever it is, the ordinary route meets it in its place and words it.
            outcome.fault = fault
        outcome.known = True
        if outcome.id is None:
            return None
        try:
            if outcome.cells is not None:
                return self._compiled.told(foreseen, context, outcome.cells)
            fetch = context.database.compiled.fetch
            return await self._compiled.seen(foreseen, context, {"id": outcome.id}, fetch)
        except (Uncovered, Refused, GraphQLError):
            return None
