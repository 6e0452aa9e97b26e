"""Sentences about an import's rows, in both languages, for what the check of the file has no words for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from backend.book.imports.jobs import ImportJob
from backend.book.imports.rows import OpenRow
from backend.systemize.likeness import REASONS
from backend.systemize.sheets.columns import Issue
from backend.systemize.sheets.issues import ISSUES, explain

Words = Mapping[str, str]
"""One sentence each under `zh` and `en`."""

DOUBTS: Final = ("owner_unknown", "owner_ambiguous", "owner_inactive")
NOTED: Final = frozenset({*DOUBTS, "owner_none", "tag_unknown", "kept_in_note"})
"""What is told of single rows that came in nevertheless."""
_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    **{str(reason): words for reason, words in REASONS.items()},
    "key": ("同一记录", "the same record"),
    "differs": ("与库中记录不一致", "differs from the record in the book"),
}
_KEPT: Final = {
    "changed_since": ("导入后已被修改", "was changed after the import"),
    "in_use": ("导入后已有其他记录引用", "is used by records made after the import"),
    "gone": ("已不存在", "is not there any more"),
}


def warning(field: str | None, code: str, row: int) -> Words:
    """What was noted at a row that was imported."""
    zh, en = ISSUES[code].zh, ISSUES[code].en
    where = (f"（{field}）", f" ({field})") if field else ("", "")
    return {"zh": f"第 {row} 行{where[0]}：{zh}。", "en": f"Row {row}{where[1]}: {en}."}


def refused(row: int, field: str | None, code: str) -> Words:
    """Why the book cannot keep a row."""
    issue = Issue(field, code, row)
    return {"zh": explain(issue, "zh-CN"), "en": explain(issue, "en")}


def duplicate(row: OpenRow, kind: str) -> Words:
    """Why a row was not imported: what it repeats, and what it filled."""
    twin = row.twin or {}
    reasons = [_REASONS[reason] for reason in twin.get("reasons", ())]
    zh = "、".join(reason[0] for reason in reasons)
    en = ", ".join(reason[1] for reason in reasons)
    filled = ", ".join(twin.get("filled", ()))
    if "row" in twin:
        whom = (
            f"与「{twin['sheet']}」第 {twin['row']} 行重复",
            f"repeats row {twin['row']} of “{twin['sheet']}”",
        )
    elif kind == "clients":
        whom = ("客户已在库中", "the client is in the book already")
    else:
        whom = ("记录已在库中", "the record is in the book already")
    return {
        "zh": f"第 {row.row} 行：{whom[0]}（{zh}），" + (f"补充了 {filled}。" if filled else "未导入。"),
        "en": f"Row {row.row}: {whom[1]} ({en}); " + (f"filled {filled}." if filled else "not imported."),
    }


def kept(row: OpenRow) -> Words:
    """Why a row could not be taken back."""
    reason, _, table = (row.undone or "").partition(":")
    zh, en = _KEPT.get(reason, (reason, reason))
    more = f"（{table}）" if table else ""
    return {
        "zh": f"第 {row.row} 行：{zh}{more}，未撤销。",
        "en": f"Row {row.row}: {en}{f' ({table})' if table else ''}; not undone.",
    }


def owner_missing(manager: str, code: str, rows: int, given_to: str | None) -> Words:
    """A manager of the sheet whose clients went to somebody else or to nobody."""
    zh, en = ISSUES[code].zh, ISSUES[code].en
    whom = (f"归 {given_to}", f"given to {given_to}") if given_to else ("没有负责人", "left without an owner")
    return {
        "zh": f"「{manager}」：{zh}，{rows} 位客户{whom[0]}。",
        "en": f"“{manager}” {en}; {rows} clients {whom[1]}.",
    }


def declared_aum(rows: int, total: Decimal) -> Words:
    """What became of the sheet's amounts."""
    return {
        "zh": f"表中 {rows} 位客户的规模（合计 {total:,.2f} 元）已作为来源留存；"
        "存续规模只由台账计算，请另行导入期初台账。",
        "en": f"The amounts of {rows} clients in the sheet (CNY {total:,.2f} in all) are kept as their source only: "
        "AUM comes from the ledger, whose opening balances are imported apart.",
    }


def outcome(counts: Mapping[str, Any], job: ImportJob) -> Words:
    """The import in one sentence."""
    if job.state == "undone":
        return {
            "zh": f"已撤销 {counts['undone']} 行，保留 {counts['kept']} 行（导入后有人改动）。",
            "en": f"{counts['undone']} rows undone, {counts['kept']} kept (worked on since).",
        }
    if counts["already"]:
        return {
            "zh": f"该文件已经导入过（{counts['unchanged']} 条），未重复导入；如需再次导入请加 --again。",
            "en": f"This file was imported before ({counts['unchanged']} records); nothing was done. "
            "Add --again to import it once more.",
        }
    begun = (
        ("接着上次中断处继续；", "Went on where an earlier run had stopped. ")
        if counts["resumed"]
        else ("", "")
    )
    rest = (
        (f"，未处理 {counts['waiting']}", f", {counts['waiting']} not dealt with")
        if counts["waiting"]
        else ("", "")
    )
    return {
        "zh": f"{begun[0]}导入 {counts['committed']}，重复 {counts['duplicates']}（补充 {counts['updated']}），"
        f"拒绝 {counts['rejected']}，跳过 {counts['skipped']}{rest[0]}。",
        "en": f"{begun[1]}{counts['committed']} imported, {counts['duplicates']} duplicates "
        f"({counts['updated']} filled), {counts['rejected']} rejected, {counts['skipped']} skipped{rest[1]}.",
    }
