"""Many new rows at once, with the audit rows and events that one would have; a fiftieth of the time of sessions.

What a session writes at flush for each new row (`platform/audit.py`), this writes in a statement for each table: the
server takes the rows as one JSON text. A test compares both.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.audit import UNRECORDED
from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned
from backend.platform.events import Event, OutboxRow
from backend.platform.ids import uuid7, uuid7_hex
from backend.platform.principal import Principal

Columns = dict[str, Any]
Changes = dict[str, Any]
_AS_IT_IS: Final = frozenset({str, int, bool})
_ENTRIES: Final = """
insert into audit_entry (firm_id, at, reason, ip, trace_id, id, actor, action, noun, subject_id, client_id, row_version,
    changes)
select cast(:firm as uuid), cast(:at as timestamptz), cast(:reason as text), cast(:ip as text), cast(:trace as text),
    x.id, x.actor, x.action, x.noun, x.subject_id, x.client_id, x.row_version, cast(x.changes as jsonb)
from unnest(cast(:ids as uuid[]), cast(:actors as text[]), cast(:actions as text[]), cast(:nouns as text[]),
    cast(:subjects as uuid[]), cast(:clients as uuid[]), cast(:versions as int[]), cast(:changes as text[]))
    as x(id, actor, action, noun, subject_id, client_id, row_version, changes)
"""
"""What all entries of a change say alike is said once, the rest by column: the server reads no JSON but `changes`."""


class BulkRows:
    """New rows of one firm, collected and then written in the order of their tables' first rows."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._principal: Principal = session.info["principal"]
        self._at = now()
        self._rows: dict[type[TenantRow], list[Columns]] = {}
        self._firm = str(self._principal.firm_id)
        self._entries: list[tuple[Any, ...]] = []
        self._events: list[Columns] = []

    @property
    def author(self) -> str:
        """Who writes: a principal's subject."""
        return self._principal.subject

    def goes_by(self, principal: Principal) -> None:
        """What is collected from now on is another's of the same firm."""
        self._principal = principal

    @property
    def at(self) -> datetime:
        """When it is written: the same instant for all rows."""
        return self._at

    def add(self, model: type[TenantRow], **columns: Any) -> None:
        """A new row. Columns with a default may be left out, but by all rows of a model alike."""
        self.put(model, columns, new_changes(model, columns) if model.audited else {})

    def put(self, model: type[TenantRow], columns: Columns, changes: Changes | str) -> None:
        """`add` of columns whose audit was worked out beforehand. changes: of `new_changes`, or that as JSON."""
        row: Columns = {"firm_id": self._firm, "id": columns.get("id") or uuid7(), **columns}
        version = None
        if issubclass(model, Versioned):
            version = 1
            row["created_by"], row["created_at"], row["updated_at"] = self.author, self._at, self._at
        self._rows.setdefault(model, []).append(row)
        if model.audited:
            self._audited("create", model, row, changes, version)

    def happened(self, event: Event) -> None:
        """An event, as `emit` writes it."""
        self._events.append(
            {
                "id": uuid7_hex(),
                "firm_id": self._firm,
                "name": event.name,
                "payload": {key: _plain(value) for key, value in vars(event).items()},
                "actor": self._principal.subject,
                "depth": 0,
                "created_at": self._at,
                "attempts": 0,
            }
        )

    def gone(self, model: type[TenantRow], row: Mapping[str, Any]) -> None:
        """The audit of a row that is deleted in bulk, as a session writes it; row: its columns before, those that are
        never recorded may be absent."""
        changes = {name: [value, None] for name, value in _recorded(model, row)}
        self._audited("delete", model, row, changes, row.get("version"))

    def changed(
        self,
        model: type[TenantRow],
        row: Mapping[str, Any],
        changes: Mapping[str, tuple[Any, Any] | list[Any]],
    ) -> None:
        """The audit of a row that is changed in bulk, as a session writes it.

        row: its columns before; changes: by column what stood there and what stands there now. Of versioned rows
        that count as a new version.
        """
        told = {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}
        version = row["version"] + 1 if issubclass(model, Versioned) else None
        self._audited("update", model, row, told, version)

    async def write(self) -> None:
        """Write everything; the collection is empty afterwards."""
        for model, rows in self._rows.items():
            await insert_rows(self._session, model, rows)
        await self._write_entries()
        await insert_rows(self._session, OutboxRow, self._events)
        if self._events:
            self._session.info["emitted"] = True
        self._rows, self._entries, self._events = {}, [], []

    async def _write_entries(self) -> None:
        if not self._entries:
            return
        names = ("ids", "actors", "actions", "nouns", "subjects", "clients", "versions", "changes")
        columns = dict(zip(names, map(list, zip(*self._entries, strict=True)), strict=True))
        alike = {
            "firm": self._firm,
            "at": self._at,
            "reason": self._session.info.get("reason"),
            "ip": self._principal.ip,
            "trace": self._session.info.get("trace_id"),
        }
        await self._session.execute(text(_ENTRIES), {**alike, **columns})

    def _audited(
        self,
        action: str,
        model: type[TenantRow],
        row: Mapping[str, Any],
        changes: Changes | str,
        version: int | None,
    ) -> None:
        noun, id = model.__tablename__, row["id"]
        client_id = id if noun == "client" else row.get("client_id")
        told = changes if isinstance(changes, str) else as_json(changes)
        self._entries.append((uuid7_hex(), self.author, action, noun, id, client_id, version, told))


def new_changes(model: type[TenantRow], columns: Mapping[str, Any]) -> Changes:
    """What the audit of a new row tells of its columns; as JSON, see `as_json`."""
    return {name: [None, value] for name, value in _recorded(model, columns)}


def columns_of(row: TenantRow) -> tuple[Columns, Changes]:
    """(columns, audit) of a new row that no session holds, as `BulkRows.put` takes them: defaults filled in."""
    of = type(row)
    kept = {name: getattr(row, name) for name in _names(of)}
    filled = {
        column.name: column.default.arg
        for column in of.__table__.columns
        if column.default is not None and column.default.is_scalar and kept.get(column.name, "") is None
    }
    return {**kept, **filled}, new_changes(of, kept)


@cache
def _names(model: type[TenantRow]) -> tuple[str, ...]:
    """Columns that whoever makes a row gives; the firm, the author and the version are given here."""
    ours = {
        "firm_id",
        *(("version", "created_by", "created_at", "updated_at") if issubclass(model, Versioned) else ()),
    }
    return tuple(column.name for column in model.__table__.columns if column.name not in ours)


async def insert_rows(session: AsyncSession, model: type[TenantRow], rows: Iterable[Columns]) -> None:
    """Insert rows that name the same columns; those left out get their defaults. Neither audit nor events."""
    values = list(rows)
    if not values:
        return
    names = tuple(values[0])
    defaults = _defaults(model, frozenset(names))
    if defaults:
        for row in values:
            row.update((name, make()) for name, make in defaults.items())
        names = tuple(values[0])
    await session.execute(text(_insert(model, names)), {"rows": as_json(values)})


def as_json(rows: Any) -> str:
    """Rows as the server's JSON functions take them."""
    return orjson.dumps(rows, default=_in_json).decode()


@cache
def _insert(model: type[TenantRow], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    table = f'"{model.__tablename__}"'
    return (
        f"insert into {table} ({columns}) select {columns} "  # noqa: S608  names of our own models
        f"from json_populate_recordset(null::{table}, cast(:rows as json))"
    )


@cache
def _defaults(model: type[TenantRow], given: frozenset[str]) -> dict[str, Callable[[], Any]]:
    """What the columns that are not given get in Python; those the server fills are left to it."""
    table: Table = model.__table__  # type: ignore[assignment]  # declared models have a Table
    return {
        column.name: _making(column.default)
        for column in table.columns
        if column.name not in given and column.default is not None
    }


def _making(default: Any) -> Callable[[], Any]:
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


def _recorded(model: type[TenantRow], row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The columns of a row as its audit names and tells them; the members of a spread one each by itself."""
    for name, value in row.items():
        if value is None or name in UNRECORDED:
            continue
        if name in model.spread:
            for member, one in value.items():
                if one is not None:
                    yield f"{name}:{member.partition(':')[0]}", _plain(one)
        else:
            yield name, value if type(value) in _AS_IT_IS else _plain(value)


def _in_json(value: Any) -> Any:
    """What has no form of its own in JSON: bytes as the server writes them, decimals and ids as text."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def _plain(value: Any) -> Any:
    """A value as audit rows and events hold it."""
    if type(value) in _AS_IT_IS or value is None:
        return value
    if isinstance(value, bytes):
        return {"sealed": b2a_base64(value, newline=False).decode()}
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
