"""A custodian's valuation workbook as it is sent out: titles, a header of two storeys, a tree, figures below it."""

from __future__ import annotations

from decimal import Decimal

from tests.workbooks.sheets import Grid

HEAD = ["科目代码", "科目名称", "数量", "单位成本", "成本", "", "市价", "市值", "", "市值占净值%"]
SECOND = ["", "", "", "", "原币", "本币", "", "原币", "本币", ""]


def valuation_grid(
    *,
    fund: str = "星野一号私募证券投资基金",
    code: str = "SXY001",
    day: str = "2024-03-05",
    units: str = "10000000.00",
    unit: str = "1.2345",
    stock: str = "9000000.00",
    net: str | None = None,
    cumulative: str | None = "1.3345",
) -> Grid:
    """The book of a fund and day; net: None takes what assets and liabilities give."""
    cash, debts = Decimal("3395000.00"), Decimal("50000.00")
    assets = cash + Decimal("9000000.00")
    worth = Decimal(net) if net is not None else assets - debts

    def line(
        number: str, name: str, value: object, quantity: object = "", price: object = ""
    ) -> list[object]:
        share = f"{Decimal(str(value)) / worth * 100:.4f}"
        return [number, name, quantity, "", value, value, price, value, value, share]

    foot = [
        ["资产类合计：", "", "", "", "", "", "", str(assets), str(assets), ""],
        ["负债类合计：", "", "", "", "", "", "", str(debts), str(debts), ""],
        ["基金资产净值：", "", "", "", "", "", "", str(worth), str(worth), "100"],
        ["实收资本", "", "", "", units, units, "", units, units, ""],
        ["今日单位净值：", unit],
        ["昨日单位净值：", "1.2300"],
        *([["累计单位净值：", cumulative]] if cumulative else []),
        ["制表：运营", "", "复核：", "", "", "", "", "", "", ""],
    ]
    return [
        [f"{fund}_估值表"],
        [f"产品代码：{code}", "", f"估值日期：{day}", "", f"单位净值：{unit}"],
        HEAD,
        SECOND,
        line("1002", "银行存款", str(cash)),
        line("1002.01", "活期存款", "3000000.00"),
        line("1002.02", "定期存款", "395000.00"),
        line("1102", "股票投资", "9000000.00"),
        line("1102.01", "上交所股票投资成本", stock, 100_000, "90.00"),
        line("2206", "应付管理人报酬", str(debts)),
        line("4001", "实收资本", units, units),
        *foot,
    ]
