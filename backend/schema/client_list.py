"""The list of clients: filter, order and search made from the catalogue, judged before they run."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true

from backend.book import sealed
from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.clients import Client as ClientRow
from backend.book.contact_points import ContactPoint
from backend.book.tags import ClientTag
from backend.graph.connections import Connection, Info, anchors_of, list_page
from backend.graph.context import Context
from backend.graph.pages import Listing, SortKey
from backend.graph.rights import demand
from backend.platform.crypto import FirmKeys
from backend.platform.errors import bad_input
from backend.platform.principal import Level
from backend.schema.book import CLIENT, Client
from backend.schema.catalogue import snake, with_filters
from backend.schema.filters import condition_of
from backend.systemize.conditions.sql import Term, column_term, compile_condition
from backend.systemize.conditions.tree import Condition, comparisons
from backend.systemize.field_values import storable
from backend.systemize.fields import Field, Kind
from backend.systemize.search_tokens import query_tokens

FILTER_NAMES = {snake(field.key): field.key for field in CLIENT_FIELDS if field.filterable}
DIGITS = re.compile(r"[\s()+-]*")
TAIL = 4
MOST_ORDERS = 3


@strawberry.input
@with_filters(CLIENT_FIELDS)
class ClientFilter:
    """Which clients: all comparisons given must hold, and all of `and`, one of `or`, not `not`."""

    and_: list[ClientFilter] | None = strawberry.field(default=None, name="and")
    or_: list[ClientFilter] | None = strawberry.field(default=None, name="or")
    not_: ClientFilter | None = strawberry.field(default=None, name="not")


@strawberry.enum
class Direction(enum.Enum):
    """Ascending or descending; rows without a value come last in both."""

    ASC = "asc"
    DESC = "desc"


_SORTABLE = {snake(field.key).upper(): field.key for field in CLIENT_FIELDS if field.sortable}
_Sortable: Any = enum.Enum("ClientOrderField", _SORTABLE, module=__name__)  # type: ignore[misc]
ClientOrderField: Any = strawberry.enum(_Sortable)


@strawberry.input
class ClientOrder:
    """One field to sort by."""

    field: ClientOrderField
    direction: Direction = Direction.ASC


@strawberry.type
class ClientConnection(Connection[Client]):
    """One page of clients."""

    listing: strawberry.Private[Listing]

    @strawberry.field
    async def page_anchors(self, info: Info, size: int = 100) -> list[str | None]:
        """Cursors before each page of `size`, at most 200; entry 0 is null for the first page."""
        return await anchors_of(info.context, self.listing, size)


async def client_page(
    context: Context,
    filter: ClientFilter | None,
    order_by: Sequence[ClientOrder] | None,
    search: str | None,
    first: int | None,
    after: str | None,
) -> ClientConnection:
    """A page of clients. Raises FORBIDDEN when a field is used that the caller may not read everywhere."""
    statement = CLIENT.rows(context.principal).where(ClientRow.archived_at.is_(None))
    keys = await _firm_keys(context)
    name = "clients"
    if filter is not None:
        condition = condition_of(filter, FILTER_NAMES)
        _judge(context, condition)
        statement = statement.where(compile_condition(condition, CLIENT_FIELD, _terms(context, keys)))
    if search is not None and search.strip():
        found = search_predicate(context, search, keys, strict=True)
        statement = statement.where(found)
    orders = _orders(context, order_by or ())
    name += ":" + ",".join(f"{o.column.key}{'-' if o.descending else '+'}" for o in orders)
    listing = Listing(statement, orders, name)
    page = await list_page(context, CLIENT, listing, first, after)
    return ClientConnection(edges=page.edges, page_info=page.page_info, counter=page.counter, listing=listing)


async def _firm_keys(context: Context) -> FirmKeys:
    known = context.services.vault.known(context.principal.firm_id)
    if known is not None:
        return known
    async with context.database.read(context.principal.firm_id) as session:
        return await context.services.vault.firm(session)


def _judge(context: Context, condition: Condition) -> None:
    """Every field a condition compares must be readable at every relation in the caller's reach."""
    for comparison in comparisons(condition):
        needs_mask_only = (
            comparison.op in {"tail", "empty"} and CLIENT_FIELD[comparison.field].kind is Kind.SEALED
        )
        level = Level.MASKED if needs_mask_only else Level.VIEW
        demand(context, "Client", f"Client.{comparison.field}", level)


def _orders(context: Context, orders: Sequence[ClientOrder]) -> tuple[SortKey, ...]:
    if len(orders) > MOST_ORDERS:
        raise bad_input("orderBy", "limit", limit=MOST_ORDERS)
    keys = []
    for order in orders:
        field = CLIENT_FIELD[order.field.value]
        demand(context, "Client", f"Client.{field.key}")
        column = ClientRow.name_sort if field.key == "name" else getattr(ClientRow, field.column)
        keys.append(SortKey(column, order.direction is Direction.DESC, nullable=column.nullable))
    if not keys:
        keys.append(SortKey(ClientRow.updated_at, descending=True))
    return (*keys, SortKey(ClientRow.id, descending=keys[-1].descending))


def _terms(context: Context, keys: FirmKeys) -> dict[str, Term]:
    return {field.key: _term(context, field, keys) for field in CLIENT_FIELDS if field.filterable}


def _term(context: Context, field: Field, keys: FirmKeys) -> Term:
    if field.kind is Kind.TAGS:
        return _tags_term(context)
    if field.kind is Kind.SEALED:
        return _sealed_term(context, field, keys)
    return column_term(getattr(ClientRow, field.column))


def _tags_term(context: Context) -> Term:
    # The firm is bound in each sub-select, too: it proves the wall, and a distributed server plans by it.
    firm_id = context.principal.firm_id

    def borne(*ids: Any) -> ColumnElement[bool]:
        rows = select(ClientTag.id).where(
            ClientTag.firm_id == firm_id,
            ClientRow.firm_id == firm_id,
            ClientTag.client_id == ClientRow.id,
            *ids,
        )
        return exists(rows)

    def term(op: str, value: Any) -> ColumnElement[bool]:
        if op == "empty":
            return not_(borne()) if value else borne()
        if op == "all":
            return and_(true(), *(borne(ClientTag.tag_id == id) for id in value))
        any_of = borne(ClientTag.tag_id.in_(value))
        return not_(any_of) if op == "none" else any_of

    return term


def _sealed_term(context: Context, field: Field, keys: FirmKeys) -> Term:
    firm_id = context.principal.firm_id
    kind = field.contact or field.column

    def matches(column: Any, blind: bytes | None) -> ColumnElement[bool]:
        return false() if blind is None else column == blind

    def term(op: str, value: Any) -> ColumnElement[bool]:
        if field.contact:
            compared: ColumnElement[bool] = true()
            if op == "eq":
                compared = matches(ContactPoint.blind, sealed.blind_of(kind, value, keys))
            elif op == "tail":
                compared = matches(ContactPoint.tail, tail_of(kind, value, keys))
            rows = select(ContactPoint.id).where(
                ContactPoint.firm_id == firm_id,
                ClientRow.firm_id == firm_id,
                ContactPoint.client_id == ClientRow.id,
                ContactPoint.kind == kind,
                compared,
            )
            return not_(exists(rows)) if op == "empty" and value else exists(rows)
        if op == "empty":
            return column_term(getattr(ClientRow, f"{field.column}_blind"))(op, value)
        if op == "tail":
            return matches(getattr(ClientRow, f"{field.column}_tail"), tail_of(kind, value, keys))
        return matches(getattr(ClientRow, f"{field.column}_blind"), sealed.blind_of(kind, value, keys))

    return term


def tail_of(kind: str, value: str, keys: FirmKeys) -> bytes | None:
    """The blind index of four last characters; None when it is not four characters."""
    text = value.strip().upper()
    return keys.blind_tail(kind, text) if len(text) == TAIL and sealed.KINDS[kind].tail else None


def search_predicate(context: Context, text: str, keys: FirmKeys, *, strict: bool) -> ColumnElement[bool]:
    """Clients that a text finds: by name, pinyin, initials, company; by number where the right is there.

    strict: refuse when the caller may not search names (else names are left out quietly).
    Raises Refused(BAD_USER_INPUT) for a text that cannot be stored or is too long.
    """
    cleaned = storable(text, "search").strip()
    if len(cleaned) > 100:
        raise bad_input("search", "too_long", limit=100)
    mask = context.principal.mask
    relations = mask.relations("Client")
    ways: list[ColumnElement[bool]] = []
    by_name = mask.throughout("Client.name", relations) >= Level.VIEW
    if strict:
        demand(context, "Client", "Client.name")
    if by_name and mask.throughout("Client.company", relations) < Level.VIEW:
        # The tokens mix both; who may not read companies searches the names alone.
        ways += _name_ways(cleaned, spelled=mask.throughout("Client.namePinyin", relations) >= Level.VIEW)
    elif by_name and (tokens := query_tokens(cleaned)):
        ways.append(ClientRow.search_tokens.contains(tokens))
    number = DIGITS.sub("", cleaned).upper()
    if any(c.isdigit() for c in number):
        ways += _number_ways(context, number, keys)
    return or_(false(), *ways)


def _name_ways(text: str, *, spelled: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ClientRow.name.contains(text, autoescape=True)]
    letters = "".join(text.lower().split())
    if spelled and letters.isascii():
        found.append(func.replace(ClientRow.name_pinyin, " ", "").contains(letters, autoescape=True))
    return found


def _number_ways(context: Context, number: str, keys: FirmKeys) -> list[ColumnElement[bool]]:
    mask = context.principal.mask
    relations = mask.relations("Client")
    found = []
    for field in CLIENT_FIELDS:
        if field.kind is not Kind.SEALED or not field.searchable:
            continue
        level = mask.throughout(f"Client.{field.key}", relations)
        op = "tail" if len(number) == TAIL else "eq"
        if level >= (Level.MASKED if op == "tail" else Level.VIEW):
            found.append(_sealed_term(context, field, keys)(op, number))
    return found
