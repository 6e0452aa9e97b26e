"""The answer of an import for programs: the object of the check, and `import` when something was imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from backend.book.import_drafts import refusal_issue
from backend.book.imports import ImportRow
from backend.commands import import_words as words
from backend.commands.imports import ImportResult, Outcome
from backend.platform.ids import public_id
from backend.systemize.sheets.reports import to_answer

Values = dict[tuple[str, int], dict[str, Any]]


def answer(outcome: Outcome) -> dict[str, Any]:
    """JSON types only: file, error, rows, duplicates, unmapped; after an import `import` with what became of them."""
    reading = outcome.reading
    told = to_answer(reading.report)
    for row in told["rows"]:
        refusal = reading.refused.get((row["sheet"], row["row"]))
        if refusal is not None:
            issue: dict[str, Any] = {**refusal_issue(refusal), "messages": words.refused(row["row"], refusal)}
            row["issues"].append(issue)
    if outcome.result is not None:
        values = {row.place: row.values for row in reading.report.rows}
        told["import"] = _import(outcome.result, values)
    return told


def _import(result: ImportResult, values: Values) -> dict[str, Any]:
    counts = counts_of(result)
    # Of an import that was done before, only that it was: its rows were told then.
    if result.already:
        result = replace(result, rows=[])
    found = {
        "id": public_id("import", result.job.id),
        "state": result.job.state,
        **counts,
        "without_owner": without_owner(result),
        "owners_missing": owners_missing(result, values),
        "tags_missing": tags_missing(result, values),
        "aum_declared": aum_declared(result, values),
        "duplicate_rows": [_duplicate(row, result) for row in result.rows if row.status == "duplicate"],
        "warnings": list(_warnings(result)),
    }
    return {**found, "messages": words.outcome(counts)}


def counts_of(result: ImportResult) -> dict[str, Any]:
    """Rows by what became of them; of a file that was imported before only `unchanged` counts something."""
    rows = [] if result.already else result.rows
    by_status = Counter(row.status for row in rows)
    filled = sum(bool((row.twin or {}).get("filled")) for row in rows if row.status == "duplicate")
    return {
        "committed": by_status["committed"],
        "duplicates": by_status["duplicate"],
        "updated": filled,
        "unchanged": sum(row.status == "committed" for row in result.rows) if result.already else 0,
        "rejected": by_status["rejected"],
        "skipped": by_status["skipped"],
        "resumed": result.resumed,
        "already": result.already,
    }


def without_owner(result: ImportResult) -> int:
    """New clients that nobody owns."""
    committed = (row for row in result.rows if row.status == "committed")
    return sum(any(issue["code"] == "owner_none" for issue in row.issues) for row in committed)


def owners_missing(result: ImportResult, values: Values) -> list[dict[str, Any]]:
    """Managers of the sheet who could not be found, the most frequent first."""
    found = Counter(
        (str(values.get((row.sheet, row.row), {}).get("manager")), issue["code"])
        for row in result.rows
        if row.status == "committed"
        for issue in row.issues
        if issue["code"] in words.DOUBTS
    )
    return [
        {
            "manager": manager,
            "code": code,
            "rows": rows,
            "given_to": result.default_owner,
            "messages": words.owner_missing(manager, code, rows, result.default_owner),
        }
        for (manager, code), rows in found.most_common()
    ]


def tags_missing(result: ImportResult, values: Values) -> list[dict[str, Any]]:
    """Rows whose tags the firm does not all have, by the tags as they stand in the sheet."""
    found = Counter(
        "、".join(values.get((row.sheet, row.row), {}).get("tags") or ())
        for row in result.rows
        if row.status == "committed" and any(issue["code"] == "tag_unknown" for issue in row.issues)
    )
    return [{"tags": tags, "rows": rows} for tags, rows in found.most_common()]


def aum_declared(result: ImportResult, values: Values) -> dict[str, Any] | None:
    """The amounts of the sheet, which are not the ledger's; None without any."""
    places = ((row.sheet, row.row) for row in result.rows if row.status == "committed")
    amounts = [amount for place in places if (amount := values.get(place, {}).get("aum_cny")) is not None]
    if not amounts:
        return None
    total = sum(map(Decimal, amounts), Decimal(0))
    return {"rows": len(amounts), "cny": f"{total:.2f}", "messages": words.declared_aum(len(amounts), total)}


def _duplicate(row: ImportRow, result: ImportResult) -> dict[str, Any]:
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
        "messages": words.duplicate(row),
    }


def _warnings(result: ImportResult) -> Iterator[dict[str, Any]]:
    for row in (row for row in result.rows if row.status == "committed"):
        for issue in row.issues:
            field, code = issue["field"], issue["code"]
            if words.is_warning(code):
                told = {"sheet": row.sheet, "row": row.row, "field": field, "code": code}
                yield {**told, "messages": words.warning(field, code, row.row)}
