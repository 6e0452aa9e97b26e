"""What conversations are about, and the messages of those that were pasted."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book.talk_messages import TalkMessage as TalkMessageRow
from backend.book.topics import Topic as TopicRow
from backend.graph.nodes import Children, Node
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.sources import column
from backend.schema.nouns import noun_of


@strawberry.type
class Topic(Node):
    """What conversations are about; a retired one is offered no more."""

    version: int = column("version")
    name: str = column("name")
    retired: bool = column("retired")


@strawberry.type
class TalkMessage(Node):
    """A message of a conversation that was pasted. side: client, staff or other."""

    at: datetime | None = column("at")
    speaker: str | None = column("speaker")
    side: str = column("side")
    text: str | None = column("text")


TOPIC: Noun = noun_of("topic", TopicRow, Topic)
TALK_MESSAGE: Noun = noun_of("talk_message", TalkMessageRow, TalkMessage, prefix="talkmessage")
TALK_MESSAGES: Children = Children(
    TALK_MESSAGE,
    TalkMessageRow.interaction_id,
    (SortKey(TalkMessageRow.place), SortKey(TalkMessageRow.id)),
)
