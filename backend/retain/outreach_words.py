"""Kinds and states of content and campaigns, as people choose them and read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.retain.purposes import MARKETING, PRODUCT, SERVICE
from backend.systemize.fields import Option

NAV_UPDATE, NOTICE = "nav_update", "notice"
CONTENT_KINDS: Final = (
    Option("market_report", "市场报告", "Market report"),
    Option(NAV_UPDATE, "净值播报", "NAV update"),
    Option("macro_view", "宏观观点", "Macro view"),
    Option("invitation", "活动邀请", "Invitation"),
    Option(NOTICE, "通知", "Notice"),
)
CONTENT_KIND_KEYS: Final = tuple(each.value for each in CONTENT_KINDS)
WRITING, IN_REVIEW, APPROVED, RETURNED, WITHDRAWN = "draft", "in_review", "approved", "returned", "withdrawn"
CONTENT_STATES: Final = (WRITING, IN_REVIEW, APPROVED, RETURNED, WITHDRAWN)

PREPARED, SCHEDULED, SENDING, PAUSED, CANCELLED = "draft", "scheduled", "sending", "paused", "cancelled"
CAMPAIGN_STATES: Final = (PREPARED, SCHEDULED, SENDING, PAUSED, CANCELLED)

LEFT_OUT, WAITING, HELD, SENT, BOUNCED, FAILED, CALLED_OFF, CLICKED, LEFT = (
    "left_out", "waiting", "held", "sent", "bounced", "failed", "cancelled", "clicked", "left",
)  # fmt: skip
REACHED_STATES: Final = (LEFT_OUT, WAITING, HELD, SENT, BOUNCED, FAILED, CALLED_OFF)
"""How far a campaign came with a client: each is in one of these."""
FACTS: Final = (CLICKED, "not_clicked", LEFT)
"""What is asked for beside: of those it was sent to, who followed its link, who did not, who wants no more."""

_PURPOSES: Final[Mapping[str, str]] = {NAV_UPDATE: PRODUCT, NOTICE: SERVICE}


def purpose_of(kind: str, *, of_product: bool) -> str:
    """Of which purpose a content is sent: what speaks of a fund is product information, so that it has to suit."""
    if of_product:
        return PRODUCT
    return _PURPOSES.get(kind, MARKETING)
