"""The answer of an import for programs: the object of the check, and `import` when something was imported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, TextIO

from backend.book.imports.rows import OpenRow
from backend.commands import import_words as words
from backend.commands.imports import ImportResult, Outcome
from backend.platform.ids import public_id
from backend.systemize.sheets.issues import ISSUES
from backend.systemize.sheets.reports import answer_around, row_answer

_TAKEN: Final = ("committed", "duplicate")


def answer(outcome: Outcome) -> dict[str, Any]:
    """JSON types only: file, error, rows, duplicates, unmapped; after an import `import` with what became of them."""
    return _around(outcome, list(told_rows(outcome)))


def remarks(outcome: Outcome) -> dict[str, Any]:
    """The answer for people: only rows with something to say of them, and `counts`: rows by sheet and status."""
    counts: dict[str, Counter[str]] = {}
    rows = []
    for row in told_rows(outcome):
        counts.setdefault(row["sheet"], Counter())[row["status"]] += 1
        if row["issues"] and row["status"] != "skipped":
            rows.append(row)
    return {**_around(outcome, rows), "counts": counts}


def write_json(stream: TextIO, outcome: Outcome) -> None:
    """Write the answer as one JSON object, row by row: that of a large file fills no memory."""
    told = _around(outcome, [])
    before, after = json.dumps(told, ensure_ascii=False).split('"rows": []', 1)
    stream.write(f'{before}"rows": [')
    rows = (json.dumps(row, ensure_ascii=False) for row in told_rows(outcome))
    stream.writelines(f",{row}" if number else row for number, row in enumerate(rows))
    stream.write(f"]{after}\n")


def told_rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The rows of the answer."""
    if outcome.result is not None:
        yield from (told_row(row) for row in outcome.rows)
    else:
        yield from (row_answer(row) for row in outcome.report.rows)


def _around(outcome: Outcome, rows: list[dict[str, Any]]) -> dict[str, Any]:
    told = answer_around(outcome.report, rows)
    if outcome.result is not None:
        told["import"] = imported(outcome.result, outcome.rows)
    return told


def told_row(row: OpenRow) -> dict[str, Any]:
    """A row as the check tells it, with what the book had to say against it."""
    checked = row.checked
    checked.status = "accepted" if row.status in _TAKEN else row.status  # type: ignore[assignment]
    told = row_answer(checked)
    known = {(issue.field, issue.code) for issue in checked.issues}
    for issue in row.issues:
        place = (issue["field"], issue["code"])
        if place not in known and ISSUES[issue["code"]].effect == "refuses":
            told["issues"].append({**issue, "messages": words.refused(row.row, *place)})
    return told


def imported(result: ImportResult, rows: Sequence[OpenRow]) -> dict[str, Any]:
    """What became of the rows."""
    counts = counts_of(result, rows)
    # Of an import that was done before, only that it was: its rows were told then.
    shown = [] if result.already else rows
    found = {
        "id": public_id("import", result.job.id),
        "kind": result.job.kind,
        "state": result.job.state,
        **counts,
        "duplicate_rows": [_duplicate(row, result) for row in shown if row.status == "duplicate"],
        "kept_rows": [_kept(row) for row in shown if row.undone not in (None, "done")],
        "warnings": list(_warnings(shown)),
    }
    if result.job.kind == "clients":
        found |= {
            "without_owner": without_owner(shown),
            "owners_missing": owners_missing(result, shown),
            "tags_missing": tags_missing(shown),
            "aum_declared": aum_declared(shown),
        }
    return {**found, "messages": words.outcome(counts, result.job)}


def counts_of(result: ImportResult, rows: Sequence[OpenRow]) -> dict[str, Any]:
    """Rows by what became of them; of a file that was imported before only `unchanged` counts something."""
    by_status = Counter(row.status for row in rows)
    shown = Counter[str]() if result.already else by_status
    filled = sum(bool((row.twin or {}).get("filled")) for row in rows if row.status == "duplicate")
    undone = Counter(row.undone == "done" for row in rows if row.undone)
    return {
        "committed": shown["committed"],
        "duplicates": shown["duplicate"],
        "updated": 0 if result.already else filled,
        "unchanged": by_status["committed"] if result.already else 0,
        "rejected": shown["rejected"],
        "skipped": shown["skipped"],
        "waiting": shown["accepted"],
        "undone": undone[True],
        "kept": undone[False],
        "resumed": result.resumed,
        "already": result.already,
    }


def without_owner(rows: Sequence[OpenRow]) -> int:
    """New clients that nobody owns."""
    committed = (row for row in rows if row.status == "committed")
    return sum(any(issue["code"] == "owner_none" for issue in row.issues) for row in committed)


def owners_missing(result: ImportResult, rows: Sequence[OpenRow]) -> list[dict[str, Any]]:
    """Managers of the sheet who could not be found, the most frequent first."""
    found = Counter(
        (str(row.values.get("manager")), issue["code"])
        for row in rows
        if row.status == "committed"
        for issue in row.issues
        if issue["code"] in words.DOUBTS
    )
    return [
        {
            "manager": manager,
            "code": code,
            "rows": count,
            "given_to": result.default_owner,
            "messages": words.owner_missing(manager, code, count, result.default_owner),
        }
        for (manager, code), count in found.most_common()
    ]


def tags_missing(rows: Sequence[OpenRow]) -> list[dict[str, Any]]:
    """Rows whose tags the firm does not all have, by the tags as they stand in the sheet."""
    found = Counter(
        "、".join(row.values.get("tags") or ())
        for row in rows
        if row.status == "committed" and any(issue["code"] == "tag_unknown" for issue in row.issues)
    )
    return [{"tags": tags, "rows": count} for tags, count in found.most_common()]


def aum_declared(rows: Sequence[OpenRow]) -> dict[str, Any] | None:
    """The amounts of the sheet, which are not the ledger's; None without any."""
    committed = (row for row in rows if row.status == "committed")
    amounts = [amount for row in committed if (amount := row.values.get("aum_cny")) is not None]
    if not amounts:
        return None
    total = sum(map(Decimal, amounts), Decimal(0))
    return {"rows": len(amounts), "cny": f"{total:.2f}", "messages": words.declared_aum(len(amounts), total)}


def _duplicate(row: OpenRow, result: ImportResult) -> dict[str, Any]:
    """A row that is somebody already; a client whom the importing person may not see is not named."""
    twin = row.twin or {}
    hidden = row.client_id is None or (result.seen is not None and row.client_id not in result.seen)
    return {
        "sheet": row.sheet,
        "row": row.row,
        "client": None if hidden else public_id("client", row.client_id),  # type: ignore[arg-type]
        "twin": [twin["sheet"], twin["row"]] if "row" in twin else None,
        "reasons": twin.get("reasons", []),
        "filled": twin.get("filled", []),
        "messages": words.duplicate(row, result.job.kind),
    }


def _kept(row: OpenRow) -> dict[str, Any]:
    """A row that could not be taken back, and why."""
    return {"sheet": row.sheet, "row": row.row, "reason": row.undone, "messages": words.kept(row)}


def _warnings(rows: Sequence[OpenRow]) -> Iterator[dict[str, Any]]:
    """What was noted at rows that came in, besides what the check tells."""
    for row in (row for row in rows if row.status == "committed"):
        for issue in row.issues:
            field, code = issue["field"], issue["code"]
            if code in words.NOTED:
                told = {"sheet": row.sheet, "row": row.row, "field": field, "code": code}
                yield {**told, "messages": words.warning(field, code, row.row)}
