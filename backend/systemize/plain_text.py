"""Text as people paste it into cells, brought to one plain form.

Pure functions on strings; nothing here knows of workbooks or clients.
"""

import re
import unicodedata
from functools import lru_cache

# Control characters but tab and line ends, soft hyphen, zero-width and direction marks, byte order mark.
_INVISIBLE = dict.fromkeys(
    code
    for first, last in (
        (0x00, 0x08),
        (0x0B, 0x0C),
        (0x0E, 0x1F),
        (0x7F, 0x7F),
        (0xAD, 0xAD),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2064),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)
_BLANKS = re.compile(r"\s+")
# Letters, digits and Chinese characters that are in their plain form already.
_SETTLED = re.compile("[0-9A-Za-z〇㐀-䶿一-鿿]+")
_GUARD = re.compile(r'^=\s*"(.*)"$', re.DOTALL)
_PLACEHOLDERS = frozenset(
    {
        "无",
        "暂无",
        "暂缺",
        "空",
        "未知",
        "不详",
        "不明",
        "待补",
        "待补充",
        "待定",
        "待填",
        "未填",
        "未提供",
        "没有",
        "缺",
        "略",
    }
    | {"n/a", "na", "n.a.", "nil", "none", "null", "nan", "tbd", "tba", "unknown", "#", "。"}
)

_LONGEST_PLACEHOLDER = max(map(len, _PLACEHOLDERS))


def without_invisible(text: str) -> str:
    """The text without zero-width, direction and control characters; blanks of every kind become blanks.

    Line breaks and tabs stay. Leading and trailing blanks go.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return text.translate(_INVISIBLE).replace("\u00a0", " ").replace("\u3000", " ").strip()


def plain(text: str) -> str:
    """One line of half-width text: NFKC, invisible characters removed, runs of blanks made one blank."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if " " in text else text
    if _SETTLED.fullmatch(text):
        return text
    return _BLANKS.sub(" ", without_invisible(unicodedata.normalize("NFKC", text))).strip()


@lru_cache(maxsize=10_000)
def compact(text: str) -> str:
    """`plain` without any blank and in lower case: the form in which headers and option words are compared."""
    return plain(text).replace(" ", "").lower()


def without_guard(text: str) -> str:
    """The text without what keeps Excel from making a number of it: a leading apostrophe or tab, `="..."`."""
    text = without_invisible(text)
    guarded = _GUARD.match(text)
    if guarded:
        text = guarded[1]
    return text.strip().strip("'`’‘\t").strip()


def is_placeholder(text: str) -> bool:
    """True for what stands in a cell for "nothing known": /, —, 暂无, 无, N/A and their like, or nothing."""
    # Numbers and names are no placeholders, and most cells are one of them.
    if len(text) > _LONGEST_PLACEHOLDER and text.isalnum():
        return False
    word = compact(text)
    return word in _PLACEHOLDERS or not word.strip("-—–―−_/\\*.?…")
