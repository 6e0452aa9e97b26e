"""What an operation will ask for, known before it runs: nodes from its page sizes, and a cost from the nodes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_composite_type,
    visit,
)

from backend.graph.documents import Document, hold
from backend.graph.limits import Limits
from backend.graph.related import Relations
from backend.graph.rights import PLUMBING_TYPES
from backend.platform.errors import bad_input

PAGE_ARGUMENTS: Final = ("first", "last")
ID_ARGUMENTS: Final = ("ids",)
# Lists without a page size are short ones: tags of a client, steps of a journey.
UNPAGED: Final = 10
# A whole introspection is as much work as a full page of everything.
INTROSPECTION_NODES: Final = 1_000
# A relation in a filter is looked along for every row until a page is full: as much work as a page of those rows.
RELATED_NODES: Final = 100
NODES_PER_POINT: Final = 10


@dataclass(frozen=True)
class Load:
    """What is asked for at most. nodes: rows; values: leaves of the answer."""

    nodes: int = 0
    values: int = 0

    @property
    def cost(self) -> int:
        """Points: a tenth of the nodes, at least one."""
        return max(1, -(-self.nodes // NODES_PER_POINT))

    def __add__(self, other: Load) -> Load:
        return Load(self.nodes + other.nodes, self.values + other.values)

    def times(self, count: int) -> Load:
        """As much, for each of so many."""
        return Load(self.nodes * count, self.values * count)


def load_of(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
    relations: Relations,
) -> Load:
    """The load of a valid operation. relations: those of the schema.

    Raises Refused(BAD_USER_INPUT) for a page size out of range, Refused(QUERY_TOO_COMPLEX) over the ceiling.
    """
    root = schema.get_root_type(operation.operation)
    given = {
        each.variable.name.value: each.default_value for each in operation.variable_definitions or ()
    } | dict(variables)
    found = _Scale(schema, document, given, limits, relations).selection(operation.selection_set, root, None)
    hold("cost", found.cost, limits.cost)
    hold("values", found.values, limits.values)
    return found


def weight_key(
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    relations: Relations,
) -> Hashable:
    """What the load of an operation depends on: page sizes, lengths of lists, relations in filters among its variables.

    relations: those of the schema.
    """
    names = document.weighed.get("sizes")
    if names is None:
        found = _Sizes(relations)
        visit(document.ast, found)
        names = document.weighed["sizes"] = tuple(found.sizes), tuple(found.filters)
    sizes, filters = names
    return (
        id(operation),
        *(_told(variables[name]) if name in variables else None for name in sizes),
        *(_sought_by(variables[name], relations) if name in variables else None for name in filters),
    )


def _sought_by(filter: Any, relations: Relations) -> Hashable:
    """What a variable says of relations; by both counts together, what it says where it stands behind another."""
    once = relations.told(filter)
    return filter is None, once, once and relations.told(filter, depth=2)


def _told(size: Any) -> Hashable:
    """What a variable says of a size; its type too, since 1, 1.0 and true are one key but not one size."""
    if isinstance(size, list):
        return list, len(size)
    return type(size), size if isinstance(size, int | float | str) else None


class _Sizes(Visitor):
    """Names of the variables that say how many rows are asked for, and of those that are filters."""

    def __init__(self, relations: Relations) -> None:
        super().__init__()
        self._relations = relations
        self.sizes: dict[str, None] = {}
        self.filters: dict[str, None] = {}

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Note the variable of a page size or a list of ids."""
        if node.name.value in {*PAGE_ARGUMENTS, *ID_ARGUMENTS} and isinstance(node.value, VariableNode):
            self.sizes[node.value.name.value] = None

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Note a variable that is a filter, or several."""
        named: Any = node.type
        while not isinstance(named, NamedTypeNode):
            named = named.type
        if named.name.value in self._relations.types:
            self.filters[node.variable.name.value] = None


class _Scale:
    """Weighs the selections of one operation; each fragment once for each size of page it stands in."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: Document,
        given: Mapping[str, Any],
        limits: Limits,
        relations: Relations,
    ) -> None:
        self._schema = schema
        self._document = document
        self._given = given
        self._limits = limits
        self._relations = relations
        self._known: dict[tuple[str, int | None], Load] = {}

    def selection(self, set_: SelectionSetNode | None, parent: Any, page: int | None) -> Load:
        """page: the size of the page whose connection this is; its lists are that long."""
        total = Load()
        for each in set_.selections if set_ else ():
            if isinstance(each, FieldNode):
                total += self._field(each, parent, page)
            elif isinstance(each, FragmentSpreadNode):
                total += self._fragment(each.name.value, page)
            elif isinstance(each, InlineFragmentNode):
                named = each.type_condition
                inner = self._schema.get_type(named.name.value) if named else parent
                total += self.selection(each.selection_set, inner, page)
        return total

    def _fragment(self, name: str, page: int | None) -> Load:
        if (name, page) not in self._known:
            fragment = self._document.fragments[name]
            on = self._schema.get_type(fragment.type_condition.name.value)
            self._known[name, page] = self.selection(fragment.selection_set, on, page)
        return self._known[name, page]

    def _field(self, node: FieldNode, parent: Any, page: int | None) -> Load:
        if node.name.value.startswith("__"):
            return Load(INTROSPECTION_NODES) if node.selection_set else Load(values=1)
        field: GraphQLField = parent.fields[node.name.value]
        named = get_named_type(field.type)
        own = self._page(node, field)
        sought = Load(nodes=RELATED_NODES * self._sought(node, field))
        if not is_composite_type(named):
            return Load(values=1) + sought
        if _is_list(field.type):
            length = own if own is not None else page if page is not None else UNPAGED
            return self._row(node, named, None).times(length) + sought
        return self._row(node, named, own) + sought

    def _sought(self, node: FieldNode, field: GraphQLField) -> int:
        """The relations that the filters of a field go through."""
        return sum(
            self._relations.among(argument.value, self._given)
            for argument in node.arguments or ()
            if get_named_type(field.args[argument.name.value].type).name in self._relations.types
        )

    def _row(self, node: FieldNode, type_: GraphQLNamedType, page: int | None) -> Load:
        inside = self.selection(node.selection_set, type_, page)
        return inside if type_.name.endswith(PLUMBING_TYPES) else inside + Load(nodes=1)

    def _page(self, node: FieldNode, field: GraphQLField) -> int | None:
        """How many rows a field is asked for; None when it has no such argument."""
        given = {argument.name.value: argument for argument in node.arguments or ()}
        sizes = [
            self._size(name, given.get(name), field.args[name])
            for name in PAGE_ARGUMENTS
            if name in field.args
        ]
        lists = [self._length(given.get(name)) for name in ID_ARGUMENTS if name in field.args]
        known = [size for size in (*sizes, *lists) if size is not None]
        if known:
            return max(known)
        return self._limits.page if sizes else None

    def _size(self, name: str, argument: ArgumentNode | None, declared: GraphQLArgument) -> int | None:
        value = self._value(argument.value) if argument else _default(declared)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        if not 0 <= value <= self._limits.page:
            raise bad_input(name, "range", low=0, high=self._limits.page)
        return value

    def _length(self, argument: ArgumentNode | None) -> int | None:
        value = self._value(argument.value) if argument else None
        return len(value) if isinstance(value, list) else None

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            given = self._given.get(node.name.value)
            return self._value(given) if isinstance(given, ValueNode) else given
        if isinstance(node, IntValueNode):
            return int(node.value[:20])  # long enough to be out of range
        return list(node.values) if isinstance(node, ListValueNode) else None


def _default(declared: GraphQLArgument) -> Any:
    return declared.default_value if declared.default is None else declared.default.value


def _is_list(type_: Any) -> bool:
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return isinstance(inner, GraphQLList)
