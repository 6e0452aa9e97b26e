"""A checked workbook against the book's own rules, and as rows for the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from backend.book.import_drafts import ClientDraft, draft_of, refusal_issue
from backend.book.import_store import LedgerRow
from backend.book.import_twins import Evidence, Place, party_of, repeated
from backend.platform.crypto import FirmKeys
from backend.platform.errors import Refused
from backend.systemize.sheets.reports import CheckedRow, SheetReport


@dataclass(frozen=True)
class Reading:
    """What a file gives the book.

    report: of the check; rows that the book cannot keep are rejected in it, too. drafts: of the accepted rows.
    refused: why the book cannot keep a row that is well-formed otherwise (too long, not storable).
    """

    report: SheetReport
    drafts: Mapping[Place, ClientDraft] = field(default_factory=dict)
    refused: Mapping[Place, Refused] = field(default_factory=dict)


def read_report(report: SheetReport) -> Reading:
    """The report's accepted rows as drafts; those that cannot become one are rejected in the report."""
    drafts: dict[Place, ClientDraft] = {}
    refused: dict[Place, Refused] = {}
    for row in report.rows:
        if row.status == "accepted":
            try:
                drafts[row.place] = draft_of(row.values)
            except Refused as refusal:
                row.status = "rejected"
                refused[row.place] = refusal
    return Reading(report, drafts, refused)


def ledger_rows(reading: Reading, keys: FirmKeys) -> list[LedgerRow]:
    """All rows of the file for the ledger; those that repeat an earlier accepted row point to it."""
    parties = ((place, party_of(draft, keys)) for place, draft in reading.drafts.items())
    twins = repeated(parties)
    return [
        _ledger_row(row, reading.refused.get(row.place), twins.get(row.place)) for row in reading.report.rows
    ]


def _ledger_row(row: CheckedRow, refusal: Refused | None, twin: tuple[Place, Evidence] | None) -> LedgerRow:
    issues: Sequence[Mapping[str, Any]] = [asdict(issue) for issue in row.issues]
    if refusal is not None:
        issues = [*issues, refusal_issue(refusal)]
    told = None
    if twin is not None:
        (sheet, number), reasons = twin
        told = {"sheet": sheet, "row": number, "reasons": list(reasons)}
    return LedgerRow(row.sheet, row.row, row.status, row.values, issues, told)


def written_keys(reading: Reading) -> Iterator[str]:
    """Catalogue keys of client fields that importing the reading would write; with repeats."""
    for draft in reading.drafts.values():
        yield from draft.values
        yield from (kind for kind, _ in draft.contacts)
        if draft.id_number is not None:
            yield "idNumber"
