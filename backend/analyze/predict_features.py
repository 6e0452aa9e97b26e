"""What a prediction may look at: a catalogue of features, each as of the start of a month only.

A feature says over which days before the month it looks. One that reaches into the month it predicts would know what
it should foretell: `hold` refuses it, and also whatever a prediction about people must not rest on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FORBIDDEN: Final = frozenset(
    {
        *("name", "gender", "birth_date", "ethnicity", "health", "household", "family", "religion"),
        *("id_number", "occupation", "company", "province", "city", "note", "content", "relationship"),
    }
)
"""Sources that no prediction rests on: who somebody is, his family and health, and what was written about him."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a raw value enters the score: cut to [low, high], as (value - low) / scale, of its logarithm if `log`."""

    low: float = 0.0
    high: float = 1.0
    scale: float = 1.0
    log: bool = False

    def of(self, value: float) -> float:
        """The value as the score counts it; never outside of what the bounds give."""
        cut = min(max(value, self.low), self.high) - self.low
        return math.log1p(cut) / self.scale if self.log else cut / self.scale


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature. unit: days, percent, count, a month (`rate`), years, truth, rank; sign: +1 more risk, -1 less, 0 open.

    first, until: it looks at days [start + first, start + until) of the month's start; None: from the beginning.
    scheduled: of days to come it reads only what was agreed before (an unlock day). source: table and columns.
    zh, en: what it is called; told_zh, told_en: a reason in words, with {} for the value.
    """

    key: str
    zh: str
    en: str
    unit: str
    sign: int
    shape: Shape
    source: tuple[str, ...]
    first: int | None
    told_zh: str
    told_en: str
    until: int = 0
    scheduled: bool = False

    def told(self, value: float | None) -> tuple[str, str]:
        """The reason in words, (zh, en)."""
        if value is None:
            return f"{self.zh}：无数据", f"{self.en}: no data"
        number = _number(value, self.unit)
        return self.told_zh.format(number), self.told_en.format(number)


def _number(value: float, unit: str) -> str:
    if unit == "percent":
        return f"{value * 100:.1f} %"
    if unit in {"rate", "years"}:
        return f"{value:.1f}"
    return f"{value:.0f}"


FEATURES: Final[tuple[Feature, ...]] = (
    Feature(
        "silent_days", "没有双向沟通的天数", "Days without two-way contact", "days", 1,
        Shape(75, 105, 30), ("interaction.at", "interaction.two_way"), -365,
        "没有双向沟通 {} 天", "No two-way contact for {} days",
    ),
    Feature(
        "loss", "买入以来浮亏", "Loss since purchase", "percent", 1,
        Shape(0, 0.6), ("holding.cost", "holding.units", "nav_point.unit"), None,
        "持有浮亏 {}", "Holds at a loss of {}",
    ),
    Feature(
        "unlock_soon", "30 天内份额解锁", "Units unlock within 30 days", "truth", 1,
        Shape(), ("lot.unlock_on",), None,
        "30 天内有份额解锁", "Units unlock within 30 days", until=31, scheduled=True,
    ),
    Feature(
        "manager_changed", "90 天内更换客户经理", "Manager changed within 90 days", "truth", 1,
        Shape(), ("assignment.valid_from",), -90,
        "90 天内更换过客户经理", "The manager changed within 90 days",
    ),
    Feature(
        "complaint", "180 天内投诉", "Complaint within 180 days", "truth", 1,
        Shape(), ("service_request.created_at", "service_request.kind"), -180,
        "180 天内有投诉", "Complained within 180 days",
    ),
    Feature(
        "contacts", "月均沟通次数", "Contacts a month", "rate", -1,
        Shape(0, 4), ("interaction.at", "interaction.two_way"), -90,
        "近三个月月均沟通 {} 次", "{} contacts a month over three months",
    ),
    Feature(
        "products", "持有产品数", "Funds held", "count", -1,
        Shape(1, 2), ("holding.product_id",), None,
        "持有 {} 只产品", "Holds {} funds",
    ),
    Feature(
        "redeemed", "180 天内赎回占比", "Share redeemed in 180 days", "percent", 1,
        Shape(), ("transaction.gross", "transaction.date"), -180,
        "180 天内已赎回 {}", "Redeemed {} within 180 days",
    ),
    Feature(
        "drawdown", "所持产品距高点回撤", "Fall of his funds from their highs", "percent", 1,
        Shape(0, 0.6), ("nav_point.adjusted",), None,
        "所持产品距高点回撤 {}", "His funds are {} below their highs",
    ),
    Feature(
        "contacts_change", "沟通频率变化", "Change of contacts a month", "rate", -1,
        Shape(-3, 3), ("interaction.at", "interaction.two_way"), -180,
        "月均沟通次数较前三个月变化 {}", "Contacts a month changed by {} against the three months before",
    ),
    Feature(
        "tenure", "持有年限", "Years as a holder", "years", -1,
        Shape(0, 20, 1, log=True), ("lot.opened_on",), None,
        "持有 {} 年", "A holder for {} years",
    ),
    Feature(
        "events", "180 天内参加活动", "Events attended in 180 days", "count", -1,
        Shape(0, 2), ("interaction.kind", "interaction.at"), -180,
        "180 天内参加活动 {} 次", "Attended {} events within 180 days",
    ),
    Feature(
        "requests", "180 天内服务请求", "Service requests in 180 days", "count", 0,
        Shape(0, 3), ("service_request.created_at",), -180,
        "180 天内提出服务请求 {} 次", "Asked for service {} times within 180 days",
    ),
    Feature(
        "assessment_expired", "风险测评已过期", "Risk questionnaire expired", "truth", 0,
        Shape(), ("assessment.valid_until", "assessment.signed_on"), None,
        "风险测评已过期", "The risk questionnaire has expired",
    ),
    Feature(
        "tier", "客户层级", "Tier", "rank", 0,
        Shape(0, 6), ("client_tier.to_rank",), None,
        "客户层级第 {} 级", "In tier {}, counted from the lowest",
    ),
)  # fmt: skip
"""By how much is known of them from elsewhere: of a firm with few exits only the first ones are used."""

BY_KEY: Final[Mapping[str, Feature]] = {each.key: each for each in FEATURES}
FUTURE, BARRED = "leak", "forbidden"


class RefusedFeature(ValueError):
    """A feature that no model may have. key: which; reason: `leak` or `forbidden`."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"feature {key}: {reason}")
        self.key, self.reason = key, reason


def hold(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """The features themselves. Raises RefusedFeature for one that looks past the month's start, or what is barred."""
    found = tuple(features)
    for each in found:
        if each.until > 0 and not each.scheduled:
            raise RefusedFeature(each.key, FUTURE)
        columns = {part for source in each.source for part in source.split(".")}
        if columns & FORBIDDEN:
            raise RefusedFeature(each.key, BARRED)
    return found
