"""Changes of chances: a task, a journey, putting them away, and taking that back; several at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand_at
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.retain import opportunity_acts as acts
from backend.retain.opportunities import Opportunity as OpportunityRow
from backend.schema.changing import Key, change
from backend.schema.clients import CLIENT
from backend.schema.opportunities import Opportunity, chosen, readable


@strawberry.input
class OpportunitiesInput:
    """Chances; 100 at most."""

    ids: list[strawberry.ID]


@strawberry.input
class DismissOpportunitiesInput:
    """Chances that are none. reason: as `Opportunity.dismissal`; some need a note."""

    ids: list[strawberry.ID]
    reason: str
    note: str | None = None


@strawberry.input
class StartOpportunityJourneyInput:
    """A chance, and the template of the journey it becomes."""

    id: strawberry.ID
    template: strawberry.ID


@strawberry.type
class OpportunityMutations:
    """Additional and cross-selling chances."""

    @strawberry.mutation
    async def take_up_opportunities(
        self, info: Info, input: OpportunitiesInput, idempotency_key: Key = None
    ) -> list[Opportunity] | None:
        """Make a task of each, with its reason and talking points, for whoever looks after the client."""
        return await _acted(
            info.context, "takeUpOpportunities", input.ids, idempotency_key, input,
            acts.take_up, also="createTask",
        )  # fmt: skip

    @strawberry.mutation
    async def start_opportunity_journey(
        self, info: Info, input: StartOpportunityJourneyInput, idempotency_key: Key = None
    ) -> list[Opportunity] | None:
        """Begin a journey of one, for its amount."""
        template = own_id("journeytemplate", input.template)
        return await _acted(
            info.context, "startOpportunityJourney", [input.id], idempotency_key, input,
            lambda session, ids: acts.start_journey(session, ids[0], template), also="startJourney",
        )  # fmt: skip

    @strawberry.mutation
    async def dismiss_opportunities(
        self, info: Info, input: DismissOpportunitiesInput, idempotency_key: Key = None
    ) -> list[Opportunity] | None:
        """Put chances away; each comes back only when its facts change."""
        return await _acted(
            info.context, "dismissOpportunities", input.ids, idempotency_key, input,
            lambda session, ids: acts.dismiss(session, ids, input.reason, input.note),
        )  # fmt: skip

    @strawberry.mutation
    async def restore_opportunities(
        self, info: Info, input: OpportunitiesInput, idempotency_key: Key = None
    ) -> list[Opportunity] | None:
        """Take a dismissal back."""
        return await _acted(
            info.context, "restoreOpportunities", input.ids, idempotency_key, input,
            acts.restore,
        )  # fmt: skip


async def _acted(
    context: Context,
    call: str,
    given: Sequence[str],
    key: Key,
    input: Any,
    work: Callable[[AsyncSession, list[UUID]], Awaitable[Any]],
    *,
    also: str | None = None,
) -> list[Opportunity]:
    """Do something with chances that the caller reads, on each of whose clients he may; they come back in order.

    also: another change that he must be allowed to make of each client. Raises Refused: NOT_FOUND for what he does
    not see or may not read; FORBIDDEN; BAD_USER_INPUT: required, limit, and what `work` refuses.
    """
    if not given:
        raise bad_input("ids", "required")
    if len(set(given)) > acts.AT_ONCE:
        raise bad_input("ids", "limit", limit=acts.AT_ONCE)
    ids = list(dict.fromkeys(own_id("opportunity", each) for each in given))
    found = await _read(context, ids)
    clients = {each.row.client_id for each in found}
    nodes = {node.row.id: node for node in await nodes_of(context, CLIENT, list(clients)) if node is not None}
    if len(found) < len(ids) or any(
        each.row.client_id not in nodes
        or each.row.kind not in readable(context, nodes[each.row.client_id].stands)
        for each in found
    ):
        raise Refused(Code.NOT_FOUND)
    for node in nodes.values():
        demand_at(context, f"Mutation.{call}", node.stands)
        if also is not None:
            demand_at(context, f"Mutation.{also}", node.stands)

    async def done(session: AsyncSession) -> UUID:
        await work(session, ids)
        return ids[0]

    await change(context, call, done, key=key, input=strawberry.asdict(input))
    return await _read(context, ids)


async def _read(context: Context, ids: Sequence[UUID]) -> list[Opportunity]:
    """Chances in the order of ids; those there are none of are left out."""
    firm_id = context.principal.firm_id
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = (await session.execute(chosen(firm_id).where(OpportunityRow.id.in_(ids)))).all()
    by_id = {row.id: Opportunity(row=row, why_held=why) for row, why in rows}
    return [by_id[id] for id in ids if id in by_id]
