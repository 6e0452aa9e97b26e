"""What is written down of contacts in the demo firm: no name, no number, nothing that tells who it was."""

from __future__ import annotations

_TOPICS = (
    "净值波动",
    "三季度持仓",
    "市场展望",
    "产品开放日",
    "赎回流程",
    "资金安排",
    "家族信托",
    "子女教育金",
    "税务证明",
    "固收配置",
)
_REACTIONS = ("客户表示认可", "客户希望再考虑", "约定下周再联系", "已发送补充材料", "客户要求书面说明")

SUMMARIES: dict[str, tuple[str, ...]] = {
    "call": tuple(f"电话沟通{topic}，{reaction}" for topic in _TOPICS for reaction in _REACTIONS),
    "meeting": tuple(f"在公司面谈{topic}，{reaction}" for topic in _TOPICS for reaction in _REACTIONS),
    "visit": tuple(f"上门拜访，交流{topic}，{reaction}" for topic in _TOPICS for reaction in _REACTIONS),
    "message": (
        *(f"企业微信交流{topic}" for topic in _TOPICS),
        "客户询问最新净值",
        "发送开放日提醒",
        "客户回复已收到材料",
        "确认会议时间",
        "客户转发市场文章并讨论",
    ),
    "email": (*(f"邮件往来：{topic}" for topic in _TOPICS), "邮件确认对账单", "邮件提交变更资料"),
    "event": ("参加季度策略会", "参加产品路演", "参加投资者开放日", "参加家族财富沙龙", "线上直播参会并提问"),
    "report": ("发送季度运作报告", "发送季度净值报告", "发送季度对账单"),
    "greeting": ("发送生日祝福", "发送生日祝福与贺卡"),
}
CONTENTS = (
    "客户对当前回撤有所担心，已就仓位与风控安排作说明；后续按月同步净值，并准备一份组合压力测试。",
    "回顾了过去一年的收益来源，客户希望降低组合波动，讨论了稳健类产品的配置比例。",
    "客户近期有一笔到期资金，计划分两次投入；需要更新风险测评与合格投资者材料。",
    "介绍了新产品的策略逻辑与开放安排，客户关注锁定期与费用，待内部讨论后答复。",
    "客户提出希望了解家族信托的设立流程，已约请专业人员参加下次会面。",
)
