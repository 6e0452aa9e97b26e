"""What was said, as a request: its type by the words that types are known by, and what of the form stands in it.

Pure functions. The words are data of the type; nothing is guessed that does not stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.retain.request_type_content import COMPLAINT, TypeContent
from backend.systemize.chinese_numbers import read_amount
from backend.track.approval_content import FormField

NUMBER: Final = "[0-9０-９一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]"
AMOUNT: Final = re.compile(
    rf"(?:人民币|rmb|cny|¥|￥)?\s*{NUMBER}(?:{NUMBER}|[,.，．])*(?:百万|千万|万亿|万|亿|w)*{NUMBER}*元?"
    r"\s*(?:美元|美金|港币|港元|欧元|英镑|日元|usd|hkd|eur|gbp|jpy)?",
    re.IGNORECASE,
)
LATIN: Final = re.compile(r"[a-z0-9]")
TITLE, DETAILS = 120, 4_000


@dataclass(frozen=True, slots=True)
class Guess:
    """A request as it was heard. type: key, None where no word of a type stands in it; words: those that do.

    form: by key of the type's fields, as text; missing: keys of required fields that nothing fills.
    """

    type: str | None
    words: tuple[str, ...]
    form: Mapping[str, str]
    missing: tuple[str, ...]


def guessed(types: Sequence[tuple[str, TypeContent]], text: str, products: Mapping[str, str]) -> Guess:
    """What a text asks for. types: in their order; products: public ids by what funds are called.

    The type with most letters of its words in the text is it, the first of equals; but one word of a complaint makes
    it a complaint, because one that is missed costs more than one that is none.
    """
    said = text.lower()
    best: tuple[int, int, int] | None = None
    found: tuple[str, TypeContent, tuple[str, ...]] | None = None
    for n, (key, content) in enumerate(types):
        heard = tuple(word for word in content.words if stands_in(word, said))
        if not heard:
            continue
        rank = (int(content.kind == COMPLAINT), sum(map(_weight, heard)), -n)
        if best is None or rank > best:
            best, found = rank, (key, content, heard)
    if found is None:
        return Guess(None, (), {}, ())
    key, content, heard = found
    form = filled(content.form, text, products)
    missing = tuple(field.key for field in content.form if field.required and field.key not in form)
    return Guess(key, heard, form, missing)


def stands_in(word: str, said: str) -> bool:
    """Whether a word stands in a text, both in small letters; Latin ones as whole words ("nav" is not in "navy")."""
    if not LATIN.match(word):
        return word in said
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None


def _weight(word: str) -> int:
    """Two Latin letters say about as much as a Chinese character does."""
    return len(word) if LATIN.match(word) else 2 * len(word)


def filled(form: Sequence[FormField], text: str, products: Mapping[str, str]) -> dict[str, str]:
    """What of a form stands in a text: the only amount, the only fund, the only choice; required words are the text."""
    found: dict[str, str] = {}
    for field in form:
        value = _value(field, text, products)
        if value is not None:
            found[field.key] = value
    return found


def _value(field: FormField, text: str, products: Mapping[str, str]) -> str | None:
    said = text.lower()
    if field.kind == "product":
        # The longest name wins: "远山一号A" holds "远山一号".
        named = [name for name in products if name and stands_in(name.lower(), said)]
        longest = {
            products[name] for name in named if not any(name != other and name in other for other in named)
        }
        return next(iter(longest)) if len(longest) == 1 else None
    if field.kind == "money":
        amounts = {each for each in map(_amount, AMOUNT.findall(text)) if each is not None}
        return next(iter(amounts)) if len(amounts) == 1 else None
    if field.kind == "choice":
        chosen = [
            key
            for key, words in field.options
            if stands_in(words.zh.lower(), said) or stands_in(words.en.lower(), said)
        ]
        return chosen[0] if len(chosen) == 1 else None
    if field.required and field.kind in ("text", "long_text"):
        return text.strip()[: 1000 if field.kind == "text" else DETAILS] or None
    return None


def _amount(told: str) -> str | None:
    """CNY as the form takes it; a number without a unit is none: it may be a day, a share or a telephone."""
    amount = read_amount(told.strip())
    return (
        f"{amount.value.normalize():f}" if amount.has_unit and amount.value and amount.code is None else None
    )


def title_of(summary: str | None, text: str) -> str | None:
    """What a request is called that was heard so: its summary, else the first line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = (summary or "").strip() or (lines[0] if lines else "")
    return told[:TITLE] or None
