"""What the compiled route runs, caught on its way to the database, and its text as a parser understands it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import sqlglot
from sqlglot import exp

from backend.platform.compiled_reads import Text
from backend.platform.database import Database
from backend.platform.db import Base

TENANT = frozenset(name for name, table in Base.metadata.tables.items() if "firm_id" in table.c)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CALLED = re.compile(r"\b([a-z_][a-z_0-9]*)\(")


@dataclass(frozen=True)
class Ran:
    """One statement and the parameters that differ between requests."""

    text: Text
    values: Mapping[str, Any]

    @property
    def arguments(self) -> list[Any]:
        """All parameters in their order."""
        constants = self.text.constants
        return [self.values[name] if name in self.values else constants[name] for name in self.text.names]

    @property
    def functions(self) -> set[str]:
        """What is called, with some words of the language that are followed by a bracket, too."""
        return set(_CALLED.findall(_QUOTED.sub("''", self.text.sql)))


@contextmanager
def running(database: Database) -> Iterator[list[Ran]]:
    """The compiled statements that run meanwhile."""
    seen: list[Ran] = []
    reads = database.compiled
    fetch = reads.fetch

    async def fetched(text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        seen.append(Ran(text, values))
        return await fetch(text, values)

    reads.fetch = fetched  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        reads.fetch = fetch  # type: ignore[method-assign]


def faults(sql: str, firm: Sequence[int]) -> list[str]:
    """What a text does that a distributed server or the wall between firms forbids. firm: numbers of its parameters."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    found = [f"{type(node).__name__} in a read" for node in tree.find_all(exp.DML, exp.DDL, exp.Command)
             if not isinstance(node, exp.Query)]  # fmt: skip
    found += ["a lock" for _ in tree.find_all(exp.Lock)]
    found += [
        f"a star in {star.parent_select.sql()[:60] if star.parent_select else sql[:60]}"
        for star in tree.find_all(exp.Star)
        if not isinstance(star.parent, exp.Count)
    ]
    found += [
        f"{limit.sql()} is no number of ours"
        for limit in tree.find_all(exp.Limit, exp.Offset)
        if limit.find(exp.Parameter, exp.Column, exp.Query)
    ]
    for select in tree.find_all(exp.Select):
        found += _unbound(select, firm)
    return found


def _unbound(select: exp.Select, firm: Sequence[int]) -> Iterator[str]:
    """Tenant tables of a SELECT, and rows around it, that are not bound to the firm by what every row must meet."""
    sources, terms = _sources(select), list(_terms(select))
    bound = {
        term.this.table
        for term in terms
        if isinstance(term, exp.EQ)
        and isinstance(term.this, exp.Column)
        and term.this.name == "firm_id"
        and _number(term.expression) in firm
    }
    tables = {alias: table for alias, table in sources.items() if isinstance(table, exp.Table)}
    for alias, table in tables.items():
        if table.name in TENANT and alias not in bound:
            yield f"{table.name} as {alias} without a firm"
        if table.name not in Base.metadata.tables:
            yield f"{table.name} is no table of ours"
    if not tables:
        return
    around = {
        column.table
        for column in select.find_all(exp.Column)
        if column.table and column.table not in sources and column.parent_select is select
    }
    tied = [alias for alias in sorted(around) if _is_of_table(select, alias)]
    if tied and not bound & set(tied):
        yield f"{', '.join(tables)} hangs on {', '.join(tied)} without its firm"


def _sources(select: exp.Select) -> dict[str, exp.Expression]:
    """FROM and JOIN by alias."""
    head = select.args.get("from_")
    inside = [head.this] if head is not None else []
    inside += [join.this for join in select.args.get("joins") or ()]
    return {each.alias_or_name: each for each in inside}


def _terms(select: exp.Select) -> Iterator[exp.Expression]:
    """The conditions every row must meet."""
    where = select.args.get("where")
    stack = [where.this] if where is not None else []
    joins = select.args.get("joins") or ()
    stack += [join.args["on"] for join in joins if not join.side and join.args.get("on") is not None]
    while stack:
        term = stack.pop()
        if isinstance(term, exp.And):
            stack += [term.this, term.expression]
        else:
            yield term


def _number(value: exp.Expression) -> int | None:
    """Of a parameter, `$1` or `$1::UUID`."""
    inner = value.this if isinstance(value, exp.Cast) else value
    return int(cast("exp.Expression", inner.this).name) if isinstance(inner, exp.Parameter) else None


def _is_of_table(select: exp.Select, alias: str) -> bool:
    """Whether rows of a SELECT around are those of one tenant table; sums and unions have no firm."""
    outer = select.parent_select
    while outer is not None:
        source = _sources(outer).get(alias)
        if source is not None:
            inner = source.this if isinstance(source, exp.Subquery) else source
            if isinstance(inner, exp.Select):
                return any(
                    isinstance(each, exp.Table) and each.name in TENANT for each in _sources(inner).values()
                )
            return isinstance(inner, exp.Table) and inner.name in TENANT
        outer = outer.parent_select
    return False
