"""What an order still lacks, and what its tasks say, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "aml": ("合规尚未确认该客户可以交易", "Compliance has not cleared the client for transactions"),
    "amount_step": (
        "净认购金额须为 {step} 的整数倍",
        "The amount before the fee has to be a multiple of {step}",
    ),
    "first_minimum": (
        "首次投资（不含费用）不得低于 {minimum} {currency}",
        "A first investment is at least {minimum} {currency} before the fee",
    ),
    "open_day_missing": ("请选择该产品的开放日", "Choose an open day of the fund"),
    "open_day_wrong": ("{day} 不是该产品的开放日", "The fund is not open on {day}"),
    "open_day_past": ("开放日 {day} 已过", "The open day {day} has passed"),
    "suitability": ("{zh}", "{en}"),
    "insist": (
        "产品风险高于客户等级，须客户坚持并签署特别风险警示",
        "The fund is above the client's level: he has to insist and confirm the special warning",
    ),
    "evidence": ("缺少文件：{zh}", "Document missing: {en}"),
    "unpaid": ("尚未匹配到款项（应付 {amount}）", "No payment is matched yet (due: {amount})"),
    "amount_short": ("已匹配 {paid}，应付 {amount}", "Matched are {paid}, due are {amount}"),
    "payer": (
        "付款人与客户不符，须更正或说明关系",
        "The payer is not the client: mend it or state the relation",
    ),
    "payer_pending": (
        "他人付款待另一人复核",
        "Somebody else's payment waits for a second person",
    ),
    "paid_late": (
        "{day} 到账，已过截止日 {deadline}",
        "Received on {day}, later than the deadline {deadline}",
    ),
    "cooling_off": (
        "冷静期至 {until}，期间不得联系客户",
        "Cooling off until {until}; nobody contacts the client",
    ),
    "visit": ("尚未完成回访", "The return visit is not passed yet"),
    "units_short": ("可赎回份额不足：{free}", "Not so many units are free: {free}"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing an order lacks for its next step. key: of WORDS; params: values of its sentence."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        """In Chinese."""
        return WORDS[self.key][0].format(**self.params)

    @property
    def en(self) -> str:
        """In English."""
        return WORDS[self.key][1].format(**self.params)

    def told(self) -> dict[str, Any]:
        """As a refusal tells it."""
        return {"kind": "order", "key": self.key, "zh": self.zh, "en": self.en}


def visit_task(locale: str, product: str) -> str:
    """The task of a return visit."""
    return f"Hold the return visit: {product}" if locale == "en" else f"回访客户：认购{product}"
