"""Why a client is not contacted, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from backend.platform.clock import BUSINESS_ZONE

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "archived_client": ("客户已归档", "The client is archived"),
    "client_held": ("客户处于冻结或受限状态", "The client is blocked or restricted"),
    "no_consent": ("客户未就此用途和渠道授权", "No consent for this purpose and channel"),
    "consent_withdrawn": (
        "客户已撤回此用途和渠道的授权",
        "The client withdrew consent for this purpose and channel",
    ),
    "no_address": ("没有可用的联系地址", "No address for this channel"),
    "dead_address": ("联系地址已失效（曾被退回）", "The address is dead: a message bounced"),
    "no_product_risk": ("产品尚未评定风险等级", "The fund has no risk rating yet"),
    "not_assessed": ("客户尚未完成风险测评", "The client has not answered the risk questionnaire"),
    "assessment_expired": ("客户风险测评已过期", "The client's risk questionnaire has expired"),
    "unsuitable": ("{risk} 产品与 {level} 客户不匹配", "A fund of {risk} does not suit a client of {level}"),
    "cooling_off": ("客户处于冷静期", "An order of the client is cooling off"),
    "frequency_cap": (
        "{days} 天内已发送 {count} 次，达到频次上限",
        "Sent {count} times within {days} days, which is the most",
    ),
    "quiet_hours": ("当前为免打扰时段", "Quiet hours"),
}
AGAIN: Final = ("{said}，{at} 后可再试", "{said}; again from {at}")


def said(code: str, locale: str, params: Mapping[str, Any], again_at: datetime | None = None) -> str:
    """What a reason says, with when it ends. Times are Shanghai's."""
    zh, en = SENTENCES[code]
    english = locale == "en"
    text = (en if english else zh).format(**params)
    if again_at is None:
        return text
    at = again_at.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M")
    return AGAIN[english].format(said=text, at=at)
