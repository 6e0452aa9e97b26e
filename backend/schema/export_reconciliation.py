"""The lists of reconciliation as files: units against the registrar's, payments and fees against the books."""

from __future__ import annotations

from typing import Final

from backend.book.choices import BREAK_STATES, DIFFERENCE_REASONS, REVENUE_KINDS
from backend.schema.export_columns import (
    OWN_CLIENT,
    PRODUCT,
    ExportList,
    choice_at,
    columns_of,
    plain,
    text_at,
)
from backend.systemize.tables.cells import Form

_DAYS: Final = ("$from: Date!, $to: Date!", "from: $from, to: $to")
_OF_CLIENT: Final = ("client", "relation")
RECONCILIATION: Final = (
    ExportList(
        "unitBreaks", "份额差异", "Unit differences", "UnitBreak", "unitBreaks",
        "$filter: UnitBreakFilter, $orderBy: [UnitBreakOrder!]", "filter: $filter, orderBy: $orderBy",
        columns=columns_of(
            plain("UnitBreak", "asOf", "对账日", "As of", Form.DATE),
            OWN_CLIENT,
            plain("UnitBreak", "investor", "登记账户", "Registrar's account"),
            *PRODUCT,
            plain("UnitBreak", "shareClass", "份额类别", "Share class", select="shareClass { name }",
                  read=text_at("shareClass", "name")),
            plain("UnitBreak", "ourUnits", "我方份额", "Our units", Form.NUMBER),
            plain("UnitBreak", "registrarUnits", "登记机构份额", "Registrar's units", Form.NUMBER),
            plain("UnitBreak", "difference", "差异", "Difference", Form.NUMBER),
            plain("UnitBreak", "state", "状态", "State", read=choice_at("state", BREAK_STATES)),
            plain("UnitBreak", "note", "原因", "Reason"),
            plain("UnitBreak", "settledBy", "处理人", "Settled by", select="settledBy { name }",
                  read=text_at("settledBy", "name")),
            plain("UnitBreak", "settledAt", "处理时间", "Settled", Form.INSTANT),
        ),
    ),
    ExportList(
        "paymentDifferences", "到账差异", "Payments that differ", "PaymentDifference", "paymentDifferences", *_DAYS,
        is_plain=True, stands=_OF_CLIENT,
        columns=columns_of(
            plain("PaymentDifference", "date", "日期", "Date", Form.DATE),
            plain("PaymentDifference", "reason", "原因", "Reason", read=choice_at("reason", DIFFERENCE_REASONS)),
            OWN_CLIENT, *PRODUCT,
            plain("PaymentDifference", "payer", "付款人", "Payer"),
            plain("PaymentDifference", "expected", "应付", "Expected", Form.MONEY),
            plain("PaymentDifference", "paid", "实付", "Paid", Form.MONEY),
            plain("PaymentDifference", "difference", "差异", "Difference", Form.MONEY),
            plain("PaymentDifference", "currency", "币种", "Currency"),
        ),
    ),
    ExportList(
        "feeDifferences", "费用差异", "Fees that differ", "FeeDifference", "feeDifferences", *_DAYS,
        is_plain=True, stands=_OF_CLIENT,
        columns=columns_of(
            plain("FeeDifference", "month", "月份", "Month", Form.DATE),
            plain("FeeDifference", "reason", "原因", "Reason", read=choice_at("reason", DIFFERENCE_REASONS)),
            OWN_CLIENT, *PRODUCT,
            plain("FeeDifference", "kind", "类型", "Kind", read=choice_at("kind", REVENUE_KINDS)),
            plain("FeeDifference", "accrued", "计提", "Accrued", Form.MONEY),
            plain("FeeDifference", "received", "实收", "Received", Form.MONEY),
            plain("FeeDifference", "difference", "差异", "Difference", Form.MONEY),
        ),
    ),
)  # fmt: skip
