"""From an operation to a plan: its root fields as columns of one statement, proven and compiled to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.collect_fields import FieldDetails, FragmentDetails
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement, Select, cast, func, select
from sqlalchemy import Text as SqlText
from sqlalchemy.exc import SQLAlchemyError

from backend.graph.context import Context
from backend.graph.engine.drafts import Bound, Draft
from backend.graph.engine.givens import Structure
from backend.graph.engine.lates import Late, Uncovered
from backend.graph.engine.objects import Ask, constant, source_of
from backend.platform.callers import VALUES
from backend.platform.compiled_reads import Text
from backend.platform.principal import Level

Masks = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True)
class Plan:
    """A compiled operation.

    roots: response keys of the statement's columns; rest: root fields of the ordinary route; order: all response keys;
    statement: what a mutation asks of the row it changed, before it became text.
    """

    text: Text
    roots: tuple[str, ...]
    rest: tuple[FieldNode, ...]
    order: tuple[str, ...]
    binds: Mapping[str, Bound]
    about_caller: tuple[str, ...]
    lates: Sequence[Late]
    statement: Select[Any] | None = None


def compiled(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDetails],
    variables: VariableValues,
    context: Context,
    masks: Masks,
) -> tuple[Plan, Structure]:
    """The plan of a query or of a subscription's events, and what of the variables it depends on.

    Raises Uncovered when not a single root field can be compiled, Refused for arguments that cannot be.
    """
    draft = Draft(schema, operation, fragments, variables, context, masks)
    cells: dict[str, ColumnElement[Any]] = {}
    rest: list[FieldNode] = []
    why: list[str] = []
    type_ = schema.get_root_type(operation.operation)
    assert type_ is not None
    found = draft.roots(type_)
    for key, details in found.items():
        try:
            cells[key] = _root(draft, type_, key, details)
        except Uncovered as reason:
            why.append(str(reason))
            rest += [detail.node for detail in details]
    if not cells:
        raise Uncovered("; ".join(why))
    statement = select(*(cell.label(f"c{n}") for n, cell in enumerate(cells.values())))
    try:
        text = Text(statement, context.principal.firm_id, words=draft.words, even=draft.even)
    except SQLAlchemyError as fault:
        raise Uncovered(f"{type(fault).__name__}: {fault}") from fault
    plan = Plan(
        text=text,
        roots=tuple(cells),
        rest=tuple(rest),
        order=tuple(found),
        # Also those whose part of the statement fell away: a value that cannot be is refused, used or not.
        binds=dict(draft.binds),
        about_caller=tuple(name for name in dict.fromkeys(text.names) if name in VALUES),
        lates=draft.lates.kinds,
        statement=statement if operation.operation is OperationType.MUTATION else None,
    )
    return plan, draft.structure


def _root(
    draft: Draft, type_: GraphQLObjectType, key: str, details: list[FieldDetails]
) -> ColumnElement[Any]:
    node = details[0].node
    name = node.name.value
    if name == "__typename":
        return func.to_json(cast(constant(type_.name), SqlText))
    field = type_.fields[name]
    source: Any = source_of(field)
    if source is None:
        raise Uncovered(f"{type_.name}.{name}")
    if draft.mask.anywhere(f"{type_.name}.{name}") is Level.NONE:
        raise Uncovered(f"{type_.name}.{name} is denied")
    return source.root(draft, Ask(key, details, field, draft.arguments(field, node)))  # type: ignore[no-any-return]
