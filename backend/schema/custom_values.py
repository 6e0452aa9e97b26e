"""Values of a firm's own fields on a client: read, compared and sorted by, under the right on each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType, get_named_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.book.custom_fields import CUSTOM, NUMERIC, POINTING, REACHED, slot_of
from backend.book.custom_formulas import computed, places_of, rolled_by, written
from backend.book.custom_sealed import told
from backend.book.documents.model import Document as DocumentRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Rows
from backend.graph.engine.lates import Denied, GiveUp
from backend.graph.engine.objects import (
    Ask,
    Place,
    checked,
    constant,
    json_list_of,
    json_of,
    public,
    selecting,
)
from backend.graph.nodes import Node, node_of, nodes_of
from backend.graph.nouns import Noun
from backend.graph.scalars import FieldValue
from backend.graph.sources import one
from backend.platform.errors import bad_input
from backend.platform.ids import own_id, public_id
from backend.platform.principal import Level, Principal, Relation
from backend.policies.coordinates import CUSTOM as COORDINATE
from backend.schema.custom_terms import kept_text, kept_value, masked_text, slot_in_sql, typed_value
from backend.schema.documents import DOCUMENT, Document
from backend.schema.funds import PRODUCT, Product
from backend.schema.nouns import promised, promising
from backend.schema.staff import USER, User
from backend.schema.subjects import rolled
from backend.systemize.fields import Field, Kind
from backend.systemize.formulas.tree import Rolled

MOST_KEYS: Final = 300
BETWEEN: Final = "、"
"""Between the names of files that are told in one text."""
NounOf = Callable[[], Noun]


def own_fields(caller: Principal) -> Mapping[str, Field]:
    """The firm's own fields that a caller may know of, by `custom:<key>`."""
    return caller.mask.own


def chosen(context: Context, keys: Sequence[str] | None) -> tuple[tuple[str, Field | None], ...]:
    """What is asked for, in its order: (`custom:<key>`, the field, None where it is denied or nobody knows it).

    keys: None for all the caller may read. Raises Refused(BAD_USER_INPUT): `limit`; `choice` for an archived field
    and for what is no key.
    """
    mask = context.principal.mask
    own = own_fields(context.principal)
    if keys is None:
        return tuple(own.items())
    if len(keys) > MOST_KEYS:
        raise bad_input("keys", "limit", limit=MOST_KEYS)
    found = []
    for key in keys:
        name = CUSTOM + key
        if not COORDINATE.fullmatch(f"Client.{name}"):
            raise bad_input("keys", "choice")
        if name not in own and mask.anywhere(f"Client.{name}") > Level.NONE:
            raise bad_input("keys", "choice")
        found.append((name, own.get(name)))
    return tuple(found)


@strawberry.type
class CustomValue:
    """The value of one of the firm's own fields; null where there is none, and with FORBIDDEN where it is denied."""

    of: strawberry.Private[Field | None]
    row: strawberry.Private[Any]
    stands: strawberry.Private[Relation]
    clients: strawberry.Private[NounOf]
    rows: strawberry.Private[tuple[Rolled, ...]]
    key: str
    kind: str | None

    @strawberry.field
    async def value(self, info: Info) -> FieldValue | None:
        """Text, truth or a list of keys, as the kind says; of users, clients and products the id.

        A client or product that the caller does not reach is none.
        """
        kept: FieldValue | None = await self._kept(info.context)
        if kept is None or self.of is None or self.of.kind not in POINTING:
            return kept
        kind, id = self.of.kind, UUID(str(kept))
        if kind in REACHED and await node_of(info.context, self._noun(kind), id) is None:
            return None
        return FieldValue(public_id(POINTING[kind], id))

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """Of a user, who."""
        found: User | None = await self._node(info.context, Kind.USER)
        return found

    @promising(promised("client") | None)
    async def client(self, info: Info) -> Node | None:
        """Of a client, whom, if the caller reaches him."""
        found: Node | None = await self._node(info.context, Kind.CLIENT)
        return found

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """Of a product, which, if the caller reaches it."""
        found: Product | None = await self._node(info.context, Kind.PRODUCT)
        return found

    @strawberry.field
    async def files(self, info: Info) -> list[Document] | None:
        """Of a field of files, the documents that the caller reaches, in the order they came; of others none."""
        return await self._files(info.context)

    @strawberry.field
    async def name(self, info: Info) -> str | None:
        """What a user, client or product, or what files are called, as far as the caller may read that."""
        if self.of is not None and self.of.kind is Kind.FILE:
            return named_together(info.context, await self._files(info.context) or [])
        if self.of is None or self.of.kind not in POINTING:
            return None
        node = await self._node(info.context, self.of.kind)
        of = self._noun(self.of.kind).type_name
        if node is None or info.context.principal.mask.level(f"{of}.name", node.stands) < Level.VIEW:
            return None
        return str(node.row.name)

    async def _files(self, context: Context) -> list[Document] | None:
        if self.of is None or self.of.kind is not Kind.FILE:
            return None
        kept = await self._kept(context)
        return None if kept is None else await files_of(context, self.row.id, kept)

    async def _node(self, context: Context, kind: Kind) -> Any:
        if self.of is None or self.of.kind is not kind:
            return None
        kept = await self._kept(context)
        return await node_of(context, self._noun(kind), UUID(kept)) if kept else None

    def _noun(self, kind: Kind) -> Noun:
        return noun_of(kind, self.clients)

    async def _kept(self, context: Context) -> Any:
        coordinate = f"Client.{CUSTOM}{self.key}"
        if self.of is None or context.principal.mask.level(coordinate, self.stands) < least_of(self.of):
            context.denied.add(coordinate)
            return None
        if self.of.formula is not None:
            found = await context.load(_rolled_of, self.row.id, *self.rows) if self.rows else {}
            return written(self.of, computed(self.of, self.row, context.day, found or {}))
        return told((self.row.custom or {}).get(slot_of(self.of.key, self.of.kind)))


async def files_of(context: Context, client_id: UUID, ids: Sequence[str]) -> list[Document]:
    """The documents of a client among these that the caller reaches, in the order they came."""
    nodes = await nodes_of(context, DOCUMENT, [own_id(DOCUMENT.word, id) for id in ids])
    found = [
        node
        for node in nodes
        if node is not None
        and node.row.client_id == client_id
        and node.row.deleted_at is None
        and node.row.purged_at is None
    ]
    return sorted(found, key=lambda node: (node.row.uploaded_at, node.row.id))


def named_together(context: Context, documents: Sequence[Document]) -> str | None:
    """What documents are called, as far as the caller may read that."""
    mask = context.principal.mask
    names = [each.row.name for each in documents if mask.level("Document.name", each.stands) >= Level.VIEW]
    return BETWEEN.join(names) or None


def least_of(field: Field) -> Level:
    """What it takes to read a value: of a sealed one only the mask is read."""
    return Level.MASKED if field.kind is Kind.SEALED else Level.VIEW


def noun_of(kind: Kind, clients: NounOf) -> Noun:
    """Whose rows a kind points to."""
    return USER if kind is Kind.USER else PRODUCT if kind is Kind.PRODUCT else clients()


def values_of(
    context: Context, row: Any, stands: Relation, keys: Sequence[str] | None, clients: NounOf
) -> list[CustomValue]:
    """The values of a client, for the ordinary route. clients: their noun. Raises Refused as `chosen`."""
    fields = chosen(context, keys)
    rows = tuple(dict.fromkeys(each for _, field in fields if field for each in rolled_by(field)))
    return [
        CustomValue(
            of=field,
            row=row,
            stands=stands,
            clients=clients,
            rows=rows,
            key=name.removeprefix(CUSTOM),
            kind=None if field is None else field.kind.value,
        )
        for name, field in fields
    ]


async def rolled_values(
    session: AsyncSession, caller: Principal, ids: Sequence[UUID], rows: Sequence[Rolled]
) -> dict[UUID, dict[Rolled, Any]]:
    """What roll-ups come to for each client, as far as a caller reaches their rows; all in one statement."""
    if not rows:
        return {}
    found = await session.execute(
        select(ClientRow.id, *(rolled(caller, node, ClientRow) for node in rows)).where(
            ClientRow.firm_id == caller.firm_id, ClientRow.id.in_(ids)
        )
    )
    return {row[0]: dict(zip(rows, row[1:], strict=True)) for row in found}


async def _rolled_of(
    session: AsyncSession, context: Context, ids: Sequence[UUID], *rows: Rolled
) -> dict[UUID, dict[Rolled, Any]]:
    return await rolled_values(session, context.principal, ids, rows)


@dataclass(frozen=True)
class CustomValues:
    """The same in SQL: an object for each field asked for; which there are is part of the statement."""

    clients: NounOf

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list."""
        wanted = ask.arguments["keys"].literal(
            place.draft.context, lambda keys, context: chosen(context, keys)
        )
        objects = [_object(place, ask, name, field, self.clients) for name, field in wanted]
        return func.json_build_array(*objects)


def _object(place: Place, ask: Ask, name: str, field: Field | None, clients: NounOf) -> ColumnElement[Any]:
    def value(_inner: Ask) -> ColumnElement[Any]:
        if field is None:
            return _guarded(place, name, None)
        return _guarded(place, name, _shown(place, field, clients), least_of(field))

    def node(kind: Kind) -> Callable[[Ask], ColumnElement[Any]]:
        def made(inner: Ask) -> ColumnElement[Any]:
            if field is None or field.kind is not kind:
                return cast(null(), JSONB)
            noun = noun_of(kind, clients)
            return _guarded(
                place, name, one(place.draft, noun, kept_value(place.row, field), inner, place.rows)
            )

        return made

    def files(inner: Ask) -> ColumnElement[Any]:
        if field is None or field.kind is not Kind.FILE:
            return cast(null(), JSON)
        kept = place.row.custom.op("->", return_type=JSONB())(slot_in_sql(field))
        return _guarded(place, name, case((kept.is_not(None), _files(place, field, inner))))

    def name_(_inner: Ask) -> ColumnElement[Any]:
        if field is not None and field.kind is Kind.FILE:
            return _guarded(place, name, _files_called(place, field))
        if field is None or field.kind not in POINTING:
            return cast(null(), Text)
        return _guarded(place, name, _called(place, field, clients))

    made = {
        "name": name_,
        # With their types, which a word by itself has not.
        "key": lambda _inner: cast(constant(name.removeprefix(CUSTOM)), Text),
        "kind": lambda _inner: cast(null() if field is None else constant(field.kind.value), Text),
        "value": value,
        "files": files,
        **{kind.value: node(kind) for kind in POINTING},
    }
    draft = place.draft
    type_ = get_named_type(ask.field.type)
    assert isinstance(type_, GraphQLObjectType)
    cells = [
        _cell(place, type_, details, made).label(checked(key))
        for key, details in draft.selected(type_, ask.chosen).items()
    ]
    return json_of(select(*cells))


def _cell(
    place: Place,
    type_: GraphQLObjectType,
    details: list[FieldDetails],
    made: Mapping[str, Callable[[Ask], ColumnElement[Any]]],
) -> ColumnElement[Any]:
    """A field of a value, under the right on it at the client's relation."""
    draft, node = place.draft, details[0].node
    name = node.name.value
    if name == "__typename":
        return constant(type_.name)
    field, coordinate = type_.fields[name], f"{type_.name}.{name}"
    levels = draft.levels(coordinate, place.stands)
    denied = [relation for relation, level in levels.items() if level is Level.NONE]
    refusal = draft.lates.token(GiveUp(coordinate) if is_non_null_type(field.type) else Denied(coordinate))
    if len(denied) == len(levels):
        return refusal
    value = made[name](Ask(name, details, field, draft.arguments(field, node)))
    if not denied:
        return value
    return case((place.stands.among(denied), func.to_json(refusal)), else_=func.to_json(value))


def _guarded(
    place: Place, name: str, value: ColumnElement[Any] | None, least: Level = Level.VIEW
) -> ColumnElement[Any]:
    coordinate = f"Client.{name}"
    if value is None:
        return place.draft.lates.token(Denied(coordinate))
    return place.guarded(coordinate, value, least=least)


def _shown(place: Place, field: Field, clients: NounOf) -> ColumnElement[Any]:
    row, kind = place.row, field.kind
    if field.formula is not None:
        return _spelled(typed_value(place.draft.caller, row, field, rolled), field)
    if kind in POINTING:
        id: ColumnElement[Any] = kept_text(row, field)
        if kind in REACHED:
            noun = noun_of(kind, clients)
            rows = place.draft.rows(noun, noun.model.id == kept_value(row, field), around=place.rows)
            id = cast(select(rows.row.id).select_from(rows.source).scalar_subquery(), Text)
        return constant(f"{POINTING[kind]}_") + func.replace(id, "-", "")
    if kind is Kind.SEALED:
        return masked_text(row, field)
    return row.custom.op("->", return_type=JSONB())(slot_in_sql(field))  # type: ignore[no-any-return]


def _file_rows(place: Place, field: Field) -> Rows:
    """The documents that a value names, in the order they came."""
    kept = place.row.custom.op("->", return_type=JSONB())(slot_in_sql(field))
    # As one word: the operators around bind as strongly as the one that puts it together.
    named = kept.op("?", return_type=Boolean())(cast(public(DOCUMENT.word, DocumentRow.id), Text))
    return place.draft.rows(
        DOCUMENT,
        DocumentRow.client_id == place.row.id,
        DocumentRow.deleted_at.is_(None),
        DocumentRow.purged_at.is_(None),
        named,
        around=place.rows,
        shaped=lambda statement: statement.order_by(DocumentRow.uploaded_at, DocumentRow.id),
    )


def _files(place: Place, field: Field, ask: Ask) -> ColumnElement[Any]:
    type_ = place.draft.schema.get_type(DOCUMENT.type_name)
    assert isinstance(type_, GraphQLObjectType)
    return json_list_of(selecting(place.draft, type_, _file_rows(place, field), ask.chosen, place.rows))


def _files_called(place: Place, field: Field) -> ColumnElement[Any]:
    rows = _file_rows(place, field)
    levels = place.draft.levels("Document.name", rows.stands)
    open_at = [relation for relation, level in levels.items() if level >= Level.VIEW]
    if not open_at:
        return cast(null(), Text)
    called: ColumnElement[Any] = rows.row.name
    if len(open_at) < len(levels):
        called = case((rows.stands.among(open_at), called), else_=null())
    ordered = aggregate_order_by(constant(BETWEEN), rows.row.uploaded_at, rows.row.id)
    return select(func.string_agg(called, ordered)).select_from(rows.source).scalar_subquery()


def _called(place: Place, field: Field, clients: NounOf) -> ColumnElement[Any]:
    """The name of the row that a value points to, where the caller reaches it and may read it there."""
    noun, draft = noun_of(field.kind, clients), place.draft
    rows = draft.rows(noun, noun.model.id == kept_value(place.row, field), around=place.rows)
    levels = draft.levels(f"{noun.type_name}.name", rows.stands)
    open_at = [relation for relation, level in levels.items() if level >= Level.VIEW]
    called: ColumnElement[Any] = rows.row.name if open_at else cast(null(), Text)
    if open_at and len(open_at) < len(levels):
        called = case((rows.stands.among(open_at), called), else_=null())
    return select(called).select_from(rows.source).scalar_subquery()


def _spelled(value: ColumnElement[Any], field: Field) -> ColumnElement[str]:
    """A computed value as text, as one that is kept would be."""
    if field.kind not in NUMERIC or (field.kind is Kind.MONEY and places_of(field) <= 2):
        return cast(
            value if field.kind not in NUMERIC else func.round(value, literal_column("2", Integer())), Text
        )
    return cast(func.trim_scale(value), Text)
