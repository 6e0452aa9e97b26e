"""A statement in the making: for whom, of which operation, with which parameters and late values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from sqlalchemy import BindParameter, ColumnElement, bindparam, literal_column, select
from sqlalchemy.orm import aliased

from backend.graph.context import Context
from backend.graph.engine.givens import Arguments, Given, Read, Structure, arguments_of
from backend.graph.engine.lates import Lates
from backend.graph.nouns import Noun
from backend.platform.callers import of_caller
from backend.platform.principal import Level, Mask, Principal, Relation

Prepare = Callable[[Any, Context], Any]
"""(value of an argument, context) -> what the database compares with. Raises Refused for what it cannot be."""


@dataclass(frozen=True)
class Bound:
    """A parameter: where its value is in the variables, and what becomes of it."""

    read: Read
    prepare: Prepare


@dataclass(frozen=True)
class Stands:
    """How the caller stands to the rows of a SELECT: the relations that can come out, and which one does (text)."""

    visible: tuple[Relation, ...]
    relation: ColumnElement[str]

    def among(self, relations: Sequence[Relation]) -> ColumnElement[bool]:
        """Whether a row's relation is one of these."""
        return self.relation.in_([literal_column(f"'{relation}'") for relation in relations])


@dataclass
class Draft:
    """One statement in the making. masks: how a coordinate looks at level `masked`, where it is not its own mask."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    context: Context
    masks: Mapping[str, Callable[[Any], Any]]
    binds: dict[str, Bound] = field(default_factory=dict)
    structure: Structure = field(default_factory=Structure)
    lates: Lates = field(default_factory=Lates)

    @property
    def caller(self) -> Principal:
        """For whom it is made."""
        return self.context.principal

    @property
    def mask(self) -> Mask:
        """His rights."""
        return self.context.principal.mask

    @property
    def firm(self) -> BindParameter[Any]:
        """His firm, as a parameter."""
        return of_caller(self.caller, "firm_id")

    def bind(self, given: Given, type_: Any, prepare: Prepare | None = None) -> BindParameter[Any]:
        """A parameter whose value each request brings along; with this request's value in it."""
        bound = Bound(given.read, prepare or (lambda value, _context: value))
        name = f"v{len(self.binds)}"
        self.binds[name] = bound
        return bindparam(name, bound.prepare(given.read_now(), self.context), type_)

    def arguments(self, field_: GraphQLField, node: FieldNode) -> Arguments:
        """The arguments of a selected field."""
        return arguments_of(field_, node, self.variables.coerced, self.structure)

    def roots(self, type_: GraphQLObjectType) -> Mapping[str, list[FieldDetails]]:
        """The selected root fields by response key."""
        found = collect_fields(self.schema, self.fragments, self.variables, type_, self.operation)
        return found.grouped_field_set

    def selected(
        self, type_: GraphQLObjectType, chosen: list[FieldDetails]
    ) -> Mapping[str, list[FieldDetails]]:
        """What is selected below a field, by response key, for one object type it can be."""
        found = collect_subfields(self.schema, self.fragments, self.variables, self.operation, type_, chosen)
        return found.grouped_field_set

    def reached(
        self,
        noun: Noun,
        *where: Any,
        around: Sequence[Any] = (),
        shaped: Callable[[Any], Any] = lambda statement: statement,
    ) -> tuple[Any, Stands]:
        """The rows of a noun that the caller reaches, as an alias of its model, and how he stands to them.

        where: on the model itself; around: the rows of the statement around that `where` compares with, nearest
        first; shaped: adds joins, order and limit to the SELECT.
        """
        bounds, found = noun.within(self.caller, *where)
        varies = len(found.visible) > 1
        columns = [noun.model, found.relation.label("stands")] if varies else [noun.model]
        statement = shaped(select(*columns).where(*bounds, *self.bound_around(around))).correlate(*around)
        if varies:
            # Else the relation would be computed again for each field that asks for it.
            statement = statement.offset(literal_column("0"))
        inner = statement.subquery()
        relation = inner.c.stands if varies else found.relation
        return aliased(noun.model, inner), Stands(found.visible, relation)

    def belonging(
        self,
        model: Any,
        *where: Any,
        around: Sequence[Any] = (),
        shaped: Callable[[Any], Any] = lambda statement: statement,
    ) -> Any:
        """Rows without a reach of their own, as an alias of the model; parameters as in `reached`."""
        bounds = [model.firm_id == self.firm, *where, *self.bound_around(around)]
        return aliased(model, shaped(select(model).where(*bounds)).correlate(*around).subquery())

    def bound_around(self, around: Sequence[Any]) -> list[ColumnElement[bool]]:
        """The firm of the row around: a distributed server plans a sub-select by it."""
        return [around[0].firm_id == self.firm] if around and hasattr(around[0], "firm_id") else []

    def levels(self, coordinate: str, stands: Stands) -> dict[Relation, Level]:
        """The caller's level on a coordinate at each relation the rows can stand in."""
        return {relation: self.mask.level(coordinate, relation) for relation in stands.visible}
