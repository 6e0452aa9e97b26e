"""The reason of a chance, what to do about it, and the task it becomes, in both languages.

Figures come from the chance's facts; nothing is promised to anybody, and no return is spoken of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from backend.retain.opportunities import DISMISSED, GAP, IDLE, LAPSED, OPEN, TAKEN, UNLOCK, UPSELL, WON
from backend.retain.signal_content import Saying
from backend.systemize.fields import Option

NAMES: Final[Mapping[str, Saying]] = {
    UNLOCK: Saying("到期/解锁", "Maturing or unlocked"),
    IDLE: Saying("闲置资金", "Idle cash"),
    GAP: Saying("产品缺口", "Product gap"),
    UPSELL: Saying("追加潜力高", "High upsell score"),
}
STRATEGIES: Final[Mapping[str, Saying]] = {
    "equity_long": Saying("主观多头", "Equity long"),
    "index_plus": Saying("指数增强", "Index enhanced"),
    "market_neutral": Saying("市场中性", "Market neutral"),
    "cta": Saying("管理期货（CTA）", "Trend (CTA)"),
    "fixed_income_plus": Saying("固收+", "Fixed income plus"),
    "fof": Saying("母基金（FOF）", "Fund of funds"),
    "macro": Saying("宏观策略", "Macro"),
}
OPPORTUNITIES: Final = tuple(Option(key, name.zh, name.en) for key, name in NAMES.items())
OPPORTUNITY_STATES: Final = (
    Option(OPEN, "待处理", "Open"),
    Option(TAKEN, "跟进中", "Taken up"),
    Option(DISMISSED, "已忽略", "Dismissed"),
    Option(WON, "已成交", "Won"),
    Option(LAPSED, "已失效", "Lapsed"),
)
ADVICE: Final[Mapping[str, Saying]] = {
    UNLOCK: Saying(
        "提前联系客户，说明开放与赎回安排，了解续持、转换或赎回的打算，核对资金用途与时间。",
        "Call ahead: say when units may be redeemed, ask whether he means to hold, switch or redeem, and what for.",
    ),
    IDLE: Saying(
        "回顾上一只产品的表现与到账情况，了解资金的用途与期限，再从适当性匹配的产品中提出建议。",
        "Look back on the fund that paid out, ask what the money is for and how long, then suggest what suits him.",
    ),
    GAP: Saying(
        "从资产配置角度说明该策略在组合中的作用与风险，不与他人比较收益，由客户自行判断。",
        "Explain what the line does in a portfolio and what it risks; compare no returns with others. He decides.",
    ),
    UPSELL: Saying(
        "先核对评分原因是否属实，再约一次面谈了解新的资金计划；评分只是参考，不作为推荐依据。",
        "Check that the reasons hold, then meet and ask about new money. A score is a hint, no ground for advice.",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A chance as its words need it; `opportunities.Opportunity` says what each is. fund: the name of its fund."""

    kind: str
    key: str
    amount: Decimal
    since: date
    until: date | None
    facts: Mapping[str, Any]
    fund: str | None = None


def money(amount: Decimal | str) -> str:
    """`3,200,000`: whole CNY, cut."""
    return f"{int(Decimal(amount)):,}"


def percent(ratio: str) -> str:
    """`62.5%` of a ratio as text."""
    found = (Decimal(ratio) * 100).quantize(Decimal("0.1"))
    return f"{found.to_integral() if found == found.to_integral() else found}%"


def strategy(key: str) -> Saying:
    """What a line is called; one that the firm named itself as it wrote it."""
    return STRATEGIES.get(key, Saying(key, key))


def reason(of: Told) -> Saying:
    """Why it is a chance, with its figures."""
    return _REASONS[of.kind](of)


def _unlock(of: Told) -> Saying:
    day, worth, past = of.since.isoformat(), money(of.amount), bool(of.facts.get("past"))
    what_zh, what_en = ("产品期限", "The term") if of.facts.get("term") else ("锁定期", "The lock-up")
    if past:
        return Saying(
            f"{what_zh}已于 {day} 结束，约 {worth} 元可自由支配，此后在该产品上没有新的交易。",
            f"{what_en} ended on {day}; CNY {worth} are free, and nothing was done in this fund since.",
        )
    return Saying(
        f"{what_zh}将于 {day} 结束，届时约 {worth} 元可赎回、续持或转换。",
        f"{what_en} ends on {day}: CNY {worth} may then be redeemed, kept or switched.",
    )


def _idle(of: Told) -> Saying:
    paid, back = money(of.facts["paid"]), money(of.facts["back"])
    first, last = of.facts["first"], of.facts["last"]
    span_zh = first if first == last else f"{first} 至 {last}"
    span_en = first if first == last else f"{first} to {last}"
    until = "" if of.until is None else of.until.isoformat()
    return Saying(
        f"{span_zh} 因全部赎回、到期或现金分红回款 {paid} 元，已再投 {back} 元；{until} 前投回计入复投率。",
        f"CNY {paid} were paid out on {span_en}, CNY {back} came back;"
        f" what comes by {until} counts as re-invested.",
    )


def _gap(of: Told) -> Saying:
    line, share = strategy(of.key), percent(of.facts["share"])
    peers, median = of.facts["peers"], money(of.facts["median"])
    return Saying(
        f"同层级、同风险等级的 {peers} 位客户中 {share} 持有「{line.zh}」（中位数 {median} 元），该客户尚未持有。",
        f"{share} of {peers} clients of his tier and risk class hold “{line.en}” (median CNY {median}); he does not.",
    )


def _upsell(of: Told) -> Saying:
    chance, average = percent(of.facts["chance"]), percent(of.facts["average"])
    why = of.facts.get("reasons", [])
    zh = "；".join(each["zh"] for each in why)
    en = "; ".join(each["en"] for each in why)
    return Saying(
        f"12 个月内追加的可能性 {chance}（同层级中位客户 {average}）{'：' if zh else ''}{zh}。",
        f"He adds within 12 months with a chance of {chance} (median of his tier {average})"
        f"{': ' if en else ''}{en}.",
    )


_REASONS: Final = {UNLOCK: _unlock, IDLE: _idle, GAP: _gap, UPSELL: _upsell}


def title(of: Told, locale: str) -> str:
    """What the task is called."""
    name, about = NAMES[of.kind].of(locale), of.fund
    if of.kind == GAP:
        about = strategy(of.key).of(locale)
    head = f"商机跟进：{name}" if locale.startswith("zh") else f"Follow up a chance: {name}"
    return f"{head} · {about}" if about and of.kind in {UNLOCK, GAP} else head


def body(of: Told, locale: str) -> str:
    """The reason, then what can be said; funds that suit him by name."""
    zh = locale.startswith("zh")
    lines = [reason(of).of(locale), ""]
    if of.kind == GAP and of.fund:
        opens = of.facts["funds"][0]["open_on"]
        lines += [
            f"可建议：{of.fund}（{opens} 开放）" if zh else f"May be suggested: {of.fund} (opens {opens})",
            "",
        ]
    return "\n".join([*lines, "沟通要点：" if zh else "Talking points:", ADVICE[of.kind].of(locale)])
