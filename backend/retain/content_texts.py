"""What a content says: a text in Chinese, in English where there is one, and where its link leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from backend.book.content_checks import object_of
from backend.book.forbidden_words import Word
from backend.platform.errors import bad_input
from backend.retain.message_texts import LANGUAGES, OF_PRODUCT, Text, read_text
from backend.retain.purposes import MAIL

LINK: Final = "campaign.link"
"""The variable that stands for each client's own way to the target of the content."""
MORE: Final = frozenset((LINK,))
LONGEST_LINK: Final = 500
KEYS: Final[Mapping[str, str]] = {"zh-CN": "zh", "en": "en"}


@dataclass(frozen=True, slots=True)
class Said:
    """A content that was read. link: an https address, None where nothing is linked."""

    texts: Mapping[str, Text]
    link: str | None

    def text(self, language: str) -> Text:
        """In a language; in Chinese where there is no other."""
        return self.texts.get(language, self.texts["zh-CN"])


def read_content(given: Any, *, of_product: bool, words: Sequence[Word] = ()) -> Said:
    """A content as it was written.

    words: of which none may be in it. Raises Refused(BAD_USER_INPUT) at a place as `en.body`: what `read_text` finds;
    message_product for a variable of a fund where the content speaks of none; content_link, content_link_unused.
    """
    row = object_of(given, "content", {"zh", "en", "link"})
    if row["zh"] is None:
        raise bad_input("zh.body", "required")
    link = _link(row["link"])
    texts = {
        language: read_text(row[KEYS[language]], KEYS[language], MAIL, words, more=MORE)
        for language in LANGUAGES
        if row[KEYS[language]] is not None
    }
    for language, text in texts.items():
        at = f"{KEYS[language]}.body"
        if not of_product and text.variables & OF_PRODUCT:
            raise bad_input(at, "message_product")
        if link is None and LINK in text.variables:
            raise bad_input("link", "required")
        if link is not None and LINK not in text.variables:
            raise bad_input(at, "content_link_unused", value=f"{{{LINK}}}")
    return Said(texts, link)


def _link(given: Any) -> str | None:
    """Where it leads: compliance approves it with the text, and no reader can change it."""
    if given is None or given == "":
        return None
    if not isinstance(given, str) or len(given) > LONGEST_LINK or any(sign.isspace() for sign in given):
        raise bad_input("link", "content_link")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise bad_input("link", "content_link") from None
    plain = parts.scheme == "https" and parts.hostname and "." in parts.hostname and parts.username is None
    if not plain or port not in (None, 443) or not given.isascii():
        raise bad_input("link", "content_link")
    return given
