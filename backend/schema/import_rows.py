"""The rows of an import: cells as typed and as read, what is wrong, what they repeat and would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry

from backend.book.imports.batches import Difference
from backend.book.imports.preview import ShownIssue, ShownPair, ShownRow
from backend.graph.connections import Info
from backend.graph.nodes import node_of
from backend.platform.ids import public_id
from backend.schema.clients import CLIENT, Client


@strawberry.type
class ImportIssue:
    """Something about a row or a cell. `effect`: refuses, warns or skips; `column`: its letters in the file."""

    field: str | None
    code: str
    effect: str
    message: str
    column: str | None
    typed: str


@strawberry.type
class ImportCell:
    """A cell. `typed`: as in the file, or as a person typed it anew (`edited`); `value`: as it is read, as text."""

    field: str
    typed: str
    value: str | None
    edited: bool


@strawberry.type
class ImportDifference:
    """What a row would write where something is. `effect`: fill, overwrite or add; `hidden`: not to be seen."""

    field: str
    before: str | None
    after: str | None
    effect: str
    hidden: bool


@strawberry.type
class ImportPair:
    """What a row may repeat: a client or another record of the book, or an earlier row (`sheet`, `line`) of the file.

    `decision`: same, different, skip or update; null leaves it to what is wished for all. `hidden`: there is a client
    whom the reader may not see.
    """

    id: strawberry.ID
    reasons: list[str]
    certain: bool
    decision: str | None
    sheet: str | None
    line: int | None
    hidden: bool
    client_id: strawberry.Private[UUID | None]

    @strawberry.field
    async def client(self, info: Info) -> Client | None:
        """The client, if it is one and the reader may see him."""
        found: Client | None = await node_of(info.context, CLIENT, self.client_id)
        return found


@strawberry.type
class ImportRow:
    """A row. `status`: accepted, rejected, skipped, duplicate or committed; `undone`: done, or why it stayed."""

    id: strawberry.ID
    sheet: str
    line: int
    status: str
    cells: list[ImportCell]
    issues: list[ImportIssue]
    pairs: list[ImportPair]
    differences: list[ImportDifference]
    comments: list[str]
    undone: str | None


@strawberry.type
class ImportRowConnection:
    """Some rows, in the order of the file. `next`: what to ask for `after` to go on; null at the end."""

    nodes: list[ImportRow]
    next: int | None


def row_id_of(id: UUID) -> strawberry.ID:
    """The public id of a row."""
    return strawberry.ID(public_id("importrow", id))


def shown_row(row: ShownRow, locale: str) -> ImportRow:
    """A row of the preview."""
    keys = list(dict.fromkeys([*row.typed, *row.values]))
    return ImportRow(
        id=row_id_of(row.id),
        sheet=row.sheet,
        line=row.row,
        status=row.status,
        cells=[
            ImportCell(
                field=key,
                typed=row.typed.get(key, ""),
                value=_text(row.values.get(key)),
                edited=key in row.edited,
            )
            for key in keys
        ],
        issues=[_issue(issue, locale) for issue in row.issues],
        pairs=[_pair(pair) for pair in row.pairs],
        differences=[_difference(one) for one in row.differences],
        comments=list(row.comments),
        undone=row.undone,
    )


def _issue(issue: ShownIssue, locale: str) -> ImportIssue:
    return ImportIssue(
        field=issue.field,
        code=issue.code,
        effect=issue.effect,
        message=issue.en if locale == "en" else issue.zh,
        column=issue.column,
        typed=issue.typed,
    )


def _pair(pair: ShownPair) -> ImportPair:
    sheet, line = pair.place or (None, None)
    return ImportPair(
        id=strawberry.ID(public_id("importpair", pair.id)),
        reasons=list(pair.reasons),
        certain=pair.is_decisive,
        decision=pair.decision,
        sheet=sheet,
        line=line,
        hidden=pair.is_hidden,
        client_id=pair.client.id if pair.client is not None else None,
    )


def _difference(one: Difference) -> ImportDifference:
    return ImportDifference(
        field=one.field,
        before=_text(one.before),
        after=_text(one.after),
        effect=one.effect,
        hidden=one.is_hidden,
    )


def _text(value: Any) -> str | None:
    """A value as the preview shows it; lists of accounts by their length."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(value) if all(isinstance(one, str) for one in value) else str(len(value))
    return str(value)
