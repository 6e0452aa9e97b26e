"""Descriptions of the SDL from docstrings: what is said once in the code is read by partners, too."""

from __future__ import annotations

import inspect
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

DEFINITION = "strawberry-definition"


def describe(schema: strawberry.Schema) -> strawberry.Schema:
    """Give each type and field without a description the docstring of its class or resolver."""
    for name, type_ in schema._schema.type_map.items():
        if name.startswith("__") or not isinstance(
            type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
        ):
            continue
        definition = type_.extensions.get(DEFINITION)
        type_.description = type_.description or _words(getattr(definition, "origin", None))
        for field in type_.fields.values():
            resolver = getattr(field.extensions.get(DEFINITION), "base_resolver", None)
            field.description = field.description or _words(getattr(resolver, "wrapped_func", None))
    return schema


def _words(source: Any) -> str | None:
    """The docstring of a class or function itself, not one it inherits or that was generated."""
    text = getattr(source, "__doc__", None)
    if not text or text.startswith(f"{getattr(source, '__name__', '')}("):
        return None
    return inspect.cleandoc(text)
