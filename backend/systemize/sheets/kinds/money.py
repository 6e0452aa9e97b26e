"""Money that came in, and what the firm earned: the finance system's receipts and fees."""

from __future__ import annotations

from datetime import date
from typing import Final

from backend.systemize.sheets.cell_kinds import (
    ACCOUNT,
    CODE,
    MONEY,
    NAME,
    PAST_DATE,
    PERIOD,
    SIGNED_MONEY,
    TEXT,
    choice_of,
)
from backend.systemize.sheets.columns import Choice, Column, Context, Draft, SheetKind, words
from backend.systemize.sheets.kinds.parties import FUND, WHOSE, settle_party
from backend.systemize.sheets.kinds.products import CURRENCIES

FEES: Final = (
    Choice("management", words("管理费|固定管理费|基金管理费|management|management fee")),
    Choice("performance", words("业绩报酬|浮动管理费|业绩提成|performance|performance fee|carry")),
    Choice("subscription", words("认购费|申购费|认申购费|认/申购费|subscription|subscription fee")),
    Choice("redemption", words("赎回费|短期赎回费|redemption|redemption fee")),
    Choice("trail", words("尾随佣金|渠道分成|销售服务费|代销费|尾佣|客户维护费|trail|trailer")),
)

RECEIPTS: Final = SheetKind(
    key="receipts",
    zh="到账流水",
    en="Payments received",
    columns=(
        Column(
            "bank_ref",
            CODE,
            "银行流水号",
            "Bank reference",
            words(
                "流水号|交易流水号|银行流水|核心流水号|交易参考号|回单编号|凭证号|业务编号|bank ref|bank reference|"
                "reference|transaction id"
            ),
            is_required=True,
            zh_hint="同一流水号只导入一次",
            en_hint="A reference comes in once",
        ),
        Column(
            "received_on",
            PAST_DATE,
            "到账日期",
            "Received on",
            words(
                "交易日期|入账日期|到账日|到账时间|交易时间|记账日期|日期|收款日期|date|value date|received on"
            ),
            is_required=True,
        ),
        Column(
            "amount",
            MONEY,
            "到账金额",
            "Amount",
            words(
                "金额|贷方金额|收入金额|交易金额|入账金额|贷方发生额|收款金额|转入金额|amount|credit|credit amount"
            ),
            is_required=True,
        ),
        Column("currency", choice_of(CURRENCIES), "币种", "Currency", words("货币|currency")),
        Column(
            "payer_name",
            NAME,
            "付款人",
            "Payer",
            words(
                "付款方|对方户名|付款人名称|付款方户名|付款户名|对方名称|汇款人|打款人|客户名称|payer|payer name"
            ),
            is_required=True,
            personal=True,
        ),
        Column(
            "payer_account",
            ACCOUNT,
            "付款账号",
            "Payer's account",
            words("对方账号|付款方账号|付款人账号|对方账户|汇款账号|付款卡号|payer account"),
            personal=True,
            zh_hint="只保留末四位",
            en_hint="Only the last four digits are kept",
        ),
        Column(
            "account",
            ACCOUNT,
            "收款账号",
            "Our account",
            words("本方账号|收款账户|募集账户|账号|our account"),
        ),
        Column(
            "remark",
            TEXT,
            "摘要",
            "Remark",
            words("附言|备注|用途|交易摘要|摘要说明|附加信息|remark|memo|narrative"),
            personal=True,
        ),
    ),
    evidence=("bank_ref", "payer_account"),
    identity=("bank_ref",),
)


def settle_period(draft: Draft, _: Context) -> None:
    """The days of a fee: from a period, or from its first and last day; the last one belongs to it."""
    values = draft.values
    period = values.pop("period", None)
    if isinstance(period, str):
        began, ended = period.split("/")
        values["period_from"] = values.get("period_from") or began
        values["period_to"] = values.get("period_to") or ended
    if draft.is_refused("period") or draft.is_refused("period_from") or draft.is_refused("period_to"):
        return
    first, last = values.get("period_from"), values.get("period_to")
    if first is None or last is None:
        draft.report("period", "missing")
    elif date.fromisoformat(first) > date.fromisoformat(last):
        draft.report("period_to", "bad_order")


FEES_EARNED: Final = SheetKind(
    key="fees",
    zh="费用收入",
    en="Fees earned",
    columns=(
        *WHOSE,
        *FUND,
        Column(
            "kind",
            choice_of(FEES),
            "费用类型",
            "Kind of fee",
            words("费用名称|收入类型|费用科目|费用项目|类型|科目|fee type|kind|type"),
            is_required=True,
        ),
        Column(
            "period",
            PERIOD,
            "期间",
            "Period",
            words("月份|所属期间|计提月份|费用期间|所属月份|会计期间|季度|年月|period|month|quarter"),
            zh_hint="如 2024年3月、2024Q1；或填起止日期",
            en_hint="Such as 2024-03 or 2024Q1; or first and last day",
        ),
        Column(
            "period_from",
            PAST_DATE,
            "开始日期",
            "First day",
            words("起始日期|期间起|开始日|起始日|计提开始日|from|start date"),
        ),
        Column(
            "period_to",
            PAST_DATE,
            "结束日期",
            "Last day",
            words("截止日期|期间止|结束日|截止日|计提结束日|to|end date"),
        ),
        Column(
            "amount",
            SIGNED_MONEY,
            "金额",
            "Amount",
            words("费用金额|收入金额|计提金额|确认收入|不含税金额|amount|fee|revenue"),
            is_required=True,
        ),
        Column(
            "reference",
            CODE,
            "编号",
            "Reference",
            words("凭证号|凭证编号|流水号|单据编号|业务编号|voucher|reference|key"),
            zh_hint="相同编号会更正金额",
            en_hint="The same reference corrects the amount",
        ),
    ),
    rules=(settle_party, settle_period),
    evidence=("amount", "reference"),
    identity=("reference",),
)
