"""Names of people and firms: one spelling, pinyin with surname readings, sort keys, traditional forms.

A reading is written without tones and with `v` for ü, as people type it. Everything here is pure; readings are
remembered per character, so that a list of 100,000 names takes about a second.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from pypinyin import Style, lazy_pinyin

# A person's name has at most four Chinese characters; what is longer is read as a phrase (重庆…, …银行).
PERSON_CHARACTERS: Final = 4
_DATA: Final = files("backend.systemize") / "data"
# Ranges of Chinese characters, for use inside the brackets of a regular expression.
CHINESE: Final = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_CHINESE_RUN: Final = re.compile(f"[{CHINESE}]+")
# Characters that NFKC leaves as they are: of CHINESE all but the compatibility forms.
_SETTLED: Final = re.compile("[〇㐀-䶿一-鿿]+")
_BLANK_IN_CHINESE: Final = re.compile(rf"(?<=[{CHINESE}])\s+(?=[{CHINESE}])")
_DOTS: Final = re.compile(r"\s*[·•‧∙⋅・･]\s*")
_UNITS: Final = re.compile(rf"[{CHINESE}]|(?:(?![{CHINESE}])[^\W_])+")
# ü as it stands in pinyin: lü, nü, lüe, nüe.
_PINYIN_U: Final = re.compile(r"(?<=[ln])ü(?=e?$)")
# Endings that tell a short name of a firm from a person's (重庆银行, 平安信托).
_FIRM_ENDINGS: Final = (
    "公司",
    "银行",
    "基金",
    "信托",
    "证券",
    "集团",
    "保险",
    "资本",
    "投资",
    "资管",
    "中心",
)
# Readings that given names prefer over the most frequent reading of the character.
_IN_GIVEN_NAMES: Final = {"长": "chang", "行": "xing", "乐": "le", "重": "chong", "茜": "qian"}


def is_chinese(text: str) -> bool:
    """Whether `text` is not empty and holds Chinese characters only."""
    return _CHINESE_RUN.fullmatch(text) is not None


def normalise_name(text: str) -> str:
    """One spelling of a name: NFKC, no invisible characters, single blanks, none inside Chinese text.

    The dot of foreign and minority names becomes `·`. Case and script (traditional, simplified) stay.
    Returns "" for a text without visible characters.
    """
    if _SETTLED.fullmatch(text):
        return text
    visible = "".join(" " if c.isspace() else c for c in text if c.isspace() or _is_visible(c))
    words = unicodedata.normalize("NFKC", visible).split()
    return _BLANK_IN_CHINESE.sub("", _DOTS.sub("·", " ".join(words)))


def simplified(text: str) -> str:
    """`text` with the traditional and variant forms of name characters replaced by simplified ones."""
    return text.translate(_simplified_table())


def match_key_of(name: str) -> str:
    """Key under which two spellings of a name are the same: simplified, lower case, letters and digits only.

    張 偉, 张伟 and `张·伟` share a key. For comparing, never for showing.
    """
    return "".join(c for c in simplified(normalise_name(name)).casefold() if c.isalnum())


def pinyin_of(name: str, *, is_person: bool | None = None) -> str:
    """Syllables of a name joined by blanks, lower case, without tones: `zhang wei`, `shan xiong xin`.

    is_person: whether the first characters are a surname; None decides by length and ending. Latin words and
    numbers stay as words, without accents. Returns "" for a text without letters and digits.
    """
    return " ".join(syllables_of(name, is_person=is_person))


def syllables_of(name: str, *, is_person: bool | None = None) -> list[str]:
    """The units of `pinyin_of` as a list: one for each Chinese character, Latin word or number."""
    return list(_syllables(name, is_person))


@lru_cache(maxsize=1_000)
def _syllables(name: str, is_person: bool | None) -> tuple[str, ...]:
    """Remembered for a moment: pinyin, sort key and search tokens of a name are asked for together."""
    text, units = _units(name)
    chinese = "".join(unit for unit in units if is_chinese(unit))
    person = looks_like_person(text) if is_person is None else is_person
    readings = iter(_person_readings(chinese) if person else _phrase_readings(chinese))
    return tuple(next(readings) if is_chinese(unit) else plain_letters(unit) for unit in units)


@lru_cache(maxsize=1_000)
def _units(name: str) -> tuple[str, tuple[str, ...]]:
    """A name in simplified characters, and its characters, Latin words and numbers; remembered as `_syllables` is."""
    text = simplified(normalise_name(name))
    return text, tuple(_UNITS.findall(text))


def initials_of(name: str, *, is_person: bool | None = None) -> str:
    """First letters of the units of a name, lower case: `zw` for 张伟, `js` for John Smith."""
    return "".join(unit[0] for unit in syllables_of(name, is_person=is_person))


def name_sort_of(name: str, *, is_person: bool | None = None) -> str:
    """Key that sorts names by pinyin under a bytewise collation, the same characters beside each other.

    Each Chinese character gives `reading character`, so that all 张 stand together before all 章 and `zhan` before
    `zhang`. Latin names sort among them by their plain lower-case letters. Returns "" for a name without letters.
    """
    units = _units(name)[1]
    readings = _syllables(name, is_person)
    pairs = zip(readings, units, strict=True)
    return " ".join(f"{reading} {unit}" if is_chinese(unit) else reading for reading, unit in pairs)


def surname_readings_of(name: str) -> list[str]:
    """Further readings of a surname that people type although it is read otherwise: `dan` for 单, `qu` for 区.

    Returns readings of the first character other than the right one, mostly none.
    """
    text = _units(name)[0]
    if not text or not is_chinese(text[0]) or text[:2] in _surnames():
        return []
    plain = _reading_of(text[0])
    return [plain] if _surnames().get(text[0], plain) != plain else []


def looks_like_person(name: str) -> bool:
    """Whether a name is read as a person's: at most four Chinese characters and no ending of a firm."""
    return len(name) <= PERSON_CHARACTERS and not name.endswith(_FIRM_ENDINGS)


def plain_letters(text: str) -> str:
    """Lower-case letters of one word without accents; ü in pinyin (lü, nüe) becomes `v`, as it is typed."""
    decomposed = unicodedata.normalize("NFKD", _PINYIN_U.sub("v", text.casefold()))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _person_readings(chinese: str) -> Iterator[str]:
    """Readings of a person's characters: surname by its own table, the others one by one."""
    surnames = _surnames()
    length = 2 if len(chinese) > 2 and chinese[:2] in surnames else 1
    surname = chinese[:length]
    yield from surnames[surname].split() if surname in surnames else map(_reading_of, surname)
    for character in chinese[length:]:
        yield _IN_GIVEN_NAMES.get(character) or _reading_of(character)


def _phrase_readings(chinese: str) -> Iterator[str]:
    """Readings of a longer text, where neighbours decide (重庆, 银行, 会计)."""
    readings = lazy_pinyin(chinese, style=Style.NORMAL) if chinese else []
    # Characters unknown to it come back in one piece, but callers align one reading with each character.
    return iter(readings if len(readings) == len(chinese) else map(_reading_of, chinese))


@lru_cache(maxsize=30_000)
def _reading_of(character: str) -> str:
    """Most frequent reading of one character; an unknown character reads as itself."""
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


@lru_cache(maxsize=1)
def _surnames() -> dict[str, str]:
    """Readings of surnames, simplified, of one or two characters."""
    with (_DATA / "surname_readings.csv").open(encoding="utf-8") as lines:
        return {row["surname"]: row["pinyin"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _simplified_table() -> dict[int, str]:
    """Translation table of characters: traditional code point to simplified character."""
    lines = (_DATA / "traditional_simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {ord(pair[0]): pair[1] for pair in pairs if pair[0] != pair[1]}


def _is_visible(character: str) -> bool:
    """Whether a character shows: no control, format (zero width), private or unassigned code point."""
    return not unicodedata.category(character).startswith("C")
