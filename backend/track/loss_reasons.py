"""Why journeys are lost: the firm's list, as data. Source: DOMAIN 5.2 (reasons and their shares)."""

from __future__ import annotations

from typing import Final

from backend.systemize.fields import Option

OTHER: Final = "other"
"""Needs words of its own."""
LOSS_REASONS: Final = (
    Option("expected_return", "预期收益不符", "Expected return"),
    Option("money_tied_up", "资金占用", "Money tied up"),
    Option("competitor", "选择竞品", "Went to a competitor"),
    Option("out_of_reach", "联系不上", "Out of reach"),
    Option("risk_mismatch", "风险不匹配", "Risk does not match"),
    Option("not_qualified", "不符合合格投资者条件", "Not qualified"),
    Option("fees", "费率", "Fees"),
    Option("family", "家庭原因", "Family"),
    Option(OTHER, "其他", "Other"),
)
KEYS: Final = tuple(reason.value for reason in LOSS_REASONS)
