"""Statements that were compiled to text once, run as they are: one round trip, and the bytes pass through."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import Select
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from backend.platform import walls
from backend.platform.connections import Connections

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
# What a statement says only when it reads more than single rows by their keys.
_OF_MANY: Final = ("ORDER BY", "LIMIT", "agg(", "count(", "sum(", "UNION")
# Around the name of a word in a statement's text; nothing a caller sends can hold it.
_MARK: Final = f"#{uuid4().hex}#"
# Values that need no quoting; any other is a parameter.
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_TRUTH: Final = {True: "true", False: "false"}
MOST_SPELLINGS: Final = 300


class Text:
    """A proven statement as text. names: of its parameters in order, words last; constants: values that are always the
    same; by_key: it reads single rows by their keys.

    keeps: one plan is good for all values, apart from those of its words: it reads single rows by their keys, or a list
    that nothing but its words decides about.
    """

    __slots__ = ("_parts", "_spelt", "_words", "by_key", "constants", "keeps", "names", "sql")

    def __init__(
        self,
        statement: Select[Any],
        firm_id: UUID,
        *,
        words: Mapping[str, TypeEngine[Any]] = _NOTHING,
        even: Collection[str] = (),
    ) -> None:
        """words: the types of parameters with a few plain values, which are written into the text of a statement whose
        plan is kept; even: parameters whose values do not matter to a plan.

        Raises WallBroken when the statement does not prove its firm.
        """
        marks = {name: f"{_MARK}{name}{_MARK}" for name in words}
        compiled: Any = walls.compiled(statement, "firm_id", firm_id, marks)
        self._parts = str(compiled).split(_MARK)
        named: Sequence[str] = tuple(compiled.positiontup or ())
        self._words = tuple(dict.fromkeys(self._parts[1::2]))
        self.names: Sequence[str] = (*named, *self._words)
        self.sql = self._with(
            {name: _cast(n, words[name]) for n, name in enumerate(self._words, len(named) + 1)}
        )
        self.constants: Mapping[str, Any] = dict(compiled.params)
        self.by_key = not any(said in self.sql for said in _OF_MANY)
        self.keeps = self.by_key or {"firm_id", *even}.issuperset(named)
        self._spelt: dict[tuple[Any, ...], str | None] = {}

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of all parameters, in order. values: of those that differ between requests."""
        constants = self.constants
        return [values[name] if name in values else constants[name] for name in self.names]

    def spelt(self, values: Mapping[str, Any]) -> tuple[str, list[Any], bool]:
        """The statement with its words in it, its arguments, and whether its plan is worth keeping."""
        arguments = self.arguments(values)
        if not self.keeps or not self._words:
            return self.sql, arguments, self.keeps
        count = len(arguments) - len(self._words)
        words = tuple(arguments[count:])
        if words not in self._spelt:
            if len(self._spelt) >= MOST_SPELLINGS:
                self._spelt.clear()
            self._spelt[words] = self._spell(words)
        found = self._spelt[words]
        return (self.sql, arguments, False) if found is None else (found, arguments[:count], True)

    def _spell(self, words: tuple[Any, ...]) -> str | None:
        said = {name: _literal(value) for name, value in zip(self._words, words, strict=True)}
        return None if None in said.values() else self._with(said)

    def _with(self, said: Mapping[str, str | None]) -> str:
        parts = list(self._parts)
        parts[1::2] = [said[name] or "" for name in parts[1::2]]
        return "".join(parts)


def _cast(number: int, type_: TypeEngine[Any]) -> str:
    return f"${number}::{type_.compile(dialect=_DIALECT)}"


def _literal(value: Any) -> str | None:
    """The value as SQL, where it is as plain as words are."""
    if isinstance(value, bool):
        return _TRUTH[value]
    return f"'{value}'" if isinstance(value, str) and _PLAIN.fullmatch(value) else None


class CompiledReads:
    """Statements of the role that may only select; each proved its firm when it was compiled.

    keeping: connections that keep the plan of a statement.
    """

    def __init__(self, connections: Connections, keeping: Connections) -> None:
        self._connections, self._keeping = connections, keeping

    async def close(self) -> None:
        """Give all connections back."""
        await self._connections.close()
        await self._keeping.close()

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """The columns of the statement's one row: JSON as the server wrote it, or None for null.

        values: of the parameters that differ between requests. Raises Refused(UNAVAILABLE) without a connection.
        """
        sql, arguments, keeps = text.spelt(values)
        connections = self._keeping if keeps else self._connections
        connection = await connections.take()
        try:
            row: Sequence[bytes | None] = await connection.fetchrow(sql, *arguments)
        finally:
            connections.give(connection)
        return row

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Reads of one state of the database, whatever is changed meanwhile, on a connection of their own."""
        connection = await self._connections.of_its_own()
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield Snapshot(self, connection)
        finally:
            await connection.close()


class Snapshot(CompiledReads):
    """The same statements, all in one state of the database. Made by `CompiledReads.snapshot`."""

    def __init__(self, reads: CompiledReads, connection: asyncpg.Connection) -> None:
        super().__init__(reads._connections, reads._keeping)
        self._connection = connection

    async def fetch(self, text: Text, values: Mapping[str, Any]) -> Sequence[bytes | None]:
        """As it was when the snapshot was taken."""
        row: Sequence[bytes | None] = await self._connection.fetchrow(text.sql, *text.arguments(values))
        return row
