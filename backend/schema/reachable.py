"""Rows that rules and filters speak of: their fields, how each is compared, and which of them a caller reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from backend.platform.callers import of_caller
from backend.platform.principal import Principal
from backend.policies.rows import reach
from backend.systemize.conditions.links import Link, Subject
from backend.systemize.conditions.sql import Term
from backend.systemize.fields import Field

Terms = Callable[[Principal, Any], Mapping[str, Term]]
"""(caller, row: the model or an alias) -> how each field is compared."""
Bounds = Callable[[Principal, Any], list[ColumnElement[bool]]]


def _nothing_more(_caller: Principal, _row: Any) -> list[ColumnElement[bool]]:
    return []


@dataclass(frozen=True)
class Rows(Subject):
    """A subject that has rows. type: of the schema; noun: of the policies; more: beside the reach of the noun."""

    type: str
    noun: str
    model: Any
    terms: Terms
    more: Bounds = _nothing_more
    own: bool = False
    """Whether the firm may have added fields of its own."""

    def known_to(self, caller: Principal) -> Mapping[str, Field]:
        """The fields, with those of the firm's own that a caller may know of."""
        return {**self.fields, **caller.mask.own} if self.own else self.fields

    def within(self, caller: Principal, row: Any) -> list[ColumnElement[bool]]:
        """What lets through the rows that the caller reaches."""
        found = reach(caller, self.noun, row).predicate
        firm: ColumnElement[bool] = row.firm_id == of_caller(caller, "firm_id")
        return [firm, *self.more(caller, row), *([] if found is None else [found])]


@dataclass(frozen=True)
class Way(Link):
    """A relation between rows. on: (a row, a related one) -> that they belong together."""

    of: Callable[[], Rows]
    on: Callable[[Any, Any], ColumnElement[bool]]
