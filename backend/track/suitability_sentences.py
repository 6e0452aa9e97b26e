"""What rules of suitability say, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.platform.messages import Locale
from backend.track.suitability_checks import Reason

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "product_closed": (
        "产品已封闭或清盘，不接受认申购",
        "The fund is closed or liquidated and takes no subscriptions",
    ),
    "no_product_risk": ("产品尚未评定风险等级", "The fund has no risk rating yet"),
    "professional": (
        "专业投资者可购买所有风险等级的产品（{risk}）",
        "Professional investors may hold every risk ({risk})",
    ),
    "not_assessed": ("客户尚未完成风险测评", "The client has not answered the risk questionnaire"),
    "assessment_expired": ("风险测评已于 {day} 过期", "The risk questionnaire expired on {day}"),
    "lowest_class": (
        "最低风险承受能力（{level}）的客户不得购买 R1 以上产品（{risk}）",
        "Clients of the lowest class ({level}) may hold nothing above R1 ({risk})",
    ),
    "grid_allowed": ("{level} 客户可购买 {risk} 产品", "{level} may be offered {risk}"),
    "grid_insist": (
        "{risk} 高于 {level}，须客户主动坚持并签署特别风险警示",
        "{risk} is above {level}: only if the client insists and confirms the special warning",
    ),
    "grid_insisted": (
        "{risk} 高于 {level}，客户已签署特别风险警示并坚持购买",
        "{risk} is above {level}; the client has confirmed the special warning and insists",
    ),
    "grid_refused": ("{level} 客户不得购买 {risk} 产品", "{level} may not hold {risk}"),
    "not_qualified": (
        "合格投资者认证未通过或已失效",
        "The client is not, or no longer, a qualified investor",
    ),
    "below_first": (
        "低于首次最低金额 {minimum} {currency}",
        "Below the minimum of a first subscription, {minimum} {currency}",
    ),
    "below_further": (
        "低于追加最低金额 {minimum} {currency}",
        "Below the minimum of a further subscription, {minimum} {currency}",
    ),
    "investors_full": (
        "投资者人数已达上限（{count}/{limit}）",
        "The fund has as many investors as it may ({count} of {limit})",
    ),
    "lock_up": ("锁定期 {days} 天", "Locked up for {days} days"),
    "open_day": ("下一开放日 {day}", "Next open day {day}"),
    "no_open_day": ("暂无已安排的开放日", "No open day is planned"),
}


def sentence(reason: Reason, locale: Locale) -> str:
    """What a rule says."""
    zh, en = SENTENCES[reason.rule]
    return (en if locale == "en" else zh).format(**reason.params)
