"""Policies in the words of their readers: what coordinates are called, and sentences of what changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.book.client_fields import CLIENT_FIELD
from backend.platform.messages import Locale
from backend.policies.coordinates import FREE_RIGHTS
from backend.policies.effects import Said
from backend.policies.roles import ROLES

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "Client": ("客户", "Client"),
    "ClientInput": ("客户（只写）", "Client (write only)"),
    "ContactPoint": ("联系方式", "Way to reach a client"),
    "Assignment": ("客户归属", "Assignment"),
    "ClientRelation": ("客户关系", "Relation of clients"),
    "ClientMerge": ("客户合并", "Merge of clients"),
    "Household": ("家族", "Household"),
    "Document": ("文件", "Document"),
    "DocumentVersion": ("文件版本", "Version of a document"),
    "Holding": ("持仓", "Holding"),
    "Holder": ("持有人", "Holder"),
    "HoldingChange": ("持仓变动", "Change of a holding"),
    "Lot": ("份额批次", "Lot"),
    "Transaction": ("交易", "Transaction"),
    "UnitBreak": ("份额差异", "Unit break"),
    "FundOrder": ("认申赎单", "Order"),
    "PaymentReceipt": ("到账流水", "Payment received"),
    "Revenue": ("收入", "Revenue"),
    "Interaction": ("互动", "Interaction"),
    "InteractionParticipant": ("互动参与人", "Participant"),
    "TalkMessage": ("聊天记录", "Chat message"),
    "Need": ("需求", "Need"),
    "Task": ("任务", "Task"),
    "Journey": ("旅程", "Journey"),
    "StageVisit": ("旅程阶段", "Stage of a journey"),
    "JourneyTemplate": ("旅程模板", "Journey template"),
    "Approval": ("审批", "Approval"),
    "ApprovalKind": ("审批类型", "Kind of approval"),
    "Proposal": ("建议书", "Proposal"),
    "Message": ("触达消息", "Message"),
    "ServiceRequest": ("服务请求", "Service request"),
    "RequestType": ("请求类型", "Type of request"),
    "Automation": ("自动化规则", "Automation"),
    "AutomationRun": ("自动化运行", "Run of an automation"),
    "AuditEntry": ("审计记录", "Audit entry"),
    "FieldChange": ("字段变更", "Change of a field"),
    "Handover": ("移交", "Hand-over"),
    "HandoverLine": ("移交明细", "Line of a hand-over"),
    "User": ("员工", "User"),
    "Team": ("团队", "Team"),
    "Product": ("产品", "Product"),
    "ShareClass": ("份额类别", "Share class"),
    "NavPoint": ("净值", "NAV"),
    "FeeTerms": ("费率", "Fees"),
    "Notification": ("通知", "Notification"),
    "IncomingMail": ("来信", "Incoming mail"),
    "Import": ("导入", "Import"),
    "Export": ("导出", "Export"),
    "CustomField": ("自定义字段", "Own field"),
    "ApiKey": ("接口密钥", "API key"),
    "Tag": ("标签", "Tag"),
    "Topic": ("话题", "Topic"),
    "ClientPerformance": ("客户业绩", "Performance of a client"),
    "PositionPerformance": ("持仓业绩", "Performance of a position"),
    "Performance": ("业绩", "Performance"),
    "WorthDay": ("每日市值", "Worth of a day"),
    "Assets": ("资产", "Assets"),
    "Mutation": ("操作", "Action"),
    "Query": ("查询", "Query"),
    "Subscription": ("实时订阅", "Live events"),
    "Right": ("其他权限", "Free right"),
}
"""Of the types that people work with; the others are told by their names."""
OF_CLIENT: Final[Mapping[str, tuple[str, str]]] = {
    "custom": ("自定义字段", "Own fields of the firm"),
    "contactPoints": ("全部联系方式", "All ways to reach him"),
    "assignments": ("归属人员", "Who serves him"),
    "relations": ("客户关系", "Relations"),
    "journeys": ("旅程", "Journeys"),
    "approvals": ("审批", "Approvals"),
    "tier": ("分层及原因", "Tier and why"),
    "tierHistory": ("分层历史", "Earlier tiers"),
    "tierOn": ("某日分层", "Tier of a day"),
    "tagStates": ("标签来源", "Why he has tags"),
    "tagHistory": ("标签历史", "Earlier tags"),
    "service": ("服务等级及原因", "Service and why"),
    "suitability": ("适当性", "Suitability"),
    "signals": ("信号", "Signals"),
    "aml": ("反洗钱核查", "Findings against money laundering"),
    "contactBlockedUntil": ("暂停触达至", "No contact until"),
    "riskAnswers": ("风险测评答案", "Answers of the risk questionnaire"),
    "consents": ("同意", "Consent"),
    "consentHistory": ("同意记录", "History of consent"),
    "holdings": ("持仓", "Holdings"),
    "lots": ("份额批次", "Lots"),
    "performance": ("业绩", "Performance"),
    "worthHistory": ("市值历史", "Worth over time"),
    "assets": ("资产", "Assets"),
    "transactions": ("交易", "Transactions"),
    "interactions": ("互动", "Interactions"),
    "needs": ("需求", "Needs"),
    "requests": ("服务请求", "Requests"),
    "orders": ("认申赎单", "Orders"),
    "contactEscalations": ("联系升级", "Late contacts told"),
    "tasks": ("任务", "Tasks"),
    "documents": ("文件", "Documents"),
    "timeline": ("时间线", "Timeline"),
    "mergedInto": ("并入客户", "Merged into"),
    "merges": ("合并记录", "Merges"),
    "history": ("变更历史", "History of changes"),
    "lineage": ("数据来源", "Where values came from"),
}
"""What hangs on a client and is no field of the catalogue."""
RELATIONS: Final = {
    "own": ("本人的", "his own"),
    "team": ("本团队的", "of his teams"),
    "scope": ("合作范围内的", "in the key's range"),
    "firm": ("全公司的", "of the firm"),
}
RIGHTS: Final = {
    "none": ("不可见", "not seen"),
    "masked": ("脱敏可见", "seen masked"),
    "view": ("可见", "seen"),
    "edit": ("可编辑", "edited"),
    "export": ("可导出", "exported"),
    "keep": ("不可导出", "not exported"),
}
_CALLS: Final = {"view": ("可用", "allowed"), "none": ("不可用", "not allowed")}
MOST_NAMED: Final = 6


def at(words: tuple[str, str], locale: Locale) -> str:
    """Of (zh, en) the reader's."""
    return words[0] if locale == "zh-CN" else words[1]


def type_name(group: str, locale: Locale) -> str:
    """What a type is called."""
    return at(TYPES.get(group, (group, group)), locale)


def label_of(name: str, locale: Locale, own: Mapping[str, tuple[str, str]]) -> str:
    """What a coordinate is called, as far as it has a name of its own; else the part after its dot.

    own: names of the firm's own fields by coordinate.
    """
    group, _, key = name.partition(".")
    if not key:
        return type_name(group, locale)
    if name in own:
        return at(own[name], locale)
    if name in FREE_RIGHTS:
        return at(FREE_RIGHTS[name], locale)
    if group == "Client" and key in OF_CLIENT:
        return at(OF_CLIENT[key], locale)
    field = CLIENT_FIELD.get(key) if group in {"Client", "ClientInput"} else None
    return key if field is None else at((field.zh, field.en), locale)


def role_name(role: str, locale: Locale) -> str:
    """What a role is called."""
    found = ROLES.get(role)
    return role if found is None else at((found.zh, found.en), locale)


def cell_words(cell: str, locale: Locale, *, call: bool = False) -> str:
    """A cell in words; call: of a root field or a free right, which is allowed or not."""
    if not cell:
        return at(_CALLS["none"] if call else RIGHTS["none"], locale)
    told = []
    for word in cell.split():
        relation, _, right = word.partition(":")
        what = at((_CALLS if call and right in _CALLS else RIGHTS)[right], locale)
        where = at(RELATIONS[relation], locale)
        told.append(f"{where}{what}" if locale == "zh-CN" else f"{what}: {where}")
    return ("，" if locale == "zh-CN" else ", ").join(told)


def sentence_of(found: Said, locale: Locale, own: Mapping[str, tuple[str, str]]) -> str:
    """What changes, as one sentence."""
    call = found.group in {"Query", "Mutation", "Subscription", "Right"}
    labels = [label_of(name, locale, own) for name in found.coordinates]
    before, after = (cell_words(cell, locale, call=call) for cell in (found.before, found.after))
    role, group = role_name(found.role, locale), type_name(found.group, locale)
    whole = found.coordinates == (found.group,)
    if locale == "zh-CN":
        named = "、".join(labels[:MOST_NAMED]) + (f"等 {len(labels)} 项" if len(labels) > MOST_NAMED else "")
        what = f"{group}记录" if whole else f"{group}·{named}"
        return f"{role}：{what}，由「{before}」改为「{after}」。"
    named = ", ".join(labels[:MOST_NAMED])
    more = f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else ""
    what = f"records of {group}" if whole else f"{group}: {named}{more}"
    return f"{role}: {what}, from “{before}” to “{after}”."
