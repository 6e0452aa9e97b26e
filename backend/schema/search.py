"""Search over everything: clients first, then products, people and conversations; only what the caller may find."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)

from backend.book.clients import Client as ClientRow
from backend.book.products import Product as ProductRow
from backend.book.staff import User as UserRow
from backend.graph.connections import Info
from backend.graph.engine.drafts import ANYWHERE, Draft, Rows
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.objects import SOURCE, Ask, constant, json_list_of, number, selecting
from backend.graph.lists import drafted
from backend.graph.nouns import Noun, Reach
from backend.graph.pages import SortKey, page_size
from backend.graph.sources import Expression, ToAny
from backend.platform.principal import Level, Relation
from backend.schema.client_search import found_by
from backend.schema.clients import CLIENT, Client
from backend.schema.funds import PRODUCT, Product
from backend.schema.interaction_list import BY_TIME, SEARCHED, with_words
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.staff import USER, User
from backend.systemize.conditions.sql import ESCAPE, escaped
from backend.systemize.field_values import storable

SearchTarget = Annotated[Client | Product | User | Interaction, strawberry.union(name="SearchTarget")]
LONGEST = 100
HIDDEN = "****"
"""The title of a client whose name the caller may not read."""


def _of_hit(attribute: str) -> Any:
    return strawberry.field(metadata={SOURCE: Expression(lambda place: getattr(place.row, attribute))})


@strawberry.enum
class SearchKind(enum.Enum):
    """What is searched."""

    CLIENT = "client"
    PRODUCT = "product"
    USER = "user"
    INTERACTION = "interaction"


@strawberry.type
class SearchHit:
    """Something found; title and detail are cut to the caller's rights. matched: client, product, user, interaction."""

    target: SearchTarget = strawberry.field(
        metadata={
            SOURCE: ToAny(
                lambda: tuple(each.noun for each in SOUGHT),
                lambda place: place.row.matched,
                lambda place: place.row.id,
            )
        }
    )
    title: str = _of_hit("title")
    detail: str | None = _of_hit("detail")
    matched: str = _of_hit("matched")


@dataclass(frozen=True)
class _Sought:
    """How rows of a noun are found, and what is told of them.

    where: (draft, text) -> conditions, None when the caller may not find any; order: (draft) -> sort keys;
    title, detail: attribute of the row; a coordinate that the row's relation has to open.
    """

    noun: Noun
    where: Callable[[Draft, Given], list[ColumnElement[bool]] | None]
    order: Callable[[Draft], tuple[SortKey, ...]]
    title: tuple[str, str | None]
    detail: tuple[str, str | None]


def _clients(draft: Draft, text: Given) -> list[ColumnElement[bool]]:
    return [ClientRow.archived_at.is_(None), *found_by(draft, text, strict=False)]


def _clients_in_order(draft: Draft) -> tuple[SortKey, ...]:
    # Found by a number where names are hidden: then their order must not tell them.
    named = draft.mask.throughout("Client.name", draft.mask.relations("Client")) >= Level.VIEW
    return (*([SortKey(ClientRow.name_sort)] if named else []), SortKey(ClientRow.id))


def _products(draft: Draft, text: Given) -> list[ColumnElement[bool]] | None:
    if not all(_may_find(draft, "Product", f"Product.{field}") for field in ("code", "name")):
        return None
    begins = draft.bind(text, Text(), lambda value, _context: f"{escaped(value)}%")
    part = draft.bind(text, Text(), _part)
    code = func.lower(ProductRow.code).like(func.lower(begins), escape=ESCAPE)
    return [or_(code, func.lower(ProductRow.name).like(func.lower(part), escape=ESCAPE))]


def _users(draft: Draft, text: Given) -> list[ColumnElement[bool]] | None:
    if not _may_find(draft, "User", "User.name"):
        return None
    part = draft.bind(text, Text(), _part)
    return [UserRow.active.is_(true()), func.lower(UserRow.name).like(func.lower(part), escape=ESCAPE)]


def _interactions(draft: Draft, text: Given) -> list[ColumnElement[bool]] | None:
    if not all(_may_find(draft, *each) for each in SEARCHED):
        return None
    return [with_words(draft, text)]


def _may_find(draft: Draft, type_name: str, coordinate: str) -> bool:
    """Whether rows may be found by a field: as with filters, when it is readable wherever there are rows."""
    return draft.mask.throughout(coordinate, draft.mask.relations(type_name)) >= Level.VIEW


def _part(text: str, _context: Any) -> str:
    return f"%{escaped(text)}%"


def _by(*columns: Any) -> Callable[[Draft], tuple[SortKey, ...]]:
    return lambda _draft: tuple(map(SortKey, columns))


SOUGHT: Sequence[_Sought] = (
    _Sought(CLIENT, _clients, _clients_in_order, ("name", "Client.name"), ("company", "Client.company")),
    _Sought(PRODUCT, _products, _by(ProductRow.code, ProductRow.id), ("name", None), ("code", None)),
    _Sought(USER, _users, _by(UserRow.name_sort, UserRow.id), ("name", None), ("title", "User.title")),
    _Sought(
        INTERACTION, _interactions, lambda _draft: BY_TIME, ("summary", None), ("kind", "Interaction.kind")
    ),
)


@dataclass(frozen=True)
class RootSearch:
    """The hits of a text: of each noun in its order, the first noun first."""

    def root(self, draft: Draft, ask: Ask) -> ColumnElement[Any]:
        """The hits as a list."""
        text, size, sought = _asked(draft, ask.arguments)
        asked = [_part_of(draft, n, each, text, size) for n, each in enumerate(sought)] if size else []
        parts = [each for each in asked if each is not None]
        if not parts:
            return func.json_build_array()
        found = union_all(*parts).subquery()

        def shaped(statement: Any) -> Any:
            return statement.order_by(found.c.rank, found.c.place).limit(number(size))

        type_ = get_named_type(ask.field.type)
        assert isinstance(type_, GraphQLObjectType)
        rows = Rows(found, draft.row(found.c), ANYWHERE, (), shaped)
        return json_list_of(selecting(draft, type_, rows, ask.chosen))


def _asked(draft: Draft, arguments: Arguments) -> tuple[Given, int, list[_Sought]]:
    """The text as it is searched, how many hits there may be (none for a blank text), and what is searched."""
    text = arguments["text"].changed(_cut)
    size = page_size(arguments["first"].literal(draft.context), 10)
    kinds = arguments["kinds"].literal(draft.context, _names)
    sought = [each for each in SOUGHT if kinds is None or each.noun.name in kinds]
    return text, size if text.literal(draft.context, lambda value, _context: bool(value)) else 0, sought


def _names(kinds: Sequence[SearchKind] | None, _context: Any) -> tuple[str, ...] | None:
    return None if kinds is None else tuple(sorted({kind.value for kind in kinds}))


def _cut(text: str) -> str:
    return storable(text, "text").strip()[:LONGEST].strip()


def _part_of(draft: Draft, rank: int, sought: _Sought, text: Given, size: int) -> Select[Any] | None:
    """The first hits of one noun, numbered."""
    where = sought.where(draft, text)
    if where is None:
        return None
    noun, keys = sought.noun, sought.order(draft)
    bounds, found = noun.within(draft.caller, *where)
    told = (_told(draft, noun, found, *sought.title, HIDDEN), _told(draft, noun, found, *sought.detail, None))
    inner = (
        select(
            noun.model.id.label("id"), told[0].label("title"), told[1].label("detail"),
            *(key.column.label(f"key{n}") for n, key in enumerate(keys)),
        )
        .where(*bounds)
        .order_by(*(key.ordering for key in keys))
        .limit(number(size))
        .subquery()
    )  # fmt: skip
    order = [SortKey(inner.c[f"key{n}"], key.descending).ordering for n, key in enumerate(keys)]
    return select(
        constant(noun.name).label("matched"), inner.c.id, inner.c.title, inner.c.detail,
        number(rank).label("rank"), func.row_number().over(order_by=order).label("place"),
    )  # fmt: skip


def _told(
    draft: Draft, noun: Noun, found: Reach, attribute: str, coordinate: str | None, instead: str | None
) -> ColumnElement[Any]:
    """A text of a row where the caller may read it at the row's relation; else what stands instead."""
    value: ColumnElement[Any] = getattr(noun.model, attribute)
    open_at = _open_at(draft, found, coordinate)
    if len(open_at) == len(found.visible):
        return value
    other: ColumnElement[Any] = cast(null(), Text) if instead is None else constant(instead)
    if not open_at:
        return other
    relations: list[Any] = [literal_column(f"'{relation}'") for relation in open_at]
    return case((found.relation.in_(relations), value), else_=other)


def _open_at(draft: Draft, found: Reach, coordinate: str | None) -> list[Relation]:
    return [
        relation
        for relation in found.visible
        if coordinate is None or draft.mask.level(coordinate, relation) >= Level.VIEW
    ]


async def search(info: Info) -> list[SearchHit]:
    """As RootSearch, on the ordinary route; at most `first` hits, nothing for an empty text."""
    draft, arguments = await drafted(info)
    text, size, asked = _asked(draft, arguments)
    hits: list[SearchHit] = []
    for sought in asked:
        where = sought.where(draft, text) if len(hits) < size else None
        if where is not None:
            hits += await _hits(draft, sought, where, size - len(hits))
    return hits


async def _hits(
    draft: Draft, sought: _Sought, where: list[ColumnElement[bool]], size: int
) -> list[SearchHit]:
    context, noun = draft.context, sought.noun
    order = [key.ordering for key in sought.order(draft)]
    statement = noun.rows(draft.caller).where(*where).order_by(*order).limit(size)
    async with context.database.read(context.principal.firm_id) as session:
        nodes = [noun.made(row) for row in await session.execute(statement)]
    titles = [_read(draft, node, *sought.title) for node in nodes]
    return [
        SearchHit(
            target=node,
            title=HIDDEN if title is None else title,
            detail=_read(draft, node, *sought.detail),
            matched=noun.name,
        )
        for node, title in zip(nodes, titles, strict=True)
    ]


def _read(draft: Draft, node: Any, attribute: str, coordinate: str | None) -> str | None:
    may = coordinate is None or draft.mask.level(coordinate, node.stands) >= Level.VIEW
    value: str | None = getattr(node.row, attribute) if may else None
    return value
