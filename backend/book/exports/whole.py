"""Everything a firm has, in an open form: a ZIP of JSON lines, a description of the tables, the documents, and sums.

`tables/<table>.ndjson`: one row a line, with personal numbers in the clear, since the keys stay here; `files/…`:
documents as they were sent up; `schema.json`: what the columns are; `manifest.json`: SHA-256, size and rows of each
part. What only this installation can use is left out, and named.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_sealed
from backend.book.custom_fields import CUSTOM
from backend.book.documents.model import Document, DocumentVersion
from backend.platform.clock import now
from backend.platform.crypto import DataKey, Unreadable, key_of_envelope
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.files.store import FileStore
from backend.platform.files.stored import content_of
from backend.platform.keys import Vault

FORMAT: Final = 1
BATCH: Final = 500
LEFT_OUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("firm_key", "person_key"), "keys, which never leave"),
    **dict.fromkeys(("credential", "session", "api_key", "login_name", "unknown_login"), "ways to sign in"),
    "calendar_feed": "what opens a calendar to other programs",
    "automation_hook": "what lets other systems start automations",
    "request_link": "what lets a client ask for something; what was asked is in the requests",
    "assessment_link": "what opens a questionnaire; what was answered is in the assessments",
    **dict.fromkeys(
        (
            "outbox",
            "effect",
            "idempotency_key",
            "schedule_mark",
            "delivery_start",
            "access_mark",
            "care_mark",
            "work_pause",
        ),
        "marks of running work",
    ),
    **dict.fromkeys(
        ("import_file", "import_file_part", "import_row", "import_pair", "import_mapping"),
        "what imports keep for a while; lineage says where values came from",
    ),
    **dict.fromkeys(("file_upload", "stored_file", "export_job"), "where files lie here"),
}
"""Table -> why it is not in it."""
_HIDDEN: Final = ("_blind", "_tail", "_masked", "_sealed")


@dataclass(frozen=True)
class Piece:
    """Some bytes of one part of the archive; parts come one after the other. rows: lines among them."""

    part: str
    data: bytes
    rows: int = 0


class WholeWriter:
    """Writes the archive as its pieces come, in constant memory. out: written from the beginning to the end."""

    def __init__(self, out: IO[bytes], firm: str, schema: Mapping[str, Any]) -> None:
        self._archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._parts: dict[str, dict[str, Any]] = {}
        self._open: tuple[str, IO[bytes], Any] | None = None
        self._firm = firm
        self.add([Piece("schema.json", _json(schema, indent=1))])

    def add(self, pieces: Iterable[Piece]) -> None:
        """More pieces."""
        for piece in pieces:
            if self._open is None or self._open[0] != piece.part:
                self._end()
                stream = self._archive.open(piece.part, "w", force_zip64=True)
                self._open = piece.part, stream, hashlib.sha256()
                self._parts[piece.part] = {"sha256": "", "size": 0, "rows": 0}
            name, stream, digest = self._open
            stream.write(piece.data)
            digest.update(piece.data)
            self._parts[name]["size"] += len(piece.data)
            self._parts[name]["rows"] += piece.rows

    def close(self) -> None:
        """The manifest, and the end."""
        self._end()
        told = {"format": FORMAT, "firm": self._firm, "made_at": now().isoformat(), "parts": self._parts}
        self._archive.writestr("manifest.json", _json({**told, "left_out": dict(LEFT_OUT)}, indent=1))
        self._archive.close()

    def _end(self) -> None:
        if self._open is not None:
            name, stream, digest = self._open
            stream.close()
            self._parts[name]["sha256"] = digest.hexdigest()
            self._open = None


def tables_in(tables: Iterable[Table]) -> list[Table]:
    """The tables that are in it, parents first."""
    return [table for table in tables if table.name not in LEFT_OUT and "firm_id" in table.c]


def schema_of(tables: Sequence[Table]) -> dict[str, Any]:
    """What the columns of the tables are, and to which other table they point."""
    return {
        "encoding": "UTF-8, one JSON object a line",
        "values": "amounts are texts with all digits, instants ISO 8601 in UTC, ids UUIDs",
        "tables": {
            table.name: {
                "columns": {name: _type(table, name) for name in _columns(table)},
                "refers": {
                    "+".join(str(key) for key in each.column_keys): each.referred_table.name
                    for each in table.foreign_key_constraints
                },
            }
            for table in tables
        },
    }


@dataclass
class Whole:
    """Reads a firm whole. session: a transaction of the firm in one state of the database."""

    session: AsyncSession
    vault: Vault
    store: FileStore
    tables: Sequence[Table]
    _keys: dict[UUID, DataKey] = field(default_factory=dict)

    async def pieces(self) -> AsyncIterator[list[Piece]]:
        """Tables in their order, then documents."""
        for table in self.tables:
            async for piece in self._rows(table):
                yield [piece]
        async for piece in self._files():
            yield [piece]

    async def _rows(self, table: Table) -> AsyncIterator[Piece]:
        part, firm_id = f"tables/{table.name}.ndjson", self.session.info["firm_id"]
        yield Piece(part, b"")  # a table without rows is there, too
        statement = select(table).where(table.c.firm_id == firm_id)
        stream = await self.session.stream(statement.execution_options(yield_per=BATCH))
        async for batch in stream.partitions(BATCH):
            rows: list[dict[str, Any]] = [row._asdict() for row in batch]
            await self._know_keys(table, rows)
            lines = b"".join(_json(self._told(table, row)) + b"\n" for row in rows)
            yield Piece(part, lines, len(rows))

    async def _know_keys(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        named = {
            key_of_envelope(row[column.name])
            for column in table.c
            if isinstance(column.type, LargeBinary) and column.name.endswith("sealed")
            for row in rows
            if row[column.name]
        }
        if table.name == "client":
            named |= {row["id"] for row in rows if any(isinstance(v, dict) for v in row["custom"].values())}
        self._keys = await self.vault.person_keys_of(self.session, sorted(named)) if named else {}

    def _told(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(table, row, name) for name in _columns(table)}

    def _value(self, table: Table, row: Mapping[str, Any], name: str) -> Any:
        sealed = _sealed_behind(table, name)
        if sealed is not None:
            return self._opened(table, row, sealed, name)
        value = row[name]
        if name == "changes" and isinstance(value, dict):
            return {
                key: [custom_sealed.told(each) for each in told] if key.startswith(CUSTOM) else told
                for key, told in value.items()
                if not key.endswith(_HIDDEN)
            }
        if name == "custom" and table.name == "client":
            return {slot: self._own(row, slot, kept) for slot, kept in (value or {}).items()}
        if isinstance(value, bytes):
            return base64.b64encode(value).decode()
        return value

    def _own(self, row: Mapping[str, Any], slot: str, kept: Any) -> Any:
        """A value of an own field in the clear; None where its person was erased."""
        if not isinstance(kept, dict):
            return kept
        key = self._keys.get(row["id"])
        try:
            return None if key is None else custom_sealed.opened(kept, slot, key, row["id"])
        except Unreadable:
            return None

    def _opened(self, table: Table, row: Mapping[str, Any], column: str, name: str) -> str | None:
        """The clear value; None where there is none, or its person was erased."""
        envelope = row[column]
        key = self._keys.get(key_of_envelope(envelope)) if envelope else None
        if key is None:
            return None
        try:
            return key.open(envelope, table.name, row["id"], column if column == "sealed" else name)
        except Unreadable:
            return None

    async def _files(self) -> AsyncIterator[Piece]:
        """The documents, each under its id, version and name."""
        firm_id = self.session.info["firm_id"]
        found = await self.session.execute(
            select(DocumentVersion)
            .join(Document, (Document.firm_id == firm_id) & (Document.id == DocumentVersion.document_id))
            .where(DocumentVersion.firm_id == firm_id, DocumentVersion.file_id.is_not(None))
            .order_by(DocumentVersion.document_id, DocumentVersion.number)
        )
        for (version,) in found.all():
            if version.file_id is None:
                continue
            part = f"files/{version.document_id}/{version.number}-{_plain(version.name)}"
            try:
                _, content = await content_of(self.session, self.vault, self.store, version.file_id)
            except Refused:
                continue  # shredded since
            yield Piece(part, b"")
            async for data in content:
                yield Piece(part, data)


async def write_whole(
    database: Database,
    vault: Vault,
    store: FileStore,
    firm_id: UUID,
    out: IO[bytes],
    tables: Iterable[Table],
    firm: str,
) -> dict[str, int]:
    """Write a firm into `out`; rows by table. For the command line; a worker takes the pieces itself."""
    chosen, rows = tables_in(tables), dict[str, int]()
    writer = WholeWriter(out, firm, schema_of(chosen))
    async with database.snapshot(firm_id, "export") as session:
        async for pieces in Whole(session, vault, store, chosen).pieces():
            writer.add(pieces)
            for piece in pieces:
                rows[piece.part] = rows.get(piece.part, 0) + piece.rows
    writer.close()
    return rows


def _columns(table: Table) -> list[str]:
    """Names as they are told: what is sealed by the name of its value."""
    found = []
    for column in table.c:
        if column.name in {"firm_id", "search_tokens"}:
            continue
        if column.name == "sealed":
            found.append("value")
        elif column.name.endswith("_sealed"):
            found.append(column.name.removesuffix("_sealed"))
        elif not column.name.endswith(_HIDDEN) and column.name not in {"blind", "tail", "masked"}:
            found.append(column.name)
    return found


def _sealed_behind(table: Table, name: str) -> str | None:
    if name == "value" and "sealed" in table.c:
        return "sealed"
    return f"{name}_sealed" if f"{name}_sealed" in table.c else None


def _type(table: Table, name: str) -> str:
    if _sealed_behind(table, name) is not None:
        return "text"
    type_ = table.c[name].type
    return "json" if isinstance(type_, JSON) else str(type_).lower()


def _plain(name: str) -> str:
    return "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name)[:120] or "file"


def _json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_text, indent=indent).encode()


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
