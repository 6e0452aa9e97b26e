"""Follow-up records: what was talked about with a client, when, in which way."""

from __future__ import annotations

from typing import Final

from backend.systemize.sheets.cell_kinds import COUNT, MOMENT, NAME, TEXT, choice_of
from backend.systemize.sheets.columns import Choice, Column, Context, Draft, SheetKind, words
from backend.systemize.sheets.kinds.parties import WHOSE, settle_party

LONGEST_SUMMARY: Final = 400
WAYS: Final = (
    Choice("call", words("电话|去电|来电|通话|电话沟通|电话回访|语音|call|phone|phone call")),
    Choice("meeting", words("会议|面谈|见面|会面|约见|视频会议|腾讯会议|来访|meeting")),
    Choice("visit", words("拜访|上门|上门拜访|走访|实地拜访|visit")),
    Choice("message", words("微信|企业微信|企微|消息|短信|wechat|wecom|message|sms")),
    Choice("email", words("邮件|电子邮件|email|e-mail|mail")),
    Choice("event", words("活动|路演|沙龙|策略会|发布会|event|roadshow")),
    Choice("report", words("报告|发送报告|净值报告|report")),
    Choice("greeting", words("问候|节日问候|生日祝福|祝福|greeting")),
    Choice("other", words("其他|其它|other")),
)
DIRECTIONS: Final = (
    Choice("out", words("去|主动|我方发起|呼出|外呼|outbound|out")),
    Choice("in", words("来|客户发起|呼入|客户主动|inbound|in")),
    Choice("both", words("双向|互动|both")),
)
CHANNELS: Final = (
    Choice("phone", words("电话|手机|语音|phone")),
    Choice("wecom", words("企业微信|企微|wecom")),
    Choice("wechat", words("微信|wechat")),
    Choice("email", words("邮件|电子邮件|email|e-mail")),
    Choice("sms", words("短信|sms")),
    Choice("meeting", words("面谈|见面|会议|拜访|上门|现场|meeting")),
    Choice("event", words("活动|路演|沙龙|策略会|event")),
    Choice("other", words("其他|其它|other")),
)
_CHANNEL_OF: Final = {
    "call": "phone",
    "meeting": "meeting",
    "visit": "meeting",
    "message": "wechat",
    "email": "email",
    "event": "event",
}
_KIND_OF: Final = {"phone": "call", "meeting": "meeting", "event": "event", "email": "email"} | dict.fromkeys(
    ("wecom", "wechat", "sms"), "message"
)

COLUMNS: Final = (
    *WHOSE,
    Column(
        "at",
        MOMENT,
        "时间",
        "When",
        words(
            "日期|沟通时间|沟通日期|跟进时间|跟进日期|联系时间|联系日期|拜访时间|拜访日期|互动时间|服务日期|发生时间|记录时间|"
            "date|time|date and time"
        ),
        is_required=True,
    ),
    Column(
        "kind",
        choice_of(WAYS),
        "方式",
        "Way",
        words("沟通方式|跟进方式|联系方式|互动方式|互动类型|类型|拜访方式|服务方式|kind|type|way"),
        zh_hint="可留空，按渠道判断",
        en_hint="May be left out: told by the channel",
    ),
    Column("channel", choice_of(CHANNELS), "渠道", "Channel", words("沟通渠道|联系渠道|channel")),
    Column(
        "direction",
        choice_of(DIRECTIONS),
        "方向",
        "Direction",
        words("发起方|呼叫方向|主动/被动|direction"),
        zh_hint="谁发起；可留空",
        en_hint="Who began; may be left out",
    ),
    Column(
        "minutes", COUNT, "时长（分钟）", "Minutes", words("时长|通话时长|分钟|时长分钟|duration|minutes")
    ),
    Column(
        "summary",
        TEXT,
        "内容",
        "What was said",
        words(
            "摘要|沟通内容|跟进内容|跟进记录|沟通记录|拜访内容|拜访纪要|联系内容|互动内容|服务内容|纪要|会议纪要|主题|"
            "summary|notes|subject"
        ),
        is_required=True,
        personal=True,
    ),
    Column(
        "content", TEXT, "详情", "Details", words("详细内容|详细记录|正文|备注|details|remark"), personal=True
    ),
    Column(
        "by",
        NAME,
        "跟进人",
        "By",
        words("客户经理|负责人|记录人|沟通人|拜访人|服务人|联系人员|经办人|员工|by|manager|owner|staff|user"),
    ),
)


def settle_way(draft: Draft, _: Context) -> None:
    """What the way says of the channel and the channel of the way; a long text has its first line as summary."""
    values = draft.values
    if values.get("kind") is None and not draft.is_refused("kind"):
        values["kind"] = _KIND_OF.get(values.get("channel") or "", "other")
    if values.get("channel") is None and not draft.is_refused("channel"):
        values["channel"] = _CHANNEL_OF.get(values.get("kind") or "", "other")
    if values.get("direction") is None and not draft.is_refused("direction"):
        values["direction"] = "both" if values.get("kind") in {"meeting", "visit", "event"} else "out"
    text = values.get("summary")
    if isinstance(text, str) and (len(text) > LONGEST_SUMMARY or "\n" in text):
        values["content"] = "\n".join(filter(None, (text, values.get("content"))))
        first = text.split("\n", 1)[0]
        values["summary"] = first if len(first) <= LONGEST_SUMMARY else f"{first[: LONGEST_SUMMARY - 1]}…"


INTERACTIONS: Final = SheetKind(
    key="interactions",
    zh="沟通记录",
    en="Interactions",
    columns=COLUMNS,
    rules=(settle_party, settle_way),
    evidence=("at", "id_number", "mobile"),
    identity=("client", "at", "kind", "summary"),
)
