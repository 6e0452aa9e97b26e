"""Nouns: a kind of rows with an own id, its table, and which of its rows a caller reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal_column, select
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.operators import or_

from backend.platform.callers import of_caller
from backend.platform.db import TenantRow
from backend.platform.ids import public_id
from backend.platform.principal import Principal, Relation

# Not `false()`: SQLAlchemy folds `firm_id = … and false` to `false`, and the proof of the firm would be gone.
NOTHING: ColumnElement[bool] = literal_column("1") == literal_column("0")


@dataclass(frozen=True)
class Reach:
    """The rows of a noun a caller may see.

    predicate: None when every row of the firm may be seen. relation: text, the caller's relation to the row;
    right only for rows the predicate lets through. visible: the relations that can come out, nearest first. wide:
    whether he is expected to reach a good part of the firm's rows.
    """

    predicate: ColumnElement[bool] | None
    relation: ColumnElement[str]
    visible: tuple[Relation, ...] = tuple(Relation)
    wide: bool = True

    @property
    def nothing(self) -> bool:
        """Whether no row at all can pass, so that the database need not be asked."""
        return self.predicate is NOTHING

    @property
    def ways(self) -> tuple[ColumnElement[bool], ...]:
        """What the predicate consists of: a row passes that meets one of them. Empty when every row passes."""
        return () if self.predicate is None else tuple(_alternatives(self.predicate))


def _alternatives(condition: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    if isinstance(condition, BooleanClauseList) and condition.operator is or_:
        for part in condition.clauses:
            yield from _alternatives(part)
    else:
        yield condition


ReachOf = Callable[[Principal, Any], Reach]
"""(caller, row: the model or an alias of it) -> what he reaches; the statement around binds the row's firm."""


@dataclass(frozen=True)
class Noun:
    """How a type is read: its word, its table, the class its rows become, and its reach.

    prefix: the word before its public ids where it is not `name`. way_by_way: for each way of reaching rows there is
    an index that holds what lists compare, so that a page is found without reading the rows it is found among.
    """

    name: str
    model: type[TenantRow]
    make: Callable[[Any, Relation], Any]
    reach: ReachOf
    prefix: str = ""
    way_by_way: bool = False

    def within(self, caller: Principal, *more: Any) -> tuple[list[Any], Reach]:
        """The conditions of a SELECT from the model that lets through what the caller reaches, and the reach."""
        found = self.reach(caller, self.model)
        bounds = [self.model.firm_id == of_caller(caller, "firm_id"), *more]
        return (bounds if found.predicate is None else [*bounds, found.predicate]), found

    def rows(self, caller: Principal) -> Select[Any]:
        """SELECT row, relation of what the caller reaches."""
        bounds, found = self.within(caller)
        selected: Any = select(self.model, found.relation.label("stands"))
        statement: Select[Any] = selected.where(*bounds)
        return statement

    @property
    def type_name(self) -> str:
        """The GraphQL type."""
        return "".join(part.capitalize() for part in self.name.split("_"))

    @property
    def word(self) -> str:
        """The word before its public ids."""
        return self.prefix or self.name

    def public(self, id: UUID) -> str:
        """The public id of a row."""
        return public_id(self.word, id)

    def made(self, row: Sequence[Any]) -> Any:
        """The node of a (row, relation, …) tuple."""
        return self.make(row[0], Relation(row[1]))
