"""The ledger of an import: its rows with sealed content, opened and settled many at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.bulk_rows import as_json
from backend.book.imports.jobs import ImportJob, ImportPair, ImportRow
from backend.platform.crypto import DataKey, key_of_envelope
from backend.platform.keys import Vault
from backend.systemize.sheets.apart import PackedRow
from backend.systemize.sheets.columns import Value
from backend.systemize.sheets.readings import Edits
from backend.systemize.sheets.reports import CheckedRow, Place
from backend.systemize.sheets.row_content import unpacked

_TABLE: Final = "import_row"


@dataclass
class OpenRow:
    """A row of the ledger; what is set here is written by `settle`.

    edits: cells that a person typed anew. The rest as in `ImportRow`; before: what stood in the book, JSON, sealed when
    written; key: under which its content is kept from now on, None when it is forgotten; opening: that under which it
    is kept now; ahead: a key it may get and its content sealed under that. The content is opened when somebody asks for
    it: most readers of many rows want a few of them.
    """

    id: UUID
    position: int
    sheet: str
    row: int
    table: int
    status: str
    issues: list[dict[str, Any]]
    sealed: bytes | None
    opening: DataKey | None
    key: DataKey | None
    edits: Edits = field(default_factory=dict)
    client_id: UUID | None = None
    subject_id: UUID | None = None
    version: int | None = None
    fields: tuple[str, ...] | None = None
    before: dict[str, Any] | None = None
    twin: dict[str, Any] | None = None
    undone: str | None = None
    ahead: tuple[DataKey, bytes] | None = None

    @cached_property
    def data(self) -> str:
        """Packed content. Raises Unreadable."""
        if self.opening is None or not self.sealed:
            return '{"values":{}}'
        return self.opening.open(self.sealed, _TABLE, self.id, "sealed")

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Values by canonical field."""
        found: Mapping[str, Value] = orjson.loads(self.data)["values"]
        return found

    @property
    def checked(self) -> CheckedRow:
        """Cells, values and issues."""
        return unpacked(self.sheet, self.row, self.status, self.table, self.data)

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.sheet, self.row

    def note(self, field: str | None, code: str) -> None:
        """Say something about the row that does not keep it out; once."""
        told = {"field": field, "code": code}
        if told not in self.issues:
            self.issues = [*self.issues, told]

    def refuse(self, field: str | None, code: str) -> None:
        """Keep the row out."""
        self.note(field, code)
        self.status = "rejected"


async def job_key(session: AsyncSession, vault: Vault, job_id: UUID) -> DataKey:
    """The key of what belongs to no client (yet)."""
    return (await vault.person_keys_of(session, [job_id], create=True))[job_id]


def seal_of(key: DataKey, table: str, id: UUID, column: str, content: Any) -> bytes:
    """JSON content in an envelope."""
    return key.seal(orjson.dumps(content).decode(), table, id, column)


def opened(key: DataKey, table: str, id: UUID, column: str, envelope: bytes) -> Any:
    """The content of `seal_of`. Raises Unreadable."""
    return orjson.loads(key.open(envelope, table, id, column))


def sealed_row(key: DataKey, id: UUID, data: str) -> bytes:
    """The envelope of a row's packed content under a key."""
    return key.seal(data, _TABLE, id, "sealed")


def row_id(job_id: UUID, place: Place) -> UUID:
    """The id of a row: the same however often the file is checked, in the job's stretch of ids."""
    sheet, row = place
    digest = hashlib.blake2b(f"{job_id.hex}|{row}|{sheet}".encode(), digest_size=16).digest()
    value = int.from_bytes(digest, "big")
    stamp = job_id.int >> 80 << 80
    return UUID(int=stamp | 0x7 << 76 | (value >> 64 & 0xFFF) << 64 | 0b10 << 62 | value & ((1 << 62) - 1))


async def put_rows(
    session: AsyncSession, job: ImportJob, key: DataKey, rows: Iterable[PackedRow], position: int
) -> None:
    """Put checked rows into the ledger, or anew into their places. position: of the first of them."""
    columns = []
    for number, row in enumerate(rows, start=position):
        id = row_id(job.id, (row.sheet, row.row))
        columns.append(
            {
                "firm_id": job.firm_id,
                "id": id,
                "job_id": job.id,
                "position": number,
                "revision": job.revision,
                "sheet": row.sheet,
                "row": row.row,
                "table": row.table,
                "status": row.status,
                "issues": [{"field": key, "code": code} for key, code in row.codes],
                "sealed": sealed_row(key, id, row.data.decode()) if _says_something(row) else None,
            }
        )
    if columns:
        await session.execute(text(_PUT), {"rows": as_json(columns)})


_PUT_COLUMNS: Final = (
    *(
        "firm_id",
        "id",
        "job_id",
        "position",
        "revision",
        "sheet",
        "row",
        "table",
        "status",
        "issues",
        "sealed",
    ),
)
_PUT: Final = (  # noqa: S608  names of our own columns
    "insert into import_row ({0}) select {0} "
    "from json_populate_recordset(null::import_row, cast(:rows as json)) "
    "on conflict (firm_id, id) do update set {1}"
).format(
    ", ".join(f'"{name}"' for name in _PUT_COLUMNS),
    ", ".join(f'"{name}" = excluded."{name}"' for name in _PUT_COLUMNS[3:]),
)


def _says_something(row: PackedRow) -> bool:
    """Whether a row has content; blank ones do not."""
    return row.status != "skipped" or b'"cells"' in row.data


async def drop_rows(session: AsyncSession, job_id: UUID, *, but: int | None = None) -> None:
    """Take rows out of the ledger with their pairs. but: the revision whose rows stay."""
    firm_id = session.info["firm_id"]
    old = [ImportRow.firm_id == firm_id, ImportRow.job_id == job_id]
    if but is not None:
        old.append(ImportRow.revision != but)
    ids = select(ImportRow.id).where(*old).scalar_subquery()
    for column in (ImportPair.row_id, ImportPair.other_id):
        await session.execute(
            delete(ImportPair)
            .where(ImportPair.firm_id == firm_id, ImportPair.job_id == job_id, column.in_(ids))
            .execution_options(synchronize_session=False)
        )
    await session.execute(delete(ImportRow).where(*old).execution_options(synchronize_session=False))


async def rows_after(
    session: AsyncSession, job_id: UUID, after: int, limit: int, *conditions: ColumnElement[bool]
) -> Sequence[Any]:
    """Rows of a job in the order of the file, behind a position (-1: from the first), as records of `ImportRow`."""
    return await records(
        session, job_id, ImportRow.position > after, *conditions, limit=limit, order=ImportRow.position
    )


async def records(
    session: AsyncSession, job_id: UUID, *conditions: ColumnElement[bool], limit: int, order: Any
) -> Sequence[Any]:
    """Rows of a job as records: making objects of them takes longer than reading them."""
    chosen = (ImportRow.firm_id == session.info["firm_id"], ImportRow.job_id == job_id, *conditions)
    found = await session.execute(select(*_RECORD).where(*chosen).order_by(order).limit(limit))
    return found.all()


_RECORD: Final = tuple(ImportRow.__table__.c[name] for name in ImportRow.__table__.c.keys())  # noqa: SIM118


async def open_rows(session: AsyncSession, vault: Vault, job_id: UUID, rows: Sequence[Any]) -> list[OpenRow]:
    """Rows with their content and what stood in the book, in order; one whose key was erased has none."""
    owners = [key_of_envelope(row.sealed) if row.sealed else None for row in rows]
    wanted = {owner for owner in owners if owner} | {job_id}
    keys = await vault.person_keys_of(session, list(wanted))
    job = keys.get(job_id)
    return [
        _opened(row, keys.get(owner) if owner else None, job) for row, owner in zip(rows, owners, strict=True)
    ]


def _opened(row: Any, key: DataKey | None, job: DataKey | None) -> OpenRow:
    edits = orjson.loads(job.open(row.edits, _TABLE, row.id, "edits")) if job and row.edits else {}
    return OpenRow(
        id=row.id,
        position=row.position,
        sheet=row.sheet,
        row=row.row,
        table=row.table,
        status=row.status,
        issues=list(row.issues),
        sealed=row.sealed,
        opening=key,
        key=key or job,
        edits=edits,
        client_id=row.client_id,
        subject_id=row.subject_id,
        version=row.version,
        fields=tuple(row.fields) if row.fields is not None else None,
        twin=row.twin,
        undone=row.undone,
        before=before_of(row, key) if key and row.before else None,
    )


_SETTLED: Final = """
update import_row r set status = x.status, issues = x.issues, sealed = coalesce(x.sealed, r.sealed),
    client_id = x.client_id, subject_id = x.subject_id, version = x.version, fields = x.fields,
    before = coalesce(x.before, r.before), twin = x.twin, undone = x.undone
from rows from (
    json_to_recordset(cast(:rows as json)) as (status text, issues jsonb, client_id uuid, subject_id uuid, version int,
        fields text[], twin jsonb, undone text),
    unnest(cast(:ids as uuid[]), cast(:sealed as bytea[]), cast(:before as bytea[]))
) as x(status, issues, client_id, subject_id, version, fields, twin, undone, id, sealed, before)
where r.firm_id = cast(:firm as uuid) and r.id = x.id and r.id = any(cast(:ids as uuid[]))
"""


async def settle(session: AsyncSession, rows: Sequence[OpenRow], *, resealed: bool = True) -> None:
    """Write what became of rows. resealed: their content goes under their (new) key, too."""
    if not rows:
        return
    told = [
        {
            "status": row.status,
            "issues": row.issues,
            "client_id": row.client_id,
            "subject_id": row.subject_id,
            "version": row.version,
            "fields": row.fields,
            "twin": row.twin,
            "undone": row.undone,
        }
        for row in rows
    ]
    # The ids once more by themselves: without statistics of a new job the server would join with all of its rows.
    columns = {
        "ids": [row.id for row in rows],
        "sealed": [_resealed(row) if resealed else None for row in rows],
        "before": [_sealed_before(row) for row in rows],
    }
    firm = {"firm": str(session.info["firm_id"])}
    await session.execute(text(_SETTLED), {"rows": as_json(told), **firm, **columns})


def _resealed(row: OpenRow) -> bytes | None:
    """The content under its present key; None where it is kept so already, or forgotten."""
    if row.key is None or row.key == row.opening:
        return None
    if row.ahead is not None and row.ahead[0] == row.key:
        return row.ahead[1]
    return sealed_row(row.key, row.id, row.data)


def _sealed_before(row: OpenRow) -> bytes | None:
    if row.before is None or row.key is None:
        return None
    return row.key.seal(json.dumps(row.before, ensure_ascii=False), _TABLE, row.id, "before")


def before_of(row: Any, key: DataKey) -> dict[str, Any]:
    """What stood in the book before a row was taken in. Raises Unreadable."""
    told: dict[str, Any] = json.loads(key.open(row.before or b"", _TABLE, row.id, "before"))
    return told


async def save_edits(session: AsyncSession, row: OpenRow, job: DataKey) -> None:
    """Write a row that was checked again after a person mended cells of it."""
    sealed = job.seal(orjson.dumps(dict(row.edits)).decode(), _TABLE, row.id, "edits") if row.edits else None
    await session.execute(
        update(ImportRow)
        .where(ImportRow.firm_id == session.info["firm_id"], ImportRow.id == row.id)
        .values(
            status=row.status,
            issues=row.issues,
            sealed=sealed_row(row.key or job, row.id, row.data),
            edits=sealed,
        )
        .execution_options(synchronize_session=False)
    )


async def edits_of(session: AsyncSession, vault: Vault, job_id: UUID) -> dict[Place, Edits]:
    """Cells that a person typed anew, by place."""
    key = await job_key(session, vault, job_id)
    rows = await session.execute(
        select(ImportRow.id, ImportRow.sheet, ImportRow.row, ImportRow.edits).where(
            ImportRow.firm_id == session.info["firm_id"],
            ImportRow.job_id == job_id,
            ImportRow.edits.is_not(None),
        )
    )
    return {
        (sheet, row): orjson.loads(key.open(sealed or b"", _TABLE, id, "edits"))
        for id, sheet, row, sealed in rows
    }


async def counts_of(session: AsyncSession, job_id: UUID) -> dict[str, int]:
    """Rows of a job by status; statuses without rows are absent."""
    return (await counts_by_job(session, session.info["firm_id"], [job_id])).get(job_id, {})


async def counts_by_job(
    session: AsyncSession, firm_id: UUID, job_ids: Sequence[UUID]
) -> dict[UUID, dict[str, int]]:
    """Rows by status, by job; jobs without rows are absent."""
    rows = await session.execute(
        select(ImportRow.job_id, ImportRow.status, func.count())
        .where(ImportRow.firm_id == firm_id, ImportRow.job_id.in_(job_ids))
        .group_by(ImportRow.job_id, ImportRow.status)
    )
    found: dict[UUID, dict[str, int]] = {}
    for job_id, status, count in rows:
        found.setdefault(job_id, {})[status] = count
    return found
