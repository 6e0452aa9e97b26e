"""Amounts as Chinese firms write them: 350万, 1.2亿, 叁佰万元整, 约 300 万, ３，５００，０００.

Pure functions; amounts are `Decimal`, unknown is `None`, and nothing is guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from backend.systemize.plain_text import compact, is_placeholder, without_guard

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "弍": 2,
    "贰": 2,
    "貳": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
    "幺": 1,
    "○": 0,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = (("亿", 10**8), ("万", 10**4))
_UNITS = {
    "万亿": Decimal(10) ** 12,
    "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7,
    "百万": Decimal(10) ** 6,
    "十万": Decimal(10) ** 5,
    "万": Decimal(10) ** 4,
    "千": Decimal(1000),
    "百": Decimal(100),
    "元": Decimal(1),
}
_ALIASES = str.maketrans(
    {"億": "亿", "萬": "万", "圆": "元", "圓": "元", "块": "元", "w": "万", "−": "-", "–": "-"}
)
_HOME_CURRENCY = re.compile(r"人民币|人民幣|rmb|cny|[¥￥]")
_FOREIGN_CURRENCY = re.compile(
    r"美元|美金|美刀|港币|港元|港幣|欧元|英镑|日元|新币|澳元|加元|瑞郎|usd|hkd|eur|gbp|jpy|sgd|aud|cad|chf|us\$|hk\$|[$€£]"
)
_ABOUT = re.compile(
    r"^(?:大约|大概|约为|约|近|将近|接近|[~≈～])|(?:左右|上下|大概|约)$|(?<=[\d十百千万亿])[多余](?=[十百千万亿元]|$)"
)
_RANGE = re.compile(
    r"[\d十百千万亿元](?:-|—|~|～|至|到|、|/)+[\d一二三四五六七八九十]|以上|以下|以内|不低于|不少于|不超过|超过|大于|小于"
    r"|至少|最多|起$|[<>≥≤]|\+$"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d*)?")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_SEGMENT = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(万亿|亿|千万|百万|十万|万|千|百|元|$)")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says about an amount.

    value: in single units (CNY for money), or None when unknown or refused. has_unit: the cell named 万, 亿,
    元 itself. code: None, `approximate` (with a value), or why there is none: `bad_number`, `range`,
    `currency`, `negative`, `precision_lost`.
    """

    value: Decimal | None = None
    has_unit: bool = False
    code: str | None = None


def chinese_numeral(text: str) -> int | None:
    """The whole number a Chinese numeral or capital names, or None.

    "三百五十" is 350, "叁佰万" 3,000,000, "二〇二四" 2024, "一万五" 15,000 (the spoken form). No fractions.
    """
    if not text or any(ch not in _DIGITS and ch not in _SMALL and ch not in "亿万" for ch in text):
        return None
    if all(ch in _DIGITS for ch in text):
        return int("".join(str(_DIGITS[ch]) for ch in text))
    return _with_large_units(text)


def _with_large_units(text: str) -> int | None:
    """The value of a numeral with 亿 and 万, else of its last four places; None when it is no numeral."""
    for mark, size in _LARGE:
        head, found, tail = text.rpartition(mark)
        if found:
            left = _with_large_units(head) if head else None
            if left is None:
                return None
            if len(tail) == 1 and tail in _DIGITS:
                return left * size + _DIGITS[tail] * size // 10
            right = _with_large_units(tail) if tail else 0
            return None if right is None else left * size + right
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last_unit = 0, None, 10000
    for position, ch in enumerate(text):
        if ch in _DIGITS:
            if digit:  # two digits in a row, as in 三五百, are no number
                return None
            digit = _DIGITS[ch]
        else:
            unit = _SMALL[ch]
            if unit >= last_unit or (digit is None and not (unit == 10 and position == 0)):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
    spoken = digit and len(text) > 1 and text[-2] in _SMALL and last_unit > 10
    return total + (digit or 0) * (last_unit // 10 if spoken else 1)


def _arabic(text: str) -> tuple[Decimal, bool] | None:
    """Value and "a unit was named" of digits with units, largest unit first ("1亿2000万"); None when none."""
    grouped = _GROUPED.match(text)
    if grouped:
        text = grouped[0].replace(",", "") + text[grouped.end() :]
    if "," in text:
        return None
    if _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text), False
    total, position, ceiling, text = Decimal(0), 0, Decimal("Infinity"), text.rstrip("整正")
    while position < len(text):
        part = _SEGMENT.match(text, position)
        if part is None or not part[2]:
            return None
        unit, position = _UNITS[part[2]], part.end()
        if part[2] != "元" and text.startswith("元", position):
            position += 1
        if unit >= ceiling:
            return None
        total, ceiling = total + Decimal(part[1]) * unit, unit
    return (total, True) if text else None


def _worded(text: str) -> tuple[Decimal, bool] | None:
    """Value of a Chinese numeral with or without 元整; without 亿, 万, 元 (三百五十, 三五〇) it names no unit."""
    bare = text.rstrip("整正").removesuffix("元")
    value = chinese_numeral(bare)
    if value is None:
        return None
    return Decimal(value), bare != text or "万" in bare or "亿" in bare


def read_amount(text: str) -> Amount:
    """The amount a text cell names, see `Amount`; placeholders (/, 暂无, N/A) are an unknown amount."""
    if is_placeholder(text):
        return Amount()
    word = compact(without_guard(text)).replace("，", ",").translate(_ALIASES)
    if _FOREIGN_CURRENCY.search(word):
        return Amount(code="currency")
    word = _HOME_CURRENCY.sub("", word)
    if word.startswith(("-", "负")) or re.fullmatch(r"\([\d,.]+[万亿元]*\)", word):
        return Amount(code="negative" if re.search(r"[\d一-九]", word) else "bad_number")
    if _SCIENTIFIC.fullmatch(word):
        return Amount(code="precision_lost")
    if _RANGE.search(word):
        return Amount(code="range")
    exact = _ABOUT.sub("", word)
    found = _arabic(exact) or _worded(exact)
    if found is None:
        return Amount(code="bad_number")
    return Amount(found[0], found[1], "approximate" if exact != word else None)


def unit_in(header: str) -> Decimal | None:
    """The multiplier a header or a note names, "(万元)" or "单位：亿元", or None when it names none."""
    word = compact(header).translate(_ALIASES)
    named = re.search(
        r"(?:[(（\[【/,，]|单位[:：]?(?:人民币)?)(百万|千万|万|亿|千)?元?(?:人民币)?(?:[)）\]】]|$)", word
    )
    if named is None or not re.search(r"元|万|亿|千", named[0]):
        named_inside = re.search(r"(百万|千万|万|亿|千)元$", word)
        return _UNITS[named_inside[1]] if named_inside else None
    return _UNITS[named[1] or "元"]
