"""How a cell of a firm's own field is read: by its kind, then checked as a value written by hand is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from backend.book import custom_sealed
from backend.book.custom_fields import NUMERIC, POINTING, CustomField
from backend.book.custom_values import kept_value
from backend.book.imports.owners import Staff
from backend.platform.errors import Refused
from backend.systemize import lunar
from backend.systemize.fields import Kind
from backend.systemize.plain_text import compact, is_placeholder, plain, without_guard
from backend.systemize.regions import cities, city_code_of, province_code_of, provinces
from backend.systemize.sheets import cell_parsers as cells
from backend.systemize.sheets import number_cells as numbers
from backend.systemize.sheets.columns import Adjustment, CellKind, Choice, Context, Parse, Parsed
from backend.systemize.sheets.kinds.client_options import YES_NO
from backend.systemize.sheets.workbooks import CellValue, as_typed, is_blank

_BETWEEN: Final = re.compile(r"[,，、;；|\n\r]+")
_UNIT: Final[frozenset[Adjustment]] = frozenset({"unit"})
_ORDER: Final[frozenset[Adjustment]] = frozenset({"date_order"})
CODES: Final[Mapping[str, str]] = {
    "required": "missing",
    "number": "bad_number",
    "decimals": "too_precise",
    "range": "out_of_range",
    "date": "bad_date",
    "lunar_date": "bad_lunar_date",
    "choice": "bad_option",
    "value_kind": "bad_option",
    "unknown": "staff_unclear",
    "bad_text": "bad_text",
    "too_long": "too_long",
    "masked_value": "bad_code",
}
"""The book's words for what is wrong with a value, in the words of sheets."""
_NAMES: Final[Mapping[Kind, tuple[str, str, str]]] = {
    # Sheets ask for money by this key where a unit stands above the table.
    Kind.MONEY: ("signed_money", "金额（元）", "amount in CNY"),
    Kind.NUMBER: ("number", "数值", "number"),
    Kind.PERCENT: ("percent", "百分比", "per cent"),
    Kind.TEXT: ("word", "短文本", "short text"),
    Kind.LONG_TEXT: ("text", "文本", "text"),
    Kind.DATE: ("any_date", "日期（可晚于今天）", "date, also ahead"),
    Kind.CHOICE: ("choice", "选项", "one of"),
    Kind.CHOICES: ("choices", "选项，可多个，用顿号分隔", "some of, with commas between"),
    Kind.BOOLEAN: ("choice", "是或否", "yes or no"),
    Kind.USER: ("user", "员工姓名、拼音或邮箱", "name, pinyin or e-mail of a member of staff"),
    Kind.REGION: ("region", "省份或城市", "province or city"),
    Kind.LUNAR: ("lunar", "农历日期，可不写年份", "day of the lunar calendar, also without a year"),
    Kind.CLIENT: ("record", "客户姓名", "name of a client"),
    Kind.SEALED: ("sealed_word", "号码或文本（加密保存）", "number or text, kept sealed"),
    Kind.PRODUCT: ("record", "产品代码或名称", "code or name of a product"),
    Kind.FILE: ("file", "留空；文件在客户页面上传", "leave empty; files are sent up on the client's page"),
}


def cell_kind(field: CustomField, staff: Staff) -> CellKind:
    """How the column of a field is read. staff: whom a name in a cell of the kind `user` can mean."""
    kind = Kind(field.kind)
    key, zh, en = _NAMES[kind]
    choices: tuple[Choice, ...] = ()
    if kind in (Kind.CHOICE, Kind.CHOICES):
        choices = tuple(
            Choice(each["value"], (each["zh"], each["en"], each["value"])) for each in field.options
        )
    elif kind is Kind.BOOLEAN:
        choices = YES_NO
    return CellKind(
        key,
        zh,
        en,
        _checked(field, _reading(field, kind, staff, choices)),
        _UNIT if kind in NUMERIC else _ORDER if kind is Kind.DATE else frozenset(),
        choices,
        is_stable=kind is not Kind.CHOICES,
    )


def _reading(field: CustomField, kind: Kind, staff: Staff, choices: tuple[Choice, ...]) -> Parse:
    match kind:
        case Kind.CHOICE:
            return cells.choice(_words(choices))
        case Kind.CHOICES:
            return partial(_several, _words(choices))
        case Kind.BOOLEAN:
            return cells.choice({word: choice.value for choice in YES_NO for word in choice.words})
        case Kind.USER:
            return partial(_person, staff)
        case _:
            return _PLAIN[kind]


def _words(choices: Iterable[Choice]) -> dict[str, object]:
    """The value of each word; of two choices with one word, the first. A key says its own choice in any case."""
    found: dict[str, object] = {}
    for choice in choices:
        for word in choice.words[:-1]:
            found.setdefault(word, choice.value)
    return found | {str(choice.value): choice.value for choice in choices}


def _checked(field: CustomField, parse: Parse) -> Parse:
    """The cell's value as the book keeps it. A retired option is read: who has it may keep it."""
    retired = {each["value"] for each in field.options if each.get("retired")}

    def checked(cell: CellValue, context: Context) -> Parsed:
        found = parse(cell, context)
        if found.value is None or field.kind in POINTING:
            return found
        before = [*retired] if field.kind == Kind.CHOICES else found.value if found.value in retired else None
        try:
            value = kept_value(field, found.value, before)
        except Refused as refusal:
            return Parsed(code=CODES.get(str(refusal.params.get("problem")), "bad_option"))
        worn = retired.intersection(value if isinstance(value, list) else [value])
        return Parsed(value, "option_retired" if worn else found.code)

    return checked


def _number(cell: CellValue, context: Context) -> Parsed:
    """Exact text without needless noughts; a computed cell is rounded to the places that numbers can have at all."""
    found = numbers.signed_number(cell, context)
    return found if found.value is None else Parsed(_bare(found.value), found.code)


def _percent(cell: CellValue, context: Context) -> Parsed:
    """Per cent: 12.5, "12.5%"; where the column counts in ratios, somebody says so (the unit 100)."""
    if isinstance(cell, str):
        text = plain(without_guard(cell))
        if text.endswith("%"):
            return _number(text[:-1], Context(context.today))
    return _number(cell, context)


def _bare(text: str) -> str:
    bare = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if Decimal(bare) == 0 else bare


def _secret(cell: CellValue, context: Context) -> Parsed:
    """A number or text as it was typed; of a number that the sheet kept as one, the last digits may be gone."""
    found = cells.code(cell, context) if isinstance(cell, int | float) else cells.word(cell, context)
    return found if found.value is None else Parsed(str(found.value), found.code)


def _several(words: Mapping[str, object], cell: CellValue, _: Context) -> Parsed:
    """The options that a cell names, with any of the usual signs between; a word of a single option may hold one."""
    if is_blank(cell):
        return cells.NOTHING
    forms = {compact(word): value for word, value in words.items()}
    text = as_typed(cell)
    pieces = [text] if compact(text) in forms else [piece for piece in _BETWEEN.split(text) if piece.strip()]
    found = []
    for piece in pieces:
        parts = [piece] if compact(piece) in forms else piece.split("/")
        for part in map(compact, parts):
            if part in forms:
                found.append(forms[part])
            elif not is_placeholder(part):
                return Parsed(code="bad_option")
    return Parsed(list(dict.fromkeys(found))) if found else cells.NOTHING


def _person(staff: Staff, cell: CellValue, context: Context) -> Parsed:
    named = cells.name(cell, context)
    if named.value is None:
        return named
    found, _doubt = staff.called(named.value)
    return Parsed(str(found.id)) if found is not None else Parsed(code="staff_unclear")


def _region(cell: CellValue, context: Context) -> Parsed:
    """A province where its name stands alone, else the city, else the province of what is written."""
    word = cells.word(cell, context)
    if word.value is None:
        return word
    text = str(word.value)
    if text in provinces() or text in cities():
        return Parsed(text)
    for province in provinces().values():
        if text in (province.name, province.zh, province.en):
            return Parsed(province.code)
    code = city_code_of(text) or province_code_of(text)
    return Parsed(code) if code else Parsed(code="bad_option")


def _lunar(cell: CellValue, context: Context) -> Parsed:
    """As people write it: 农历六月十五, 1956-6-15. A cell that the sheet itself has as a day is one of the sun."""
    word = cells.word(cell, context)
    if word.value is None or not isinstance(cell, str):
        return word if word.value is None else Parsed(code="bad_lunar_date")
    try:
        return Parsed(lunar.written(str(word.value)).text)
    except ValueError:
        return Parsed(code="bad_lunar_date")


def _file(cell: CellValue, _: Context) -> Parsed:
    """A sheet holds no files: names of some, as an export writes them, are refused rather than taken for them."""
    return cells.NOTHING if is_blank(cell) else Parsed(code="file_by_hand")


_PLAIN: Final[Mapping[Kind, Parse]] = {
    Kind.TEXT: cells.word,
    Kind.LONG_TEXT: cells.text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _percent,
    Kind.DATE: cells.any_date,
    Kind.REGION: _region,
    Kind.LUNAR: _lunar,
    Kind.CLIENT: cells.word,
    Kind.PRODUCT: cells.word,
    Kind.SEALED: _secret,
    Kind.FILE: _file,
}


def in_words(field: CustomField, value: Any, people: Mapping[str, str]) -> str:
    """A value in words for a comparison of before and after. people: names by id."""
    if isinstance(value, Mapping):
        return str(custom_sealed.told(value))
    if isinstance(value, list):
        return "、".join(in_words(field, each, people) for each in value)
    if field.kind in POINTING:
        return people.get(str(value), "")
    if field.kind == Kind.LUNAR:
        return lunar.in_chinese(lunar.read(value))
    if field.kind == Kind.REGION:
        region = provinces().get(value) or cities().get(value)
        return region.zh if region else str(value)
    return str(value)
