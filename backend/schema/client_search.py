"""Finding clients by a text: name, pinyin, initials, company; a number where the right is there."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Text, func, or_
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book.client_fields import CLIENT_FIELDS
from backend.book.clients import Client as ClientRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Given
from backend.graph.nouns import NOTHING
from backend.graph.rights import demand
from backend.platform.callers import of_caller
from backend.platform.errors import bad_input
from backend.platform.principal import Level
from backend.schema.client_terms import TAIL, sealed_match
from backend.systemize.conditions.sql import ESCAPE, Prepare, escaped
from backend.systemize.field_values import storable
from backend.systemize.fields import Kind
from backend.systemize.search_tokens import query_tokens

DIGITS = re.compile(r"[\s()+-]*")
LONGEST = 100


class Sort(NamedTuple):
    """What kind of text it is: which ways of finding make sense."""

    blank: bool
    named: bool
    spelled: bool
    numbered: bool
    short: bool


BLANK: Final = Sort(blank=True, named=False, spelled=True, numbered=False, short=False)


def found_by(draft: Draft, text: Given, *, strict: bool) -> list[ColumnElement[bool]]:
    """The conditions of a search; none for a blank text.

    strict: refuse when the caller may not search names (else names are left out quietly).
    Raises Refused(BAD_USER_INPUT) for a text that cannot be stored or is too long.
    """
    sort = text.literal(draft.context, _sort)
    if sort.blank:
        return []
    relations = draft.mask.relations("Client")
    if strict:
        demand(draft.context, "Client", "Client.name")
    ways: list[ColumnElement[bool]] = []
    if draft.mask.throughout("Client.name", relations) >= Level.VIEW:
        ways += _by_name(draft, text, sort)
    if sort.numbered:
        ways += _by_number(draft, text, sort)
    return [or_(NOTHING, *ways)]


def _by_name(draft: Draft, text: Given, sort: Sort) -> list[ColumnElement[bool]]:
    relations = draft.mask.relations("Client")
    if draft.mask.throughout("Client.company", relations) >= Level.VIEW:
        if not sort.named:
            return []
        tokens = draft.bind(text, ARRAY(Text()), lambda value, _context: query_tokens(cleaned(value)))
        return [ClientRow.search_tokens.contains(tokens)]
    # The tokens mix both; who may not read companies searches the names alone.
    part = draft.bind(text, Text(), lambda value, _context: f"%{escaped(cleaned(value))}%")
    found: list[ColumnElement[bool]] = [ClientRow.name.like(part, escape=ESCAPE)]
    if sort.spelled and draft.mask.throughout("Client.namePinyin", relations) >= Level.VIEW:
        letters = draft.bind(text, Text(), lambda value, _context: f"%{escaped(_letters(value))}%")
        found.append(func.replace(ClientRow.name_pinyin, " ", "").like(letters, escape=ESCAPE))
    return found


def _by_number(draft: Draft, text: Given, sort: Sort) -> list[ColumnElement[bool]]:
    mask, relations = draft.mask, draft.mask.relations("Client")
    op, least = ("tail", Level.MASKED) if sort.short else ("eq", Level.VIEW)
    firm = of_caller(draft.caller, "firm_id")
    return [
        sealed_match(field, firm, op, _Number(draft, text))
        for field in CLIENT_FIELDS
        if field.kind is Kind.SEALED
        and field.searchable
        and mask.throughout(f"Client.{field.key}", relations) >= least
    ]


class _Number:
    """The digits and letters of a text, as a value to compare with."""

    def __init__(self, draft: Draft, text: Given) -> None:
        self._draft, self._text = draft, text

    def bound(self, type_: Any, prepare: Prepare | None = None) -> Any:
        """The value as a parameter."""
        return self._draft.bind(
            self._text, type_, lambda value, context: (prepare or _same)(_number(cleaned(value)), context)
        )


def cleaned(text: str) -> str:
    """The text as it is searched. Raises Refused(BAD_USER_INPUT)."""
    found = storable(text, "search").strip()
    if len(found) > LONGEST:
        raise bad_input("search", "too_long", limit=LONGEST)
    return found


def _sort(text: str | None, _context: Any) -> Sort:
    plain = cleaned(text) if text else ""
    if not plain:
        return BLANK
    number = _number(plain)
    return Sort(
        blank=False,
        named=bool(query_tokens(plain)),
        spelled=_letters(plain).isascii(),
        numbered=any(c.isdigit() for c in number),
        short=len(number) == TAIL,
    )


def _letters(text: str) -> str:
    return "".join(cleaned(text).lower().split())


def _number(text: str) -> str:
    return DIGITS.sub("", text).upper()


def _same(value: str, _context: Any) -> str:
    return value
