"""Published net asset values of funds."""

from __future__ import annotations

from typing import Final

from backend.systemize.sheets.cell_kinds import PAST_DATE, PER_UNIT, PRICE
from backend.systemize.sheets.columns import Column, SheetKind, words
from backend.systemize.sheets.kinds.parties import FUND, NAMED_FUND

COLUMNS: Final = (
    *FUND,
    Column(
        "on",
        PAST_DATE,
        "净值日期",
        "NAV date",
        words("日期|估值日期|估值日|净值日|基准日|基准日期|公布日期|数据日期|nav date|date|valuation date"),
        is_required=True,
    ),
    Column(
        "unit",
        PRICE,
        "单位净值",
        "Unit NAV",
        words("净值|单位净值元|基金单位净值|最新净值|份额净值|基金份额净值|nav|unit nav|nav per unit"),
        is_required=True,
    ),
    Column(
        "cumulative",
        PRICE,
        "累计净值",
        "Cumulative NAV",
        words("累计单位净值|基金累计净值|份额累计净值|累计份额净值|cumulative nav|accumulated nav"),
        zh_hint="用于核对，系统自行计算",
        en_hint="Compared with our own",
    ),
    Column(
        "dividend",
        PER_UNIT,
        "每份分红",
        "Dividend a unit",
        words("单位分红|每单位分红|每份派现|分红金额|dividend|dividend per unit"),
    ),
    Column("split", PER_UNIT, "拆分比例", "Split", words("份额折算比例|折算比例|拆分系数|split")),
)

NAVS: Final = SheetKind(
    key="navs",
    zh="净值",
    en="NAVs",
    columns=COLUMNS,
    evidence=("on", "unit"),
    identity=(("product_code", "product"), "on"),
    one_of=NAMED_FUND,
)
