"""Interactions found by words: of one client or of all whom the caller sees, judged before they are searched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book.interactions import Interaction as InteractionRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments, Given
from backend.graph.engine.paging import Paged
from backend.graph.nouns import NOTHING
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.ids import own_id
from backend.schema.client_search import cleaned
from backend.schema.interactions import INTERACTION
from backend.systemize.search_tokens import query_tokens

SEARCHED = (
    *(
        ("Interaction", f"Interaction.{field}")
        for field in ("summary", "content", "needs", "topics", "messages")
    ),
    ("TalkMessage", "TalkMessage.text"),
)
"""What the words of an interaction are taken from: who may not read one of these may not search."""
BY_TIME = (SortKey(InteractionRow.at, descending=True), SortKey(InteractionRow.id, descending=True))


def interactions_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Interactions that have all the words of a text, the latest first; none for a text without words.

    Raises FORBIDDEN when something is searched that the caller may not read everywhere.
    """
    for type_name, coordinate in SEARCHED:
        demand(draft.context, type_name, coordinate)
    bounds: list[Any] = [with_words(draft, arguments["search"])]
    if arguments["client"].is_there:
        bounds.append(InteractionRow.client_id == draft.bind(arguments["client"], Uuid(), _client))
    return Paged(INTERACTION, tuple(bounds), BY_TIME, "interactions")


def with_words(draft: Draft, text: Given) -> ColumnElement[bool]:
    """That an interaction has all the words of a text; nothing has for a text without words."""
    if not text.literal(draft.context, lambda value, _context: bool(query_tokens(cleaned(value)))):
        return NOTHING
    tokens = draft.bind(text, ARRAY(Text()), lambda value, _context: query_tokens(cleaned(value)))
    return InteractionRow.search_tokens.contains(tokens)


def _client(text: str, _context: Any) -> Any:
    return own_id("client", text)
