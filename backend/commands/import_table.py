"""An import as people read it: counts by sheet, every refusal with its reason, in both languages."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backend.commands.import_words import Words
from backend.systemize.sheets.issues import ISSUES

SHOWN = 50
COLUMNS = ("表 Sheet", "行 Row", "结果 Result", "字段 Field", "代码 Code", "说明", "Explanation")
# What a spreadsheet program takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_REFUSED, _DUPLICATE, _NOTED = "rejected", "duplicate", "noted"


@dataclass(frozen=True)
class Remark:
    """Something to tell about a row. result: rejected, duplicate or noted."""

    sheet: str
    row: int
    result: str
    field: str
    code: str
    words: Words


def remarks_of(answer: dict[str, Any]) -> list[Remark]:
    """Everything an answer says of single rows: refusals first, then duplicates, then what was only noted."""
    found = [*_of_issues(answer), *_of_import(answer.get("import", {}))]
    order = (_REFUSED, _DUPLICATE, _NOTED)
    return sorted(found, key=lambda remark: order.index(remark.result))


def _of_issues(answer: dict[str, Any]) -> Iterator[Remark]:
    for row in answer["rows"]:
        for issue in row["issues"]:
            code = issue["code"]
            effect = ISSUES[code].effect if code in ISSUES else "refuses"
            if effect != "skips":
                result = _REFUSED if effect == "refuses" else _NOTED
                field = issue["field"] or ""
                yield Remark(row["sheet"], row["row"], result, field, code, issue["messages"])


def _of_import(told: dict[str, Any]) -> Iterator[Remark]:
    for row in told.get("duplicate_rows", ()):
        reasons = " ".join(row["reasons"])
        yield Remark(row["sheet"], row["row"], _DUPLICATE, "", reasons, row["messages"])
    for row in told.get("warnings", ()):
        yield Remark(row["sheet"], row["row"], _NOTED, row["field"], row["code"], row["messages"])


def write_report(path: Path, answer: dict[str, Any]) -> None:
    """All remarks as CSV for spreadsheet programs, readable by its owner only: it repeats personal values as typed.

    UTF-8 with a byte order mark; no cell can become a formula.
    """
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for r in remarks_of(answer):
        cells = (r.sheet, r.row, r.result, r.field, r.code, r.words["zh"], r.words["en"])
        lines.writerow([_guarded(cell) for cell in cells])
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text.getvalue())


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def show(console: Console, answer: dict[str, Any]) -> None:
    """Print the remarks of an outcome for people; at most 50 remarks of each kind, refusals with their reasons."""
    if answer["error"] is not None:
        _print(console, answer["messages"])
        return
    console.print(_table(answer))
    # Whose manager was not found is told by manager below, not row by row.
    remarks = [remark for remark in remarks_of(answer) if not remark.code.startswith("owner_")]
    headings = {
        _REFUSED: "拒绝 Rejected",
        _DUPLICATE: "重复，未导入 Duplicates, not imported",
        _NOTED: "请留意 Please note",
    }
    for result, heading in headings.items():
        of_kind = [remark for remark in remarks if remark.result == result]
        if not of_kind:
            continue
        console.print(f"\n{heading}: {len(of_kind)}", style="bold")
        for remark in of_kind[:SHOWN]:
            _print(console, remark.words, prefix=f"{remark.sheet}  ")
        if len(of_kind) > SHOWN:
            console.print(
                f"……另有 {len(of_kind) - SHOWN} 条，用 --report FILE.csv 或 --json 查看全部。 "
                f"{len(of_kind) - SHOWN} more: --report FILE.csv or --json shows all.",
                soft_wrap=True,
            )
    if "import" not in answer:
        _show_groups(console, answer["duplicates"])
    if answer["unmapped"]:
        console.print(
            f"\n未导入的列 Columns not imported: {escape('、'.join(answer['unmapped']))}", soft_wrap=True
        )
    _show_import(console, answer.get("import"))


def _show_groups(console: Console, groups: list[list[list[Any]]]) -> None:
    """Rows of the file that may be one client, before anything is imported."""
    if groups:
        console.print(f"\n可能重复 Possible duplicates: {len(groups)}", style="bold")
    for group in groups[:SHOWN]:
        console.print(
            escape("  ".join(f"{sheet}!{row}" for sheet, row in group)), soft_wrap=True, highlight=False
        )


def _table(answer: dict[str, Any]) -> Table:
    """Rows of each sheet by what became of them."""
    told = answer.get("import")
    duplicates = Counter(row["sheet"] for row in (told or {}).get("duplicate_rows", ()))
    table = Table(title=escape(answer["file"]), title_justify="left")
    accepted = "可导入\nAccepted" if told is None else "已接受\nAccepted"
    headers = ["表 Sheet", "行\nRows", accepted, "其中重复\nDuplicates", "拒绝\nRejected", "跳过\nSkipped"]
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place else "left")
    for sheet, counts in answer["counts"].items():
        figures = (
            counts.total(),
            counts["accepted"],
            duplicates[sheet]
            if told
            else sum(place[0] == sheet for g in answer["duplicates"] for place in g[1:]),
            counts["rejected"],
            counts["skipped"],
        )
        table.add_row(escape(sheet), *map(str, figures))
    return table


def _show_import(console: Console, told: dict[str, Any] | None) -> None:
    if told is None:
        return
    console.print()
    for missing in told.get("owners_missing", ()):
        _print(console, missing["messages"])
    for missing in told.get("tags_missing", ()):
        console.print(
            f"标签不存在 No such tags: {escape(missing['tags'])} ({missing['rows']})", soft_wrap=True
        )
    if told.get("without_owner"):
        console.print(f"没有负责人的客户 Clients without an owner: {told['without_owner']}")
    if told.get("aum_declared"):
        _print(console, told["aum_declared"]["messages"])
    for kept in told["kept_rows"][:SHOWN]:
        _print(console, kept["messages"], prefix=f"{kept['sheet']}  ")
    _print(console, told["messages"])
    console.print(told["id"], style="dim")


def _print(console: Console, words: Words, *, prefix: str = "") -> None:
    console.print(f"{escape(prefix)}{escape(words['zh'])}", soft_wrap=True, highlight=False)
    console.print(f"{' ' * len(prefix)}{escape(words['en'])}", soft_wrap=True, highlight=False)
