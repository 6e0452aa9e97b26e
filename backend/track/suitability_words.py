"""What tasks about suitability say, in the language of whoever gets them."""

from __future__ import annotations


def renew(locale: str, *, expired: bool) -> str:
    """The client's questionnaire has to be renewed."""
    if locale == "en":
        return (
            "Risk questionnaire has expired: renew it"
            if expired
            else "Risk questionnaire expires soon: renew it"
        )
    return "风险测评已过期，请安排重新测评" if expired else "风险测评即将到期，请安排重新测评"


def renew_many(locale: str, count: int, *, expired: bool) -> str:
    """The same of many clients at once."""
    if locale == "en":
        when = "have expired" if expired else "expire soon"
        return f"Risk questionnaires of {count} clients {when} (list of clients, “Risk valid until”)"
    when = "已过期" if expired else "即将到期"
    return f"{count} 位客户的风险测评{when}（客户列表按「测评有效期至」查看）"


def prove(locale: str, *, expired: bool) -> str:
    """The client's qualification has to be proven anew."""
    if locale == "en":
        return (
            "Qualification has expired: collect new proof"
            if expired
            else "Qualification expires soon: collect new proof"
        )
    return "合格投资者认证已过期，请重新收集证明" if expired else "合格投资者认证即将到期，请更新证明材料"


def prove_many(locale: str, count: int, *, expired: bool) -> str:
    """The same of many clients at once."""
    if locale == "en":
        return f"Qualifications of {count} clients {'have expired' if expired else 'expire soon'}"
    return f"{count} 位客户的投资者认证{'已过期' if expired else '即将到期'}"


def unsuitable(locale: str, level: str, count: int) -> str:
    """The client's level fell below what he holds."""
    if locale == "en":
        return f"Risk level is now {level}: {count} holding{'s' if count > 1 else ''} above it, talk with the client"
    return f"风险等级降为 {level}，{count} 只持仓超出适当性范围，请与客户沟通"
