"""How each field of a client is compared in SQL."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Text,
    Uuid,
    and_,
    any_,
    exists,
    func,
    not_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book import sealed
from backend.book.client_fields import CLIENT_FIELDS
from backend.book.clients import Client as ClientRow
from backend.book.contact_points import ContactPoint
from backend.book.tags import ClientTag
from backend.graph.context import Context
from backend.platform.callers import of_caller
from backend.platform.crypto import FirmKeys
from backend.platform.principal import Principal
from backend.systemize.conditions.sql import Bound, Operand, Term, column_term, field_term
from backend.systemize.fields import Field, Kind
from backend.systemize.names import is_chinese
from backend.systemize.search_tokens import query_tokens

TAIL = 4
FEW = 5


def keys_in(context: Context) -> FirmKeys:
    """The keys of the caller's firm, which the request has opened."""
    keys = context.services.vault.known(context.principal.firm_id)
    assert keys is not None
    return keys


def tail_of(kind: str, value: str, keys: FirmKeys) -> bytes | None:
    """The blind index of four last characters; None when it is not four characters."""
    text = value.strip().upper()
    return keys.blind_tail(kind, text) if len(text) == TAIL and sealed.KINDS[kind].tail else None


def _blind(kind: str, value: str, context: Context) -> bytes | None:
    return sealed.blind_of(kind, value, keys_in(context))


def _tail(kind: str, value: str, context: Context) -> bytes | None:
    return tail_of(kind, value, keys_in(context))


def _bearing(firm: Any, row: Any) -> Term:
    # The firm is bound in each sub-select, too: it proves the wall, and a distributed server plans by it.
    borne = select(ClientTag.tag_id).where(
        ClientTag.firm_id == firm, row.firm_id == firm, ClientTag.client_id == row.id
    )

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        if op == "empty":
            return not_(exists(borne)) if operand.literal() else exists(borne)
        wanted = operand.bound(ARRAY(Uuid()), _unique)
        among = borne.where(ClientTag.tag_id == any_(wanted))
        if op == "all":
            number = operand.told(lambda ids: len(set(ids)))
            each = [
                exists(borne.where(ClientTag.tag_id == operand.bound(Uuid(), partial(_nth, n))))
                for n in range(min(number, FEW))
            ]
            # Each by itself lets the rarest one lead; beyond a few they are counted.
            counted = among.with_only_columns(func.count()).scalar_subquery()
            return and_(true(), *each, *([] if number <= FEW else [counted == func.cardinality(wanted)]))
        return not_(exists(among)) if op == "none" else exists(among)

    return term


def _employer(row: Any) -> Term:
    """As a plain column; for a part in Chinese characters the index of searches finds where it can be at all."""
    plain = column_term(row.company)

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        found = plain(op, operand)
        if op != "contains":
            return found
        return and_(found, row.search_tokens.contains(operand.bound(ARRAY(Text()), _pairs)))

    return term


def _pairs(value: str, _context: Any) -> list[str]:
    """Tokens that every employer has whose name holds a text; none where the tokens do not tell."""
    return query_tokens(value) if len(value) > 1 and is_chinese(value) else []


def _nth(place: int, ids: list[Any], context: Any) -> Any:
    return _unique(ids, context)[place]


def _unique(ids: list[Any], _context: Any) -> list[Any]:
    return list(dict.fromkeys(ids))


def sealed_term(field: Field, firm: Any, row: Any = ClientRow) -> Term:
    """Comparisons of a personal number: whole or by its last characters, through its blind index."""

    def term(op: str, operand: Operand) -> ColumnElement[bool]:
        if op != "empty":
            return sealed_match(field, firm, op, operand, row)
        return _without(field, firm, row) if operand.literal() else not_(_without(field, firm, row))

    return term


def sealed_match(field: Field, firm: Any, op: str, value: Bound, row: Any = ClientRow) -> ColumnElement[bool]:
    """Whether a personal number, or its last characters (op `tail`), are a value."""
    if not field.contact:
        blind = getattr(row, f"{field.column}_{'tail' if op == 'tail' else 'blind'}")
        return _same(field.column, blind, op, value)
    # Few, and read before anything else: so they are one index of several in a search by several ways.
    column = ContactPoint.tail if op == "tail" else ContactPoint.blind
    bearers = select(ContactPoint.client_id).where(
        ContactPoint.firm_id == firm,
        ContactPoint.kind == field.contact,
        _same(field.contact, column, op, value),
    )
    among = func.array(bearers.correlate(None).scalar_subquery(), type_=ARRAY(Uuid()))
    found: ColumnElement[bool] = row.id == any_(among)
    return found


def _without(field: Field, firm: Any, row: Any) -> ColumnElement[bool]:
    if not field.contact:
        missing: ColumnElement[bool] = getattr(row, f"{field.column}_blind").is_(None)
        return missing
    points = select(ContactPoint.id).where(
        ContactPoint.firm_id == firm,
        row.firm_id == firm,
        ContactPoint.client_id == row.id,
        ContactPoint.kind == field.contact,
    )
    return not_(exists(points))


def _same(kind: str, column: Any, op: str, value: Bound) -> ColumnElement[bool]:
    """A value without a blind index is null here, and so equals nothing."""
    prepare = partial(_tail if op == "tail" else _blind, kind)
    found: ColumnElement[bool] = column == value.bound(LargeBinary(), prepare)
    return found


def terms_of(caller: Principal, row: Any = ClientRow) -> dict[str, Term]:
    """How the product's filterable fields are compared, by key. row: the model or an alias of it."""
    firm = of_caller(caller, "firm_id")
    return {field.key: _term(field, firm, row) for field in CLIENT_FIELDS if field.filterable}


def _term(field: Field, firm: Any, row: Any) -> Term:
    if field.kind is Kind.TAGS:
        return _bearing(firm, row)
    if field.kind is Kind.SEALED:
        return sealed_term(field, firm, row)
    if field.key == "company":
        return _employer(row)
    return field_term(field, row)
