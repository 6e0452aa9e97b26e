"""Audit entries as readers may see them: values cut to their own rights, and where imported values came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.lineage import lineage_rows_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import Node
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.ids import public_id
from backend.platform.principal import Level, Relation
from backend.schema.nouns import noun_of
from backend.systemize.fields import Field, Kind

# Column -> (catalogue field): sealed fields show their masked column, never the envelope.
BY_COLUMN: dict[str, Field] = {
    f"{field.column}_masked" if field.kind is Kind.SEALED else field.column: field
    for field in CLIENT_FIELDS
    if field.contact is None
}
# Columns of other tables that say nothing about a person; everything else of them stays closed.
OPEN_COLUMNS = {
    "assignment": {"role", "valid_from", "valid_to", "credit"},
    "contact_point": {"kind", "label", "primary", "verified"},
    "task": {"title", "state", "priority", "due_at"},
    "client_relation": {"kind"},
    "client_tag": {"source"},
}
# What of a client such a row belongs to: who may not see that, does not see its changes either.
PART_OF = {
    "assignment": "Client.assignments",
    "contact_point": "Client.contactPoints",
    "task": "Client.tasks",
    "client_relation": "Client.relations",
    "client_tag": "Client.tags",
}


@strawberry.type
class FieldChange:
    """One changed field: before and after as text, masked where the reader's right is `masked`."""

    stands: strawberry.Private[Relation]
    field: str
    before: str | None
    after: str | None


@strawberry.type
class AuditEntry(Node):
    """Who did what, when, and why."""

    @classmethod
    def noun(cls) -> str:
        """`audit_…`."""
        return "audit"

    @strawberry.field
    def at(self) -> datetime:
        """When."""
        return self.row.at  # type: ignore[no-any-return]

    @strawberry.field
    def actor(self) -> str:
        """`user:<id>`, `key:<id>` or `system:<name>`."""
        kind, _, rest = str(self.row.actor).partition(":")
        return f"{kind}:{public_id(kind, UUID(rest))}" if kind in {"user", "key"} else str(self.row.actor)

    @strawberry.field
    def action(self) -> str:
        """create, update, delete, reveal, export, sign_in, …"""
        return str(self.row.action)

    @strawberry.field
    def type(self) -> str:
        """The table, e.g. client."""
        return str(self.row.noun)

    @strawberry.field
    def subject(self) -> strawberry.ID | None:
        """The row it was done to."""
        id = self.row.subject_id
        return None if id is None else strawberry.ID(public_id(self.row.noun, id))

    @strawberry.field
    def changes(self, info: Info) -> list[FieldChange]:
        """Changed fields the reader may see."""
        return list(_visible(info.context, self.row, self.stands))

    @strawberry.field
    def reason(self) -> str | None:
        """The reason given."""
        return self.row.reason  # type: ignore[no-any-return]


AUDIT = noun_of("audit_entry", AuditRow, AuditEntry, prefix="audit")


def _visible(context: Context, row: AuditRow, stands: Relation) -> Iterator[FieldChange]:
    mask = context.principal.mask
    if row.noun in PART_OF and mask.level(PART_OF[row.noun], stands) < Level.VIEW:
        return
    for column, (before, after) in row.changes.items():
        if row.noun != "client":
            if column in OPEN_COLUMNS.get(row.noun, ()):
                yield FieldChange(stands=stands, field=column, before=_text(before), after=_text(after))
            continue
        field = CLIENT_FIELD.get(column) if row.action == "reveal" else BY_COLUMN.get(column)
        level = mask.level(f"Client.{field.key}", stands) if field else Level.NONE
        if field is None or level is Level.NONE:
            continue
        shown = field.mask if field.mask and level is Level.MASKED else str
        yield FieldChange(
            stands=stands,
            field=field.key,
            before=None if before is None else shown(_text(before) or ""),
            after=None if after is None else shown(_text(after) or ""),
        )


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@strawberry.type
class Lineage:
    """Where a field's value came from."""

    stands: strawberry.Private[Relation]
    field: str
    file: str
    sheet: str
    row: int
    imported_at: datetime
    imported_by: str


async def _lineage(
    session: AsyncSession, context: Context, client_ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    return await lineage_rows_of(session, context.principal.firm_id, client_ids)


async def lineage_of(context: Context, client_id: UUID, stands: Relation) -> list[Lineage]:
    """Lineage of the fields the reader may see."""
    mask = context.principal.mask
    return [
        Lineage(
            stands=stands, field=found.field, file=found.file, sheet=found.sheet, row=found.row,
            imported_at=found.imported_at, imported_by=found.imported_by,
        )
        for found in await context.load(_lineage, client_id) or []
        if mask.level(f"Client.{found.field}", stands) >= Level.MASKED
    ]  # fmt: skip
