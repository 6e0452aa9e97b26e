"""Confirmed transactions, opening balances, and the registrar's confirmations and unit lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from backend.systemize.sheets.cell_kinds import CODE, MONEY, PAST_DATE, PRICE, UNITS, choice_of
from backend.systemize.sheets.columns import Choice, Column, Context, Draft, SheetKind, words
from backend.systemize.sheets.kinds.parties import (
    FUND,
    INVESTOR_ACCOUNT,
    NAMED_FUND,
    NOTE,
    WHOSE,
    settle_party,
)

KINDS_OF_TRADE: Final = (
    Choice("initial", words("认购|认购确认|认购结果|首次认购|130|020|initial|subscription")),
    Choice("additional", words("申购|申购确认|追加|追加申购|追加认购|122|022|定投|additional|purchase")),
    Choice("redemption", words("赎回|赎回确认|全部赎回|部分赎回|强制赎回|强赎|124|142|024|redemption")),
    Choice("dividend", words("分红|现金分红|红利发放|派现|dividend|cash dividend")),
    Choice("dividend_reinvested", words("红利再投|红利再投资|分红再投|红利转投|143|reinvestment")),
    Choice("switch_in", words("转换转入|基金转换入|转换入|137|switch in")),
    Choice("switch_out", words("转换转出|基金转换出|转换出|138|switch out")),
    Choice("transfer_in", words("非交易过户转入|非交易过户入|过户转入|过户入|134|transfer in")),
    Choice("transfer_out", words("非交易过户转出|非交易过户出|过户转出|过户出|135|transfer out")),
    Choice("split", words("份额拆分|拆分|份额折算|折算|split")),
    Choice("performance_fee", words("业绩报酬|业绩报酬计提|计提业绩报酬|performance fee")),
    Choice("opening", words("期初|期初余额|期初持仓|初始份额|opening")),
)
RESULTS: Final = (
    Choice(
        "confirmed", words("成功|确认成功|已确认|确认|交易成功|部分确认|部分成功|0000|0|success|confirmed")
    ),
    Choice("rejected", words("失败|确认失败|拒绝|未确认|交易失败|无效|撤单|1|failed|rejected")),
)
# Registrars round in ways of their own; more than this share off, one of the figures is wrong.
_AMOUNTS_DIFFER: Final = Decimal("0.01")
_SUBSCRIBED: Final = frozenset({"initial", "additional", "dividend_reinvested", "switch_in"})
_REDEEMED: Final = frozenset({"redemption", "switch_out", "transfer_out"})

_TRADE: Final = Column(
    "kind",
    choice_of(KINDS_OF_TRADE),
    "交易类型",
    "Kind",
    words("业务类型|业务名称|交易类别|交易种类|类型|业务代码|业务|确认类型|transaction type|kind|type"),
    is_required=True,
)
_ON: Final = Column(
    "on",
    PAST_DATE,
    "确认日期",
    "Confirmed on",
    words(
        "确认日|交易确认日期|交易确认日|份额确认日|份额确认日期|交易日期|日期|成交日期|confirm date|date|trade date"
    ),
    is_required=True,
)
_UNITS: Final = Column(
    "units",
    UNITS,
    "确认份额",
    "Units",
    words("份额|交易份额|确认份数|成交份额|份数|发生份额|units|shares|confirmed units"),
)
_NAV: Final = Column(
    "nav",
    PRICE,
    "单位净值",
    "NAV",
    words("净值|确认净值|成交净值|份额净值|交易净值|成交价格|nav|price"),
    zh_hint="可留空，取当日已公布净值",
    en_hint="May be left out: the published NAV of the day",
)
_GROSS: Final = Column(
    "gross",
    MONEY,
    "确认金额",
    "Amount",
    words("金额|交易金额|成交金额|发生金额|认购金额|申购金额|赎回金额|确认总金额|amount|gross|gross amount"),
)
_FEE: Final = Column(
    "fee",
    MONEY,
    "手续费",
    "Fee",
    words("费用|交易费用|认购费|申购费|认申购费|赎回费|总费用|fee|fees|charge"),
)
_PERFORMANCE: Final = Column(
    "performance_fee", MONEY, "业绩报酬", "Performance fee", words("业绩报酬金额|提成|performance fee")
)
_REFERENCE: Final = Column(
    "reference",
    CODE,
    "确认编号",
    "Reference",
    words(
        "确认流水号|ta确认号|ta确认编号|ta流水号|确认单号|流水号|交易编号|编号|凭证号|确认号|reference|"
        "confirmation number|confirm no"
    ),
    zh_hint="相同编号只导入一次",
    en_hint="A reference comes in once",
)


def settle_trade(draft: Draft, _: Context) -> None:
    """Units of a cash dividend are none; units times NAV have to be about the amount."""
    values = draft.values
    kind, units = values.get("kind"), values.get("units")
    if kind == "dividend":
        values["units"] = "0.000000"
        return
    if units is None and not draft.is_refused("units"):
        if kind in _SUBSCRIBED and values.get("nav") and values.get("gross"):
            net = Decimal(values["gross"]) - Decimal(values.get("fee") or 0)
            values["units"] = f"{net / Decimal(values['nav']):.2f}"
            draft.report("units", "worked_out")
        else:
            draft.report("units", "missing")
        return
    if units is not None and Decimal(units) == 0:
        draft.refuse("units", "not_positive")
        return
    _compare_amounts(draft)


def _compare_amounts(draft: Draft) -> None:
    values = draft.values
    if None in (values.get("units"), values.get("nav"), values.get("gross")):
        return
    kind, gross = values.get("kind"), Decimal(values["gross"])
    fee = Decimal(values.get("fee") or 0)
    amount = gross - fee if kind in _SUBSCRIBED else gross if kind in _REDEEMED else None
    worth = Decimal(values["units"]) * Decimal(values["nav"])
    if amount is None or abs(worth - amount) <= 1:
        return
    if abs(worth - amount) / max(worth, abs(amount)) > _AMOUNTS_DIFFER:
        draft.report("gross", "amounts_differ")


TRANSACTIONS: Final = SheetKind(
    key="transactions",
    zh="交易流水",
    en="Transactions",
    columns=(
        *WHOSE,
        *FUND,
        _TRADE,
        _ON,
        _UNITS,
        _NAV,
        _GROSS,
        _FEE,
        _PERFORMANCE,
        _REFERENCE,
        NOTE,
    ),
    rules=(settle_party, settle_trade),
    evidence=("on", "units", "id_number"),
    identity=("reference",),
    one_of=NAMED_FUND,
)


def settle_opening(draft: Draft, _: Context) -> None:
    """The cost follows from units and NAV where the sheet does not tell it, and the day of purchase is the day."""
    values = draft.values
    if values.get("cost") is None and not draft.is_refused("cost"):
        if values.get("units") is not None and values.get("nav") is not None:
            values["cost"] = f"{Decimal(values['units']) * Decimal(values['nav']):.2f}"
            draft.report("cost", "worked_out")
        elif not draft.is_refused("nav"):
            draft.report("cost", "missing")
    if values.get("units") is not None and Decimal(values["units"]) == 0:
        draft.refuse("units", "not_positive")
    opened, on = values.get("opened_on"), values.get("on")
    if opened is not None and on is not None and opened > on:
        draft.refuse("opened_on", "bad_order")


OPENINGS: Final = SheetKind(
    key="openings",
    zh="期初持仓",
    en="Opening balances",
    columns=(
        *WHOSE,
        *FUND,
        Column(
            "on",
            PAST_DATE,
            "基准日",
            "Balance of",
            words("截至日期|截止日期|基准日期|余额日期|日期|期初日期|持仓日期|as of|balance date|date"),
            is_required=True,
            zh_hint="此日起由台账计算",
            en_hint="From this day on the ledger counts",
        ),
        Column(
            "units",
            UNITS,
            "持有份额",
            "Units",
            words("份额|份额余额|持仓份额|当前份额|剩余份额|期末份额|units|balance|shares"),
            is_required=True,
        ),
        Column(
            "cost",
            MONEY,
            "持仓成本",
            "Cost",
            words(
                "成本|投资成本|投资金额|本金|投入本金|认购金额|初始投资金额|持有成本|cost|principal|invested"
            ),
        ),
        Column(
            "nav",
            PRICE,
            "成本净值",
            "Cost a unit",
            words("成本价|单位成本|认购净值|买入净值|持仓成本净值|单位净值|净值|cost nav|unit cost"),
        ),
        Column(
            "opened_on",
            PAST_DATE,
            "首次购买日期",
            "Bought on",
            words(
                "购买日期|认购日期|买入日期|首次认购日期|份额确认日|持有起始日|开仓日期|purchase date|bought on"
            ),
            zh_hint="决定锁定期；可留空",
            en_hint="Decides the lock-up; may be left out",
        ),
        _REFERENCE,
    ),
    rules=(settle_party, settle_opening),
    evidence=("units", "id_number"),
    identity=("reference",),
    one_of=NAMED_FUND,
)


def settle_confirmation(draft: Draft, context: Context) -> None:
    """A line without a result is a confirmed one; of a rejected line nothing but its application counts."""
    values = draft.values
    if values.get("result") is None and not draft.is_refused("result"):
        values["result"] = "confirmed"
    if values.get("result") == "rejected":
        if values.get("units") is None:
            values["units"] = "0.000000"
        return
    settle_trade(draft, context)
    if values.get("reference") is None and not draft.is_refused("reference"):
        draft.report("reference", "missing")


CONFIRMATIONS: Final = SheetKind(
    key="confirmations",
    zh="份额登记确认",
    en="Registrar's confirmations",
    columns=(
        *WHOSE,
        INVESTOR_ACCOUNT,
        *FUND,
        _TRADE,
        _ON,
        Column(
            "applied_on",
            PAST_DATE,
            "申请日期",
            "Applied on",
            words("申请日|交易申请日期|下单日期|applied on"),
        ),
        Column(
            "application",
            CODE,
            "申请编号",
            "Application",
            words("申请单号|申请单编号|交易申请编号|申请流水号|委托编号|application|application no|order no"),
        ),
        Column(
            "result",
            choice_of(RESULTS),
            "确认结果",
            "Result",
            words("确认状态|结果|状态|交易状态|返回代码|处理结果|result|status"),
        ),
        _UNITS,
        _NAV,
        _GROSS,
        _FEE,
        _PERFORMANCE,
        _REFERENCE,
    ),
    rules=(settle_party, settle_confirmation),
    evidence=("on", "units", "id_number", "reference"),
    identity=("reference",),
    one_of=NAMED_FUND,
)

UNIT_LISTS: Final = SheetKind(
    key="units",
    zh="份额余额",
    en="Registrar's unit list",
    columns=(
        *WHOSE,
        INVESTOR_ACCOUNT,
        *FUND,
        Column(
            "on",
            PAST_DATE,
            "日期",
            "Date",
            words(
                "数据日期|余额日期|截至日期|截止日期|基准日|基准日期|净值日期|登记日期|份额日期|date|as of"
            ),
            is_required=True,
        ),
        Column(
            "units",
            UNITS,
            "份额余额",
            "Units",
            words("份额|持有份额|总份额|基金份额|期末份额|余额|份额总数|剩余份额|units|balance"),
            is_required=True,
        ),
        Column("nav", PRICE, "单位净值", "NAV", words("净值|份额净值|nav")),
        Column("value", MONEY, "市值", "Value", words("参考市值|持有市值|资产净值|金额|value|market value")),
    ),
    rules=(settle_party,),
    evidence=("units", "id_number", "account"),
    one_of=NAMED_FUND,
)
