"""Live fields: what wakes a subscription and what each event shows is declared once, and both routes follow.

The compiled route puts the source's SQL into a statement of its own and runs it for each wake; the ordinary one loads
the event's object and resolves the selection on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol, Self
from uuid import UUID

import strawberry
from graphql import GraphQLError, GraphQLSchema
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import ColumnElement, Uuid

from backend.graph.context import Context
from backend.graph.engine.coercing import Coercion
from backend.graph.engine.drafts import Draft
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.objects import SOURCE, Ask, source_of
from backend.graph.guard import Prepared
from backend.graph.nodes import node_of
from backend.graph.nouns import Noun
from backend.graph.sources import one
from backend.platform.errors import Refused

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Wake:
    """Something to tell. values: parameters of the event's statement; rung: time of the loop since which it is true."""

    values: Mapping[str, Any]
    rung: float

    @classmethod
    def now(cls, values: Mapping[str, Any]) -> Self:
        """The present state."""
        return cls(values, asyncio.get_running_loop().time())


class LiveSource(Protocol):
    """Where the events of a subscription come from."""

    @property
    def ends(self) -> bool:
        """Whether the stream ends with a wake that shows nothing; else that wake is passed over."""

    def wakes(self, context: Context, arguments: Arguments, /) -> AsyncGenerator[Wake, None]:
        """What there is to tell, for ever. Raises Refused or GraphQLError for who may not listen."""

    async def load(self, context: Context, wake: Wake) -> Any:
        """The event's object on the ordinary route; None when there is nothing the caller reaches."""

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The event's object as JSON; null when there is nothing the caller reaches."""


@dataclass(frozen=True)
class LiveRow:
    """Events that show one row of a noun: its id is the value `id` of a wake."""

    noun: Callable[[], Noun]
    wakes: Callable[[Context, Arguments], AsyncGenerator[Wake, None]]
    ends: bool = False

    async def load(self, context: Context, wake: Wake) -> Any:
        """The node."""
        id: UUID = wake.values["id"]
        return await node_of(context, self.noun(), id)

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The object."""
        return one(draft, self.noun(), draft.bind(draft.event("id"), Uuid()), ask)


def lively(source: LiveSource) -> Callable[[Callable[..., Any]], Any]:
    """Decorator for a subscription of the ordinary route: the compiled route takes `source`."""
    decorate: Callable[[Callable[..., Any]], Any] = strawberry.subscription(metadata={SOURCE: source})
    return decorate


async def told(source: LiveSource, context: Context, **arguments: Any) -> AsyncGenerator[Any, None]:
    """The events' objects on the ordinary route."""
    async with aclosing(source.wakes(context, arguments)) as wakes:
        async for wake in wakes:
            context.forget()
            found = await source.load(context, wake)
            if found is not None:
                yield found
            elif source.ends:
                return


@dataclass(frozen=True)
class Following:
    """One subscription that is followed by its wakes."""

    source: LiveSource
    arguments: Arguments
    key: str

    def wakes(self, context: Context) -> AsyncGenerator[Wake, None]:
        """What there is to tell."""
        return self.source.wakes(context, self.arguments)


def following(schema: GraphQLSchema, prepared: Prepared, variables: Mapping[str, Any]) -> Following | None:
    """How to follow a subscription; None where its field has no source, or only the ordinary route can refuse it."""
    type_, operation = schema.subscription_type, prepared.operation
    if type_ is None:
        return None
    fragments = {name: FragmentDetails(each) for name, each in prepared.document.fragments.items()}
    try:
        given = VariableValues({}, Coercion(schema, operation).coerced(variables))
        found = collect_fields(schema, fragments, given, type_, operation).grouped_field_set
        (key, details), *_ = found.items()
        field = type_.fields.get(details[0].node.name.value)
        source: Any = None if field is None else source_of(field)
        if field is None or source is None:
            return None
        return Following(source, get_argument_values(field, details[0].node, given), key)
    except (Uncovered, Refused, GraphQLError, ValueError):
        return None
