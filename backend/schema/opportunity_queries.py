"""Chances to be read: those of all clients the caller sees, with how many there are and what came of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import strawberry

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.rights import demand
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.retain.opportunities import KINDS, OPEN, STATES
from backend.retain.opportunities import Opportunity as OpportunityRow
from backend.retain.opportunity_holds import held
from backend.schema.drawdowns import seen_clients
from backend.schema.opportunities import (
    READ,
    Opportunity,
    OpportunityKind,
    chosen,
    counted,
    kinds_of,
    lately,
    readable,
)

HELD: Final = "held"
VIEWS: Final = (*STATES, HELD)
MOST: Final = 300


@strawberry.type
class OpportunityBoard:
    """Chances of a view, and of every kind what there is."""

    kinds: list[OpportunityKind] = strawberry.field(description="Kinds that the caller may read.")
    opportunities: list[Opportunity] = strawberry.field(description="The largest first.")
    truncated: bool = strawberry.field(description="Whether there is more than is listed.")


async def board(
    context: Context, view: str, kind: str | None, owner: UUID | None, *, team: bool, most: int
) -> OpportunityBoard:
    """Chances of clients the caller sees; two statements.

    view: of STATES, open: those one may act on, or held. Raises FORBIDDEN for who may read no kind of all clients he
    sees; Refused(BAD_USER_INPUT): choice, range.
    """
    if view not in VIEWS:
        raise bad_input("view", "choice")
    if kind is not None and kind not in KINDS:
        raise bad_input("kind", "choice")
    if not 1 <= most <= MOST:
        raise bad_input("most", "range", low=1, high=MOST)
    for name in READ:
        demand(context, "Client", name)
    kinds, firm_id = readable(context), context.principal.firm_id
    bounds: list[Any] = [OpportunityRow.kind.in_(kinds), *seen_clients(context)]
    if owner is not None:
        bounds.append(ClientRow.owner_id == owner)
    if team:
        bounds.append(ClientRow.team_id.in_(context.principal.scope.team_ids))
    why = held(firm_id)
    listed = chosen(firm_id).where(
        *bounds, lately(), OpportunityRow.state == (OPEN if view == HELD else view)
    )
    if view in {OPEN, HELD}:
        listed = listed.where(why.is_not(None) if view == HELD else why.is_(None))
    if kind is not None:
        listed = listed.where(OpportunityRow.kind == kind)
    listed = listed.order_by(OpportunityRow.amount.desc(), OpportunityRow.id).limit(most + 1)
    async with context.database.read(firm_id) as session:
        context.queries += 2
        counts = (await session.execute(counted(firm_id, bounds))).all()
        rows = (await session.execute(listed)).all()
    return OpportunityBoard(
        kinds=kinds_of(counts, kinds),
        opportunities=[Opportunity(row=row, why_held=reason) for row, reason in rows[:most]],
        truncated=len(rows) > most,
    )


@strawberry.type
class OpportunityQueries:
    """Additional and cross-selling chances."""

    @strawberry.field
    async def opportunities(
        self,
        info: Info,
        view: str = OPEN,
        kind: str | None = None,
        owner: strawberry.ID | None = None,
        team: bool = False,
        most: int = MOST,
    ) -> OpportunityBoard:
        """Of an owner's clients, of the caller's teams, of all he sees; the largest first, 300 at most.

        view: open, held, taken, dismissed, won, lapsed; of the last two what ended within a year.
        """
        id = None if owner is None else own_id("user", owner)
        return await board(info.context, view, kind, id, team=team, most=most)
