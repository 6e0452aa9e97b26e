"""Where the table of a sheet is: title lines, a header of one or two storeys, and which rows are no data."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend.systemize.chinese_numbers import unit_in
from backend.systemize.plain_text import compact, plain
from backend.systemize.sheets.columns import SheetKind
from backend.systemize.sheets.headers import HeaderMap, field_of, map_headers
from backend.systemize.sheets.workbooks import Row, Sheet, as_typed, is_blank

# How many rows with a value may stand before the header.
_SEARCHED_ROWS = 12
_FORM_ROWS = 6
_LONGEST_NAME = 24
_MANY_DIGITS = re.compile(r"\d{4}")
_TOTAL = re.compile(
    r"(?:.{0,16}(?:合计|小计|总计|总合计|累计|汇总|共计)|(?:grand|sub)?total|sum)(?:[(（].*[)）])?"
    r"[:：]?[\d\s,.，、]*(?:人|户|位|名|笔|条|万元|亿元|元|万|亿|clients?|rows?)?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|制表|制单|填表|编制|审核|复核|审批|批准|经办|负责人签|签字|签名|签章|盖章|打印|导出|数据来源|"
    r"截至|截止|(?:填报|统计|更新|报表|数据|制表)?(?:日期|时间)[:：]|单位[:：]|机密|内部资料|第\s*\d+\s*页|共\s*\d+\s*[页条户人]|page\s*\d|note|remark|"
    r"prepared by|reviewed by|source|printed|exported|as of|confidential|\*|※|①|\d+[、.]\s*\D{8,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet.

    header_rows: one or two row numbers; headers: text by column; map: fields; unit: named above the table
    ("单位：万元") or None; titles: texts above the header; above: rows before the header; data: rows after it.
    """

    header_rows: tuple[int, ...]
    headers: tuple[str, ...]
    map: HeaderMap
    unit: Decimal | None
    titles: frozenset[str]
    above: Sequence[Row]
    data: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Candidate:
    position: int
    storeys: int
    headers: tuple[str, ...]
    fields: int


def find_tables(
    sheet: Sheet,
    kind: SheetKind,
    mapping: Mapping[str, str | None] | None = None,
    header_row: int | None = None,
) -> list[Table]:
    """The tables of a sheet from top to bottom, mostly one; none in read-me sheets, option lists, form cards.

    header_row: the number of the row where a person says that the (first) header begins.
    """
    searched = range(min(_SEARCHED_ROWS, len(sheet.rows)))
    if header_row is not None:
        searched = range(*_position_of(sheet, header_row))
    candidates = [
        candidate for position in searched for candidate in _candidates(sheet, position, kind, mapping)
    ]
    best = max(candidates, key=lambda found: (found.fields, -found.storeys, -found.position), default=None)
    if best is None or (header_row is None and (not _is_header(best, kind) or _is_form(sheet, best, kind))):
        return []
    tables = [_table(sheet, best, 0, kind, mapping)]
    for position in range(best.position + best.storeys, len(sheet.rows)):
        if _is_other_header(sheet.rows[position], tables[-1], kind):
            begins = len(sheet.rows) - len(tables[-1].data)
            tables[-1] = replace(tables[-1], data=sheet.rows[begins:position])
            found = _Candidate(position, 1, _texts(sheet.rows[position]), 0)
            tables.append(_table(sheet, found, position, kind, mapping))
    return tables


def _position_of(sheet: Sheet, number: int) -> tuple[int, int]:
    """The range of positions of the row with a number; empty when it has no value."""
    position = bisect_left(sheet.rows, number, key=lambda row: row.number)
    is_there = position < len(sheet.rows) and sheet.rows[position].number == number
    return position, position + is_there


def _table(
    sheet: Sheet, found: _Candidate, begins: int, kind: SheetKind, mapping: Mapping[str, str | None] | None
) -> Table:
    """The table whose header was found; begins: the position of the first row that belongs to it."""
    end = found.position + found.storeys
    above = sheet.rows[begins : found.position]
    cells = [cell for row in above for cell in row.cells if not is_blank(cell)]
    return Table(
        header_rows=tuple(row.number for row in sheet.rows[found.position : end]),
        headers=found.headers,
        map=map_headers(found.headers, kind, mapping, sheet.name),
        unit=next((unit for cell in cells if (unit := _stated_unit(as_typed(cell)))), None),
        titles=frozenset(plain(as_typed(cell)) for cell in cells),
        above=above,
        data=sheet.rows[end:],
    )


def _candidates(
    sheet: Sheet, position: int, kind: SheetKind, mapping: Mapping[str, str | None] | None
) -> Iterator[_Candidate]:
    """The header that the row at a position makes alone, and with the row below it."""
    row = sheet.rows[position]
    if any(isinstance(cell, int | float | date) and not isinstance(cell, bool) for cell in row.cells):
        return
    upper = _texts(row)
    yield _Candidate(position, 1, upper, len(map_headers(upper, kind, mapping, sheet.name).columns))
    below = sheet.rows[position + 1] if position + 1 < len(sheet.rows) else None
    if below is None or below.number != row.number + 1 or not _is_second_storey(sheet, row, below):
        return
    both = _storeys(sheet, row, below, kind)
    yield _Candidate(position, 2, both, len(map_headers(both, kind, mapping, sheet.name).columns))


def _is_second_storey(sheet: Sheet, upper: Row, lower: Row) -> bool:
    """True when the lower row can be the second storey of a header: short texts, under groups or beside blanks."""
    texts = [cell for cell in lower.cells if not is_blank(cell)]
    if not all(isinstance(cell, str) and len(cell) <= _LONGEST_NAME for cell in texts):
        return False
    if any(_MANY_DIGITS.search(str(cell)) for cell in texts):
        return False
    joined = [span for span in sheet.merged if span.top == upper.number]
    if any(
        span.bottom == lower.number or (span.right > span.left and span.bottom == span.top) for span in joined
    ):
        return True
    return sum(not is_blank(cell) for cell in upper.cells) < len(upper.cells) or len(texts) < len(upper.cells)


def _storeys(sheet: Sheet, upper: Row, lower: Row, kind: SheetKind) -> tuple[str, ...]:
    """One header a column: the lower text where it names a field or stands alone, else group and text together."""
    above, below = list(_texts(upper)), list(_texts(lower))
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    for span in sheet.merged:
        if span.top <= upper.number <= span.bottom and span.left < width:
            above[span.left : span.right + 1] = [above[span.left]] * (min(span.right + 1, width) - span.left)
    return tuple(_one_header(group, text, kind) for group, text in zip(above, below, strict=True))


def _one_header(group: str, text: str, kind: SheetKind) -> str:
    if not text or not group:
        return text or group
    return (
        text
        if field_of(text, kind)
        else next((joined for joined in (group + text, group) if field_of(joined, kind)), f"{group}/{text}")
    )


def _is_header(found: _Candidate, kind: SheetKind) -> bool:
    """True when a row names two fields, or one field that each row needs."""
    required = {column.key for column in kind.columns if column.is_required}
    return found.fields >= 2 or (
        found.fields == 1 and any(field_of(h, kind) in required for h in found.headers)
    )


def _is_form(sheet: Sheet, best: _Candidate, kind: SheetKind) -> bool:
    """True for a card with labels beside values: the rows below the "header" name other fields."""
    fields = {field_of(header, kind) for header in best.headers}
    labels = 0
    for row in sheet.rows[best.position + best.storeys :][:_FORM_ROWS]:
        texts = _texts(row)
        words = [field for text in texts if (field := field_of(text, kind))]
        others = set(words) - fields
        # A form has a value to each label; where nearly all are labels, another table begins.
        filled = sum(bool(text) for text in texts)
        if len(others) >= 2 and filled * 4 <= len(words) * 10 < filled * 8:
            return True
        labels += bool(others) and bool(field_of(next(filter(None, texts), ""), kind))
    return labels >= 2


def _is_other_header(row: Row, table: Table, kind: SheetKind) -> bool:
    """True for the header of another table below: nearly all texts name fields, in another order."""
    # Only headers begin with two words that name fields: nearly every row of data is told by its first cells.
    first = [cell for cell in row.cells if not is_blank(cell)][:3]
    if len(first) < 3 or not all(isinstance(cell, str) and len(cell) <= _LONGEST_NAME for cell in first):
        return False
    if (
        any(_MANY_DIGITS.search(str(cell)) for cell in first)
        or sum(bool(field_of(str(c), kind)) for c in first) < 2
    ):
        return False
    texts = [(index, text) for index, text in enumerate(_texts(row)) if text]
    named = {field for _, text in texts if (field := field_of(text, kind))}
    return len(named) >= 3 and len(named) * 10 >= len(texts) * 8 and not _repeats(texts, table.headers)


def _begins_like(row: Row, headers: tuple[str, ...]) -> bool:
    """True when one of the first cells repeats its header: the cheap half of `_repeats`."""
    return any(
        cell and cell == headers[index] for index, cell in enumerate(row.cells[: min(6, len(headers))])
    )


def _repeats(texts: Sequence[tuple[int, str]], headers: tuple[str, ...]) -> bool:
    """True for the header printed again: at least two texts, and most of them, equal their header."""
    same = sum(index < len(headers) and compact(text) == compact(headers[index]) for index, text in texts)
    return same >= min(2, len(texts)) and same * 2 > len(texts)


def _texts(row: Row) -> tuple[str, ...]:
    """The cells as text, "" where blank."""
    return tuple("" if is_blank(cell) else as_typed(cell) for cell in row.cells)


def _stated_unit(text: str) -> Decimal | None:
    """The unit a line above a table states for it, "单位：万元", or None."""
    return unit_in(text) if re.search(r"单位|万元|亿元", text) else None


def skip_code(row: Row, table: Table, has_evidence: bool, is_wide: bool) -> str | None:
    """Why a row after the header is no data: `blank`, `repeated_header`, `title`, `total`, `note`; None for data.

    has_evidence: the row has a value in a column that only data have (a phone, an identity number). is_wide: a
    cell of the row is merged over several columns.
    """
    if has_evidence and not _begins_like(row, table.headers):
        return None
    texts = [(index, plain(as_typed(cell))) for index, cell in enumerate(row.cells) if not is_blank(cell)]
    if not texts:
        return "blank"
    if _repeats(texts, table.headers):
        return "repeated_header"
    if has_evidence:
        return None
    first = texts[0][1]
    if any(_TOTAL.fullmatch(text) for _, text in texts[:3]):
        return "total"
    if _NOTE.match(first) or (len(texts) == 1 and len(first) > _LONGEST_NAME):
        return "note"
    return "title" if len(texts) == 1 and (is_wide or first in table.titles) else None


def above_code(row: Row) -> str:
    """What a row before the header is: `title`, or `note` (a unit, a date, a warning)."""
    texts = [plain(as_typed(cell)) for cell in row.cells if not is_blank(cell)]
    if not texts:
        return "blank"
    return "note" if _NOTE.match(texts[0]) or _stated_unit(texts[0]) else "title"
