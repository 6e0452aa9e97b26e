"""What is wrong with orders, the ledger, rates and openings of funds."""

from __future__ import annotations

from collections.abc import Mapping

MONEY: Mapping[str, tuple[str, str]] = {
    "order_move": (
        "订单当前的状态不允许此操作。",
        "The order cannot do that as it stands.",
    ),
    "visit_seller": (
        "回访须由非销售人员进行：销售本人及其团队成员不得回访。",
        "The return visit is held by somebody who does not sell: neither the seller nor anybody of that team.",
    ),
    "payer_own": (
        "该款项由客户本人支付，无需说明。",
        "The client paid this himself: nothing has to be accepted.",
    ),
    "payer_never": (
        "规则不接受他人付款，请退回并由客户本人账户支付。",
        "The rules accept nobody else's payment: return it and let the client pay from his own account.",
    ),
    "payer_asked": (
        "该款项已提交复核或已接受。",
        "This payment waits for a second person, or is accepted already.",
    ),
    "differs": (
        "相同编号的记录已存在，但内容不同；请先冲正原记录。",
        "A record of this number is there with other figures. Reverse it first.",
    ),
    "units_short": ("{value} 的份额不足。", "There are not enough units on {value}."),
    "amounts_differ": (
        "份额、净值与金额不符。",
        "Units, NAV and amount do not fit together.",
    ),
    "lots_differ": (
        "份额明细须为正数，且合计等于总份额与总成本。",
        "The lots must be positive and add up to the units and the cost.",
    ),
    "rate_missing": ("缺少汇率：{value}。", "An exchange rate is missing: {value}."),
    "opening_order": ("开放期 {value} 的结束日早于开始日。", "The opening of {value} ends before it begins."),
    "opening_too_long": (
        "开放期 {value} 的天数超过规定。",
        "The opening of {value} has more days than allowed.",
    ),
    "opening_too_often": (
        "{value} 所在周的开放次数超过规定。",
        "More openings begin in the week of {value} than allowed.",
    ),
    "opening_week_end": ("开放期 {value} 跨入下一周。", "The opening of {value} reaches into the next week."),
    "opening_overlap": (
        "开放期 {value} 与前一开放期重叠。",
        "The opening of {value} overlaps the one before.",
    ),
}
