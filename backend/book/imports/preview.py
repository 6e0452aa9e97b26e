"""What a person sees before he says yes: counts, rows page by page, what they would change, what they may repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, String, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.imports.batches import Acting, Batch, Difference, wishes_of
from backend.book.imports.content import job_of, overview_of, plan_of, report_of_job
from backend.book.imports.jobs import ImportJob, ImportPair, ImportRow
from backend.book.imports.kinds import kind_named
from backend.book.imports.own_columns import people_columns
from backend.book.imports.pairs import pair_counts, pairs_of, places_of
from backend.book.imports.rows import OpenRow, counts_of, open_rows, records
from backend.platform.errors import bad_input
from backend.platform.keys import Vault
from backend.systemize.sheets.columns import Issue
from backend.systemize.sheets.issues import ISSUES, explain
from backend.systemize.sheets.overview import Overview
from backend.systemize.sheets.plans import Plan
from backend.systemize.sheets.reports import Hidden, Place
from backend.systemize.sheets.workbooks import as_typed

MOST_ROWS: Final = 200


@dataclass(frozen=True)
class IssueCount:
    """How often something was found. field: None when about whole rows; effect: refuses, warns or skips."""

    field: str | None
    code: str
    effect: str
    rows: int


@dataclass(frozen=True)
class Summary:
    """An import as a whole.

    revision: what `steps.commit` has to name. overview, plan: of the file; None, and an empty plan, before it was
    read. missing: fields without which no row of a table can be taken in. counts: rows by status; issues: the most
    frequent first; pairs: see `pair_counts`. unmapped, hidden, skipped, without_table: as the check told.
    """

    job: ImportJob
    revision: int
    overview: Overview | None
    plan: Plan
    missing: tuple[str, ...]
    counts: Mapping[str, int]
    issues: Sequence[IssueCount]
    pairs: Mapping[str, int]
    unmapped: Sequence[str] = ()
    hidden: Hidden = field(default_factory=Hidden)
    skipped: Mapping[str, int] = field(default_factory=dict)
    without_table: Sequence[str] = ()


@dataclass(frozen=True)
class ShownIssue:
    """An issue with its sentences. column, header, typed: where it stands in the file."""

    field: str | None
    code: str
    effect: str
    zh: str
    en: str
    column: str | None = None
    typed: str = ""


@dataclass(frozen=True)
class ShownPair:
    """What a row may repeat. place: of an earlier row; client: one that the reader may see; is_hidden: he may not."""

    id: UUID
    reasons: Sequence[str]
    is_decisive: bool
    decision: str | None
    place: Place | None
    client: Client | None
    subject_id: UUID | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row. values: by field; typed: what stands in the file (or was typed anew), by field; edited: fields that were
    typed anew. differences: what it would change where it meets something that is there.
    """

    id: UUID
    sheet: str
    row: int
    status: str
    values: Mapping[str, Any]
    typed: Mapping[str, str]
    edited: tuple[str, ...]
    issues: Sequence[ShownIssue]
    pairs: Sequence[ShownPair]
    differences: Sequence[Difference]
    comments: Sequence[str] = ()
    became: UUID | None = None
    undone: str | None = None


async def summary(session: AsyncSession, vault: Vault, job_id: UUID) -> Summary:
    """Everything but the rows. Raises Refused(NOT_FOUND)."""
    job = await job_of(session, job_id)
    report = await report_of_job(session, vault, job)
    overview = await overview_of(session, vault, job)
    return Summary(
        job=job,
        revision=job.revision,
        overview=overview,
        plan=await plan_of(session, vault, job),
        missing=missing_fields(job.kind, overview) if overview else (),
        counts=await counts_of(session, job_id),
        issues=await issue_counts(session, job_id),
        pairs=await pair_counts(session, job_id),
        unmapped=report.unmapped if report else (),
        hidden=report.hidden if report else Hidden(),
        skipped=report.skipped if report else {},
        without_table=report.without_table if report else (),
    )


def missing_fields(kind: str, overview: Overview) -> tuple[str, ...]:
    """Fields that every row needs and that no table of the file feeds."""
    catalogue = kind_named(kind).sheet
    fed = {column.field for sheet in overview.sheets for table in sheet.tables for column in table.columns}
    needed = [column.key for column in catalogue.columns if column.is_required and column.key not in fed]
    return (*needed, *(group[0] for group in catalogue.one_of if not fed.intersection(group)))


async def issue_counts(session: AsyncSession, job_id: UUID) -> list[IssueCount]:
    """Rows by what was found at them, the most frequent first."""
    rows = await session.execute(
        select(ImportRow.issues, func.count())
        .where(
            ImportRow.firm_id == session.info["firm_id"],
            ImportRow.job_id == job_id,
            ImportRow.issues != literal([], JSONB),
        )
        .group_by(ImportRow.issues)
    )
    found: Counter[tuple[str | None, str]] = Counter()
    for issues, count in rows:
        for place in {(issue["field"], issue["code"]) for issue in issues}:
            found[place] += count
    return [
        IssueCount(field, code, ISSUES[code].effect, count) for (field, code), count in found.most_common()
    ]


async def page(
    session: AsyncSession,
    vault: Vault,
    acting: Acting,
    job_id: UUID,
    *,
    first: int = 50,
    after: int = -1,
    status: str | None = None,
    code: str | None = None,
    sheet: str | None = None,
    with_pairs: bool = False,
) -> tuple[list[ShownRow], int | None]:
    """Rows in the order of the file behind a position, and the position to go on from (None at the end).

    first: at most 200. status, code, sheet: only such rows; with_pairs: only rows that may repeat something. What the
    rows would change, and whom they meet, is shown within the reader's rights. Raises Refused(NOT_FOUND,
    BAD_USER_INPUT).
    """
    if not 1 <= first <= MOST_ROWS:
        raise bad_input("first", "range", low=1, high=MOST_ROWS)
    job = await job_of(session, job_id)
    conditions = _conditions(session, job_id, status, code, sheet, with_pairs=with_pairs)
    found = await records(
        session,
        job_id,
        ImportRow.position > after,
        *conditions,
        limit=first + 1,
        order=ImportRow.position,
    )
    rows = await open_rows(session, vault, job_id, found[:first])
    shown = await show(session, vault, acting, job, rows)
    return shown, rows[-1].position if len(found) > first else None


def _conditions(
    session: AsyncSession,
    job_id: UUID,
    status: str | None,
    code: str | None,
    sheet: str | None,
    *,
    with_pairs: bool,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if status is not None:
        conditions.append(ImportRow.status == status)
    if sheet is not None:
        conditions.append(ImportRow.sheet == sheet)
    if code is not None:
        conditions.append(
            ImportRow.issues.contains(
                func.jsonb_build_array(func.jsonb_build_object("code", literal(code, String)))
            )
        )
    if with_pairs:
        paired = select(ImportPair.row_id).where(
            ImportPair.firm_id == session.info["firm_id"], ImportPair.job_id == job_id
        )
        conditions.append(ImportRow.id.in_(paired))
    return conditions


async def show(
    session: AsyncSession, vault: Vault, acting: Acting, job: ImportJob, rows: Sequence[OpenRow]
) -> list[ShownRow]:
    """Rows as a person may see them."""
    pairs = await pairs_of(session, [row.id for row in rows])
    batch = Batch(session, vault, acting, job, wishes_of(job.wishes), list(rows), pairs)
    waits = [row for row in rows if row.status == "accepted"]
    differences = await kind_named(job.kind).differences(batch) if waits else {}
    told = await _told_pairs(session, acting, pairs)
    people = await people_columns(session, job.kind, acting.principal)
    report = await report_of_job(session, vault, job)
    comments = report.comments if report else {}
    return [
        _shown(row, told.get(row.id, ()), differences.get(row.id, ()), comments.get(row.place, ()), people)
        for row in rows
    ]


def _shown(
    row: OpenRow,
    pairs: Sequence[ShownPair],
    differences: Sequence[Difference],
    comments: Sequence[str],
    people: frozenset[str],
) -> ShownRow:
    checked = row.checked
    content = checked.content
    typed = {key: as_typed(cell) for key, cell in content.cells.items()} if content else {}
    typed |= {key: text or "" for key, text in row.edits.items()}
    places = {(issue.field, issue.code): issue for issue in checked.issues}
    return ShownRow(
        id=row.id,
        sheet=row.sheet,
        row=row.row,
        status=row.status,
        # People are shown as they were written: an id says nothing to whoever looks.
        values={key: typed.get(key) if key in people else value for key, value in row.values.items()},
        typed=typed,
        edited=tuple(row.edits),
        issues=[
            shown_issue(
                places.get((told["field"], told["code"])) or Issue(told["field"], told["code"], row.row)
            )
            for told in row.issues
        ],
        pairs=pairs,
        differences=differences,
        comments=comments,
        became=row.client_id or row.subject_id,
        undone=row.undone,
    )


def shown_issue(issue: Issue) -> ShownIssue:
    """An issue with its sentences."""
    effect = ISSUES[issue.code].effect
    sentences = explain(issue, "zh-CN"), explain(issue, "en")
    return ShownIssue(issue.field, issue.code, effect, *sentences, column=issue.column, typed=issue.typed)


async def _told_pairs(
    session: AsyncSession, acting: Acting, pairs: Mapping[UUID, Sequence[ImportPair]]
) -> dict[UUID, list[ShownPair]]:
    """Pairs with what they point to, as far as the reader may see it."""
    every = [pair for of_row in pairs.values() for pair in of_row]
    places = await places_of(session, [pair.other_id for pair in every if pair.other_id])
    ids = list({pair.client_id for pair in every if pair.client_id})
    seen = set(await acting.stands_of(session, ids)) if acting.stands_of and ids else set(ids)
    clients = {
        client.id: client
        for client in await session.scalars(
            select(Client).where(Client.firm_id == session.info["firm_id"], Client.id.in_(seen))
        )
    }
    return {
        row_id: [
            ShownPair(
                id=pair.id,
                reasons=pair.reasons,
                is_decisive=pair.decisive,
                decision=pair.decision,
                place=places.get(pair.other_id) if pair.other_id else None,
                client=clients.get(pair.client_id) if pair.client_id else None,
                subject_id=pair.subject_id,
                is_hidden=pair.client_id is not None and pair.client_id not in clients,
            )
            for pair in of_row
        ]
        for row_id, of_row in pairs.items()
    }
