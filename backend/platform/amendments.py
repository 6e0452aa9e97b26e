"""Amendments: a change of plain columns of one versioned row as one statement, with its audit row and its event.

The statement finds the row, at its version and within the caller's reach, writes it, and records what changed. When it
finds nothing to do, nothing was done: whoever asked goes the ordinary way, which tells why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
import orjson
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Table,
    Uuid,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import (
    Text as SqlText,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.visitors import iterate

from backend.platform.audit import AuditEntry
from backend.platform.clock import now
from backend.platform.compiled_reads import Text
from backend.platform.connections import Connections
from backend.platform.events import Event, OutboxRow, payload_of
from backend.platform.ids import uuid7
from backend.platform.principal import Principal

VALUE: Final = "to_"
NO_CHANGES: Final = literal_column("'{}'", JSONB)


def amendment(
    table: Table,
    columns: Sequence[str],
    bounds: Iterable[ColumnElement[bool]],
    firm_id: UUID,
    *,
    reading: Select[Any] | None = None,
) -> Text:
    """The statement that writes columns of a row of an audited, versioned table: version, then what is read of it.

    bounds: which rows the caller may change, with the firm's parameter among them. columns: of types that audit rows
    show as JSON does (texts, truth, days). firm_id: of the caller it is made for; it serves all of his shape. reading:
    cells of the changed row, by a statement that `reads_once` of the table.
    """
    firm = bindparam("firm_id", firm_id, Uuid())
    at = bindparam("now", now(), DateTime(timezone=True))
    values = {name: bindparam(VALUE + name, None, table.c[name].type) for name in columns}
    old = (
        select(table.c.id, *(table.c[name] for name in columns))
        .where(
            *bounds,
            table.c.id == bindparam("row_id", UUID(int=0), Uuid()),
            table.c.version == bindparam("row_version", 0, Integer()),
        )
        .cte("old")
    )
    # Nothing is locked before it is written: who waited for another's change finds the row at another version then.
    # What does not move a version (figures kept of a row) is never among the columns.
    new = (
        update(table)
        .where(
            table.c.firm_id == firm,
            table.c.id == old.c.id,
            table.c.version == bindparam("row_version", 0, Integer()),
            or_(*(old.c[name].is_distinct_from(value) for name, value in values.items())),
        )
        .values(**values, version=table.c.version + 1, updated_at=at)
        .returning(*_read(table, reading))
        # Named as the table, it stands before it for all that is read behind: there is but this row, as it is now.
        .cte(table.name if reading is not None else "new")
    )
    both = old.join(new, old.c.id == new.c.id)
    subject = bindparam("actor", "", SqlText())
    audited = {
        "firm_id": firm,
        "id": bindparam("audit_id", UUID(int=0), Uuid()),
        "at": at,
        "actor": subject,
        "action": literal_column("'update'"),
        "noun": literal_column(f"'{table.name}'"),
        "subject_id": new.c.id,
        "client_id": new.c.id if table.name == "client" else None,
        "row_version": new.c.version,
        "changes": _changes(old, values),
        "ip": bindparam("ip", None, SqlText()),
        "trace_id": bindparam("trace_id", None, SqlText()),
    }
    told = {
        "firm_id": firm,
        "id": bindparam("event_id", UUID(int=0), Uuid()),
        "name": bindparam("event_name", "", SqlText()),
        "payload": bindparam("payload", "{}", SqlText()).cast(JSONB),
        "actor": subject,
        "depth": literal_column("0"),
        "created_at": at,
        "attempts": literal_column("0"),
    }
    audit = _inserted(AuditEntry.__table__, audited, both).cte("audit")
    told_of = _inserted(OutboxRow.__table__, told, new).cte("event")
    cells: Iterable[Any] = () if reading is None else reading.selected_columns
    changed = select(select(new.c.version).scalar_subquery(), *cells)
    return Text(changed.add_cte(audit, told_of), firm_id)


def reads_once(text: Text, table: Table) -> bool:
    """Whether a statement reads single rows by their keys, and but one of a table."""
    return text.by_key and len(re.findall(rf"(?<![.'\w]){table.name}(?![.'\w])", text.sql)) == 1


def _read(table: Table, reading: Select[Any] | None) -> Sequence[Any]:
    """The columns of a changed row that are looked at: what is not told need not be handed on."""
    named: set[Any] = {table.c.firm_id, table.c.id, table.c.version}
    if reading is not None:
        named.update(each for each in iterate(reading) if getattr(each, "table", None) is table)
    return [column for column in table.c if column in named]


def _inserted(table: Any, values: Mapping[str, Any], rows: Any) -> Any:
    given = {name: value for name, value in values.items() if value is not None}
    return insert(table).from_select(
        list(given), select(*given.values()).select_from(rows), include_defaults=False
    )


def _changes(old: Any, values: Mapping[str, Any]) -> ColumnElement[Any]:
    """`{column: [before, after]}` of those that differ."""
    found: Any = None
    for name, value in values.items():
        pair = func.jsonb_build_object(
            literal_column(f"'{name}'"), func.jsonb_build_array(old.c[name], value), type_=JSONB
        )
        one = (
            pair if len(values) == 1 else case((old.c[name].is_distinct_from(value), pair), else_=NO_CHANGES)
        )
        found = one if found is None else found.op("||")(one)
    return found  # type: ignore[no-any-return]


class Amendments:
    """Runs amendments. connections: of its own, since their sessions stay in the firm they last worked for."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._firms: WeakKeyDictionary[asyncpg.Connection, UUID] = WeakKeyDictionary()

    async def close(self) -> None:
        """Give all connections back."""
        await self._connections.close()

    async def run(
        self,
        text: Text,
        principal: Principal,
        row_id: UUID,
        version: int,
        values: Mapping[str, Any],
        event: Event,
        *,
        trace_id: str | None,
        reach: Mapping[str, Any],
    ) -> Sequence[bytes | None] | None:
        """What was read of the changed row, when that is committed; None when nothing was done.

        values: by column; reach: parameters of the bounds and of the reading. Raises Refused(UNAVAILABLE) without a
        connection.
        """
        given = {
            **reach,
            **{VALUE + name: value for name, value in values.items()},
            "firm_id": principal.firm_id,
            "row_id": row_id,
            "row_version": version,
            "now": now(),
            "actor": principal.subject,
            "ip": principal.ip,
            "trace_id": trace_id,
            "audit_id": uuid7(),
            "event_id": uuid7(),
            "event_name": event.name,
            "payload": orjson.dumps(payload_of(event)).decode(),
        }
        arguments = text.arguments(given)
        async with self._connections.one() as connection:
            try:
                await self._stand_in(connection, principal.firm_id)
                row: Sequence[Any] = await connection.fetchrow(text.sql, *arguments)
            except asyncpg.PostgresError:
                # A lock that is not given, a value the table refuses: the ordinary way meets it again and words it.
                return None
            except BaseException:
                # Nobody knows what the session is in the middle of; with it the statement ends.
                connection.terminate()
                raise
        version, *cells = row
        return cells if version is not None else None

    async def _stand_in(self, connection: asyncpg.Connection, firm_id: UUID) -> None:
        """Let the session be one of the firm's: the statement is a transaction by itself, with nothing set before it.

        A distributed server hands only `set local` on to its workers; there the walls know no firm and find no row.
        """
        if self._firms.get(connection) == firm_id:
            return
        self._firms.pop(connection, None)
        await connection.execute(f"set app.firm_id = '{firm_id}'")
        self._firms[connection] = firm_id
