"""Why and how a client is contacted: the purposes and channels that consent, rules and messages speak of."""

from __future__ import annotations

from typing import Final

from backend.systemize.fields import Option

SERVICE, MARKETING, PRODUCT, SENSITIVE, CARE, SURVEY = (
    "service", "marketing", "product", "sensitive", "care", "survey",
)  # fmt: skip
PURPOSES: Final = (
    Option(SERVICE, "服务通知", "Service notices"),
    Option(MARKETING, "营销推广", "Marketing"),
    Option(PRODUCT, "产品信息", "Product information"),
    Option(SENSITIVE, "敏感个人信息处理", "Handling of sensitive data"),
    Option(CARE, "关怀问候", "Care and greetings"),
    Option(SURVEY, "满意度调查", "Surveys"),
)
PURPOSE_KEYS: Final = tuple(each.value for each in PURPOSES)
SENDABLE: Final = tuple(key for key in PURPOSE_KEYS if key != SENSITIVE)
"""Purposes that a message can have; the handling of data is agreed to, nothing is sent for it."""
MAIL, SMS, WECOM, PHONE = "mail", "sms", "wecom", "phone"
CHANNELS: Final = (
    Option(MAIL, "邮件", "E-mail"),
    Option(SMS, "短信", "SMS"),
    Option(WECOM, "企业微信", "WeCom"),
    Option(PHONE, "电话", "Telephone"),
)
CHANNEL_KEYS: Final = tuple(each.value for each in CHANNELS)
WRITTEN: Final = (MAIL, SMS)
"""Channels that a message can be sent by."""
POINTS: Final = {MAIL: ("email",), SMS: ("mobile",), WECOM: ("wechat",), PHONE: ("mobile", "phone")}
"""Kinds of contact points by which each channel reaches a client."""
