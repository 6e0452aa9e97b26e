"""The roots of reading conversations."""

from __future__ import annotations

from datetime import date

import strawberry

from backend.book.topics import Topic as TopicRow
from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootAll, RootList, all_of, listed
from backend.schema.interaction_list import interactions_listed
from backend.schema.interactions import Interaction
from backend.schema.mail_reading import ReadMail, read_sent_mail
from backend.schema.talk import TOPIC, Topic
from backend.schema.talk_reading import ReadTalk, read_pasted


@strawberry.type
class InteractionQueries:
    """What was said, and what it may be about."""

    @declared(RootAll(lambda: TOPIC, (TopicRow.place, TopicRow.id)))
    async def topics(self, info: Info) -> list[Topic]:
        """What conversations may be about, in the firm's order; retired ones, too."""
        return await all_of(info, TOPIC, TopicRow.place, TopicRow.id)

    @declared(RootList(interactions_listed))
    async def interactions(
        self, info: Info, search: str, client: strawberry.ID | None = None, first: int = 20,
        after: str | None = None,
    ) -> Connection[Interaction]:  # fmt: skip
        """Interactions with all the words of a text, of one client or of all whom the caller sees; latest first."""
        return await listed(info, interactions_listed, first, after)

    @strawberry.field
    async def read_talk(
        self, info: Info, client: strawberry.ID, text: str, on: date | None = None
    ) -> ReadTalk | None:
        """The messages of a conversation as it was copied on a day (default today); nothing is kept."""
        return await read_pasted(info.context, client, text, on)

    @strawberry.field
    async def read_mail(self, info: Info, client: strawberry.ID, upload: strawberry.ID) -> ReadMail | None:
        """What an e-mail says that the caller sent up as a file; nothing is kept."""
        return await read_sent_mail(info.context, client, upload)
