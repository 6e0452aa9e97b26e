"""What documents of a client there are, what their content tells, and how long they have to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.systemize.fields import Classification, Field, Kind, Option


@dataclass(frozen=True)
class Category:
    """A category.

    tells: the field of a client that the content shows in the clear: who may not view that may not open it.
    years: how long it is to be kept after the client's last record in the ledger; 0: as long as somebody wants it.
    """

    key: str
    zh: str
    en: str
    tells: str | None = None
    years: int = 0


CATEGORIES: Final[Mapping[str, Category]] = {
    each.key: each
    for each in (
        Category("identity", "身份证件", "Identity document", tells="Client.idNumber", years=20),
        Category("bank_card", "银行卡", "Bank card", tells="Client.bankAccount", years=20),
        Category("asset_proof", "资产证明", "Proof of assets", years=20),
        Category("income_proof", "收入证明", "Proof of income", years=20),
        Category("questionnaire", "风险测评问卷", "Risk questionnaire", years=20),
        Category("risk_disclosure", "风险揭示书", "Risk disclosure", years=20),
        Category("contract", "合同", "Contract", years=20),
        Category("payment", "打款凭证", "Proof of payment", years=20),
        Category("recording", "双录", "Recording", years=20),
        Category("proposal", "投资建议书", "Investment proposal"),
        Category("report", "报告", "Report"),
        Category("correspondence", "往来函件", "Correspondence"),
        Category("other", "其他", "Other"),
    )
}
"""Years: suitability measures of 2017 and the register rules of funds (20 years); a firm's counsel confirms them."""

_INTERNAL, _PERSONAL = Classification.INTERNAL, Classification.PERSONAL
DOCUMENT_FIELDS: Final = (
    Field("name", "name", Kind.TEXT, "名称", "Name", _PERSONAL, required=True, filterable=False),
    Field(
        "category", "category", Kind.CHOICE, "类别", "Category", _INTERNAL, required=True, filterable=False,
        options=tuple(Option(each.key, each.zh, each.en) for each in CATEGORIES.values()),
    ),
    Field("note", "note", Kind.LONG_TEXT, "备注", "Note", _PERSONAL, filterable=False, max_length=1000),
    Field("kind", "kind", Kind.TEXT, "文件类型", "Kind of file", _INTERNAL, editable=False, filterable=False),
    Field(
        "uploadedAt", "uploaded_at", Kind.INSTANT, "上传时间", "Uploaded", _INTERNAL, editable=False, filterable=False
    ),
)  # fmt: skip
TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    tells: tuple(each.key for each in CATEGORIES.values() if each.tells == tells)
    for tells in dict.fromkeys(each.tells for each in CATEGORIES.values() if each.tells)
}
"""Coordinate -> the categories whose content shows it."""
