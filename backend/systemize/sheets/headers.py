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

_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[(（\[【].*$")
_ORNAMENTS = re.compile(r"[\s*★☆※:：#_\-.·、,，?？\"'“”]+")
_WHOSE = re.compile(r"^(?:客户|投资者|投资人|委托人|client|customer|investor)(?=.)")
_UNIT_AT_END = re.compile(r"/?(?:人民币)?(?:百万|千万|万|亿|千)?元$|/(?:万|亿)$|cny$|rmb$")
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

    headers: by column from 0, "" where there is none. mapping: field by header text (or "sheet!header"), which
    wins over the words; None means the column is left out on purpose. Each field is fed once; a second column
    goes to the field's overflow or is unmapped. Raises Refused (BAD_USER_INPUT) on an unknown field.
    """
    chosen = _chosen(mapping or {}, kind)
    by_key = {column.key: column for column in kind.columns}
    mapped: list[MappedColumn] = []
    unmapped: list[str] = []
    taken: set[str] = set()
    for index, header in enumerate(headers):
        if not header.strip():
            continue
        word = compact(header)
        given = next((key for key in (f"{compact(sheet)}!{word}", word) if key in chosen), None)
        if given is not None and chosen[given] is None:
            continue
        key = chosen[given] if given is not None else field_of(header, kind)
        free = next((k for k in (key, *by_key[key].overflow) if k not in taken), None) if key else None
        if free is None:
            unmapped.append(plain(header))
        else:
            taken.add(free)
            mapped.append(MappedColumn(index, by_key[free], plain(header), unit_in(header)))
    return HeaderMap(tuple(mapped), tuple(unmapped))


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
            words.setdefault(_ORNAMENTS.sub("", simplified(compact(word))), column.key)
    return words


def _chosen(mapping: Mapping[str, str | None], kind: SheetKind) -> dict[str, str | None]:
    known = {column.key for column in kind.columns}
    if any(key is not None and key not in known for key in mapping.values()):
        raise bad_input("mapping", "unknown")
    return {compact(header): key for header, key in mapping.items()}
