"""A believable workbook of a firm that kept its clients in Excel for years, with what a check must say of it.

python -m tests.workbooks.messy_clients /tmp/clients.xlsx 10000
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from tests.workbooks.identities import a_birthday, a_mobile, a_name, resident_number, wrong_check_digit

MANAGERS = ("沈一鸣", "陆嘉禾", "顾清和")
HEADERS = (
    *("序号", "客户姓名", "手机号码", "证件号码", "出生\n日期", "性别", "所在城市", "持仓规模\n（万元）"),
    *("风险等级", "是否合格投资者", "首次认购日期", "佣金比例", "客户经理", "备注"),
)
_PAGE = 250
_CHINESE_DIGITS = "〇一二三四五六七八九"


@dataclass
class Person:
    """A row before it is made messy; code: the refusal it will meet, or None."""

    serial: int
    name: str
    mobile: object
    number: object
    born: object
    gender: str
    amount: object
    level: str
    qualified: str
    since: object
    note: str = ""
    code: str | None = None


@dataclass
class _Sheet:
    """The sheet being written and what it must give."""

    book: Any
    sheet: Any
    formats: dict[str, Any]
    row: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    duplicates: list[list[int]] = field(default_factory=list)


def write_messy_clients(
    path: str | Path, rows: int = 10_000, seed: int = 1, managers: Sequence[str] = MANAGERS
) -> dict[str, Any]:
    """Write the workbook and return what a check must find.

    rows: clients, good and bad. Returns `accepted`, `rejected`, `skipped` (counts of rows), `refusals` (rows by
    code), `duplicates` (pairs of row numbers), `managers` (accepted rows by name), `sheet`, `unmapped`.
    The same arguments give the same cells.
    """
    random = Random(seed)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("客户总表")
    out = _Sheet(book, sheet, _formats(book))
    _write_head(out)
    owners: Counter[str] = Counter()
    given: set[str] = set()
    for start in range(0, rows, _PAGE):
        page = [_person(random, serial, given) for serial in range(start, min(start + _PAGE, rows))]
        _repeat_some(random, page)
        manager = managers[(start // _PAGE) % len(managers)]
        owners[manager] += _write_page(out, page, manager)
    _write_foot(out)
    readme = book.add_worksheet("填表说明")
    readme.write(0, 0, "本表由各客户经理每月更新，请勿删除列。")
    book.add_worksheet("Sheet3")
    book.close()
    return {
        **{status: out.counts[status] for status in ("accepted", "rejected", "skipped")},
        "refusals": dict(out.refusals),
        "duplicates": out.duplicates,
        "managers": dict(owners),
        "sheet": "客户总表",
        "unmapped": ["序号", "佣金比例"],
    }


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "align": "center", "font_size": 16}),
        "date": book.add_format({"num_format": "yyyy/m/d"}),
        "middle": book.add_format({"valign": "vcenter"}),
        "shade": book.add_format({"bg_color": "#F2F2F2"}),
    }


def _write_head(out: _Sheet) -> None:
    out.sheet.merge_range(0, 0, 0, len(HEADERS) - 1, "星野私募客户信息汇总表", out.formats["title"])
    out.sheet.write(1, 0, "单位：万元    填报日期：2026-06-30")
    _write_header(out, 3)
    out.sheet.set_column(11, 11, None, None, {"hidden": True})
    out.counts["skipped"] += 3  # title, unit, blank
    out.row = 4


def _write_header(out: _Sheet, row: int) -> None:
    for column, header in enumerate(HEADERS):
        out.sheet.write(row, column, header, out.formats["title"])


def _write_page(out: _Sheet, page: Sequence[Person], manager: str) -> int:
    """The rows of one manager, his name merged over them, a subtotal and the header again; accepted rows."""
    first, accepted = out.row, 0
    for person in page:
        _write_person(out, person)
        accepted += person.code is None
    if len(page) > 1:
        out.sheet.merge_range(first, 12, out.row - 1, 12, manager, out.formats["middle"])
    else:
        out.sheet.write(first, 12, manager)
    out.sheet.write(out.row, 1, f"小计（{len(page)}人）", out.formats["shade"])
    out.sheet.write_formula(out.row, 7, f"=SUM(H{first + 1}:H{out.row})", None, 1234.5)
    _write_header(out, out.row + 2)
    out.counts["skipped"] += 3  # subtotal, blank, header again
    out.row += 3
    return accepted


def _write_person(out: _Sheet, person: Person) -> None:
    cells: list[object] = [
        person.serial + 1,
        person.name,
        person.mobile,
        person.number,
        person.born,
        person.gender,
    ]
    cells += ["上海", person.amount, person.level, person.qualified, person.since, 0.2, None, person.note]
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            out.sheet.write_datetime(out.row, column, cell, out.formats["date"])
        elif isinstance(cell, str):
            out.sheet.write_string(out.row, column, cell)
        elif cell is not None:
            out.sheet.write_number(out.row, column, cell)
    out.row += 1
    out.counts["rejected" if person.code else "accepted"] += 1
    if person.code:
        out.refusals[person.code] += 1
    if person.note.startswith("同"):
        out.duplicates.append([out.row - int(person.note[1:]), out.row])


def _write_foot(out: _Sheet) -> None:
    out.sheet.write(out.row, 1, "合计")
    out.sheet.write_number(out.row, 7, 9_999_999)
    out.sheet.write(out.row + 1, 0, "注：规模为上月末数据，仅供内部使用。")
    out.sheet.write(out.row + 2, 0, "制表：运营部")
    out.sheet.write(out.row + 2, 4, "审核：")
    out.counts["skipped"] += 3


def _person(random: Random, serial: int, given: set[str]) -> Person:
    """A client with the habits of many typists; every fiftieth or so cannot be accepted. given: numbers so far."""
    number = ""
    while not number or number in given:
        born, is_male = a_birthday(random), random.random() < 0.55
        number = resident_number(random, born, is_male)
    given.add(number)
    since = date(2016, 1, 4) + timedelta(days=random.randrange(3500))
    person = Person(
        serial=serial,
        name=_typed_name(random, a_name(random)),
        mobile=_typed_mobile(random, a_mobile(serial)),
        number=_typed_number(random, number),
        born=_typed_date(random, born),
        gender=random.choice(("男", "男性", "M") if is_male else ("女", "女性", "F")),
        amount=_typed_amount(random, random.randrange(100, 9000)),
        level=random.choice(("C1", "C2", "C3-稳健型", "稳健型", "Ｃ４", "C5（进取型）")),
        qualified=random.choice(("√", "是", "Y", "已认证", "×", "否", "")),
        since=_typed_date(random, since),
    )
    if random.random() < 0.02:
        random.choice(_SPOILERS)(person)
    return person


def _typed_name(random: Random, name: str) -> str:
    return random.choice((name, name, name, f"{name[0]}  {name[1:]}", f"\u3000{name}\u00a0", f"{name}\u200b"))


def _typed_mobile(random: Random, mobile: str) -> object:
    forms: tuple[object, ...] = (
        mobile,
        float(mobile),
        f"+86 {mobile}",
        f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
    )
    return random.choice((*forms, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}", f"'{mobile}", mobile, mobile))


def _typed_number(random: Random, number: str) -> str:
    return random.choice((number, number, f"'{number}", f"\t{number}", number.lower(), f" {number} "))


def _typed_date(random: Random, day: date) -> object:
    chinese = "".join(_CHINESE_DIGITS[int(digit)] for digit in f"{day:%Y}")
    return random.choice(
        (
            *(day, day, f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"),
            *(
                float(f"{day:%Y%m%d}"),
                f"{day:%Y%m%d}",
                f"{day:%Y-%m-%d}",
                f"{day.year}/{day.month}/{day.day}",
            ),
            *(f"{chinese}年{day.month}月{day.day}日", f"{day:%Y-%m-%d} 00:00:00"),
        )
    )


def _typed_amount(random: Random, ten_thousands: int) -> object:
    forms: tuple[object, ...] = (
        float(ten_thousands),
        f"{ten_thousands:,}",
        f"{ten_thousands}万",
        f"约{ten_thousands}万",
    )
    return random.choice(
        (*forms, f"{ten_thousands * 10_000:,}元", "/", "暂无", f"{ten_thousands / 10000}亿", "三百五十万元")
    )


def _spoil(code: str, **cells: object) -> Callable[[Person], None]:
    def spoil(person: Person) -> None:
        for key, value in cells.items():
            setattr(person, key, value)
        person.code = code

    return spoil


def _spoil_check_digit(person: Person) -> None:
    person.number = wrong_check_digit(str(person.number).strip(" \t'").upper())
    person.code = "bad_check_digit"


def _spoil_digits(person: Person) -> None:
    person.number = float(str(person.number).strip(" \t'").upper()[:15] + "000")
    person.code = "precision_lost"


_SPOILERS: tuple[Callable[[Person], None], ...] = (
    _spoil_check_digit,
    _spoil_digits,
    _spoil("bad_mobile", mobile="1690000001"),
    _spoil("precision_lost", mobile="1.69E+10"),
    _spoil("bad_date", since="2024-02-30"),
    _spoil("no_day", since="2024年3月"),
    _spoil("ambiguous_date", since="03/04/2024"),
    _spoil("future_date", since="2090-01-01"),
    _spoil("range", amount="300-500万"),
    _spoil("currency", amount="USD 100万"),
    _spoil("negative", amount=-20.0),
    _spoil("bad_number", amount="很多"),
    _spoil("missing", name=""),
)


def _repeat_some(random: Random, page: list[Person]) -> None:
    """Enter one of a hundred clients again some rows below, under another spelling of the name."""
    for place in range(0, len(page) - 20, 100):
        first, again = page[place], page[place + 20]
        if first.code is None and again.code is None:
            again.name = f"{first.name.strip()[0]} {first.name.strip()[1:].strip()}"
            again.number, again.born, again.gender = first.number, first.born, first.gender
            again.note = "同20"


if __name__ == "__main__":
    print(write_messy_clients(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
