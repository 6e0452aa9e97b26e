"""Words of surveys: what the messages say, and the task that a low answer makes, which does not tell the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.retain.message_texts import Text
from backend.retain.surveys import CSAT, NPS
from backend.systemize.fields import Option

SURVEY_KINDS: Final = (
    Option(CSAT, "服务满意度（CSAT）", "Satisfaction with a request (CSAT)"),
    Option(NPS, "推荐意愿（NPS）", "Would recommend (NPS)"),
)
SURVEY_STATES: Final = (
    Option("planned", "待发送", "Not sent yet"),
    Option("asked", "待答复", "Asked"),
    Option("answered", "已答复", "Answered"),
    Option("expired", "逾期未答", "No answer in time"),
    Option("unsent", "未能发送", "Could not be sent"),
    Option("void", "已作废", "Void"),
)
TEXTS: Final[Mapping[str, Mapping[str, Text]]] = {
    CSAT: {
        "zh-CN": Text(
            "您对我们的服务满意吗？",
            "{client.salutation}，您好！\n\n您近期提出的一项服务请求已经办结。请用半分钟告诉我们您是否满意：\n\n{survey.link}\n\n"
            "无需登录，点选分数即可；在链接有效期内可以修改。\n\n{firm.name}",
        ),
        "en": Text(
            "How content are you with our service?",
            "Dear {client.salutation},\n\nA request of yours was settled lately. Please take half a minute to tell us "
            "how content you are:\n\n{survey.link}\n\nThere is no log-in: a tap on a score is enough, and you can "
            "change it while the link is good.\n\n{firm.name}",
        ),
    },
    NPS: {
        "zh-CN": Text(
            "您愿意向朋友推荐我们吗？",
            "{client.salutation}，您好！\n\n我们想知道您有多愿意把我们推荐给朋友。只有一个问题，半分钟即可：\n\n{survey.link}\n\n"
            "无需登录，点选分数即可；在链接有效期内可以修改。\n\n{firm.name}",
        ),
        "en": Text(
            "Would you recommend us to a friend?",
            "Dear {client.salutation},\n\nWe should like to know how likely you are to recommend us to a friend. It is "
            "one question and takes half a minute:\n\n{survey.link}\n\nThere is no log-in: a tap on a score is "
            "enough, and you can change it while the link is good.\n\n{firm.name}",
        ),
    },
}
"""By kind and language, where no template was chosen."""
TITLE: Final = ("客户反馈：了解原因并回访", "What a client answered: ask why, and call")
BODY: Final = (
    "客户在问卷中的答复需要跟进。内容见「客户之声」，只对有权查看的人显示；回访后请在那里记下结果。",
    "A client's answer calls for somebody. “Voice of clients” tells it to who may read it; note there what came of it.",
)


def said(pair: tuple[str, str], locale: str | None) -> str:
    """In a reader's language."""
    return pair[0] if (locale or "zh-CN").startswith("zh") else pair[1]
