"""Tables of documents, and of files that were sent up and wait for what they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.clock import now
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.events import Event

UNDO_FOR: Final = timedelta(days=30)
"""A deleted document can be brought back for so long; then its content is shredded."""
UPLOAD_WAITS: Final = timedelta(hours=24)
MOST_WAITING: Final = 100
"""Uploads of one person that belong to nothing yet."""
MOST_VERSIONS: Final = 200


class Upload(TenantRow):
    """A file that was sent up and belongs to nothing yet; whoever sent it can make something of it for a day."""

    __tablename__ = "file_upload"
    __table_args__ = (refers("stored_file", "file_id"), Index("ix_file_upload_by", "firm_id", "uploaded_by"))
    audited: ClassVar[bool] = False

    file_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)


class Document(Versioned, TenantRow):
    """A document of a client; kind, size, file and who uploaded it when are those of its newest version `number`.

    deleted_at: it can still be brought back; purged_at: its content is gone; interaction_id: the mail it came with.
    own_field: the key of the firm's own field that it is a value of: who may not read that does not learn of it.
    """

    __tablename__ = "document"
    __table_args__ = (
        refers("client", "client_id"),
        refers("stored_file", "file_id"),
        refers("interaction", "interaction_id"),
        Index(
            "ix_document_interaction",
            "firm_id",
            "interaction_id",
            postgresql_where="interaction_id is not null",
        ),
        Index("ix_document_client", "firm_id", "client_id", "uploaded_at", "id"),
        Index("ix_document_deleted", "firm_id", "deleted_at", postgresql_where="deleted_at is not null"),
    )

    client_id: Mapped[UUID]
    name: Mapped[str]
    category: Mapped[str]
    note: Mapped[str | None]
    number: Mapped[int] = mapped_column(default=1)
    file_id: Mapped[UUID | None]
    kind: Mapped[str]
    size: Mapped[int]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    interaction_id: Mapped[UUID | None]
    own_field: Mapped[str | None]

    def recorded(self, action: str, changes: dict[str, Any]) -> tuple[str, UUID, dict[str, Any]] | None:
        """Of a value of an own field the audit tells as of that field, under the right on it.

        That it came or went is told by the client's own row.
        """
        if self.own_field is None:
            return super().recorded(action, changes)
        if action != "update" or not {"name", "number", "category", "note"} & changes.keys():
            return None
        before = changes["name"][0] if "name" in changes else self.name
        return "client", self.client_id, {f"custom:{self.own_field}": [before, self.name]}


class DocumentRule(TenantRow):
    """How long documents of a category are kept, where a firm has said otherwise. years: as `Category.years`."""

    __tablename__ = "document_rule"
    __table_args__ = (UniqueConstraint("firm_id", "category"),)

    category: Mapped[str]
    years: Mapped[int]


class DocumentVersion(TenantRow):
    """One version of a document's file, as it was uploaded. number: 1, 2, …"""

    __tablename__ = "document_version"
    __table_args__ = (
        refers("document", "document_id"),
        refers("stored_file", "file_id"),
        UniqueConstraint("firm_id", "document_id", "number"),
    )
    audited: ClassVar[bool] = False

    document_id: Mapped[UUID]
    number: Mapped[int]
    file_id: Mapped[UUID | None]
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class DocumentAdded(Event):
    """A client has a new document."""

    name: ClassVar[str] = "document.added"
    document_id: UUID
    client_id: UUID
    category: str
    by: UUID | None


@dataclass(frozen=True)
class DocumentChanged(Event):
    """A document was renamed, got another category, note or version, was deleted or brought back."""

    name: ClassVar[str] = "document.changed"
    document_id: UUID
    client_id: UUID
    by: UUID | None
