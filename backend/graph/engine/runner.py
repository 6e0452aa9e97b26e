"""Running compiled queries: plans are found by what they depend on, filled with the request's values, and run once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import orjson
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from backend.graph.context import Context, Reading
from backend.graph.documents import Document
from backend.graph.engine.coercing import Coercion
from backend.graph.engine.compiler import Masks, Plan, compiled
from backend.graph.engine.givens import EVENT, Structure, Values, shape_of
from backend.graph.engine.lates import WORD, Uncovered, resolved
from backend.graph.engine.shared import Fetch
from backend.graph.metrics import PLANS
from backend.platform.callers import VALUES
from backend.platform.callers import shape_of as shape_of_caller

MOST_ENTRIES: Final = 2_000
# Of one document under one set of rights; a caller who varies what decides the form pays for it himself.
MOST_PLANS: Final = 50
_WORD: Final = WORD.encode()
_BEGINS: Final = _WORD[:1]


@dataclass
class _Shape:
    """Plans for variables of one shape: what else they depend on, and the plan for each."""

    structure: Structure
    plans: OrderedDict[tuple[Any, ...], Plan] = field(default_factory=OrderedDict)


@dataclass
class _Entry:
    """One operation of one document under one set of rights. uncovered: why it is for the ordinary route."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    switches: tuple[str, ...]
    coercion: Coercion
    uncovered: str | None = None
    shapes: dict[Any, _Shape] = field(default_factory=dict)

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables as the schema means them. Raises Uncovered when they do not fit."""
        return VariableValues({}, self.coercion.coerced(given))


@dataclass(frozen=True)
class Read:
    """What came of a query. data: by response key, as JSON; rest: the document of what the ordinary route has to do."""

    data: dict[str, Any]
    rest: DocumentNode | None
    order: tuple[str, ...]


@dataclass(frozen=True)
class Foreseen:
    """A plan that waits for what it will be run for. variables: of the operation, as the schema means them."""

    entry: _Entry
    plan: Plan
    variables: VariableValues


class CompiledQueries:
    """The plans of one schema in one process. masks: how a coordinate looks at level `masked`."""

    def __init__(self, schema: GraphQLSchema, masks: Masks) -> None:
        self._schema = schema
        self._masks = masks
        self._entries: OrderedDict[tuple[Any, ...], _Entry] = OrderedDict()

    async def read(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Read:
        """Run a query. Raises Uncovered when the ordinary route has to, Refused for arguments that cannot be."""
        entry = self._entry(document, operation, context)
        if entry.uncovered is not None:
            raise Uncovered(entry.uncovered)
        coerced = entry.variables(variables)
        await context.open_keys()
        plan = self._plan(entry, coerced, context)
        return await self._run(entry, plan, coerced, context, context.database.compiled.fetch)

    async def event(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
        values: Mapping[str, Any],
        fetch: Fetch,
    ) -> Read:
        """One event of a subscription. values: of the event; fetch: runs its statement. Raises like `read`."""
        foreseen = await self.foresee(document, operation, variables, context, values)
        return await self.seen(foreseen, context, values, fetch)

    async def foresee(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
        values: Mapping[str, Any],
    ) -> Foreseen:
        """How an event will be read, or the row that a mutation is about to change. Raises like `read`.

        values: of the event, or others of the same types.
        """
        entry = self._entry(document, operation, context)
        if entry.uncovered is not None:
            raise Uncovered(entry.uncovered)
        coerced = entry.variables(variables)
        # Not a dict: nothing of an event decides about the form of its statement.
        coerced.coerced[EVENT] = MappingProxyType(values)
        await context.open_keys()
        return Foreseen(entry, self._plan(entry, coerced, context), coerced)

    async def seen(
        self, foreseen: Foreseen, context: Context, values: Mapping[str, Any], fetch: Fetch
    ) -> Read:
        """What there is to see now. values: of the event. Raises like `read`."""
        foreseen.variables.coerced[EVENT] = MappingProxyType(values)
        return await self._run(foreseen.entry, foreseen.plan, foreseen.variables, context, fetch)

    def reading(self, foreseen: Foreseen, context: Context) -> Reading | None:
        """How the row will be read whose id is the event's; None when the ordinary route reads some of it."""
        plan, coerced = foreseen.plan, foreseen.variables.coerced
        if plan.statement is None or plan.rest:
            return None

        def values(id: UUID) -> Mapping[str, Any]:
            coerced[EVENT] = MappingProxyType({"id": id})
            return _values(plan, coerced, context)

        return Reading(plan.statement, plan.text, values)

    def told(self, foreseen: Foreseen, context: Context, cells: Sequence[bytes | None]) -> Read:
        """What there is to see, as a change has read it already. Raises Uncovered."""
        return _told(foreseen.entry, foreseen.plan, context, cells)

    async def read_warm(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Read | None:
        """Run a query whose plan is there already, whole; None when it is not. Raises like `read`."""
        caller = context.principal
        entry = self._entries.get((document.text, id(operation), caller.mask.id, shape_of_caller(caller)))
        if entry is None or entry.uncovered is not None:
            return None
        coerced = entry.variables(variables)
        shape = entry.shapes.get(_outline(entry, coerced.coerced))
        if shape is None:
            return None
        plan = shape.plans.get(shape.structure.key(coerced.coerced, context))
        if plan is None or plan.rest:
            return None
        return await self._run(entry, plan, coerced, context, context.database.compiled.fetch)

    async def _run(
        self, entry: _Entry, plan: Plan, coerced: VariableValues, context: Context, fetch: Fetch
    ) -> Read:
        cells = await fetch(plan.text, _values(plan, coerced.coerced, context))
        return _told(entry, plan, context, cells)

    def _entry(self, document: Document, operation: OperationDefinitionNode, context: Context) -> _Entry:
        caller = context.principal
        key = (document.text, id(operation), caller.mask.id, shape_of_caller(caller))
        entry = self._entries.get(key)
        if entry is None:
            fragments = {name: FragmentDetails(each) for name, each in document.fragments.items()}
            coercion = Coercion(self._schema, operation)
            entry = self._entries[key] = _Entry(operation, fragments, _switches(document.ast), coercion)
            if len(self._entries) > MOST_ENTRIES:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(key)
        return entry

    def _plan(self, entry: _Entry, variables: VariableValues, context: Context) -> Plan:
        values = variables.coerced
        outline = _outline(entry, values)
        shape = entry.shapes.get(outline)
        if shape is not None:
            plan = shape.plans.get(shape.structure.key(values, context))
            if plan is not None:
                return plan
        try:
            plan, structure = compiled(
                self._schema, entry.operation, entry.fragments, variables, context, self._masks
            )
        except Uncovered as reason:
            PLANS.labels("uncovered").inc()
            entry.uncovered = str(reason)
            raise
        PLANS.labels("made").inc()
        if shape is None:
            if len(entry.shapes) >= MOST_PLANS:
                entry.shapes.clear()
            shape = entry.shapes[outline] = _Shape(structure)
        shape.plans[shape.structure.key(values, context)] = plan
        if len(shape.plans) > MOST_PLANS:
            shape.plans.popitem(last=False)
        return plan


def _told(entry: _Entry, plan: Plan, context: Context, cells: Sequence[bytes | None]) -> Read:
    data: dict[str, Any] = {}
    denied = set(context.denied)
    try:
        for key, cell in zip(plan.roots, cells, strict=True):
            if cell is None:
                data[key] = None
                continue
            # One letter is sought ten times as fast as a word, and this one stands in hardly any answer.
            late = plan.lates and _BEGINS in cell and _WORD in cell
            data[key] = orjson.Fragment(resolved(cell, plan.lates, context) if late else cell)
    except Uncovered:
        context.denied = denied
        raise
    return Read(data, _document(entry, plan) if plan.rest else None, plan.order)


def _outline(entry: _Entry, values: Values) -> Hashable:
    """What of the variables decides which plans can be meant: what is there, and what @skip and @include ask for."""
    return (
        tuple([(name, shape_of(value)) for name, value in values.items()]),
        tuple([values.get(name) for name in entry.switches]),
    )


def _values(plan: Plan, variables: Values, context: Context) -> dict[str, Any]:
    caller = context.principal
    values = {name: VALUES[name][1](caller) for name in plan.about_caller}
    for name, bound in plan.binds.items():
        values[name] = bound.prepare(bound.read(variables), context)
    return values


def _document(entry: _Entry, plan: Plan) -> DocumentNode:
    """The operation with nothing but the root fields that were not compiled."""
    old = entry.operation
    rest = OperationDefinitionNode(
        operation=old.operation,
        name=old.name,
        variable_definitions=old.variable_definitions,
        directives=old.directives,
        selection_set=SelectionSetNode(selections=plan.rest),
    )
    return DocumentNode(definitions=(rest, *(each.definition for each in entry.fragments.values())))


class _Switches(Visitor):
    """Names of the variables that decide about @skip and @include."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: Any, *_: Any) -> None:
        """Note what its `if` asks for."""
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None


def _switches(document: DocumentNode) -> tuple[str, ...]:
    found = _Switches()
    visit(document, found)
    return tuple(found.names)
