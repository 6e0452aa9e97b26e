"""Root fields of rows: one by its id, a list by pages, a short list whole; declared once for both routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLObjectType, get_named_type
from graphql.execution.values import VariableValues
from sqlalchemy import JSON, ColumnElement, Uuid, cast, null

from backend.graph.connections import Connection, Info, list_page
from backend.graph.engine.drafts import ANYWHERE, Draft, Shaped
from backend.graph.engine.givens import Arguments, Structure, arguments_of
from backend.graph.engine.objects import Ask, json_list_of, number, selecting
from backend.graph.engine.paging import Paged, connection
from backend.graph.nodes import node_of
from backend.graph.nouns import Noun
from backend.graph.pages import Listing
from backend.graph.sources import one
from backend.platform.ids import own_id, split_id

Build = Callable[[Draft, Arguments], Paged]
MOST_LISTED = 1000


async def drafted(info: Info) -> tuple[Draft, Arguments]:
    """A draft for the ordinary route, and the field's arguments: what builds a list does so for either route."""
    raw = info._raw_info
    values: Any = raw.variable_values  # of either kind, by release of the library
    variables = values if isinstance(values, VariableValues) else VariableValues({}, values)
    await info.context.open_keys()
    structure = Structure()
    draft = Draft(raw.schema, raw.operation, {}, variables, info.context, {}, structure=structure)
    field = raw.parent_type.fields[raw.field_name]
    return draft, arguments_of(field, raw.field_nodes[0], variables.coerced, structure)


@dataclass(frozen=True)
class RootOne:
    """The row an argument `id` names."""

    noun: Callable[[], Noun]

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The object; null when the caller does not reach it."""
        noun = self.noun()
        return one(draft, noun, draft.bind(ask.arguments["id"], Uuid(), partial(_own, noun.word)), ask)


def _own(word: str, text: str, _context: Any) -> Any:
    return own_id(word, text)


async def one_of(info: Info, noun: Noun, id: str) -> Any:
    """As RootOne, on the ordinary route. Raises Refused(BAD_USER_INPUT) for another noun's id."""
    return await node_of(info.context, noun, own_id(noun.word, id))


@dataclass(frozen=True)
class RootNode:
    """The row of any noun an argument `id` names."""

    nouns: Callable[[], Sequence[Noun]]

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The object; null when the caller does not reach it, or nobody knows such a noun."""
        given = ask.arguments["id"]
        word = given.literal(draft.context, lambda text, _context: split_id(text)[0])
        id = draft.bind(given, Uuid(), lambda text, _context: split_id(text)[1])
        noun = next((noun for noun in self.nouns() if noun.word == word), None)
        return cast(null(), JSON) if noun is None else one(draft, noun, id, ask)


@dataclass(frozen=True)
class RootList:
    """A list by pages. build: what is listed, in which order, by the arguments; default: rows of a page."""

    build: Build
    default: int = 20

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The connection."""
        return connection(None, draft, ask, self.build(draft, ask.arguments), self.default)


async def listing_of(info: Info, build: Build) -> tuple[Noun, Listing]:
    """What a RootList lists, for the ordinary route."""
    draft, arguments = await drafted(info)
    paged = build(draft, arguments)
    return paged.noun, Listing(paged.noun.rows(draft.caller).where(*paged.where), paged.keys, paged.name)


async def listed(info: Info, build: Build, first: int | None, after: str | None) -> Connection[Any]:
    """As RootList, on the ordinary route."""
    noun, listing = await listing_of(info, build)
    return await list_page(info.context, noun, listing, first, after)


@dataclass(frozen=True)
class RootAll:
    """All rows of a noun with few, in an order."""

    noun: Callable[[], Noun]
    order: tuple[Any, ...]

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list."""
        type_ = get_named_type(ask.field.type)
        assert isinstance(type_, GraphQLObjectType)

        def shaped(statement: Any) -> Any:
            return statement.order_by(*self.order).limit(number(MOST_LISTED))

        return json_list_of(selecting(draft, type_, draft.rows(self.noun(), shaped=shaped), ask.chosen))


@dataclass(frozen=True)
class RootRows:
    """All rows of a table that are nobody's, in an order: whoever may ask sees them."""

    model: Any
    order: tuple[Any, ...]

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list."""
        return rows_of(draft, ask, self.model, shaped=lambda statement: statement.order_by(*self.order))


def rows_of(draft: Draft, ask: Ask, model: Any, *where: Any, shaped: Shaped) -> ColumnElement[Any]:
    """Rows that are nobody's, as a list of objects. shaped: their order."""
    type_ = get_named_type(ask.field.type)
    assert isinstance(type_, GraphQLObjectType)
    rows = draft.belonging(model, ANYWHERE, *where, shaped=shaped)
    return json_list_of(selecting(draft, type_, rows, ask.chosen))


async def all_of(info: Info, noun: Noun, *order: Any) -> list[Any]:
    """As RootAll, on the ordinary route."""
    context = info.context
    async with context.database.read(context.principal.firm_id) as session:
        rows = await session.execute(noun.rows(context.principal).order_by(*order).limit(MOST_LISTED))
        return [noun.made(row) for row in rows]
