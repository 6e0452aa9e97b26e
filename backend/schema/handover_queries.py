"""The roots of reading hand-overs and what people have to do."""

from __future__ import annotations

from typing import Annotated

import strawberry

from backend.graph.connections import Connection, Info
from backend.graph.engine.objects import declared
from backend.graph.lists import RootList, RootOne, listed, one_of
from backend.platform.ids import own_id
from backend.schema.handover_proposals import HandoverProposal, HandoverWay, proposal_of
from backend.schema.handovers import HANDOVER, Handover, handovers_listed
from backend.schema.workloads import Workload, workloads


@strawberry.type
class HandoverQueries:
    """Clients that go from one person to others."""

    @declared(RootOne(lambda: HANDOVER))
    async def handover(self, info: Info, id: strawberry.ID) -> Handover | None:
        """One hand-over, if the caller may know of it."""
        return await one_of(info, HANDOVER, id)  # type: ignore[no-any-return]

    @declared(RootList(handovers_listed))
    async def handovers(
        self, info: Info, state: str | None = None, first: int = 20, after: str | None = None
    ) -> Connection[Handover]:
        """Hand-overs, newest first: planned by the caller, of his teams, or with clients that came to him."""
        return await listed(info, handovers_listed, first, after)

    @strawberry.field
    async def propose_handover(
        self,
        info: Info,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from")],
        to: list[strawberry.ID],
        way: HandoverWay = HandoverWay.NUMBER,
        split_households: bool = False,
    ) -> HandoverProposal | None:
        """Who could follow for each client that somebody serves; nothing is kept."""
        return await proposal_of(info.context, from_, to, way, split=split_households)

    @strawberry.field
    async def workloads(self, info: Info, team: strawberry.ID | None = None) -> list[Workload]:
        """Clients, money and tasks of active people, among what the caller sees; of a team, if named."""
        return await workloads(info.context, None if team is None else own_id("team", team))
