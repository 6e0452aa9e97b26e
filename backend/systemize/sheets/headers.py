"""Headers brought to fields: Chinese and English words, with units, stars, brackets and line breaks around them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from backend.platform.errors import bad_input
from backend.systemize.chinese_numbers import unit_in
from backend.systemize.names import simplified
from backend.systemize.plain_text import compact, plain
from backend.systemize.sheets.columns import Column, SheetKind
from backend.systemize.sheets.number_cells import PERCENT
from backend.systemize.sheets.plans import LEAVE_OUT
from backend.systemize.sheets.workbooks import column_letter

_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[(（\[【].*$")
_ORNAMENTS = re.compile(r"[\s*★☆※:：#_\-.·、,，?？\"'“”]+")
_WHOSE = re.compile(r"^(?:客户|投资者|投资人|委托人|client|customer|investor)(?=.)")
_UNIT_AT_END = re.compile(r"/?(?:人民币)?(?:百万|千万|万|亿|千)?元$|/(?:万|亿)$|cny$|rmb$")
_UNITS_OF_SHARES = re.compile(r"[(（\[/](千万|百万|万|亿)份")
_SHARES = {"万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_MAX_HEADER = 40
# Characters of headers in traditional script that no name has.
_TRADITIONAL = str.maketrans(
    "戶號碼機電話證類資產規風險級經備註業標籤認購別郵聯繫稱總額質屬測評偏傾說狀態",
    "户号码机电话证类资产规风险级经备注业标签认购别邮联系称总额质属测评偏倾说状态",
)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the sheet that feeds a field. header: as it stands; unit: named in it, or None."""

    index: int
    column: Column
    header: str
    unit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """columns: in the order of the sheet; unmapped: headers that feed no field, as they stand."""

    columns: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]


def map_headers(
    headers: Sequence[str], kind: SheetKind, mapping: Mapping[str, str | None] | None = None, sheet: str = ""
) -> HeaderMap:
    """The fields that the headers of a sheet name.

    headers: by column from 0, "" where there is none. mapping: as of a `Plan`, wins over the words; None means the
    column is left out on purpose. Each field is fed once, those that were chosen first; a second column goes to the
    field's overflow or is unmapped. Raises Refused (BAD_USER_INPUT) on an unknown field.
    """
    chosen = _chosen(mapping or {}, kind)
    there = [(index, header) for index, header in enumerate(headers) if header.strip()]
    names = {
        index: next((name for name in _names_of(sheet, index, header) if name in chosen), None)
        for index, header in there
    }
    left_out = {key for key in kind.by_key if f"{LEAVE_OUT}{key}" in chosen}
    reserved = {key for name in names.values() if name is not None and (key := chosen[name])}
    mapped: list[MappedColumn] = []
    unmapped: list[str] = []
    taken: set[str] = set(left_out)
    for index, header in there:
        name = names[index]
        key = chosen[name] if name is not None else field_of(header, kind)
        if (name is not None and key is None) or key in left_out:
            continue
        no_more = taken if name is not None else taken | reserved
        free = next((k for k in (key, *kind.by_key[key].overflow) if k not in no_more), None) if key else None
        if free is None:
            unmapped.append(plain(header))
        else:
            taken.add(free)
            column = kind.by_key[free]
            mapped.append(MappedColumn(index, column, plain(header), _unit_in(header, column)))
    return HeaderMap(tuple(mapped), tuple(unmapped))


def _names_of(sheet: str, index: int, header: str) -> tuple[str, ...]:
    """What a mapping may call a column, the most exact first."""
    page, letters, word = compact(sheet), f"#{column_letter(index).lower()}", compact(header)
    return f"{page}!{letters}", f"{page}!{word}", letters, word


def _unit_in(header: str, column: Column) -> Decimal | None:
    """What a bare number below a header counts in, as the header says."""
    if "unit" not in column.cell.adjustable:
        return None
    if column.cell.key == "rate":
        return PERCENT if "%" in compact(header) else None
    shares = _UNITS_OF_SHARES.search(header)
    return Decimal(_SHARES[shares[1]]) if shares else unit_in(header)


def fingerprint_of(headers: Sequence[str]) -> str:
    """What names a header row whatever the order of its columns: its words, sorted."""
    return "\n".join(sorted({compact(header) for header in headers if header.strip()}))


def field_of(header: str, kind: SheetKind) -> str | None:
    """The field a header names by its words, or None."""
    if len(header) > _MAX_HEADER * 2:
        return None
    words = _words(kind)
    return next((words[form] for form in _forms(header) if form in words), None)


def _forms(header: str) -> list[str]:
    """The header from most to least exact: whole, without brackets, unit, "客户", each side of a slash."""
    whole = simplified(compact(header)).translate(_TRADITIONAL)
    bare = _ORNAMENTS.sub("", _BRACKETS.sub("", whole))
    without_unit = _UNIT_AT_END.sub("", bare)
    forms = [whole, _ORNAMENTS.sub("", whole), bare, without_unit, _WHOSE.sub("", without_unit)]
    for part in re.split(r"[/|\\]", without_unit) if "/" in without_unit or "|" in without_unit else ():
        forms += [part, _WHOSE.sub("", part)]
    return [form for form in forms if form]


@lru_cache(maxsize=16)
def _words(kind: SheetKind) -> dict[str, str]:
    """Field by each of its words, compared without blanks and case; a field's key is a word too."""
    words: dict[str, str] = {}
    for column in kind.columns:
        for word in (column.key, column.zh, *column.headers):
            words.setdefault(word_of(word), column.key)
    return words


def word_of(word: str) -> str:
    """A word of a field as headers are compared with it."""
    return _ORNAMENTS.sub("", simplified(compact(word)))


def _chosen(mapping: Mapping[str, str | None], kind: SheetKind) -> dict[str, str | None]:
    if any(key is not None and key not in kind.by_key for key in mapping.values()):
        raise bad_input("mapping", "unknown")
    return {compact(header): key for header, key in mapping.items()}
