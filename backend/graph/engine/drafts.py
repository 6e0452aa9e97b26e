"""A statement in the making: for whom, of which operation, with which parameters and late values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from sqlalchemy import BindParameter, ColumnElement, Select, Text, bindparam, literal_column, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from backend.graph.context import Context
from backend.graph.engine.givens import EVENT, Arguments, Given, Read, Structure, arguments_of
from backend.graph.engine.lates import Lates
from backend.graph.nouns import Noun
from backend.platform.callers import of_caller
from backend.platform.principal import Level, Mask, Principal, Relation

QUOTE = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
Prepare = Callable[[Any, Context], Any]
"""(value of an argument, context) -> what the database compares with. Raises Refused for what it cannot be."""


Shaped = Callable[[Any], Any]
# No response key and no attribute has such a name.
STANDS = "#stands"


class Row:
    """The rows of a sub-select by name, before it is made: what is asked of them is what it will select.

    expression_of: attribute -> what the sub-select says for it; raises AttributeError for what rows have not.
    """

    def __init__(self, name: str, expression_of: Callable[[str], Any]) -> None:
        self._name = name
        self._expression_of = expression_of
        self._used: dict[str, Any] = {}

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return self.use(attribute, self._expression_of(attribute))

    def uses(self, label: str) -> bool:
        """Whether somebody asks for a column."""
        return label in self._used

    def use(self, label: str, expression: Any) -> ColumnElement[Any]:
        """A column, as the statement around names it."""
        self._used[label] = expression
        return literal_column(f"{self._name}.{QUOTE(label)}", expression.type)

    def made(self, statement: Select[Any]) -> Any:
        """The sub-select, from a SELECT whose columns do not matter."""
        asked = [expression.label(label) for label, expression in self._used.items()]
        return statement.with_only_columns(*(asked or [literal_column("1")])).subquery(self._name)


@dataclass(frozen=True)
class Rows:
    """Rows to select from: `source` is made last, when it is known what is asked of `row`."""

    model: Any
    row: Row
    stands: Stands
    bounds: Sequence[Any]
    shaped: Shaped

    @property
    def source(self) -> Any:
        """The sub-select."""
        return self.row.made(
            self.shaped(select(literal_column("1")).select_from(self.model).where(*self.bounds))
        )


@dataclass(frozen=True)
class Bound:
    """A parameter: where its value is in the variables, and what becomes of it."""

    read: Read
    prepare: Prepare


@dataclass(frozen=True)
class Stands:
    """How the caller stands to the rows of a SELECT: the relations that can come out, and which one does (text).

    anywhere: the rows are nobody's (a hit, the caller's own sessions), so a right held for any row is enough.
    """

    visible: tuple[Relation, ...]
    ask: Callable[[], ColumnElement[str]]
    anywhere: bool = False

    @property
    def relation(self) -> ColumnElement[str]:
        """The relation; asking for it makes the rows carry it."""
        return self.ask()

    def among(self, relations: Sequence[Relation]) -> ColumnElement[bool]:
        """Whether a row's relation is one of these."""
        return self.relation.in_([literal_column(f"'{relation}'") for relation in relations])


def _nobodys() -> ColumnElement[str]:
    return literal_column(f"'{Relation.FIRM}'::text", Text)


ANYWHERE = Stands((Relation.FIRM,), _nobodys, anywhere=True)
"""How the caller stands to rows that are nobody's."""


@dataclass
class Draft:
    """One statement in the making. masks: how a coordinate looks at level `masked`, where it is not its own mask.

    binds: parameters by name; words: the types of those that are words; even: those that do not matter to a plan.
    """

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    context: Context
    masks: Mapping[str, Callable[[Any], Any]]
    binds: dict[str, Bound] = field(default_factory=dict)
    words: dict[str, TypeEngine[Any]] = field(default_factory=dict)
    even: set[str] = field(default_factory=set)
    structure: Structure = field(default_factory=Structure)
    lates: Lates = field(default_factory=Lates)
    _named: int = 0

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

    def event(self, name: str) -> Given:
        """A value of the event that a subscription's statement is run for."""
        return Given(self.variables.coerced[EVENT][name], lambda values: values[EVENT][name], self.structure)

    def bind(
        self,
        given: Given,
        type_: Any,
        prepare: Prepare | None = None,
        *,
        even: bool = False,
        word: bool = False,
    ) -> BindParameter[Any]:
        """A parameter whose value each request brings along; with this request's value in it.

        even: one plan is good for all of its values; word: it has a few plain values, and plans may know them.
        """
        bound = Bound(given.read, prepare or (lambda value, _context: value))
        name = f"v{len(self.binds)}"
        self.binds[name] = bound
        if even:
            self.even.add(name)
        if word:
            self.words[name] = type_
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

    def rows(
        self,
        noun: Noun,
        *where: Any,
        around: Sequence[Row] = (),
        shaped: Shaped = lambda statement: statement,
    ) -> Rows:
        """The rows of a noun that the caller reaches.

        where: on the model itself; around: the rows of the statement around that `where` compares with, nearest
        first; shaped: adds joins, order and limit to the SELECT.
        """
        bounds, found = noun.within(self.caller, *where, *self.bound_around(around))
        row = self.row(noun.model)
        if len(found.visible) == 1:
            return Rows(noun.model, row, Stands(found.visible, lambda: found.relation), bounds, shaped)

        def fenced(statement: Any) -> Any:
            # Else the relation would be computed again for each field that asks for it.
            statement = shaped(statement)
            return statement.offset(literal_column("0")) if row.uses(STANDS) else statement

        return Rows(
            noun.model, row, Stands(found.visible, lambda: row.use(STANDS, found.relation)), bounds, fenced
        )

    def belonging(
        self,
        model: Any,
        stands: Stands,
        *where: Any,
        around: Sequence[Row] = (),
        shaped: Shaped = lambda statement: statement,
    ) -> Rows:
        """Rows without a reach of their own, which stand as the row around does; parameters as in `rows`."""
        bounds = [model.firm_id == self.firm, *where, *self.bound_around(around)]
        return Rows(model, self.row(model), stands, bounds, shaped)

    def row(self, of: Any) -> Row:
        """A fresh name for rows. of: a model, or the columns of a sub-select."""
        self._named += 1
        return Row(f"r{self._named}", lambda attribute: getattr(of, attribute))

    def bound_around(self, around: Sequence[Row]) -> list[ColumnElement[bool]]:
        """The firm of the row around: a distributed server plans a sub-select by it."""
        return [around[0].firm_id == self.firm] if around and hasattr(around[0], "firm_id") else []

    def levels(self, coordinate: str, stands: Stands) -> dict[Relation, Level]:
        """The caller's level on a coordinate at each relation the rows can stand in."""
        if stands.anywhere:
            return {relation: self.mask.anywhere(coordinate) for relation in stands.visible}
        return {relation: self.mask.level(coordinate, relation) for relation in stands.visible}
