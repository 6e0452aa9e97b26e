"""Arguments of a field while its statement is made: what is there now, and how to find it again in the next request.

A statement serves every request of the same shape. A value that only becomes a parameter is read anew each time; one
that decides what the statement looks like (a page size, a direction) is taken by `literal` and becomes part of the
statement's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    coerce_input_literal,
)

from backend.graph.context import Context

Values = Mapping[str, Any]
"""Coerced variables of one request."""
Read = Callable[[Values], Any]
Told = Callable[[Any, Context], Any]
MISSING: Final = object()
EVENT: Final = "#event"
"""Among the variables: the values of a subscription's event. No variable can have such a name."""


@dataclass
class Structure:
    """What of the variables decides the form of a statement, beside their shape."""

    parts: list[tuple[Read, Told]] = field(default_factory=list)

    def key(self, values: Values, context: Context) -> tuple[Any, ...]:
        """The part of a statement's key that these variables make."""
        return tuple([told(read(values), context) for read, told in self.parts])


@dataclass(frozen=True)
class Given:
    """One value: an argument, a member of an input, an element of a list.

    now: a coerced value, None, MISSING, or a dict or list of Given; read: the same, plain, of any request.
    """

    now: Any
    read: Read
    structure: Structure

    @property
    def is_there(self) -> bool:
        """Whether there is a value other than null."""
        return self.now is not MISSING and self.now is not None

    def literal(self, context: Context, told: Told = lambda value, _context: value) -> Any:
        """What `told` says of the value: the statement depends on it."""
        self.structure.parts.append((self.read, told))
        return told(self.read_now(), context)

    def changed(self, change: Callable[[Any], Any]) -> Given:
        """What something makes of the value, in each request anew. change: may raise Refused."""
        return Given(change(self.read_now()), lambda values: change(self.read(values)), self.structure)

    def read_now(self) -> Any:
        """The plain value of this request; None where it is missing."""
        return _plain(self.now)

    def __getitem__(self, name: str) -> Given:
        """A member of an input object; MISSING where it is not given."""
        if isinstance(self.now, dict) and name in self.now:
            found: Given = self.now[name]
            return found
        return Given(MISSING, lambda _values: None, self.structure)

    def items(self) -> Iterator[tuple[str, Given]]:
        """The members of an input object that are given and not null."""
        members: dict[str, Given] = self.now if isinstance(self.now, dict) else {}
        return ((name, each) for name, each in members.items() if each.is_there)

    def __iter__(self) -> Iterator[Given]:
        """The elements of a list of input objects; none where there is no list."""
        return iter(self.now if isinstance(self.now, list) else ())


Arguments = Mapping[str, Given]


def arguments_of(field_: GraphQLField, node: FieldNode, values: Values, structure: Structure) -> Arguments:
    """The arguments of a selected field by name, with defaults filled in."""
    given = {each.name.value: each.value for each in node.arguments or ()}
    return {
        name: _given(given.get(name), declared, values, structure) for name, declared in field_.args.items()
    }


def known(value: Any) -> Given:
    """A value that no variable decides about."""
    return _constant(value, Structure())


def shape_of(value: Any) -> Any:
    """What of a variable decides the form of a statement by itself: which members are there, and nulls."""
    if value is None:
        return None
    if isinstance(value, dict):
        return tuple([(name, shape_of(each)) for name, each in value.items()])
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "list", tuple(shape_of(each) for each in value)
    return True


def _given(node: ValueNode | None, declared: Any, values: Values, structure: Structure) -> Given:
    """declared: a GraphQLArgument or GraphQLInputField."""
    if node is None or (isinstance(node, VariableNode) and node.name.value not in values):
        return _constant(_default(declared), structure)
    return _of_node(node, declared.type, values, structure)


def _of_node(node: ValueNode, type_: GraphQLInputType, values: Values, structure: Structure) -> Given:
    plain = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(node, VariableNode):
        name = node.name.value
        return _of_value(values.get(name), lambda later: later.get(name), structure)
    if isinstance(node, ObjectValueNode) and isinstance(plain, GraphQLInputObjectType):
        members = {each.name.value: each.value for each in node.fields}
        made = {
            name: _given(members.get(name), declared, values, structure)
            for name, declared in plain.fields.items()
        }
        made = {name: each for name, each in made.items() if each.now is not MISSING}
        return Given(made, lambda later: {n: each.read(later) for n, each in made.items()}, structure)
    if isinstance(plain, GraphQLList) and not isinstance(node, NullValueNode):
        # One value where a list is meant is a list of one.
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        listed = [_of_node(each, plain.of_type, values, structure) for each in nodes]
        return Given(listed, lambda later: [each.read(later) for each in listed], structure)
    if isinstance(node, NullValueNode):
        return _constant(None, structure)
    return _constant(coerce_input_literal(node, type_), structure)


def _of_value(value: Any, read: Read, structure: Structure) -> Given:
    """A coerced value of a variable, spread out where it is an input object or a list of them."""
    if isinstance(value, dict):
        return Given(
            {name: _of_value(each, _member(read, name), structure) for name, each in value.items()},
            read,
            structure,
        )
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return Given(
            [_of_value(each, _member(read, n), structure) for n, each in enumerate(value)], read, structure
        )
    return Given(value, read, structure)


def _member(read: Read, place: Any) -> Read:
    return lambda values: read(values)[place]


def _constant(value: Any, structure: Structure) -> Given:
    if isinstance(value, list) and not any(isinstance(each, dict) for each in value):
        return Given(value, lambda _values: value, structure)
    plain = None if value is MISSING else value
    return _of_value(value, lambda _values: plain, structure)


def _default(declared: Any) -> Any:
    """The default of an argument or input field, in either of the forms the library keeps it in."""
    if declared.default is not None:
        if declared.default.literal is not None:
            return coerce_input_literal(declared.default.literal, declared.type)
        return declared.default.value
    return MISSING if declared.default_value is Undefined else declared.default_value


def _plain(now: Any) -> Any:
    if now is MISSING:
        return None
    if isinstance(now, Given):
        return _plain(now.now)
    if isinstance(now, dict):
        return {name: _plain(each) for name, each in now.items()}
    return [_plain(each) for each in now] if isinstance(now, list) else now
