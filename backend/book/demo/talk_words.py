"""What is said in the demo firm's chats, and what its minutes hold: nothing that tells who it was."""

from __future__ import annotations

CLIENT, STAFF = "client", "staff"
Line = tuple[str, str]

CHATS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "持仓与业绩",
        (
            (CLIENT, "这周净值出来了吗"),
            (STAFF, "刚披露，本周小幅回升，详细的净值表我发您邮箱"),
            (CLIENT, "今年以来怎么样"),
            (STAFF, "今年以来是正收益，和同类策略比处在中游偏上；过往业绩不代表未来表现"),
            (CLIENT, "好的，谢谢"),
        ),
    ),
    (
        "申购与赎回",
        (
            (CLIENT, "下个开放日是什么时候"),
            (STAFF, "每月十五日，遇节假日顺延，申请要提前三个工作日提交"),
            (CLIENT, "赎回多久到账"),
            (STAFF, "确认后五个工作日内到您的银行账户"),
        ),
    ),
    (
        "市场观点",
        (
            (STAFF, "策略会的纪要整理好了，重点看第三页的仓位说明"),
            (CLIENT, "你们怎么看最近的波动"),
            (STAFF, "我们认为是情绪扰动，基金经理没有大幅调仓"),
            (CLIENT, "那我先不动"),
        ),
    ),
    (
        "家族与传承",
        (
            (CLIENT, "想了解一下家族信托，孩子明年出国"),
            (STAFF, "可以的，先约信托同事和您通个电话，了解家庭情况和资金安排"),
            (CLIENT, "周四下午可以"),
            (STAFF, "好的，周四下午三点，我发会议邀请"),
        ),
    ),
    (
        "风险与适当性",
        (
            (STAFF, "您的风险测评下月到期，需要重新填写一份问卷"),
            (CLIENT, "怎么填"),
            (STAFF, "我把链接发您，大约五分钟，填完系统会自动更新"),
            (CLIENT, "填好了"),
            (STAFF, "收到，已经生效"),
        ),
    ),
    (
        "资产配置",
        (
            (CLIENT, "有笔理财到期，想放稳一点"),
            (STAFF, "可以看看固收增强，回撤控制在两个点以内，锁定半年"),
            (CLIENT, "资料发我看看"),
            (STAFF, "产品说明和风险揭示一并发您，请先看风险揭示部分"),
        ),
    ),
)
"""Topic, and who says what."""

MINUTES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("持仓与业绩", "市场观点"), "希望每月收到净值变动说明，并看到一份压力测试", "准备组合压力测试"),
    (("资产配置",), "降低组合波动，把三成资金转到稳健类产品", "出一份调整后的配置建议"),
    (("流动性安排", "风险与适当性"), "分两次投入到期资金，先更新风险测评", "发送风险测评问卷链接"),
    (("产品介绍",), "了解锁定期与费用，并与现有产品比较", "整理费用与锁定期对照表"),
    (("家族与传承", "税务与法律"), "了解家族信托的设立流程、费用和受益人安排", "约信托顾问与客户会面"),
)
"""For each of the contents of a meeting: its topics, what the client wants, what was agreed on."""

ALSO_THERE = ("客户助理", "客户家属", "税务顾问", "信托顾问")
