"""Funds: what a firm keeps of its products."""

from __future__ import annotations

from typing import Final

from backend.systemize.sheets.cell_kinds import (
    ANY_DATE,
    CODE,
    COUNT,
    MONEY,
    NAME,
    PAST_DATE,
    PRICE,
    WORD,
    choice_of,
)
from backend.systemize.sheets.columns import Choice, Column, SheetKind, words

RISKS: Final = tuple(
    Choice(f"R{n}", (f"R{n}", *words(other)))
    for n, other in enumerate(
        ("低风险|低", "中低风险|中低|较低风险", "中风险|中|中等风险", "中高风险|中高|较高风险", "高风险|高"),
        start=1,
    )
)
STATUSES: Final = (
    Choice("raising", words("募集中|募集|募集期|发行中|raising")),
    Choice("open", words("运作中|存续|存续中|正常|开放|正常运作|open|active")),
    Choice("closed", words("封闭|封闭期|暂停申购|closed")),
    Choice("liquidated", words("已清盘|清盘|清算|终止|已终止|到期|已清算|liquidated|terminated")),
)
CURRENCIES: Final = (
    Choice("CNY", words("人民币|CNY|RMB|元")),
    Choice("USD", words("美元|USD|US$")),
    Choice("HKD", words("港币|港元|HKD")),
    Choice("EUR", words("欧元|EUR")),
    Choice("GBP", words("英镑|GBP")),
    Choice("JPY", words("日元|JPY")),
    Choice("SGD", words("新加坡元|新元|SGD")),
)
KINDS_OF_FUND: Final = (
    Choice("securities", words("私募证券投资基金|证券类|证券|私募证券|securities")),
    Choice("equity", words("私募股权投资基金|股权类|股权|创业投资基金|创投|equity|pe|vc")),
    Choice("other", words("其他|其它|其他私募投资基金|other")),
)
INTERVALS: Final = (
    Choice("daily", words("每日|日|日频|每个交易日|daily")),
    Choice("weekly", words("每周|周|周频|周度|weekly")),
    Choice("monthly", words("每月|月|月频|月度|monthly")),
    Choice("quarterly", words("每季|季|季频|季度|quarterly")),
)
VALUATIONS: Final = (
    Choice("nav", words("净值|按净值|nav")),
    Choice("cost", words("成本|按成本|成本法|cost")),
)

COLUMNS: Final = (
    Column(
        "code",
        CODE,
        "产品代码",
        "Code",
        words("基金代码|代码|产品编码|基金编码|fund code|product code"),
        is_required=True,
        zh_hint="已有代码的产品将被更新",
        en_hint="A fund with this code is changed",
    ),
    Column(
        "name",
        NAME,
        "产品名称",
        "Name",
        words("基金名称|名称|产品|基金|产品全称|基金全称|fund name|product name|fund|product"),
        is_required=True,
    ),
    Column("strategy", WORD, "策略", "Strategy", words("投资策略|策略类型|产品策略|策略分类|strategy")),
    Column(
        "risk_level",
        choice_of(RISKS),
        "风险等级",
        "Risk level",
        words("产品风险等级|风险评级|基金风险等级|风险级别|risk|risk rating"),
    ),
    Column(
        "status",
        choice_of(STATUSES),
        "状态",
        "Status",
        words("产品状态|运作状态|基金状态|存续状态|status|state"),
    ),
    Column("currency", choice_of(CURRENCIES), "币种", "Currency", words("计价币种|货币|currency")),
    Column(
        "inception",
        PAST_DATE,
        "成立日",
        "Inception",
        words("成立日期|成立时间|基金成立日|产品成立日|成立|inception|inception date|established"),
    ),
    Column(
        "lock_up_days",
        COUNT,
        "锁定期（天）",
        "Lock-up, days",
        words("锁定期|锁定天数|份额锁定期|锁定期天数|lock-up|lock up days"),
    ),
    Column(
        "amac_code", CODE, "备案编码", "AMAC code", words("备案编号|基金备案编码|备案号|协会备案编码|amac")
    ),
    Column("custodian", NAME, "托管人", "Custodian", words("托管机构|托管行|基金托管人|托管银行|custodian")),
    Column(
        "registrar",
        NAME,
        "份额登记机构",
        "Registrar",
        words("登记机构|注册登记机构|外包机构|运营服务机构|份额登记|registrar|administrator"),
    ),
    Column(
        "fund_kind",
        choice_of(KINDS_OF_FUND),
        "基金类型",
        "Kind of fund",
        words("产品类型|类型|基金类别|fund type|type"),
    ),
    Column("valuation", choice_of(VALUATIONS), "计价方式", "Valuation", words("估值方式|估值方法|valuation")),
    Column(
        "nav_interval",
        choice_of(INTERVALS),
        "净值频率",
        "NAV interval",
        words("净值披露频率|披露频率|估值频率|净值公布频率|nav frequency|nav interval"),
    ),
    Column(
        "nav_lag_days",
        COUNT,
        "净值披露时限（工作日）",
        "NAV due within workdays",
        words("净值披露时限|披露时限|nav lag"),
    ),
    Column("nav_places", COUNT, "净值小数位", "NAV decimals", words("净值位数|净值精度|nav decimals")),
    Column("units_places", COUNT, "份额小数位", "Unit decimals", words("份额位数|份额精度|unit decimals")),
    Column(
        "first_minimum",
        MONEY,
        "首次最低金额",
        "First minimum",
        words("首次认购起点|起投金额|认购起点|首次最低认购金额|起点金额|首次起点|minimum|first minimum"),
    ),
    Column(
        "further_minimum",
        MONEY,
        "追加最低金额",
        "Further minimum",
        words("追加起点|追加金额|追加最低|追加起点金额|further minimum"),
    ),
    Column("warning_line", PRICE, "预警线", "Warning line", words("预警净值|预警线净值|warning line")),
    Column("stop_line", PRICE, "止损线", "Stop line", words("止损净值|平仓线|清盘线|stop line")),
    Column(
        "terminated_on",
        ANY_DATE,
        "终止日",
        "Terminated on",
        words("终止日期|清盘日|清盘日期|到期日|到期日期|terminated|maturity"),
    ),
)

PRODUCTS: Final = SheetKind(
    key="products",
    zh="产品",
    en="Funds",
    columns=COLUMNS,
    evidence=("code",),
    identity=("code",),
)
