"""How the figures about journeys are defined.

Source: DOMAIN K-04, K-05, K-06, K-08 and K-09; the rules of the X-ray are its own.
"""

from __future__ import annotations

from typing import Final

from backend.schema.kpis import KpiDefinition

CYCLE: Final = KpiDefinition(
    id="K-04",
    version=1,
    zh="销售周期: 期间内开始的旅程从开始到赢单(首次进入不再允许流失的阶段, 即已打款确认)的天数。主口径为 "
    "Kaplan-Meier 中位数: 进行中的旅程在今天右删失, 流失的在流失日删失; 从后面阶段开始的旅程从建档日计时、从"
    "旅程开始日进入观察(左截断), 建档更晚的剔除。未满一半赢单时中位数为“未达到”。另列 30/60/90 天内赢单的占"
    "比(流失为竞争风险), 以及仅已赢单旅程的中位数与平均数(偏短)。",
    en="Sales cycle: days from the start of a journey to its win (the first stage in which it cannot be lost "
    "any more: paid and confirmed), over journeys that began in the window. Headline: the Kaplan-Meier "
    "median; open journeys are censored today, lost ones at their loss; one that began in a later stage "
    "counts from when the client became known and is watched from its own start (left truncation), or is "
    "left out where he became known later. Where not half are ever won the median is not reached. Beside it "
    "the share won within 30, 60 and 90 days, losses competing, and median and mean of won journeys only "
    "(biased short).",
)
CONVERSION: Final = KpiDefinition(
    id="K-05",
    version=1,
    zh="阶段转化率。队列口径: 期间内首次进入某阶段且已满 H 天(默认 90)的旅程中, H 天内进入任一后续阶段的占比; 跳"
    "过的阶段视为通过, 回退不撤销; 未满 H 天的单列。期间口径: 期间内向前离开 ÷ (向前离开 + 流失)。整体 = 首"
    "阶段 → 赢单。不足 5 只列数, 不足 30 附 95% Wilson 区间。",
    en="Conversion of a stage. Cohort: of the journeys that first entered the stage in the window and have H "
    "days of follow-up (default 90), the share that reached any later stage within H days; skipped stages "
    "count as passed, moving back undoes nothing, those with less follow-up are shown apart. Period: "
    "forward exits over forward and lost exits in the window. The whole way: from the first stage to the "
    "win. Below 5 only counts are told, below 30 with the 95 % Wilson interval.",
)
TASKS: Final = KpiDefinition(
    id="K-06",
    version=1,
    zh="关键任务完成率: 期间内(且至今)到期的必办任务中按期完成的占比; 逾期完成、豁免、未完成、到期后取消分别列出"
    "。到期前因旅程结束或回退而取消的不计入分母; 豁免计入分母但不算完成; 到期后才改期的按逾期计。",
    en="Completion of key tasks: mandatory tasks done by their due time over mandatory tasks due in the window "
    "and by now; done late, waived, open, and cancelled only after they were due are shown apart. A task "
    "cancelled before it was due, because its journey ended or went back, leaves the denominator; waived is "
    "in it and not done; one whose due time was moved after it had passed counts as late.",
)
FUNNEL: Final = KpiDefinition(
    id="K-08",
    version=1,
    zh="各阶段存量: 截止时点处于各阶段的旅程数、客户数与预计金额; 暂缓的计入并单列。同一客户的两个旅程计两个旅程"
    "、一个客户。预计金额为当前值(无历史)。",
    en="Journeys, clients and expected amount in each stage at the end of the window; those that rest are "
    "counted in and shown apart. A client with two journeys is two journeys and one client. Expected "
    "amounts are those of today.",
)
LOSSES: Final = KpiDefinition(
    id="K-09",
    version=1,
    zh="流失原因: 期间内流失的旅程按原因 × 阶段, 占比与流失的预计金额。合并重复客户不算流失。「其他」超过 10% 时"
    "提示数据质量。",
    en="Loss reasons: journeys lost in the window by reason and stage, as a share and with the expected amount. "
    "Merging duplicates loses nothing. Above 10 % of “other” the quality of the data is in doubt.",
)
WORST: Final = KpiDefinition(
    id="X-01",
    version=1,
    zh="最弱的转化: 赢单之前各阶段中, H 天内进入后续阶段占比(K-05 队列口径)最低者; 满 H 天的不足 5 个的阶段不参"
    "与比较, 并列时取停留中位数较长者。",
    en="The worst transition: of the stages before the win, the one from which the smallest share goes on "
    "within H days (K-05, cohort). Stages with fewer than 5 ripe journeys are not compared; of two equal "
    "ones the slower counts.",
)
WEAK: Final = KpiDefinition(
    id="X-02",
    version=1,
    zh="团队的薄弱环节: 某团队某阶段的转化率(K-05 队列口径)显著低于其余团队合计(Fisher 精确检验, 单侧 5%, "
    "按比较次数做 Bonferroni 校正); 双方满 H 天的均不少于 5 个。归属按事件发生时的团队。",
    en="A weak link of a team: its conversion of a stage (K-05, cohort) is significantly lower than that of all other "
    "teams together (Fisher's exact test, one-sided at 5 %, Bonferroni over all comparisons), with at least 5 ripe "
    "journeys on both sides. Credited to the team of the time.",
)
