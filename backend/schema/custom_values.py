"""Values of a firm's own fields on a client: read, compared and sorted by, under the right on each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import strawberry
from graphql import GraphQLObjectType, get_named_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    not_,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from backend.book.custom_fields import CUSTOM, NUMERIC, slot_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.lates import Denied, GiveUp
from backend.graph.engine.objects import Ask, Place, checked, constant, json_of
from backend.graph.nodes import node_of
from backend.graph.scalars import FieldValue
from backend.graph.sources import one
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.platform.principal import Level, Principal, Relation
from backend.policies.coordinates import CUSTOM as COORDINATE
from backend.schema.staff import USER, User
from backend.systemize.conditions.sql import Operand, Term, column_term
from backend.systemize.fields import Field, Kind

MOST_KEYS: Final = 300
SQL_TYPES: Final[Mapping[Kind, Any]] = {
    **{kind: Numeric() for kind in NUMERIC},
    Kind.DATE: Date(),
    Kind.BOOLEAN: Boolean(),
    Kind.USER: Uuid(),
}
"""What the text of a value is read as; text itself where nothing is said."""


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
    key: str
    kind: str | None

    @strawberry.field
    def value(self, info: Info) -> FieldValue | None:
        """Text, truth or a list of keys, as the kind says; of users the id."""
        kept: FieldValue | None = self._kept(info.context)
        if kept is not None and self.of is not None and self.of.kind is Kind.USER:
            return FieldValue(public_id("user", UUID(str(kept))))
        return kept

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        """Of a user, who."""
        if self.of is None or self.of.kind is not Kind.USER:
            return None
        kept = self._kept(info.context)
        return await node_of(info.context, USER, UUID(kept)) if kept else None

    def _kept(self, context: Context) -> Any:
        coordinate = f"Client.{CUSTOM}{self.key}"
        if self.of is None or context.principal.mask.level(coordinate, self.stands) < Level.VIEW:
            context.denied.add(coordinate)
            return None
        return (self.row.custom or {}).get(slot_of(self.of.key, self.of.kind))


def values_of(context: Context, row: Any, stands: Relation, keys: Sequence[str] | None) -> list[CustomValue]:
    """The values of a client, for the ordinary route. Raises Refused as `chosen`."""
    return [
        CustomValue(
            of=field,
            row=row,
            stands=stands,
            key=name.removeprefix(CUSTOM),
            kind=None if field is None else field.kind.value,
        )
        for name, field in chosen(context, keys)
    ]


class CustomValues:
    """The same in SQL: an object for each field asked for; which there are is part of the statement."""

    def sql(self, place: Place, ask: Ask) -> ColumnElement[Any]:
        """The objects as a list."""
        wanted = ask.arguments["keys"].literal(
            place.draft.context, lambda keys, context: chosen(context, keys)
        )
        objects = [_object(place, ask, name, field) for name, field in wanted]
        return func.json_build_array(*objects)


def _object(place: Place, ask: Ask, name: str, field: Field | None) -> ColumnElement[Any]:
    def value(_inner: Ask) -> ColumnElement[Any]:
        return _guarded(place, name, None if field is None else _shown(place.row, field))

    def user(inner: Ask) -> ColumnElement[Any]:
        if field is None or field.kind is not Kind.USER:
            return cast(null(), JSONB)
        return _guarded(place, name, one(place.draft, USER, typed_value(place.row, field), inner, place.rows))

    made = {
        # With their types, which a word by itself has not.
        "key": lambda _inner: cast(constant(name.removeprefix(CUSTOM)), Text),
        "kind": lambda _inner: cast(null() if field is None else constant(field.kind.value), Text),
        "value": value,
        "user": user,
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


def _guarded(place: Place, name: str, value: ColumnElement[Any] | None) -> ColumnElement[Any]:
    coordinate = f"Client.{name}"
    if value is None:
        return place.draft.lates.token(Denied(coordinate))
    return place.guarded(coordinate, value)


def _shown(row: Any, field: Field) -> ColumnElement[Any]:
    if field.kind is Kind.USER:
        return constant("user_") + func.replace(_text(row, field), "-", "")
    return row.custom.op("->", return_type=JSONB())(_slot(field))  # type: ignore[no-any-return]


def _slot(field: Field) -> ColumnElement[str]:
    # Of small letters, digits, underscores and a colon: it needs no quoting, and an index could be made of it.
    return literal_column(f"'{slot_of(field.key, field.kind)}'", Text)


def _text(row: Any, field: Field) -> ColumnElement[str]:
    return row.custom.op("->>", return_type=Text())(_slot(field))  # type: ignore[no-any-return]


def typed_value(row: Any, field: Field) -> ColumnElement[Any]:
    """The value as SQL compares it. row: the model, an alias of it, or a row of a statement."""
    text = _text(row, field)
    type_ = SQL_TYPES.get(field.kind)
    return text if type_ is None else cast(text, type_)


def sorted_by(row: Any, field: Field) -> ColumnElement[Any]:
    """What lists are sorted by: the value, of choices the place among them."""
    if field.kind is not Kind.CHOICE:
        return typed_value(row, field)
    places = [(constant(o.value), literal_column(str(n), Integer())) for n, o in enumerate(field.options)]
    return cast(case(*places, value=_text(row, field)), Numeric())


def term_of(field: Field, row: Any) -> Term:
    """How one of the firm's own fields is compared."""
    if field.kind is Kind.CHOICES:
        return _borne(row.custom.op("->", return_type=JSONB())(_slot(field)))
    return column_term(typed_value(row, field))


def _borne(kept: Any) -> Term:
    """Comparisons of a list of keys, which is never missing, only empty."""

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        if op == "empty":
            return kept.is_(None) if operand.literal() else kept.is_not(None)  # type: ignore[no-any-return]
        wanted = operand.bound(ARRAY(Text()))
        sign = "?&" if op == "all" else "?|"
        found = func.coalesce(kept, literal_column("'[]'", JSONB)).op(sign, return_type=Boolean())(wanted)
        return not_(found) if op == "none" else found

    return term


def terms_of_own(caller: Principal, row: Any) -> dict[str, Term]:
    """How the firm's own fields are compared, by `custom:<key>`."""
    return {key: term_of(field, row) for key, field in own_fields(caller).items()}
