"""Values that two ways of writing an answer could write differently: texts, amounts, instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

NAMES = (
    "张伟",
    "张伟",
    "欧阳娜娜",
    "欧阳娜娜",
    "Zoë Müller-Łukasz",
    "O'Brien \"Bob\" O''Neil",
    "𠮷野家 家",
    "阿依古丽·买买提",
    "北京远山投资管理有限公司",
    "上海银行",
    "a_b%c*d",
    "null",
    "李 四",
    "  两 端  ",
)
TEXTS = (
    *NAMES,
    "",
    "   blanks around   ",
    'quote " and back\\slash \\" \\\\ \\u0041',
    "tab\tline\nreturn\rform\fback\b",
    "\x01\x02\x1b\x1f\x7f\x80\x9f",
    "line\u2028paragraph\u2029bom\ufeffzero\u200bwidth",
    "emoji 👨‍👩‍👧‍👦 🇨🇳 𝄞 ☃️",
    "e\u0301 é ﬁ ß İ ı ſ",
    "عربى \u202eright to left",
    "</script><b>&amp; 'single' `tick` $1 :name %s {0}",
    '{"json": [1, 1.50, null, true]}',
    "true",
    "1e5",
    "-0.10",
    "长" * 3000 + "尾",
)


def id_number(n: int) -> str:
    """The n-th identity number, with its check digit."""
    number = f"11010119900307{n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))
    return number + "10X98765432"[total % 11]


WORDS = ("银行", "券商", "转介绍", "bank", "活动", 'say "hi"')

# Money has two places, units six, NAV eight; ties on purpose.
AMOUNTS = tuple(
    map(
        Decimal,
        (
            "0",
            "0",
            "1",
            "1.5",
            "-0.01",
            "0.10",
            "1000000",
            "3000000.00",
            "29999999.99",
            "999999999999999999.99",
        ),
    )
)
UNITS = tuple(
    map(Decimal, ("0", "1", "1.5", "100", "0.000001", "100.100000", "-250.25", "12345678901234.123456"))
)
NAVS = tuple(map(Decimal, ("1", "1.0", "1.05", "0.12345678", "1.20000000", "10", "9999999999.99999999")))
SHARES = tuple(map(Decimal, ("0", "10", "33.3333", "100", "0.5000")))

START = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
INSTANTS = tuple(
    START + timedelta(days=day, microseconds=micro)
    for day in (0, 1, 1, 40, -700)
    for micro in (0, 100_000, 123_456, 1, 999_990)
)
DAYS = (date(2026, 3, 2), date(2026, 3, 2), date(1949, 10, 1), date(2024, 2, 29), date(2099, 12, 31))
JSONS: tuple[dict[str, Any], ...] = (
    {},
    {"client": "张伟", "count": 3},
    {"z": 1, "a": [1, 2, {"b": None}], "deep": {"text": 'a"b\\c\n'}, "中": "文", "long key of it": True},
    {"ratio": 1.5, "none": None, "empty": [], "object": {}, "tag": "\u2028"},
)
