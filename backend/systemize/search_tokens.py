"""Search tokens: what stands in the GIN index of a name, and what a query asks of it.

`tokens_of(name)` is stored as `text[]`; a name is found when its tokens contain (`@>`) all of `query_tokens(text)`.

| text | tokens stored | found by |
|---|---|---|
| Chinese characters | each one, each two neighbours | 张, 伟, 张伟, 明远 |
| pinyin of a name | every prefix, from every character on | z, zhang, zhangw, zhang wei, wei, weiming |
| initials | every prefix, from every character on | zw, zwm, wm |
| Latin words | every prefix, from every word on | joh, john smith, johnsmith, smith |
| employer | each two neighbours, prefixes of Latin words | 明远, 明远资产, acme |

The trade: about 16 tokens for a name of two characters and 30 for three (some 200 bytes), so that typing finds
the name after every key and a search is one index look-up, without trigrams that need three characters. Names of
more than four characters (firms) keep pinyin from the first character in full, but from the later ones only for two
characters, about 120 tokens; they are a few per cent of the clients.

Numbers of more than four digits are never tokens: phone and ID numbers are found by their blind indexes only.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final

from backend.systemize.names import (
    CHINESE,
    PERSON_CHARACTERS,
    is_chinese,
    looks_like_person,
    normalise_name,
    plain_letters,
    simplified,
    surname_readings_of,
    syllables_of,
)

# Longer words are cut here, in the index and in the query alike, so that they still meet.
LONGEST_TOKEN: Final = 24
# More digits, also with blanks or signs between them (169-0000-0012), may be a phone or ID number typed into a name;
# no index holds them.
LONGEST_NUMBER: Final = 4
_LONG_NUMBER: Final = re.compile(rf"\d(?:[\W_]*\d){{{LONGEST_NUMBER},}}")
# How many units a later start reaches in a long name.
_REACH_IN_LONG_NAMES: Final = 2
_RUNS: Final = re.compile(r"[^\W_]+")
# Signs that part syllables (xi'an) or the halves of a minority name (阿布都·热合曼) and are often left out.
_INSIDE_WORDS: Final = re.compile(rf"['’]|(?<=[{CHINESE}])·(?=[{CHINESE}])")


def tokens_of(name: str, company: str | None = None, *, is_person: bool | None = None) -> list[str]:
    """Tokens of a client, sorted and without repeats.

    name: of a person or a firm. company: the employer of a person, found by any two neighbouring characters.
    is_person: whether the name starts with a surname; None decides by its length and ending.
    Returns [] for names without letters and digits.
    """
    person = looks_like_person(name) if is_person is None else is_person
    name, company = _without_long_numbers(name), _without_long_numbers(company or "")
    tokens = {*_characters(name, pairs_only=False), *_readings(name, is_person=person)}
    if company:
        tokens.update(_characters(company, pairs_only=True))
        tokens.update(prefix for word in _words(company) for prefix in _prefixes(word))
    return sorted(tokens)


def text_tokens_of(*texts: str | None) -> list[str]:
    """Tokens of running text (what was said in a meeting), sorted and without repeats; None counts as nothing.

    Each two neighbouring Chinese characters and each word as a whole: about one token a character. A query of
    one character, of pinyin or of half a word finds names, not texts.
    """
    tokens: set[str] = set()
    for piece in (piece for text in texts if text for piece in _without_long_numbers(text).split()):
        for run in _chinese_runs(piece):
            tokens.update(_grams(run))
        tokens.update(word[:LONGEST_TOKEN] for word in _words(piece))
    return sorted(tokens)


def query_tokens(text: str) -> list[str]:
    """Tokens that a client must all have to be found by `text`, sorted and without repeats.

    Words may stand in any order. Returns [] when nothing in the text can be searched by name (blank, signs, long
    numbers); the caller must then find nothing or ask a blind index, never leave the condition out.
    """
    tokens: set[str] = set()
    # Blanks part a query (张伟 明远), while inside a name they are only a way of writing it (张 伟).
    for piece in _without_long_numbers(text).split():
        for run in _chinese_runs(piece):
            tokens.update(_grams(run) if len(run) > 1 else [run])
        # Signs that count as letters may leave nothing of a word.
        tokens.update(word[:LONGEST_TOKEN] for word in _words(piece) if word)
    return sorted(tokens)


def _characters(text: str, *, pairs_only: bool) -> Iterator[str]:
    """Two neighbouring Chinese characters each, and single ones unless `pairs_only`."""
    for run in _chinese_runs(text):
        yield from _grams(run)
        if not pairs_only:
            yield from run


def _readings(name: str, *, is_person: bool) -> list[str]:
    """Prefixes of pinyin, of Latin words and of initials, from every unit on."""
    units = [unit for unit in syllables_of(name, is_person=is_person) if not _has_many_digits(unit)]
    found = _spellings(units)
    if is_person and units:
        for reading in surname_readings_of(name):
            found += _spellings([reading, *units[1:]])
    return found


def _spellings(units: Sequence[str]) -> list[str]:
    """Prefixes of the joined units and of their initials; later starts of a long name reach two units."""
    # Lists, not generators: every client that is taken in or renamed comes by here.
    found: list[str] = []
    initials = [unit[0] for unit in units]
    for start in range(len(units)):
        is_whole = start == 0 or len(units) <= PERSON_CHARACTERS
        end = len(units) if is_whole else start + _REACH_IN_LONG_NAMES
        found += _prefixes("".join(units[start:end]))
        found += _prefixes("".join(initials[start:end]))
    return found


def _prefixes(word: str) -> list[str]:
    """All beginnings of a word up to the longest token, and before there are too many digits in them."""
    beginnings = [word[:length] for length in range(1, min(len(word), LONGEST_TOKEN) + 1)]
    if word.isalpha():
        return beginnings
    return list(takewhile(lambda beginning: not _has_many_digits(beginning), beginnings))


def _grams(run: str) -> Iterator[str]:
    """Each two neighbouring characters of a run."""
    return (first + second for first, second in pairwise(run))


def _chinese_runs(text: str) -> Iterator[str]:
    """Longest stretches of Chinese characters, simplified."""
    return (part for part in _parts(text) if is_chinese(part))


def _words(text: str) -> Iterator[str]:
    """Latin words and short numbers, in plain lower-case letters; long numbers are left out."""
    words = (plain_letters(part) for part in _parts(text) if not is_chinese(part))
    return (word for word in words if not _has_many_digits(word))


def _parts(text: str) -> Iterator[str]:
    """Stretches of letters and digits, cut where Chinese characters begin and end."""
    if is_chinese(text):
        yield simplified(normalise_name(text))
        return
    for run in _RUNS.findall(_INSIDE_WORDS.sub("", simplified(normalise_name(text)))):
        start = 0
        for end in range(1, len(run) + 1):
            if end == len(run) or is_chinese(run[end]) != is_chinese(run[start]):
                yield run[start:end]
                start = end


def _without_long_numbers(text: str) -> str:
    """The text, compatible forms unified, with a blank for every number of too many digits."""
    if not text or is_chinese(text):
        return text
    return _LONG_NUMBER.sub(" ", unicodedata.normalize("NFKC", text))


def _has_many_digits(word: str) -> bool:
    """Whether a word holds more digits than any name needs."""
    return (
        len(word) > LONGEST_NUMBER and not word.isalpha() and sum(c.isdigit() for c in word) > LONGEST_NUMBER
    )
