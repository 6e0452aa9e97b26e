"""What is wrong with consent, rules of contact and messages."""

from __future__ import annotations

from collections.abc import Mapping

CONTACTS: Mapping[str, tuple[str, str]] = {
    "consent_text_missing": ("缺少用途“{value}”的授权文本。", "There is no consent text for “{value}”."),
    "consent_taken_back": (
        "这条记录已更正，或本身就是更正记录。",
        "This entry was taken back already, or takes another one back.",
    ),
    "message_variable": ("没有变量“{value}”。", "There is no variable “{value}”."),
    "message_value_missing": (
        "变量“{value}”对该客户没有取值，请修改文本或先补全资料。",
        "The variable “{value}” has no value for this client: change the text or fill in the record.",
    ),
    "message_value_denied": (
        "您无权查看变量“{value}”的内容，请从文本中删除。",
        "You may not read what the variable “{value}” stands for; take it out of the text.",
    ),
    "message_product": (
        "文本引用了产品，请选择产品。",
        "The text speaks of a fund: choose which one.",
    ),
    "message_four_eyes": (
        "模板须由撰写人以外的人批准。",
        "A template is approved by somebody else than who wrote it.",
    ),
    "message_template_unapproved": (
        "该模板还没有已批准的版本。",
        "No version of this template has been approved yet.",
    ),
    "message_template_archived": ("该模板已停用。", "This template was put away."),
    "mail_off": (
        "尚未配置发信服务器，请联系管理员。",
        "No mail server is set up. Please tell your administrator.",
    ),
    "mail_refused": (
        "发信服务器拒绝了邮件：{value}",
        "The mail server refused the mail: {value}",
    ),
    "mail_unreached": (
        "无法连接发信服务器，请稍后再试或联系管理员。",
        "The mail server could not be reached. Try again later or tell your administrator.",
    ),
}
