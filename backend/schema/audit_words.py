"""What entries of the audit are called: the tables whose rows are audited, and the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import strawberry

NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "aml_review": ("反洗钱审查", "AML review"),
    "api_key": ("接口密钥", "API key"),
    "approval": ("审批", "Approval"),
    "approval_gate": ("审批入口", "Approval entrance"),
    "approval_kind": ("审批类型", "Kind of approval"),
    "approval_kind_draft": ("审批类型草稿", "Draft of a kind of approval"),
    "approval_kind_version": ("审批类型版本", "Version of a kind of approval"),
    "assessment": ("风险测评", "Risk assessment"),
    "assessment_link": ("测评链接", "Assessment link"),
    "assignment": ("客户归属", "Assignment"),
    "audit_seal": ("审计封条", "Seals of the audit"),
    "automation": ("自动化", "Automation"),
    "automation_draft": ("自动化草稿", "Draft of an automation"),
    "automation_hook": ("自动化入口地址", "Address of an automation"),
    "automation_run": ("自动化运行", "Run of an automation"),
    "automation_version": ("自动化版本", "Version of an automation"),
    "calendar_feed": ("日历订阅", "Calendar feed"),
    "care_date": ("关怀日期", "Noted day"),
    "care_occasion": ("关怀事项", "Occasion"),
    "care_round": ("关怀任务", "Round of care"),
    "care_rules": ("关怀规则", "Rules of care"),
    "client": ("客户", "Client"),
    "client_distinction": ("不是同一客户的认定", "Clients told apart"),
    "client_relation": ("客户关系", "Relation of clients"),
    "client_tag": ("客户标签", "Tag of a client"),
    "consent_entry": ("同意记录", "Consent"),
    "consent_texts": ("同意文本", "Texts of consent"),
    "consent_texts_draft": ("同意文本草稿", "Draft of texts of consent"),
    "contact_point": ("联系方式", "Contact point"),
    "contact_rules": ("联系规则", "Rules of contact"),
    "contact_rules_draft": ("联系规则草稿", "Draft of rules of contact"),
    "custom_field": ("自有字段", "Own field"),
    "custom_section": ("表单分区", "Section of the form"),
    "dashboard": ("看板", "Board"),
    "document": ("文件", "Document"),
    "document_rule": ("保存期限", "Retention"),
    "escalation_rules": ("升级规则", "Rules of escalation"),
    "escalation_rules_draft": ("升级规则草稿", "Draft of rules of escalation"),
    "event": ("事件", "Event"),
    "exchange_rate": ("汇率", "Exchange rate"),
    "export_job": ("导出", "Export"),
    "export_rules": ("导出规则", "Rules of exports"),
    "fee_terms": ("费率", "Fees"),
    "file_upload": ("上传", "Upload"),
    "firm": ("机构", "Firm"),
    "forbidden_words": ("禁用词", "Forbidden words"),
    "forbidden_words_draft": ("禁用词草稿", "Draft of forbidden words"),
    "fund_order": ("订单", "Order"),
    "handover": ("客户移交", "Hand-over"),
    "holiday_year": ("年度节假日", "Holidays of a year"),
    "household": ("家庭", "Family"),
    "import_job": ("导入", "Import"),
    "import_mapping": ("导入列对应", "Columns of imports"),
    "import_row": ("导入行", "Row of an import"),
    "incoming_mail": ("收到的邮件", "Incoming mail"),
    "interaction": ("互动记录", "Contact"),
    "interaction_participant": ("互动参与人", "Participant"),
    "journey": ("旅程", "Journey"),
    "journey_template": ("旅程模板", "Template of journeys"),
    "journey_template_draft": ("旅程模板草稿", "Draft of a template"),
    "journey_template_version": ("旅程模板版本", "Version of a template"),
    "life_cycle_step": ("客户状态变化", "Change of a client's state"),
    "mail_address": ("转发收件地址", "Address for forwarded mail"),
    "message": ("客户消息", "Message"),
    "message_template": ("消息模板", "Message template"),
    "message_template_draft": ("消息模板草稿", "Draft of a message template"),
    "message_template_version": ("消息模板版本", "Version of a message template"),
    "nav_point": ("净值", "NAV"),
    "need": ("需求", "Need"),
    "open_day": ("开放日", "Open day"),
    "order_payer": ("付款人", "Payer"),
    "order_rules": ("订单规则", "Rules of orders"),
    "order_rules_draft": ("订单规则草稿", "Draft of rules of orders"),
    "order_step": ("订单步骤", "Step of an order"),
    "payment_receipt": ("到账", "Payment"),
    "policy_draft": ("权限草稿", "Draft of the policy"),
    "policy_proposal": ("权限变更申请", "Proposed policy"),
    "policy_version": ("权限版本", "Version of the policy"),
    "prediction_doubt": ("对预测原因的质疑", "Doubt about a reason"),
    "prediction_model": ("预测模型", "Model of predictions"),
    "prediction_opt_out": ("不参与预测", "Opted out of predictions"),
    "product": ("产品", "Fund"),
    "proposal": ("投资建议书", "Proposal"),
    "proposal_item": ("建议书条目", "Item of a proposal"),
    "proposal_logo": ("建议书标志", "Logo of proposals"),
    "proposal_style": ("建议书样式", "Style of proposals"),
    "proposal_style_draft": ("建议书样式草稿", "Draft of a style"),
    "qualification": ("合格投资者认定", "Qualification"),
    "qualification_document": ("合格投资者材料", "Paper of a qualification"),
    "report": ("报表", "Report"),
    "request_link": ("服务请求链接", "Link for requests"),
    "request_type": ("请求类型", "Type of request"),
    "request_type_draft": ("请求类型草稿", "Draft of a type of request"),
    "request_type_version": ("请求类型版本", "Version of a type of request"),
    "return_visit": ("回访", "Return visit"),
    "revenue": ("收入", "Revenue"),
    "saved_view": ("视图", "View"),
    "service_by_hand": ("人工服务等级", "Service level by hand"),
    "service_draft": ("服务标准草稿", "Draft of the service matrix"),
    "service_matrix": ("服务标准", "Service matrix"),
    "service_request": ("服务请求", "Service request"),
    "session": ("登录会话", "Session"),
    "share_class": ("份额类别", "Share class"),
    "signal_rules": ("预警规则", "Rules of signals"),
    "silence": ("沉默客户", "Silent client"),
    "suitability_draft": ("适当性规则草稿", "Draft of suitability rules"),
    "suitability_insistence": ("客户坚持购买", "Insistence of a client"),
    "suitability_rules": ("适当性规则", "Suitability rules"),
    "tag": ("标签", "Tag"),
    "tag_refusal": ("不打某标签的决定", "Tag refused by hand"),
    "tag_rule": ("标签规则", "Rule of a tag"),
    "task": ("任务", "Task"),
    "task_comment": ("任务评论", "Comment on a task"),
    "task_series": ("重复任务", "Series of tasks"),
    "task_template": ("任务模板", "Template of tasks"),
    "task_watcher": ("任务关注人", "Follower of a task"),
    "team": ("团队", "Team"),
    "team_membership": ("团队成员", "Member of a team"),
    "tier_draft": ("分层模型草稿", "Draft of the tier model"),
    "tier_model": ("分层模型", "Tier model"),
    "topic": ("话题", "Topic"),
    "transaction": ("交易", "Transaction"),
    "unit_break": ("份额差异", "Unit break"),
    "user_account": ("用户", "User"),
    "user_role": ("用户角色", "Role of a user"),
    "valuation_book": ("估值表", "Valuation workbook"),
    "work_pause": ("暂停的后台工作", "Work that rests"),
}
ACTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "begin_totp": ("开始设置动态验证码", "began to set up codes"),
    "change_password": ("修改密码", "changed the password"),
    "confirm_totp": ("启用动态验证码", "switched codes on"),
    "create": ("新建", "created"),
    "delete": ("删除", "removed"),
    "dismiss": ("搁置", "set aside"),
    "download": ("下载", "downloaded"),
    "edit": ("编辑", "edited"),
    "end": ("结束", "ended"),
    "export": ("导出", "exported"),
    "hand_back": ("撤销移交", "took a hand-over back"),
    "hand_over": ("移交", "handed over"),
    "insert": ("新建", "created"),
    "login": ("登录", "signed in"),
    "login_failed": ("登录失败", "failed to sign in"),
    "logout": ("退出", "signed out"),
    "merge": ("合并", "merged"),
    "move_clients": ("转移客户", "moved clients"),
    "note": ("备注", "noted"),
    "open": ("打开", "opened"),
    "proof_failed": ("二次验证失败", "failed to prove himself"),
    "reconcile": ("对账", "reconciled"),
    "remove_totp": ("停用动态验证码", "switched codes off"),
    "replay": ("重新处理", "tried again"),
    "reset_password": ("重置密码", "reset the password"),
    "reveal": ("查看明文", "read in clear"),
    "revoke": ("吊销", "revoked"),
    "shred": ("销毁", "shredded"),
    "step_up": ("二次验证", "proved himself"),
    "take": ("领取文件", "took the file"),
    "test_mail": ("发送测试邮件", "sent a test mail"),
    "unlock": ("解锁", "unlocked"),
    "unmerge": ("撤销合并", "took a merge back"),
    "update": ("修改", "changed"),
    "verify": ("核对审计", "checked the audit"),
}


@strawberry.type
class AuditWord:
    """What the audit calls something."""

    key: str
    zh: str
    en: str


@strawberry.type
class AuditWords:
    """What entries of the audit are called; what is missing goes by its key."""

    types: list[AuditWord]
    actions: list[AuditWord]


@strawberry.type
class AuditWordQueries:
    """Words of the audit."""

    @strawberry.field
    def audit_words(self) -> AuditWords:
        """Types and acts in both languages."""
        return AuditWords(types=_listed(NOUNS), actions=_listed(ACTIONS))


def _listed(words: Mapping[str, tuple[str, str]]) -> list[AuditWord]:
    return [AuditWord(key=key, zh=zh, en=en) for key, (zh, en) in words.items()]
