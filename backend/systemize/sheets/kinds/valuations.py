"""The custodian's valuation workbook (估值表): a tree of accounts with the NAV below it, made into one row a sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import orjson

from backend.systemize.plain_text import compact, plain
from backend.systemize.sheets.cell_kinds import PAST_DATE, PRICE, SIGNED_MONEY, UNITS
from backend.systemize.sheets.cell_parsers import NOTHING
from backend.systemize.sheets.columns import CellKind, Column, Context, Draft, Parsed, SheetKind, words
from backend.systemize.sheets.kinds.parties import FUND, NAMED_FUND
from backend.systemize.sheets.workbooks import CellValue, Row, Sheet, as_typed, is_blank
from backend.systemize.written_dates import read_date

MOST_LINES: Final = 5_000
_AGREES: Final = Decimal("0.05")
_CENT: Final = Decimal("0.01")
_NAV_AGREES: Final = Decimal("0.00005")
_ACCOUNT: Final = re.compile(r"\d{4}(?:[\dA-Za-z.\-]{0,59}[\dA-Za-z])?")
_FUND_CODE: Final = re.compile(r"(?<![A-Z0-9])(S[A-Z0-9]{5}|[A-Z]{1,3}\d{3,6})(?![A-Z0-9])")
_FUND_NAME: Final = re.compile(r"([^_—\s]*?(?:基金|计划|信托|专户|[一二三四五六七八九十\d]+号)[^_—\s]*)")
_WRITTEN_DATE: Final = re.compile(r"(\d{4})(?:年|[-./]?)(\d{2}|\d{1,2}(?=[月\-./]))(?:月|[-./]?)(\d{1,2})日?")
_TITLES: Final = re.compile(r"(?:估值表|资产估值表|专用表|证券投资基金估值|净值表|估值报告)+")
# What the columns of the tree are called, the best word of each first.
_TREE: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("科目代码", "科目编码", "科目号", "代码"),
    "name": ("科目名称", "科目", "名称"),
    "quantity": ("数量", "证券数量", "股数"),
    "cost": ("成本本币", "成本-本币", "成本(本币)", "证券成本", "成本"),
    "price": ("市价", "行情", "行情收市价", "收市价", "估值价格", "行情价格"),
    "value": ("市值本币", "市值-本币", "市值(本币)", "证券市值", "市值"),
    "share": ("市值占净值%", "市值占净值(%)", "市值占比", "占净值比例", "市值占净值比", "市值%", "占比"),
}
# The figures below the tree, by what their lines begin with; of several the first that is there.
_FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "total_assets": ("资产类合计", "资产合计", "资产总计", "资产总额"),
    "total_liabilities": ("负债类合计", "负债合计", "负债总计", "负债总额"),
    "net_assets": ("基金资产净值", "资产净值", "资产类净值", "所有者权益合计", "基金净值"),
    "units": ("实收资本", "实收基金", "基金份额总额", "基金总份额", "基金份额", "份额总数", "产品份额"),
    "unit": ("今日单位净值", "单位净值", "基金单位净值", "基金份额净值", "份额净值", "今日净值"),
    "cumulative": ("累计单位净值", "累计净值", "基金累计单位净值", "基金累计净值", "今日累计净值"),
}
_PAID_IN: Final = "4001"
_LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the tree; share: of net assets, ratio."""

    code: str
    name: str
    quantity: Decimal | None = None
    cost: Decimal | None = None
    price: Decimal | None = None
    value: Decimal | None = None
    share: Decimal | None = None


def unfold(sheet: Sheet) -> Iterable[Sheet]:
    """A plain table of one row from a valuation sheet; nothing where the sheet is none."""
    found = next(
        (
            (position, columns)
            for position in range(min(20, len(sheet.rows)))
            if (columns := _columns(sheet.rows, position))
        ),
        None,
    )
    if found is None:
        return
    position, columns = found
    accounts, figures, at = _read(sheet.rows[position + 1 :], columns)
    if not accounts or "unit" not in figures:
        return
    above = [
        plain(as_typed(c)[:_LONGEST_TITLE])
        for row in sheet.rows[:position]
        for c in row.cells
        if not is_blank(c)
    ]
    told = {**_named(above, sheet.name), **figures}
    if "units" not in told and (paid_in := _paid_in(accounts)) is not None:
        told["units"] = paid_in
    told["lines"] = orjson.dumps([_line(account) for account in accounts[:MOST_LINES]]).decode()
    told["misfits"] = "、".join(misfits(accounts)[:5])
    headers = {column.key: column.zh for column in COLUMNS}
    keys = [key for key in headers if told.get(key) not in (None, "")]
    yield Sheet(
        name=sheet.name,
        rows=[Row(1, [headers[key] for key in keys]), Row(at, [told[key] for key in keys])],
        is_hidden=sheet.is_hidden,
        is_unfolded=True,
    )


def misfits(accounts: Sequence[Account]) -> list[str]:
    """Codes of accounts whose value is not the sum of those below them."""
    by_code = {account.code: account for account in accounts}
    below: dict[str, list[Account]] = {}
    for account in accounts:
        parent = _parent(account.code, by_code)
        if parent is not None and account.value is not None:
            below.setdefault(parent, []).append(account)
    return [
        code
        for code, parts in below.items()
        if (whole := by_code[code].value) is not None
        and abs(whole - sum((part.value or Decimal(0) for part in parts), Decimal(0))) > _AGREES
    ]


def _parent(code: str, known: Mapping[str, Account]) -> str | None:
    """The account that one belongs to: the longest known beginning of its code, at least four digits."""
    return next((code[:end] for end in range(len(code) - 1, 3, -1) if code[:end] in known), None)


def _columns(rows: Sequence[Row], position: int) -> dict[str, int] | None:
    """The columns of the tree that a header row names, with the row below it as a second storey."""
    upper = [compact(as_typed(cell)) for cell in rows[position].cells]
    if not any(word in _TREE["code"][:3] for word in upper):
        return None
    lower: list[str] = []
    if position + 1 < len(rows):
        below = [compact(as_typed(cell)) for cell in rows[position + 1].cells]
        lower = below if not any(_ACCOUNT.fullmatch(word) for word in below[:1]) else []
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    joined, group = [], ""
    for top, bottom in zip(upper, lower, strict=True):
        group = top or group
        joined.append(f"{group}{bottom}" if bottom else top)
    found: dict[str, int] = {}
    for key, names in _TREE.items():
        for word in names:
            index = next((n for n, text in enumerate(joined) if text == compact(word)), None)
            if index is not None and index not in found.values():
                found[key] = index
                break
    return found if {"code", "name", "value"} <= set(found) else None


def _read(rows: Sequence[Row], columns: Mapping[str, int]) -> tuple[list[Account], dict[str, CellValue], int]:
    """The accounts, the figures below them, and the number of the row with the unit NAV."""
    accounts: list[Account] = []
    figures: dict[str, CellValue] = {}
    at = rows[0].number if rows else 1
    for row in rows:
        code = plain(as_typed(_cell(row, columns["code"]))).replace(" ", "")
        if _ACCOUNT.fullmatch(code):
            accounts.append(_account(row, code, columns))
            continue
        for key, value in _figure(row, columns):
            if key not in figures:
                figures[key] = value
                at = row.number if key == "unit" else at
    return accounts, figures, at


def _account(row: Row, code: str, columns: Mapping[str, int]) -> Account:
    numbers = {
        key: _number(_cell(row, columns[key])) if key in columns else None
        for key in ("quantity", "cost", "price", "value", "share")
    }
    share = numbers["share"]
    if share is not None:
        is_percent = "%" in as_typed(_cell(row, columns["share"])) or abs(share) > Decimal("1.5")
        numbers["share"] = share / 100 if is_percent else share
    return Account(code, plain(as_typed(_cell(row, columns["name"])))[:200], **numbers)


def _figure(row: Row, columns: Mapping[str, int]) -> Iterable[tuple[str, CellValue]]:
    """What a line below the tree tells; its value stands in the column of names, or in that of values."""
    texts = [
        (n, compact(as_typed(cell)).rstrip(":：")) for n, cell in enumerate(row.cells) if not is_blank(cell)
    ]
    for index, text in texts[:4]:
        word, _, rest = text.partition(":")
        for key, names in _FIGURES.items():
            if word not in names:
                continue
            places = [columns["name"], columns["value"], *range(index + 1, len(row.cells))]
            if key == "units" and "quantity" in columns:
                places.insert(0, columns["quantity"])
            own = _number(rest) if rest else None
            cells = (_cell(row, place) for place in places if place != index)
            value = (
                own if own is not None else next((n for c in cells if (n := _number(c)) is not None), None)
            )
            if value is not None:
                yield key, str(value)


def _named(above: Sequence[str], sheet: str) -> dict[str, CellValue]:
    """Fund and day from the lines above the tree and the sheet's name (a text file's is the file's)."""
    found: dict[str, CellValue] = {}
    for text in (*above, sheet):
        if "on" not in found and (day := _day(text)) is not None:
            found["on"] = day
        if "product_code" not in found and (code := _FUND_CODE.search(text.upper())):
            found["product_code"] = code[1]
        bare = _TITLES.sub("", _WRITTEN_DATE.sub("", text))
        name = _FUND_NAME.search(re.sub(r"[:：]", " ", bare))
        if "product" not in found and name and len(name[1]) > 3:
            found["product"] = name[1]
    return found


def _day(text: str) -> date | None:
    written = _WRITTEN_DATE.search(text)
    if written is None:
        return None
    found = read_date(f"{written[1]}-{written[2]}-{written[3]}", today=date(2999, 1, 1))
    return found.value


def _paid_in(accounts: Sequence[Account]) -> str | None:
    """The units by the account of paid-in capital: its quantity, else its value."""
    own = next((account for account in accounts if account.code == _PAID_IN), None)
    amount = (own.quantity or own.value) if own else None
    return str(abs(amount)) if amount is not None else None


def _cell(row: Row, index: int) -> CellValue:
    return row.cells[index] if index < len(row.cells) else None


def _number(cell: CellValue) -> Decimal | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return None
        return Decimal(int(cell)) if cell == int(cell) else Decimal(repr(cell))
    text = plain(as_typed(cell)).replace(",", "").replace(" ", "").rstrip("%")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _line(account: Account) -> list[str | None]:
    numbers = (account.quantity, account.cost, account.price, account.value, account.share)
    return [account.code, account.name, *(str(n) if n is not None else None for n in numbers)]


def _lines(cell: CellValue, _: Context) -> Parsed:
    if is_blank(cell):
        return NOTHING
    try:
        return Parsed(orjson.loads(as_typed(cell)))
    except orjson.JSONDecodeError:
        return Parsed(code="bad_option")


def _words(cell: CellValue, _: Context) -> Parsed:
    return Parsed(plain(as_typed(cell)) or None)


LINES: Final = CellKind("lines", "科目", "accounts", _lines, is_stable=False)
MISFITS: Final = CellKind("misfits", "不符科目", "accounts that do not add up", _words)
COLUMNS: Final = (
    *FUND,
    Column("on", PAST_DATE, "估值日期", "Valued on", words("日期|估值日|净值日期"), is_required=True),
    Column(
        "unit", PRICE, "单位净值", "Unit NAV", words("今日单位净值|基金单位净值|份额净值"), is_required=True
    ),
    Column("cumulative", PRICE, "累计净值", "Cumulative NAV", words("累计单位净值")),
    Column("net_assets", SIGNED_MONEY, "资产净值", "Net assets", words("基金资产净值"), is_required=True),
    Column("units", UNITS, "基金份额", "Units", words("实收资本|实收基金|份额"), is_required=True),
    Column("total_assets", SIGNED_MONEY, "资产合计", "Total assets", words("资产类合计")),
    Column("total_liabilities", SIGNED_MONEY, "负债合计", "Total liabilities", words("负债类合计")),
    Column("lines", LINES, "科目明细", "Accounts"),
    Column("misfits", MISFITS, "不符科目", "Accounts that do not add up"),
)


def settle_book(draft: Draft, _: Context) -> None:
    """Assets less liabilities are the net assets, those over the units the NAV; accounts add up to their parents."""
    values = draft.values
    if values.pop("misfits", None):
        draft.report("misfits", "tree_differs")
    assets, debts, net = (
        Decimal(values[key]) if values.get(key) is not None else None
        for key in ("total_assets", "total_liabilities", "net_assets")
    )
    if assets is not None and debts is not None and net is not None and abs(assets - debts - net) > _CENT:
        draft.report("net_assets", "net_assets_differ")
    units, unit = values.get("units"), values.get("unit")
    if net is None or units is None or unit is None:
        return
    if Decimal(units) == 0:
        draft.refuse("units", "not_positive")
    elif abs(net / Decimal(units) - Decimal(unit)) > _NAV_AGREES:
        draft.report("unit", "nav_differs")


VALUATIONS: Final = SheetKind(
    key="valuations",
    zh="估值表",
    en="Custodian's valuation",
    columns=COLUMNS,
    rules=(settle_book,),
    evidence=("unit", "net_assets"),
    unfold=unfold,
    identity=(("product_code", "product"), "on"),
    one_of=NAMED_FUND,
)
