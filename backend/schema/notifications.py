"""The inbox: what happened that somebody wants to know of, and the record it is about."""

from __future__ import annotations

from datetime import datetime

import strawberry

from backend.book import notifications
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, node_of
from backend.graph.nouns import Noun
from backend.graph.sources import Expression, ToAny, column
from backend.schema.book import NOUNS
from backend.schema.nouns import noun_of


@strawberry.type
class Notification(Node):
    """A line in the caller's inbox."""

    kind: str = column("kind")
    created_at: datetime = column("created_at")
    read_at: datetime | None = column("read_at")

    @declared(Expression(lambda place: place.row.params))
    def params(self) -> strawberry.scalars.JSON:
        """Values for the sentence: ids and public words."""
        return strawberry.scalars.JSON(self.row.params)

    @declared(
        ToAny(
            lambda: tuple(NOUNS.values()),
            lambda place: place.row.subject_noun,
            lambda place: place.row.subject_id,
        )
    )
    async def subject(self, info: Info) -> Node | None:
        """What it is about, if the caller may see it."""
        noun = NOUNS.get(self.row.subject_noun or "")
        return await node_of(info.context, noun, self.row.subject_id) if noun else None


NOTIFICATION: Noun = noun_of("notification", notifications.Notification, Notification)
