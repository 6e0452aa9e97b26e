"""Views: the schema as a caller knows it, made of what his rights reach; one for each mask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
    print_schema,
)

from backend.graph.reach import Reach
from backend.platform.principal import Mask

MOST_VIEWS: Final = 32
WITH_FIELDS: Final = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)


class View:
    """A schema of what a mask reaches: to validate by, to introspect and to read. It resolves nothing."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    @cached_property
    def sdl(self) -> str:
        """The schema as text."""
        return print_schema(self.schema) + "\n"


class Views:
    """The views of one schema; those used last are kept."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._views: OrderedDict[str, View] = OrderedDict()

    @cached_property
    def _whole(self) -> DocumentNode:
        return parse(print_schema(self._schema), no_location=True)

    def of(self, mask: Mask) -> View:
        """The view of everybody with this mask. Making one takes some 10 ms."""
        found = self._views.get(mask.id)
        if found is None:
            found = self._views[mask.id] = View(self._made(Reach(self._schema, mask)))
        self._views.move_to_end(mask.id)
        while len(self._views) > MOST_VIEWS:
            self._views.popitem(last=False)
        return found

    def __len__(self) -> int:
        return len(self._views)

    def _made(self, reach: Reach) -> GraphQLSchema:
        kept = reach.types
        definitions = tuple(
            _cut(node, reach) if isinstance(node, TypeDefinitionNode) else node
            for node in self._whole.definitions
            if not isinstance(node, TypeDefinitionNode) or node.name.value in kept
        )
        return build_ast_schema(
            DocumentNode(definitions=definitions), assume_valid=True, assume_valid_sdl=True
        )


def _cut(node: TypeDefinitionNode, reach: Reach) -> Any:
    """The definition of a type without what is out of reach."""
    name, kept = node.name.value, reach.types
    if isinstance(node, WITH_FIELDS):
        fields = tuple(_field(each, kept) for each in _named(node.fields, reach.fields[name]))
        return replace(node, fields=fields, interfaces=tuple(_named(node.interfaces, kept)))
    if isinstance(node, UnionTypeDefinitionNode):
        return replace(node, types=tuple(_named(node.types, kept)))
    if isinstance(node, InputObjectTypeDefinitionNode):
        return replace(node, fields=tuple(_named(node.fields, reach.inputs[name])))
    if isinstance(node, EnumTypeDefinitionNode):
        return replace(node, values=tuple(_named(node.values, reach.values[name])))
    return node


def _field(node: FieldDefinitionNode, kept: Collection[str]) -> Any:
    return replace(
        node, arguments=tuple(each for each in node.arguments or () if _named_in(each.type) in kept)
    )


def _named_in(type_: TypeNode) -> str:
    while isinstance(type_, NonNullTypeNode | ListTypeNode):
        type_ = type_.type
    assert isinstance(type_, NamedTypeNode)
    return type_.name.value


def _named(nodes: Any, names: Collection[str]) -> Iterator[Any]:
    return (each for each in nodes or () if each.name.value in names)
