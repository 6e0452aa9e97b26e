"""Imports as their person sees them: the file, how it is read, what was found in it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.acting import stands_of
from backend.book.imports import preview
from backend.book.imports.batches import Acting, wishes_of
from backend.book.imports.content import overview_of, plan_of
from backend.book.imports.jobs import ImportJob
from backend.book.imports.preview import IssueCount, Summary
from backend.book.imports.rows import counts_by_job
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import ToOne, column
from backend.platform.errors import Code
from backend.platform.messages import sentence
from backend.schema.import_rows import ImportRowConnection, shown_row
from backend.schema.nouns import noun_of
from backend.schema.staff import USER, User
from backend.systemize.sheets.issues import ISSUES, explain_fault
from backend.systemize.sheets.overview import SeenColumn, SeenSheet, SeenTable
from backend.systemize.sheets.plans import ColumnOptions, Plan
from backend.systemize.sheets.workbooks import FileFault


@strawberry.type
class ImportColumn:
    """A column below a header. `field`: what it feeds; `unit`: what a bare number counts in."""

    letters: str
    header: str
    field: str | None
    unit: str | None
    samples: list[str]
    hidden: bool


@strawberry.type
class ImportTable:
    """A table of a sheet. `lines`: rows below the header."""

    header_rows: list[int]
    lines: int
    columns: list[ImportColumn]


@strawberry.type
class ImportFirstRow:
    """One of the first rows of a sheet, as typed."""

    line: int
    cells: list[str]


@strawberry.type
class ImportSheet:
    """A sheet of the file. `leftOut`: by the plan."""

    name: str
    hidden: bool
    left_out: bool
    lines: int
    first: list[ImportFirstRow]
    tables: list[ImportTable]
    hidden_rows: int
    hidden_columns: list[str]
    struck_rows: int
    comments: int
    merged: int


@strawberry.type
class ImportReplacement:
    """A text that is read as another one; null: as nothing."""

    typed: str
    to: str | None


@strawberry.type
class ImportColumnOptions:
    """What is settled for all rows of a field."""

    field: str
    unit: str | None
    date_order: str | None
    drops_bad: bool
    default: str | None
    replaced: list[ImportReplacement]


@strawberry.type
class ImportReading:
    """How the file is read. `missing`: fields that every row needs and no column feeds; `omitted`: fields left out."""

    sheets: list[ImportSheet]
    missing: list[str]
    omitted: list[str]
    with_hidden: bool
    options: list[ImportColumnOptions]


@strawberry.type
class ImportIssueCount:
    """How many rows have an issue. `message`: what it is, after the place."""

    field: str | None
    code: str
    effect: str
    message: str
    rows: int


@strawberry.type
class ImportHidden:
    """What nobody sees in the file and was left out, or taken by an explicit yes."""

    sheets: list[str]
    rows: int
    columns: list[str]


@strawberry.type
class ImportSkipped:
    """Rows that are no data, by why."""

    code: str
    message: str
    rows: int


@strawberry.type
class ImportFindings:
    """What the check found; `inFile`, `inBook`: pairs with earlier rows, and with records of the book."""

    issues: list[ImportIssueCount]
    unmapped: list[str]
    without_table: list[str]
    hidden: ImportHidden
    skipped: list[ImportSkipped]
    in_file: int
    in_book: int
    decided: int


@strawberry.type
class ImportCounts:
    """Rows by what became of them. `undone`, `kept`: after it was taken back."""

    accepted: int
    rejected: int
    skipped: int
    duplicate: int
    committed: int
    undone: int
    kept: int


@strawberry.type
class ImportWishes:
    """What to do for the whole file: `onTwin`: skip, same (fill what is empty), update or different."""

    create_tags: bool
    on_twin: str
    owner_id: strawberry.Private[Any]

    @strawberry.field
    async def owner(self, info: Info) -> User | None:
        """Who gets clients of managers nobody knows."""
        found: User | None = await node_of(info.context, USER, self.owner_id)
        return found


@strawberry.type
class Import(Node):
    """A file on its way into the book.

    `state`: uploaded, parsed, mapped, validated, previewed, committing, done, undoing, undone, cancelled, failed.
    """

    file: str | None = column("file")
    kind: str | None = column("kind")
    state: str | None = column("state")
    error: str | None = column("error")
    step: str | None = column("step")
    progress: int | None = column("progress")
    total: int | None = column("total")
    revision: int | None = column("revision")
    started_at: datetime | None = column("started_at")
    finished_at: datetime | None = column("finished_at")
    undo_until: datetime | None = column("undo_until")
    undone_at: datetime | None = column("undone_at")

    @declared(ToOne(lambda: USER, "user_id"))
    async def started_by(self, info: Info) -> User | None:
        """Who; null for the command line."""
        found: User | None = await node_of(info.context, USER, self.row.user_id)
        return found

    @strawberry.field
    def message(self, info: Info) -> str | None:
        """Why the file was refused as a whole, or the last step could not be done; null when all is well."""
        locale = info.context.locale
        if self.row.error is not None:
            return explain_fault(FileFault(self.row.error), locale)  # type: ignore[arg-type]
        if self.row.fault is not None:
            params = {"field": "file", "problem": self.row.fault}
            return sentence(Code.BAD_USER_INPUT, params, locale)  # type: ignore[arg-type]
        return None

    @strawberry.field
    async def counts(self, info: Info) -> ImportCounts | None:
        """Rows by what became of them."""
        # Of an import that is done nothing moves any more: nobody counts a hundred thousand rows for a list.
        is_done = self.row.state in {"done", "undone"} and self.row.counts
        found = None if is_done else await info.context.load(_counts, self.row.id)
        told = {**self.row.counts, **(found or {})}
        names = ("accepted", "rejected", "skipped", "duplicate", "committed", "undone", "kept")
        return ImportCounts(**{name: int(told.get(name, 0)) for name in names})

    @strawberry.field
    def wishes(self) -> ImportWishes | None:
        """What is wished for the whole file."""
        wishes = wishes_of(self.row.wishes)
        return ImportWishes(
            create_tags=wishes.create_tags, on_twin=wishes.on_twin, owner_id=wishes.default_owner_id
        )

    @strawberry.field
    async def reading(self, info: Info) -> ImportReading | None:
        """How the file is read; null before it was, and when it is forgotten."""
        context, vault = info.context, info.context.services.vault
        async with context.database.read(context.principal.firm_id) as session:
            seen = await overview_of(session, vault, self.row)
            plan = await plan_of(session, vault, self.row)
        if seen is None:
            return None
        return ImportReading(
            sheets=[_sheet(sheet, plan) for sheet in seen.sheets],
            missing=list(preview.missing_fields(self.row.kind, seen)),
            omitted=[key[1:] for key in plan.mapping if key.startswith("-")],
            with_hidden=plan.with_hidden,
            options=[_options(key, one) for key, one in plan.options.items()],
        )

    @strawberry.field
    async def findings(self, info: Info) -> ImportFindings | None:
        """What the check found; null before it."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            found = await preview.summary(session, context.services.vault, self.row.id)
        return _findings(found, context.locale) if self.row.revision else None

    @strawberry.field
    async def rows(
        self,
        info: Info,
        first: int = 50,
        after: int = -1,
        status: str | None = None,
        code: str | None = None,
        sheet: str | None = None,
        paired: bool = False,
    ) -> ImportRowConnection | None:
        """Rows in the order of the file; `paired`: only those that may repeat something."""
        context = info.context
        async with context.database.read(context.principal.firm_id) as session:
            rows, following = await preview.page(
                session,
                context.services.vault,
                acting_of(context),
                self.row.id,
                first=first,
                after=after,
                status=status,
                code=code,
                sheet=sheet,
                with_pairs=paired,
            )
        return ImportRowConnection(nodes=[shown_row(row, context.locale) for row in rows], next=following)


async def _counts(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    return await counts_by_job(session, context.principal.firm_id, ids)


IMPORT: Noun = noun_of("import", ImportJob, Import)


def acting_of(context: Context) -> Acting:
    """On whose behalf an import is looked at: the caller, with his rights."""
    return Acting(context.principal, stands_of(context.principal))


def imports_listed(_draft: Draft, _arguments: Arguments) -> Paged:
    """All imports the caller reaches, the newest first."""
    return Paged(IMPORT, (), (SortKey(ImportJob.id, descending=True),), "imports")


def _sheet(sheet: SeenSheet, plan: Plan) -> ImportSheet:
    return ImportSheet(
        name=sheet.name,
        hidden=sheet.is_hidden,
        left_out=sheet.name in plan.headers and plan.headers[sheet.name] is None,
        lines=sheet.rows,
        first=[ImportFirstRow(line=number, cells=list(cells)) for number, cells in sheet.first],
        tables=[_table(table) for table in sheet.tables],
        hidden_rows=sheet.hidden_rows,
        hidden_columns=list(sheet.hidden_columns),
        struck_rows=sheet.struck_rows,
        comments=sheet.comments,
        merged=sheet.merged,
    )


def _table(table: SeenTable) -> ImportTable:
    columns = [_column(one) for one in table.columns]
    return ImportTable(header_rows=list(table.header_rows), lines=table.rows, columns=columns)


def _column(one: SeenColumn) -> ImportColumn:
    return ImportColumn(
        letters=one.letters,
        header=one.header,
        field=one.field,
        unit=one.unit,
        samples=list(one.samples),
        hidden=one.is_hidden,
    )


def _options(key: str, options: ColumnOptions) -> ImportColumnOptions:
    return ImportColumnOptions(
        field=key,
        unit=f"{options.unit:f}" if options.unit is not None else None,
        date_order=options.date_order,
        drops_bad=options.drops_bad,
        default=options.default,
        replaced=[ImportReplacement(typed=typed, to=to) for typed, to in options.values.items()],
    )


def _findings(found: Summary, locale: str) -> ImportFindings:
    hidden = found.hidden
    return ImportFindings(
        issues=[_issue_count(one, locale) for one in found.issues],
        unmapped=list(found.unmapped),
        without_table=list(found.without_table),
        hidden=ImportHidden(
            sheets=list(hidden.sheets),
            rows=len(hidden.rows),
            columns=[f"{sheet}!{header}" for sheet, header in hidden.columns],
        ),
        skipped=[
            ImportSkipped(code=code, message=_words(code, locale), rows=rows)
            for code, rows in found.skipped.items()
            if rows
        ],
        in_file=found.pairs["in_file"],
        in_book=found.pairs["in_book"],
        decided=found.pairs["decided"],
    )


def _issue_count(one: IssueCount, locale: str) -> ImportIssueCount:
    return ImportIssueCount(
        field=one.field, code=one.code, effect=one.effect, message=_words(one.code, locale), rows=one.rows
    )


def _words(code: str, locale: str) -> str:
    kind = ISSUES[code]
    return kind.en if locale == "en" else kind.zh
