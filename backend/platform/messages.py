"""Sentences for codes and problems in both languages: the one place where refusals get words; problems by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from backend.platform.errors import Code
from backend.platform.problems.accounts import ACCOUNTS
from backend.platform.problems.approvals import APPROVALS
from backend.platform.problems.automations import AUTOMATIONS
from backend.platform.problems.clients import CLIENTS
from backend.platform.problems.contacts import CONTACTS
from backend.platform.problems.fields import FIELDS
from backend.platform.problems.files import FILES
from backend.platform.problems.journeys import JOURNEYS
from backend.platform.problems.money import MONEY
from backend.platform.problems.policies import POLICIES
from backend.platform.problems.proposals import PROPOSALS
from backend.platform.problems.requests import REQUESTS
from backend.platform.problems.rules import RULES
from backend.platform.problems.service import SERVICE
from backend.platform.problems.suitability import SUITABILITY
from backend.platform.problems.tasks import TASKS
from backend.platform.problems.values import VALUES

Locale = Literal["zh-CN", "en"]

CODES: Mapping[Code, tuple[str, str]] = {
    Code.UNAUTHENTICATED: ("请先登录。", "Please sign in."),
    Code.FORBIDDEN: ("您没有此项权限。", "You do not have the right to do this."),
    Code.NOT_FOUND: ("找不到该记录，或您无权查看。", "There is no such record, or you may not see it."),
    Code.BAD_USER_INPUT: ("输入有误。", "The input is not valid."),
    Code.CONFLICT: (
        "记录已被他人修改，请查看差异后再保存。",
        "Somebody else changed this record. Review the differences and save again.",
    ),
    Code.DUPLICATE: ("可能与已有客户重复。", "This may duplicate an existing client."),
    Code.EXIT_CRITERION_UNMET: (
        "还有未完成的事项，不能进入下一阶段。",
        "Something is still missing before the next stage.",
    ),
    Code.IDEMPOTENCY_MISMATCH: (
        "同一幂等键用于不同的请求。",
        "The idempotency key was used for another request.",
    ),
    Code.STEP_UP_REQUIRED: (
        "此操作需要重新验证身份。",
        "Please confirm your identity again for this action.",
    ),
    Code.QUERY_TOO_COMPLEX: ("查询过于复杂。", "The query is too complex."),
    Code.RATE_LIMITED: ("请求过于频繁，请稍后再试。", "Too many requests. Please try again later."),
    Code.UNAVAILABLE: (
        "服务暂时不可用，请稍后再试。",
        "The service is not available right now. Please try again.",
    ),
    Code.INTERNAL: (
        "系统内部错误，请将编号告知管理员。",
        "An internal error. Please give the reference to your administrator.",
    ),
    Code.TOTP_REQUIRED: ("请输入动态验证码。", "Please enter the code of your authenticator."),
    Code.CHOOSE_FIRM: ("请选择机构。", "Please choose a firm."),
    Code.LOCKED: ("尝试次数过多，账号暂时锁定。", "Too many attempts. The account is locked for a while."),
}


def _joined(*areas: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for area in areas:
        twice = found.keys() & area.keys()
        if twice:
            raise ValueError(f"problems with words in two places: {sorted(twice)}")
        found |= area
    return found


PROBLEMS: Mapping[str, tuple[str, str]] = _joined(
    REQUESTS,
    ACCOUNTS,
    POLICIES,
    FILES,
    CLIENTS,
    CONTACTS,
    SUITABILITY,
    PROPOSALS,
    SERVICE,
    TASKS,
    JOURNEYS,
    APPROVALS,
    AUTOMATIONS,
    MONEY,
    RULES,
    FIELDS,
    VALUES,
)


def language(accept: str | None) -> Locale:
    """zh-CN or en from an Accept-Language header or a user's setting; Chinese when it says neither."""
    first = (accept or "").replace(" ", "").lower()
    zh, en = first.find("zh"), first.find("en")
    return "en" if en >= 0 and (zh < 0 or en < zh) else "zh-CN"


def sentence(code: Code, params: Mapping[str, Any], locale: Locale) -> str:
    """The words of a refusal for a reader.

    A known `problem` in params speaks for the code; missing parameters are left out, never shown raw.
    """
    column = 0 if locale == "zh-CN" else 1
    problem = PROBLEMS.get(str(params.get("problem")))
    if problem is None:
        return CODES[code][column]
    return problem[column].format_map(_Blank(params))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
