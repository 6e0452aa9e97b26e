"""Families: head, members, and what they have together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal as PyDecimal

import strawberry

from backend.book import clients, households
from backend.graph.connections import Info
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum
from backend.graph.nouns import Noun
from backend.graph.scalars import Money
from backend.graph.sources import Standing, ToMany, column
from backend.platform.ids import own_id
from backend.platform.principal import Level
from backend.schema import client_reads
from backend.schema.client_sources import HouseholdAum
from backend.schema.happenings import HAPPENINGS, TimelineConnection, happened
from backend.schema.nouns import linked, made, noun_of, promised_list
from backend.schema.timeline import HouseholdTimeline, TimelineKind, Told


@strawberry.type
class Household(Node):
    """A family."""

    version: int = column("version")
    name: str = column("name")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """The nearest relation to any member."""
        return self.stands

    head = linked("client", "head_id", description="The head of the family.")

    @declared(
        ToMany(
            lambda: made("client"),
            (clients.Client.household_id,),
            (clients.Client.name_sort, clients.Client.id),
        ),
        graphql_type=promised_list("client"),
    )
    async def members(self, info: Info) -> list[Node]:
        """The members the caller may see, by name."""
        return await info.context.load(client_reads.family_of, self.row.id, made("client")) or []

    @declared(HouseholdTimeline(lambda: HAPPENINGS, lambda: made("client")))
    async def timeline(
        self,
        info: Info,
        client: strawberry.ID | None = None,
        kinds: list[TimelineKind] | None = None,
        until: datetime | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> TimelineConnection | None:
        """What happened to the members the caller may see or to one of them; as the timeline of a client."""
        only = None if client is None else own_id("client", client)
        members: list[Node] = (
            await info.context.load(client_reads.family_of, self.row.id, made("client")) or []
        )
        whose = {each.row.id: each.stands for each in members if only in {None, each.row.id}}
        return await happened(info, Told(HouseholdTimeline.name, whose, kinds, until, first, after))

    @declared(HouseholdAum())
    async def aum(self, info: Info) -> Money | None:
        """Sum over the members the caller may see whole; null when one of them hides his."""
        found: list[Node] = await info.context.load(client_reads.family_of, self.row.id, made("client")) or []
        mask = info.context.principal.mask
        if any(mask.level("Client.aum", client.stands) < Level.VIEW for client in found):
            info.context.denied.add("Client.aum")
            return None
        return Money(sum((client.row.aum for client in found), PyDecimal(0)))


HOUSEHOLD: Noun = noun_of("household", households.Household, Household)
