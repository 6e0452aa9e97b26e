"""The wall of compiled reads: proof that a statement cannot leave the firm.

Reads run under a role whose row security lets every row pass, because row security costs numeric, array and
JSON predicates their indexes (measured: a keyset page by AUM 0.4 -> 93 ms). So each SELECT has to show that
every tenant table it names is bound to the firm by `firm_id = <the firm>` in the same SELECT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.engine import Compiled
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    AsBoolean,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    False_,
    Grouping,
)
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    FromClause,
    Join,
    Lateral,
    Subquery,
    TableClause,
    TableValuedAlias,
    Values,
)


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
    if _is_never(select.whereclause):
        return  # no row passes; SQLAlchemy has dropped the other terms
    criteria = [] if select.whereclause is None else [select.whereclause]
    yield from _of_each(select.get_final_froms(), criteria)


def _of_each(sources: Iterable[Any], criteria: Iterable[Any]) -> Iterator[BindParameter[Any]]:
    """For each tenant table among the FROM elements its bind; raises where there is none."""
    tables: list[FromClause] = []
    bound: dict[int, BindParameter[Any]] = {}
    for source in sources:
        tables += _tables(source, bound)
    bound.update(_bindings(criteria))
    for table in tables:
        if "firm_id" not in table.c:
            continue
        if hash(table) not in bound:
            raise WallBroken(f"{table.description} is read without a firm")
        yield bound[hash(table)]


def _is_never(condition: Any) -> bool:
    while isinstance(condition, AsBoolean | Grouping):
        condition = condition.element
    return isinstance(condition, False_)


def _tables(source: FromClause, bound: dict[int, BindParameter[Any]]) -> list[FromClause]:
    """The tables of a FROM element; what its ON clauses bind is added to `bound`."""
    if isinstance(source, Join):
        left, right = _tables(source.left, bound), _tables(source.right, bound)
        found = dict(_bindings([source.onclause] if source.onclause is not None else []))
        # An outer join keeps the rows of the kept side whatever the ON clause says of them.
        sides = [] if source.full else right if source.isouter else [*left, *right]
        bound.update({key: found[key] for key in map(hash, sides) if key in found})
        return [*left, *right]
    inner = source.element if isinstance(source, Alias) else source
    if isinstance(inner, TableClause):
        return [source]
    if isinstance(inner, Subquery | CTE | Lateral | Values | TableValuedAlias):
        return []  # their own SELECTs are proven by themselves
    raise WallBroken(f"{type(source).__name__} cannot be proven")


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


class _Proving(PGCompiler_asyncpg):
    """Compiles a statement and collects, for each SELECT as it is rendered, what its tables are bound to."""

    selects = bodies = 0
    firm_binds: tuple[BindParameter[Any], ...] = ()

    def visit_select(self, select_stmt: Any, *args: Any, **kwargs: Any) -> Any:
        """Count what has to be proven."""
        self.selects += 1
        return super().visit_select(select_stmt, *args, **kwargs)  # type: ignore[no-untyped-call]

    def visit_bindparam(
        self, bindparam: Any, *args: Any, marks: Mapping[str, str] | None = None, **kwargs: Any
    ) -> Any:
        """A parameter, or what stands for it."""
        if marks and bindparam.key in marks:
            return marks[bindparam.key]
        return super().visit_bindparam(bindparam, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _compose_select_body(
        self, text: str, select: Any, state: Any, columns: Any, froms: Any, *rest: Any
    ) -> Any:
        self.bodies += 1
        if not any(_is_never(criterion) for criterion in select._where_criteria):
            self.firm_binds = (*self.firm_binds, *_of_each(froms, select._where_criteria))
        return super()._compose_select_body(  # type: ignore[no-untyped-call]
            text, select, state, columns, froms, *rest
        )


class _ProvingDialect(PGDialect_asyncpg):
    statement_compiler = _Proving
    supports_statement_cache = False


_DIALECT = _ProvingDialect()  # type: ignore[no-untyped-call]


def compiled(
    statement: Select[Any], name: str, firm_id: UUID, marks: Mapping[str, str] = MappingProxyType({})
) -> Compiled:
    """The statement as text for asyncpg, proven while it is rendered.

    name: of the parameter that holds the firm: whoever runs the text puts his own firm there. marks: what stands in
    the text for parameters that whoever runs it writes there himself.
    Raises WallBroken when a table is not bound by it.
    """
    how = {"render_postcompile": True, "marks": marks}
    made: Any = statement.compile(dialect=_DIALECT, compile_kwargs=how)
    # A release that renders SELECTs elsewhere must not leave them unproven.
    if not made.bodies or made.bodies != made.selects:
        raise WallBroken("a SELECT was rendered without a proof")
    if any(bind.key != name for bind in made.firm_binds):
        raise WallBroken("a table is bound to something else than the firm's parameter")
    _compare(made.firm_binds, firm_id)
    return made  # type: ignore[no-any-return]
