"""Audit: every change of an audited row, written by the session at flush, in the same transaction.

Rows are never updated. Personal values stay the envelopes they are in the table (base64), so erasing a person's
key erases him here too. `sealing.py` covers batches of rows by a hash chain per firm.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, Uuid, event, inspect
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned
from backend.platform.ids import uuid7
from backend.platform.principal import Principal

UNRECORDED = {
    "firm_id",
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "search_tokens",
    "name_sort",
    "aum_order",
}


class AuditEntry(TenantRow):
    """Who did what to which row, when, from where, and why; partitioned by month of `id`.

    changes: field -> [before, after] with column names; client_id: the client whose history it belongs to.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "firm_id", "subject_id", "id"),
        Index("ix_audit_entry_client", "firm_id", "client_id", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )
    audited: ClassVar[bool] = False

    at: Mapped[datetime] = mapped_column(default=now)
    actor: Mapped[str]
    action: Mapped[str]
    noun: Mapped[str]
    subject_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    row_version: Mapped[int | None]
    changes: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    ip: Mapped[str | None]
    trace_id: Mapped[str | None]


class AuditSeal(TenantRow):
    """A link of a firm's chain: the hash over the rows it names and the seal before (sealing.py).

    number: 1, 2, …; ids: the rows, ascending, `first_id`..`last_id`. Named one by one, because a row that
    commits late has a smaller id than rows that are sealed already.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (
        UniqueConstraint("firm_id", "number"),
        Index("ix_audit_seal_last", "firm_id", "last_id"),
    )
    audited: ClassVar[bool] = False

    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    first_id: Mapped[UUID]
    last_id: Mapped[UUID]
    rows: Mapped[int]
    previous: Mapped[bytes]
    hash: Mapped[bytes]


def record(
    session: AsyncSession | Session,
    action: str,
    noun: str,
    subject_id: UUID | None,
    *,
    client_id: UUID | None = None,
    changes: dict[str, Any] | None = None,
    row_version: int | None = None,
) -> None:
    """Write an audit row for something that is no row change: a log-in, a reveal, an export."""
    principal: Principal = session.info["principal"]
    session.add(
        AuditEntry(
            id=uuid7(),
            firm_id=principal.firm_id,
            actor=principal.subject,
            action=action,
            noun=noun,
            subject_id=subject_id,
            client_id=client_id,
            row_version=row_version,
            changes=changes or {},
            reason=session.info.get("reason"),
            ip=principal.ip,
            trace_id=session.info.get("trace_id"),
        )
    )


@event.listens_for(Session, "before_flush")
def _write_at_flush(session: Session, _context: Any, _instances: Any) -> None:
    if "principal" not in session.info:
        return
    for row in list(session.new):
        if isinstance(row, TenantRow):
            _stamp_new(session, row)
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, TenantRow) and row.audited:
            _audit(session, row)


def _stamp_new(session: Session, row: TenantRow) -> None:
    if row.firm_id is None:
        row.firm_id = session.info["firm_id"]
    if row.id is None:
        row.id = uuid7()
    if isinstance(row, Versioned):
        row.created_by = session.info["principal"].subject
        row.version = row.version or 1


def _audit(session: Session, row: TenantRow) -> None:
    action = "create" if row in session.new else "delete" if row in session.deleted else "update"
    changes = _changes(row, action)
    if action == "update":
        if not changes:
            return
        if isinstance(row, Versioned) and not row.maintained.issuperset(changes):
            row.version += 1
            row.updated_at = now()
    told = row.recorded(action, changes)
    if told is None:
        return
    noun, subject_id, changes = told
    record(
        session,
        action if noun == row.__tablename__ else "update",
        noun,
        subject_id,
        client_id=row.id if row.__tablename__ == "client" else getattr(row, "client_id", None),
        changes=changes,
        row_version=getattr(row, "version", None),
    )


def _changes(row: TenantRow, action: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for attribute in inspect(row).mapper.column_attrs:
        if attribute.key in UNRECORDED:
            continue
        history: Any = inspect(row).attrs[attribute.key].history
        if attribute.key in row.spread:
            found |= _members(attribute.key, history, getattr(row, attribute.key), action)
        elif action == "update":
            if history.has_changes() and (not history.deleted or history.deleted[0] != history.added[0]):
                before = history.deleted[0] if history.deleted else None
                found[attribute.key] = [_plain(before), _plain(history.added[0])]
        else:
            value = getattr(row, attribute.key)
            if value is not None:
                found[attribute.key] = [None, _plain(value)] if action == "create" else [_plain(value), None]
    return found


def _members(column: str, history: Any, present: Any, action: str) -> dict[str, Any]:
    """Changes of the members of a JSON object, each as a change of its own."""
    now_there = (present or {}) if action != "delete" else {}
    before = (present or {}) if action == "delete" else (history.deleted or ({},))[0] or {}
    if action == "update" and not history.has_changes():
        return {}
    return {
        f"{column}:{name.partition(':')[0]}": [before.get(name), now_there.get(name)]
        for name in sorted({*before, *now_there})
        if before.get(name) != now_there.get(name)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"sealed": base64.b64encode(value).decode()}
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
