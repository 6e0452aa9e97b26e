"""The catalogue of figures: what each is, in both languages, how it may be split, and what tells it.

A figure is added here, and by one function that answers `asking.Asked`. `version` counts up when it is defined
otherwise. Source of all: DOMAIN 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MONEY, COUNT, RATIO, DAYS = "money", "count", "ratio", "days"
EACH, PART, NEVER = "each", "part", "never"
SNAPSHOT, FLOW, COHORT = "snapshot", "flow", "cohort"
OF_CLIENT: Final = ("province", "city", "industry", "gender", "age", "kind", "riskLevel", "source")
SERVED: Final = ("person", "team", "tier")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a figure. part, of: words of what a ratio is made of; empty of sums and counts.

    adds: how numbers of several keys become one: each part of them is added, only the numerators are, or they cannot.
    """

    key: str
    unit: str
    zh: str
    en: str
    part: tuple[str, str] = ("", "")
    of: tuple[str, str] = ("", "")
    adds: str = EACH


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure. zh, en: its name; says_zh, says_en: its definition; the first measure is the headline.

    root: the field of the API that tells it; `kpi` tells those of this package.
    """

    id: str
    version: int
    kind: str
    zh: str
    en: str
    says_zh: str
    says_en: str
    measures: tuple[Measure, ...]
    dimensions: tuple[str, ...] = ()
    root: str = "kpi"


RAISED: Final = Kpi(
    "K-10", 2, FLOW, "募集金额", "Money raised",
    "按确认日统计。毛额 = 确认的认购与申购净额(不含申购费; 按成本计价的产品为实缴) − 冲销; 净额 = 毛额 − 赎回"
    "(含到期与清盘兑付)。转换、非交易过户、分红及红利再投、拆分、业绩报酬扣减、期初余额不计入。人民币, 按确认"
    "日汇率, 缺汇率不入账。归属确认日当日的客户经理、其当日团队与客户当日分层; 共管客户按当日分成比例拆分, 合"
    "计等于总额。冲销记在冲销日; 「重述」则双方都不计。地区、类型、来源等客户属性为当前值。",
    "By confirmation date. Gross: confirmed subscriptions net of their fee (of funds at cost: what is paid "
    "in) less reversals; net: gross less redemptions, payouts of ended funds included. Switches, transfers, "
    "dividends also reinvested, splits, performance fees and opening balances are left out. CNY at the rate "
    "of the day; without a rate nothing is booked. Credited to who served the client on the day, the team he "
    "was in and the tier of then; shared clients are split by the credit of the day and add up. A reversal "
    "counts on its own day; restated, neither side does. Region, kind, source and the like are those of "
    "today.",
    (
        Measure("gross", MONEY, "募集毛额", "Raised, gross"),
        Measure("net", MONEY, "净募集", "Raised, net"),
        Measure("redeemed", MONEY, "赎回", "Redeemed"),
        Measure("clients", COUNT, "涉及客户", "Clients", adds=NEVER),
    ),
    (*SERVED, "product", *OF_CLIENT),
)  # fmt: skip
GROWTH: Final = Kpi(
    "K-11", 1, FLOW, "客户增长", "Client growth",
    "新增 = 首次持有份额在期间内确认的客户; 重新激活 = 曾持有、期初未持有、期间内再次持有; 净增 = 新增 + 重新"
    "激活 − 离开(流失、90 天内回流、产品到期清盘、过户转出、期内进出)。恒等式: 期末 = 期初 + 净增 + 更正, 不"
    "成立则报错; 更正 = 因冲销而出现或消失的持有。增长率 = 净增 ÷ 期初。每位客户按其变动当日(无变动按期末)的"
    "负责人、团队与分层归属, 计一次。",
    "New: clients whose first holding ever is confirmed in the window; reactivated: held before, not at its "
    "beginning, and again in it; net: new and reactivated less who left (lost, back within 90 days, ended "
    "funds, given away, came and went inside). The identity closing = opening + net + corrected holds or the "
    "figure fails; corrected: holdings that came or went by reversals. Rate: net over opening. Each client "
    "is credited once, by the day of what became of him.",
    (
        Measure("net", COUNT, "净增客户", "Net clients"),
        Measure("new", COUNT, "新增客户", "New clients"),
        Measure("reactivated", COUNT, "重新激活", "Reactivated"),
        Measure("left", COUNT, "离开", "Left"),
        Measure("lost", COUNT, "流失", "Lost"),
        Measure("returned", COUNT, "90 天内回流", "Back within 90 days"),
        Measure("involuntary", COUNT, "到期清盘", "By ended funds"),
        Measure("transferred", COUNT, "过户转出", "Given away"),
        Measure("passed", COUNT, "期内进出", "Came and went"),
        Measure("corrected", COUNT, "更正", "Corrected"),
        Measure("opening", COUNT, "期初客户", "At the beginning"),
        Measure("closing", COUNT, "期末客户", "At the end"),
        Measure("rate", RATIO, "净增长率", "Net growth", ("净增", "net"), ("期初客户", "clients at the beginning")),
    ),
    (*SERVED, *OF_CLIENT),
)  # fmt: skip
PORTRAIT: Final = Kpi(
    "K-12", 1, SNAPSHOT, "客户画像", "Portrait of clients",
    "期末日日终持有份额的客户数与 AUM(份额 × 当日及以前最近净值 × 汇率; 成本计价产品按成本), "
    "按地区、行业、分层、年龄、性别、类型、风险等级、来源、客户年限分布。未填写的单列「未知」。"
    "分层、年龄与年限(自首次持有起)为当日值, 其余属性为当前值。",
    "Clients who hold units at the end of the last day, and their AUM (units × latest NAV up to it × rate; "
    "funds at cost by cost), by region, industry, tier, age, gender, kind, risk level, source and tenure. "
    "What is not known is a bar of its own. Tier, age and tenure (since the first holding) are those of the "
    "day, everything else is as of today.",
    (
        Measure("clients", COUNT, "存续客户", "Clients"),
        Measure("aum", MONEY, "AUM", "AUM"),
        Measure(
            "share", RATIO, "客户占比", "Share of clients", ("客户", "clients"), ("全部存续客户", "all clients"), PART,
        ),
        Measure("aumShare", RATIO, "AUM 占比", "Share of AUM", ("AUM", "AUM"), ("全部 AUM", "all AUM"), PART),
        Measure("unpriced", COUNT, "无净值持仓", "Positions without a NAV"),
    ),
    (*SERVED, *OF_CLIENT, "tenure"),
)  # fmt: skip
REINVESTED: Final = Kpi(
    "K-17", 1, COHORT, "复投率与增购率", "Reinvestment and additional investment",
    "复投率 = 期间内某持仓全部赎回、产品到期兑付或现金分红后 90 天内再次认申购的客户 ÷ 有此事件的客户(事件须"
    "满 90 天)。增购率 = 期初存续客户中期间内有认申购的 ÷ 期初存续客户。金额口径: 90 天内再投金额 ÷ 兑付金额"
    "。转换不算复投。",
    "Reinvestment: of the clients who in the window gave back all of a holding or were paid a cash dividend "
    "(with 90 days of follow-up), those who subscribed again within 90 days. Additional: of the clients at "
    "the beginning, those who subscribed in the window. By amount: what was subscribed within 90 days over "
    "what was paid out. A switch is no reinvestment.",
    (
        Measure(
            "reinvested", RATIO, "复投率", "Reinvestment rate",
            ("再次投资的客户", "clients who invested again"), ("有兑付事件的客户", "clients who were paid out"),
        ),
        Measure(
            "additional", RATIO, "增购率", "Additional-investment rate",
            ("有追加的客户", "clients who added"), ("期初存续客户", "clients at the beginning"),
        ),
        Measure(
            "amount", RATIO, "复投金额比", "Reinvested amount",
            ("再投金额", "CNY invested again"), ("兑付金额", "CNY paid out"),
        ),
        Measure("immature", COUNT, "未满 90 天的客户", "Clients with less follow-up"),
    ),
    (*SERVED, *OF_CLIENT),
)  # fmt: skip
CHURN: Final = Kpi(
    "K-19", 1, FLOW, "客户流失率", "Churn",
    "期初存续、期间内清仓且 90 天内未再认申购(亦无在途订单)的客户 ÷ 期初存续客户。不足 90 天的为暂定。产品到"
    "期清盘与过户转出单列, 不计流失; 期间内新进又离开的不计入分子。",
    "Clients at the beginning whose units became 0 in the window and who did not subscribe again (nor have "
    "an order on its way) within 90 days, over clients at the beginning. The last 90 days are provisional. "
    "Exits by ended funds and by transfer are told apart and are no churn; who joined inside the window is "
    "not in it.",
    (
        Measure("rate", RATIO, "流失率", "Churn", ("流失", "lost"), ("期初客户", "clients at the beginning")),
        Measure("lost", COUNT, "流失客户", "Lost clients"),
        Measure("provisional", COUNT, "其中暂定", "Of them provisional"),
        Measure("involuntary", COUNT, "到期清盘", "By ended funds"),
        Measure("transferred", COUNT, "过户转出", "Given away"),
    ),
    (*SERVED, *OF_CLIENT),
)  # fmt: skip
CONTRIBUTION: Final = Kpi(
    "K-28", 1, FLOW, "人均贡献", "Contribution per head",
    "期间内募集毛额(K-10) ÷ 该团队期末存续客户数, 以及 ÷ 该团队在岗人员(按在团队天数折算的全职人数)。归属按事件当日。",
    "Money raised, gross (K-10), in the window over the clients at its end, and over staff in full-time "
    "equivalents by days in the team. Credited to the team of the day.",
    (
        Measure(
            "perClient", MONEY, "每客户募集", "Raised per client",
            ("募集毛额", "money raised"), ("期末客户", "clients at the end"),
        ),
        Measure(
            "perStaff", MONEY, "人均募集", "Raised per head of staff",
            ("募集毛额", "money raised"), ("折算人数", "full-time equivalents"),
        ),
    ),
    ("team",),
)  # fmt: skip
KPIS: Final = {each.id: each for each in (RAISED, GROWTH, PORTRAIT, REINVESTED, CHURN, CONTRIBUTION)}
"""What this package tells, by id."""
