"""Interactions found by words: of one client or of all whom the caller sees, judged before they are searched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book.interactions import Interaction as InteractionRow
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.paging import Paged
from backend.graph.nouns import NOTHING
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.ids import own_id
from backend.schema.book import INTERACTION
from backend.schema.client_search import cleaned
from backend.systemize.search_tokens import query_tokens

SEARCHED = ("summary", "content", "needs", "topics", "messages")
"""What the words of an interaction are taken from: who may not read one of these may not search."""


def interactions_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Interactions that have all the words of a text, the latest first; none for a text without words.

    Raises FORBIDDEN when something is searched that the caller may not read everywhere.
    """
    for field in SEARCHED:
        demand(draft.context, "Interaction", f"Interaction.{field}")
    demand(draft.context, "TalkMessage", "TalkMessage.text")
    bounds: list[Any] = []
    text = arguments["search"]
    if text.literal(draft.context, lambda value, _context: bool(query_tokens(cleaned(value)))):
        tokens = draft.bind(text, ARRAY(Text()), lambda value, _context: query_tokens(cleaned(value)))
        bounds.append(InteractionRow.search_tokens.contains(tokens))
    else:
        bounds.append(NOTHING)
    if arguments["client"].is_there:
        bounds.append(InteractionRow.client_id == draft.bind(arguments["client"], Uuid(), _client))
    keys = (SortKey(InteractionRow.at, descending=True), SortKey(InteractionRow.id, descending=True))
    return Paged(INTERACTION, tuple(bounds), keys, "interactions")


def _client(text: str, _context: Any) -> Any:
    return own_id("client", text)
