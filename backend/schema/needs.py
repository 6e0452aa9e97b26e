"""Needs: what a client wants money for."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from backend.book import needs
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Children, Node, RelationEnum, node_of
from backend.graph.nouns import Noun
from backend.graph.pages import SortKey
from backend.graph.scalars import Decimal
from backend.graph.sources import Standing, ToOne, column
from backend.schema import staff_reads
from backend.schema.client_sources import maker
from backend.schema.interactions import INTERACTION
from backend.schema.nouns import linked, noun_of
from backend.schema.staff import USER, User


@strawberry.type
class Need(Node):
    """What a client wants money for."""

    version: int = column("version")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to it: as to its client."""
        return self.stands

    purpose: str = column("purpose")
    amount: Decimal | None = column("amount")
    currency: str = column("currency")
    horizon: str | None = column(
        "horizon", description="short (under a year), medium (one to three years), long."
    )
    note: str | None = column("note")
    follow_up_on: date | None = column("follow_up_on")
    state: str = column("state", description="open, met, dropped.")
    reason: str | None = column("reason", description="Why it was dropped, or how it was met.")
    created_at: datetime = column("created_at")
    closed_at: datetime | None = column("closed_at")

    client = linked("client", "client_id", description="Whose it is.")
    interaction = linked(INTERACTION, "interaction_id", description="The conversation it was heard in.")

    @declared(ToOne(lambda: USER, maker))
    async def created_by(self, info: Info) -> User | None:
        """Who wrote it down."""
        return await node_of(info.context, USER, staff_reads.user_in(self.row.created_by))  # type: ignore[no-any-return]

    closed_by = linked(USER, "closed_by_id", description="Who closed it.")


NEED: Noun = noun_of("need", needs.Need, Need)
NEEDS: Children = Children(
    NEED, needs.Need.client_id, (SortKey(needs.Need.follow_up_on, nullable=True), SortKey(needs.Need.id))
)
