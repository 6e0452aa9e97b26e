"""The wall of compiled reads: proof that a statement cannot leave the firm.

Reads run under a role whose row security lets every row pass, because row security costs numeric, array and
JSON predicates their indexes (measured: a keyset page by AUM 0.4 -> 93 ms). So each SELECT has to show that
every tenant table it names is bound to the firm by `firm_id = <the firm>` in the same SELECT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnElement,
    Grouping,
)
from sqlalchemy.sql.selectable import Alias, FromClause, Join, TableClause


class WallBroken(AssertionError):
    """A read that could see rows of another firm: a fault of ours, never of the caller."""


_proven: dict[Any, tuple[int, ...]] = {}


def prove(statement: Select[Any], firm_id: UUID) -> None:
    """Raise WallBroken unless every tenant table of the statement is bound to `firm_id`.

    The shape is proven once per statement shape; the bound values are compared on every call.
    """
    cached = statement._generate_cache_key()
    key = cached.key if cached else None
    places = _proven.get(key) if key else None
    if cached is None or places is None:
        binds = [bind for select in _selects(statement) for bind in _firm_binds(select)]
        _compare(binds, firm_id)
        if cached is not None:
            order = {id(bind): n for n, bind in enumerate(cached.bindparams)}
            if all(id(bind) in order for bind in binds):
                if len(_proven) > 5000:
                    _proven.clear()
                _proven[key] = tuple(order[id(bind)] for bind in binds)
        return
    _compare((cached.bindparams[n] for n in places), firm_id)


def _compare(binds: Iterable[BindParameter[Any]], firm_id: UUID) -> None:
    if any(bind.effective_value != firm_id for bind in binds):
        raise WallBroken("a table is bound to another firm")


def _selects(statement: Select[Any]) -> Iterator[Select[Any]]:
    for element in visitors.iterate(statement):
        if isinstance(element, Select):
            yield element


def _firm_binds(select: Select[Any]) -> Iterator[BindParameter[Any]]:
    """For each tenant table of this SELECT its bind; raises where there is none."""
    tables: list[FromClause] = []
    conditions: list[ColumnElement[Any]] = [select.whereclause] if select.whereclause is not None else []
    for source in select.get_final_froms():
        _flatten(source, tables, conditions)
    bound = dict(_bindings(conditions))
    for table in tables:
        if "firm_id" not in table.c:
            continue
        if hash(table) not in bound:
            raise WallBroken(f"{table.description} is read without a firm")
        yield bound[hash(table)]


def _flatten(source: FromClause, tables: list[FromClause], conditions: list[ColumnElement[Any]]) -> None:
    if isinstance(source, Join):
        _flatten(source.left, tables, conditions)
        _flatten(source.right, tables, conditions)
        if source.onclause is not None:
            conditions.append(source.onclause)
    elif isinstance(source, TableClause) or (
        isinstance(source, Alias) and isinstance(source.element, TableClause)
    ):
        tables.append(source)


def _bindings(conditions: Iterable[Any]) -> Iterator[tuple[int, BindParameter[Any]]]:
    """`table.firm_id = :bind` terms that every row must meet: only through AND, never inside OR or NOT."""
    stack: list[Any] = list(conditions)
    while stack:
        term = stack.pop()
        if isinstance(term, Grouping):
            stack.append(term.element)
        elif isinstance(term, BooleanClauseList) and term.operator is operators.and_:
            stack.extend(term.clauses)
        elif isinstance(term, BinaryExpression) and term.operator is operators.eq:
            left, right = term.left, term.right
            if getattr(left, "key", None) == "firm_id" and isinstance(right, BindParameter):
                yield hash(left.table), right
