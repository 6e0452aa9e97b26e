"""Words that promotion of a private fund must not use, found in any text whatever way they are written.

Pure. A text is folded before it is searched: full-width letters, capitals, traditional characters, blanks and marks
between letters make no difference. A word that is denied ("不承诺保本", "does not guarantee") does not count.
Whatever goes out to clients is checked here; where a list stands is `forbidden_word_lists.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.book.content_checks import choice_of, hold_apart, list_of, object_of, words_of
from backend.platform.errors import bad_input

REFUSE, WARN = "refuse", "warn"
SEVERITIES: Final = (REFUSE, WARN)
"""A text with it is refused; or it is only pointed at, for who reviews it."""
MOST_WORDS, MOST_EXCEPTIONS, LONGEST_WORD = 400, 20, 60
SIMPLIFIED: Final = str.maketrans(
    "賠沒穩賺無風險預計證諾償損虧剛兌絕對領業績擔贏淨長報獲資產財託獎勵歷認購開級優選數萬億鎖實現數據僅剩"
    "際額達標滿萬穫補貼過點來會個們這員國專優內層號選擇時間應該當幾從",
    "赔没稳赚无风险预计证诺偿损亏刚兑绝对领业绩担赢净长报获资产财托奖励历认购开级优选数万亿锁实现数据仅剩"
    "际额达标满万获补贴过点来会个们这员国专优内层号选择时间应该当几从",
)
"""Traditional letters of the words of the trade; a word with another one is written into the list as it is."""
CLAUSE_ENDS: Final = frozenset("。！？；!?;\n\r\u2028\u2029")
PAUSES: Final = frozenset('，、：（）《》“”‘’「」【】,:()[]{}"<>')
DENIALS: Final = ("并非", "没有", "无法", "不", "未", "非", "勿", "禁止", "拒绝", "杜绝", "无")
AFFIRMED: Final = (
    *(
        "不仅",
        "不但",
        "不只",
        "不光",
        "不止",
        "不单",
        "无不",
        "莫不",
        "非常",
        "无论",
        "不论",
        "不管",
        "不愧",
        "无疑",
    ),
)
"""They begin like a denial and are none."""
ENGLISH_DENIALS: Final = re.compile(
    r"(?<![a-z])(?:not(?! only)|no|never|cannot|without|neither|nor|[a-z]+n['’]t)(?![a-z])"
)
BEFORE, BEFORE_ENGLISH = 8, 48
"""How many letters before a word a denial of it may begin."""
CONTEXT: Final = 12


@dataclass(frozen=True, slots=True)
class Word:
    """One word. zh, en: why it must not be used; exceptions: longer phrases inside which it says something else."""

    word: str
    severity: str
    zh: str
    en: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A word in a text. start, end: places in the text as it was given; excerpt: the text around it."""

    word: Word
    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared. letters: what counts; places: where each stood; breaks: before which a clause ended."""

    letters: str
    places: tuple[int, ...]
    breaks: frozenset[int]


def found_in(words: Sequence[Word], text: str) -> list[Found]:
    """Words of a list in a text, by place; of several at one place the longest.

    Linear in the text for each word; a text of any length or script is answered.
    """
    folded = _fold(text)
    hits: dict[int, tuple[int, Word]] = {}
    for word in words:
        plain = _fold(word.word).letters
        for at in _places_of(plain, folded.letters) if plain else ():
            end = at + len(plain)
            if (
                _is_cut(folded, at, end, text)
                or _excepted(word, folded, at, end)
                or _denied(folded, at, text)
            ):
                continue
            if at not in hits or hits[at][0] < end:
                hits[at] = end, word
    found = []
    covered = 0
    for at in sorted(hits):
        end, word = hits[at]
        if end <= covered:
            continue
        covered = end
        start, stop = folded.places[at], folded.places[end - 1] + 1
        found.append(Found(word, start, stop, text[max(0, start - CONTEXT) : stop + CONTEXT].strip()))
    return found


def read_words(given: Any) -> tuple[Word, ...]:
    """A list as a firm writes it. Raises Refused(BAD_USER_INPUT) naming the place, as `words.3.severity`."""
    rows = list_of(object_of(given, "content", {"words"})["words"], "words", MOST_WORDS)
    words = tuple(_word(each, f"words.{n}") for n, each in enumerate(rows))
    hold_apart([_fold(each.word).letters for each in words], "words", "word")
    return words


def hold_allowed(words: Sequence[Word], text: str, field: str) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=forbidden_word) at the first word that is refused: word, at, excerpt."""
    for found in found_in(words, text):
        if found.word.severity == REFUSE:
            raise bad_input(
                field, "forbidden_word", word=found.word.word, at=found.start + 1, excerpt=found.excerpt,
                zh=found.word.zh, en=found.word.en,
            )  # fmt: skip


def _word(given: Any, at: str) -> Word:
    row = object_of(given, at, {"word", "severity", "zh", "en", "exceptions"})
    word = words_of(row["word"], f"{at}.word", LONGEST_WORD)
    if not _fold(word).letters:
        raise bad_input(f"{at}.word", "required")
    exceptions = list_of(row["exceptions"], f"{at}.exceptions", MOST_EXCEPTIONS)
    return Word(
        word,
        choice_of(row["severity"], f"{at}.severity", SEVERITIES),
        words_of(row["zh"], f"{at}.zh", 200),
        words_of(row["en"], f"{at}.en", 200),
        tuple(words_of(each, f"{at}.exceptions.{n}", LONGEST_WORD) for n, each in enumerate(exceptions)),
    )


def _fold(text: str) -> _Folded:
    """Letters and numbers alone, in one width, size and script; where clauses end is kept."""
    letters: list[str] = []
    places: list[int] = []
    breaks: set[int] = set()
    for place, raw in enumerate(text):
        for sign in unicodedata.normalize("NFKC", raw).casefold().translate(SIMPLIFIED):
            if sign.isalnum() or sign in "%$¥":
                letters.append(sign)
                places.append(place)
            elif sign in CLAUSE_ENDS or sign in PAUSES or raw in PAUSES or raw in CLAUSE_ENDS:
                breaks.add(len(letters))
    return _Folded("".join(letters), tuple(places), frozenset(breaks))


def _places_of(plain: str, letters: str) -> Iterator[int]:
    at = letters.find(plain)
    while at >= 0:
        yield at
        at = letters.find(plain, at + 1)


def _is_cut(folded: _Folded, at: int, end: int, text: str) -> bool:
    """Whether it is no word there: a clause ends inside it, or Latin letters go on at one of its ends."""
    if any(place in folded.breaks for place in range(at + 1, end)):
        return True
    first, last = folded.places[at], folded.places[end - 1]
    left = text[first - 1] if first > 0 else " "
    right = text[last + 1] if last + 1 < len(text) else " "
    return (_is_latin(folded.letters[at]) and _is_latin(left)) or (
        _is_latin(folded.letters[end - 1]) and _is_latin(right)
    )


def _is_latin(sign: str) -> bool:
    plain = unicodedata.normalize("NFKC", sign)
    return plain.isascii() and plain.isalpha()


def _excepted(word: Word, folded: _Folded, at: int, end: int) -> bool:
    for phrase in word.exceptions:
        plain = _fold(phrase).letters
        start = folded.letters.find(plain, max(0, end - len(plain)), at + len(plain))
        if plain and start >= 0 and start <= at and end <= start + len(plain):
            return True
    return False


def _denied(folded: _Folded, at: int, text: str) -> bool:
    """Whether the word is denied in its own clause: an odd number of denials before it, so that two make none."""
    if _is_latin(folded.letters[at]):
        place = folded.places[at]
        before = text[max(0, place - BEFORE_ENGLISH) : place]
        clause = re.split(r"[.!?;\n。！？；]", unicodedata.normalize("NFKC", before).casefold())[-1]
        return len(ENGLISH_DENIALS.findall(clause)) % 2 == 1
    start = max([0, at - BEFORE, *(place for place in folded.breaks if place <= at)])
    before = folded.letters[start:at]
    for word in AFFIRMED:
        before = before.replace(word, "")
    count, n = 0, 0
    while n < len(before):
        denial = next((each for each in DENIALS if before.startswith(each, n)), None)
        count += denial is not None
        n += len(denial) if denial else 1
    return count % 2 == 1
