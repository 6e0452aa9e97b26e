"""What a firm's style of proposals says: its brand, letters, dated texts, and how a new one begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from backend.book.content_checks import (
    choice_of,
    hold_apart,
    key_of,
    list_of,
    object_of,
    truth_of,
    whole_of,
    words_of,
)
from backend.book.forbidden_words import Word, hold_allowed
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.track.proposal_letters import variables_in
from backend.track.template_content import Words

SHIPPED: Final = Path(__file__).parent / "proposal_shipped.json"
"""Engineering input, not legal advice: a firm's counsel confirms disclosure and disclaimer."""
SECTIONS: Final = (
    *("letter", "profile", "needs", "allocation", "match", "figures", "fees", "disclosure", "disclaimer"),
)
FIXED: Final = ("allocation", "disclosure", "disclaimer")
"""Nothing goes out without what is proposed, the risks and the disclaimer."""
LANGUAGES: Final = ("zh-CN", "en")
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
MOST_LETTERS, LONGEST_LETTER, LONGEST_TEXT, MOST_DAYS = 10, 4000, 8000, 365


@dataclass(frozen=True, slots=True)
class Letter:
    """A covering letter to begin with. text: with variables (`proposal_letters.VARIABLES`)."""

    key: str
    name: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Style:
    """All of it. logo: id of a picture that was sent up, None: none; colour, accent: as `#1f3a5f`.

    days: how long a proposal is valid; disclosure, disclaimer: dated by the day their version was published.
    """

    company: Words
    logo: UUID | None
    colour: str
    accent: str
    footer: Words
    days: int
    sections: tuple[tuple[str, bool], ...]
    letters: tuple[Letter, ...]
    disclosure: Words
    disclaimer: Words

    def letter(self, key: str) -> Letter | None:
        """The letter of a key."""
        return next((each for each in self.letters if each.key == key), None)


def read_style(given: Any, words: Sequence[Word] = ()) -> Style:
    """A style. words: those that must not be used in it.

    Raises Refused(BAD_USER_INPUT) naming the place, as `letters.0.zh`.
    """
    row = object_of(given, "content", {"brand", "days", "sections", "letters", "disclosure", "disclaimer"})
    brand = object_of(row["brand"], "brand", {"zh", "en", "logo", "colour", "accent", "footer"})
    letters = tuple(
        _letter(each, f"letters.{n}", words)
        for n, each in enumerate(list_of(row["letters"], "letters", MOST_LETTERS))
    )
    if not letters:
        raise bad_input("letters", "required")
    hold_apart([each.key for each in letters], "letters", "key")
    return Style(
        Words(words_of(brand["zh"], "brand.zh", 60), words_of(brand["en"], "brand.en", 60)),
        _logo(brand["logo"]),
        _colour(brand["colour"], "brand.colour"),
        _colour(brand["accent"], "brand.accent"),
        _text(brand["footer"], "brand.footer", 200, words),
        whole_of(row["days"], "days", 1, MOST_DAYS),
        read_sections(row["sections"]),
        letters,
        _text(row["disclosure"], "disclosure", LONGEST_TEXT, words),
        _text(row["disclaimer"], "disclaimer", LONGEST_TEXT, words),
    )


def read_sections(given: Any) -> tuple[tuple[str, bool], ...]:
    """Sections in their order, each with whether it is printed: every one of them once.

    Raises Refused(BAD_USER_INPUT): proposal_section for one that must be printed and is switched off.
    """
    rows = list_of(given, "sections", len(SECTIONS))
    found = []
    for n, each in enumerate(rows):
        row = object_of(each, f"sections.{n}", {"key", "on"})
        key = choice_of(row["key"], f"sections.{n}.key", SECTIONS)
        on = truth_of(row["on"], f"sections.{n}.on")
        if key in FIXED and not on:
            raise bad_input(f"sections.{n}.on", "proposal_section")
        found.append((key, on))
    hold_apart([key for key, _ in found], "sections", "key")
    if len(found) < len(SECTIONS):
        raise bad_input("sections", "required")
    return tuple(found)


def _letter(given: Any, at: str, words: Sequence[Word]) -> Letter:
    row = object_of(given, at, {"key", "name", "text"})
    text = _text(row["text"], f"{at}.text", LONGEST_LETTER, words)
    for name, value in (("zh", text.zh), ("en", text.en)):
        variables_in(value, f"{at}.text.{name}")
    return Letter(key_of(row["key"], f"{at}.key"), _text(row["name"], f"{at}.name", 60, ()), text)


def _text(given: Any, at: str, limit: int, words: Sequence[Word]) -> Words:
    row = object_of(given, at, {"zh", "en"})
    found: Mapping[str, str] = {name: words_of(row[name], f"{at}.{name}", limit) for name in ("zh", "en")}
    for name, text in found.items():
        hold_allowed(words, text, f"{at}.{name}")
    return Words(found["zh"], found["en"])


def _logo(given: Any) -> UUID | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise bad_input("brand.logo", "content_format")
    try:
        return own_id("proposallogo", given)
    except Refused:
        raise bad_input("brand.logo", "unknown") from None


def _colour(given: Any, at: str) -> str:
    if not isinstance(given, str) or not COLOUR.fullmatch(given):
        raise bad_input(at, "proposal_colour")
    return given


@cache
def shipped() -> bytes:
    """The shipped style as JSON."""
    return SHIPPED.read_bytes()


def shipped_content() -> dict[str, Any]:
    """The shipped style, to be written by a firm."""
    content: dict[str, Any] = orjson.loads(shipped())
    read_style(content)
    return content
