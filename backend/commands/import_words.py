"""Sentences about an import's rows, in both languages, for what the check of the file has no words for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.book.imports import ImportRow
from backend.platform.errors import Refused
from backend.platform.messages import sentence

Words = Mapping[str, str]
"""One sentence each under `zh` and `en`."""

DOUBTS = ("owner_unknown", "owner_ambiguous", "owner_inactive")
_WARNINGS = {
    "owner_unknown": ("没有这位客户经理", "there is no such client manager"),
    "owner_ambiguous": ("有多位同名的客户经理", "several client managers are called so"),
    "owner_inactive": ("该客户经理已停用", "this client manager is not active any more"),
    "owner_none": ("没有负责人", "nobody owns the client"),
    "tag_unknown": ("有的标签不存在，未加上", "some tags do not exist and were not given"),
    "kept_in_note": ("没有对应的选项，已写入备注", "is no option we know and was kept in the note"),
}
_REASONS = {
    "id_number": ("证件号码相同", "same ID number"),
    "name": ("姓名相同", "same name"),
    "pinyin": ("姓名同音", "name of the same sound"),
    "phone": ("电话相同", "same telephone"),
    "email": ("邮箱相同", "same e-mail"),
}


def warning(field: str, code: str, row: int) -> Words:
    """What was noted at a row that was imported. Raises KeyError for a code of the file's check."""
    zh, en = _WARNINGS[code]
    return {"zh": f"第 {row} 行（{field}）：{zh}。", "en": f"Row {row} ({field}): {en}."}


def is_warning(code: str) -> bool:
    """Whether a code was noted by the import, not by the check of the file."""
    return code in _WARNINGS


def refused(row: int, refusal: Refused) -> Words:
    """Why the book cannot keep a row."""
    zh, en = (sentence(refusal.code, refusal.params, locale) for locale in ("zh-CN", "en"))
    return {"zh": f"第 {row} 行：{zh}", "en": f"Row {row}: {en}"}


def duplicate(row: ImportRow) -> Words:
    """Why a row was not imported: whom it repeats, and what it filled."""
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
    else:
        whom = ("客户已在库中", "the client is in the book already")
    return {
        "zh": f"第 {row.row} 行：{whom[0]}（{zh}），" + (f"补充了 {filled}。" if filled else "未导入。"),
        "en": f"Row {row.row}: {whom[1]} ({en}); " + (f"filled {filled}." if filled else "not imported."),
    }


def owner_missing(manager: str, code: str, rows: int, given_to: str | None) -> Words:
    """A manager of the sheet whose clients went to somebody else or to nobody."""
    zh, en = _WARNINGS[code]
    whom = (f"归 {given_to}", f"given to {given_to}") if given_to else ("没有负责人", "left without an owner")
    return {
        "zh": f"「{manager}」：{zh}，{rows} 位客户{whom[0]}。",
        "en": f"“{manager}”: {en}; {rows} clients {whom[1]}.",
    }


def declared_aum(rows: int, total: Decimal) -> Words:
    """What became of the sheet's amounts."""
    return {
        "zh": f"表中 {rows} 位客户的规模（合计 {total:,.2f} 元）已作为来源留存；"
        "存续规模只由台账计算，请另行导入期初台账。",
        "en": f"The amounts of {rows} clients in the sheet (CNY {total:,.2f} in all) are kept as their source only: "
        "AUM comes from the ledger, whose opening balances are imported apart.",
    }


def outcome(counts: Mapping[str, Any]) -> Words:
    """The import in one sentence."""
    if counts["already"]:
        return {
            "zh": f"该文件已经导入过（{counts['unchanged']} 位客户），未重复导入；如需再次导入请加 --again。",
            "en": f"This file was imported before ({counts['unchanged']} clients); nothing was done. "
            "Add --again to import it once more.",
        }
    begun = (
        ("接着上次中断处继续；", "Went on where an earlier run had stopped. ")
        if counts["resumed"]
        else ("", "")
    )
    return {
        "zh": f"{begun[0]}导入 {counts['committed']}，重复 {counts['duplicates']}（补充 {counts['updated']}），"
        f"拒绝 {counts['rejected']}，跳过 {counts['skipped']}。",
        "en": f"{begun[1]}{counts['committed']} imported, {counts['duplicates']} duplicates "
        f"({counts['updated']} filled), {counts['rejected']} rejected, {counts['skipped']} skipped.",
    }
