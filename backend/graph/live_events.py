"""Events: the selection of a subscription run again for each wake, by the compiled route where it covers it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

import strawberry
from graphql import GraphQLError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from backend.graph.asking import Asked
from backend.graph.deadlines import BoundContext, deadline
from backend.graph.engine.lates import Uncovered
from backend.graph.engine.runner import CompiledQueries, Read
from backend.graph.engine.shared import SharedReads
from backend.graph.guard import PREPARED, Prepared
from backend.graph.live import Following, Wake, following
from backend.platform.errors import Refused


class NotBegun(Exception):
    """Nothing was sent: the ordinary route has to see to the subscription, and words the refusal if there is one."""


class LiveEvents:
    """The events of one schema in one process. seconds: how long one of them may take."""

    def __init__(self, schema: strawberry.Schema, compiled: CompiledQueries, seconds: float) -> None:
        self._schema = schema
        self._compiled = compiled
        self._seconds = seconds
        self._shared = SharedReads()

    async def of(
        self, asked: Asked, prepared: Prepared, context: BoundContext
    ) -> AsyncGenerator[Read | ExecutionResult, None]:
        """What came of each event, of either route. Raises NotBegun before the first one, later as an event does."""
        followed = following(self._schema._schema, prepared, asked.variables)
        if followed is None:
            raise NotBegun
        begun = False
        async with aclosing(followed.wakes(context)) as wakes:
            try:
                async for wake in wakes:
                    begun = True
                    found = await self._event(asked, prepared, context, followed, wake)
                    if found is not None:
                        yield found
                    elif followed.source.ends:
                        return
            except (Refused, GraphQLError) as refused:
                if begun:
                    raise
                raise NotBegun from refused

    async def _event(
        self, asked: Asked, prepared: Prepared, context: BoundContext, followed: Following, wake: Wake
    ) -> Read | ExecutionResult | None:
        """One event; None when it shows nothing."""
        while True:
            caller = context.principal
            context.forget()
            context.denied.clear()
            async with deadline(context, self._seconds):
                found = await self._answered(asked, prepared, context, followed, wake)
            # Rights that changed meanwhile count: what was read under the old ones is not sent.
            if (context.principal.mask.id, context.principal.scope) == (caller.mask.id, caller.scope):
                return found

    async def _answered(
        self, asked: Asked, prepared: Prepared, context: BoundContext, followed: Following, wake: Wake
    ) -> Read | ExecutionResult | None:
        fetch = partial(self._shared.fetch, context.database.compiled.fetch, since=wake.rung)
        try:
            read = await self._compiled.event(
                prepared.document, prepared.operation, asked.variables, context, wake.values, fetch
            )
        except (Uncovered, Refused, GraphQLError):
            found = await followed.source.load(context, wake)
            return None if found is None else await self._executed(asked, prepared, context, found)
        return None if read.data[followed.key] is None else read

    async def _executed(
        self, asked: Asked, prepared: Prepared, context: BoundContext, found: object
    ) -> ExecutionResult:
        """The selection on the event's object, by the ordinary route."""
        result: ExecutionResult = await self._schema.execute(
            asked.text,
            dict(asked.variables),
            context,
            root_value=found,
            operation_name=asked.operation_name,
            allowed_operation_types=(OperationType.SUBSCRIPTION,),
            operation_extensions={PREPARED: prepared},
        )
        # The execution has told of them.
        context.denied.clear()
        return result
