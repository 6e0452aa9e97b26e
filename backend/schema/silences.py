"""Clients nobody hears from, as readers see them: of one client, and as a list of those the caller sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.rights import demand
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.retain.signal_rules import rules_in_force
from backend.retain.silences import Silence as SilenceRow
from backend.schema.drawdowns import seen_clients
from backend.schema.nouns import linked

READ: Final = ("Client.lastInteractionAt", "Client.holdings")
"""What a silence tells of a client: when he was last heard from, and that he holds something."""
VIEWS: Final = ("open", "closed", "ended")
MOST: Final = 500


@strawberry.type
class ClientSilence:
    """An episode of silence."""

    row: strawberry.Private[SilenceRow]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("silence", self.row.id))

    client = linked("client", "client_id", description="Who.")

    @strawberry.field
    def state(self) -> str:
        """silent: nobody can be given a task; wake_running; closed_no_answer; answered; withdrawn; left."""
        return self.row.state

    @strawberry.field
    def since(self) -> date:
        """The last contact or transaction; of one who had neither, his first purchase."""
        return self.row.since

    @strawberry.field
    def silent_on(self) -> date:
        """The first day on which that was too long ago."""
        return self.row.silent_on

    @strawberry.field
    def step(self) -> int:
        """How many tasks of the flow were given."""
        return self.row.step

    @strawberry.field
    async def steps(self, info: Info) -> int:
        """How many the flow has by the rules in force."""
        return await info.context.load(_steps, self.row.firm_id)  # type: ignore[no-any-return]

    @strawberry.field
    def began_on(self) -> date | None:
        """When the flow began."""
        return self.row.began_on

    @strawberry.field
    def note(self) -> str | None:
        """Why somebody gave up."""
        return self.row.note

    @strawberry.field
    def ended_at(self) -> datetime | None:
        """When he was heard from again, or left."""
        return self.row.ended_at

    task = linked("task", "task_id", description="The latest task of the flow.")


async def _steps(session: AsyncSession, _context: Context, ids: Sequence[UUID]) -> dict[UUID, int]:
    force = await rules_in_force(session)
    return dict.fromkeys(ids, len(force.rules.silence.steps))


def hold_reader(context: Context) -> None:
    """Raises FORBIDDEN for who may not read what a silence tells of every client he sees."""
    for coordinate in READ:
        demand(context, "Client", coordinate)


async def silences(context: Context, view: str, owner: UUID | None) -> list[ClientSilence]:
    """Silences of clients the caller sees, the highest tier and the longest first; 500 at most.

    view: open, closed (given up, no answer yet), ended. Raises FORBIDDEN; Refused(BAD_USER_INPUT, field=view).
    """
    if view not in VIEWS:
        raise bad_input("view", "choice")
    hold_reader(context)
    firm_id = context.principal.firm_id
    wanted: dict[str, Any] = {
        "open": SilenceRow.ended_at.is_(None) & (SilenceRow.state != "closed_no_answer"),
        "closed": SilenceRow.ended_at.is_(None) & (SilenceRow.state == "closed_no_answer"),
        "ended": SilenceRow.ended_at.is_not(None),
    }
    bounds = [SilenceRow.firm_id == firm_id, wanted[view], *seen_clients(context)]
    if owner is not None:
        demand(context, "Client", "Client.owner")
        bounds.append(ClientRow.owner_id == owner)
    order: tuple[Any, ...] = (ClientRow.tier_rank.desc().nulls_last(), SilenceRow.since, SilenceRow.id)
    if view == "ended":
        order = (SilenceRow.ended_at.desc(), SilenceRow.id)
    async with context.database.read(firm_id) as session:
        context.queries += 1
        rows = await session.scalars(
            select(SilenceRow)
            .join(ClientRow, and_(ClientRow.firm_id == firm_id, ClientRow.id == SilenceRow.client_id))
            .where(*bounds)
            .order_by(*order)
            .limit(MOST)
        )
        return [ClientSilence(row=row) for row in rows]


async def silence_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, SilenceRow]:
    """The present or latest silence of each client; who never was silent is absent."""
    rows = await session.scalars(
        select(SilenceRow)
        .where(
            SilenceRow.firm_id == context.principal.firm_id,
            SilenceRow.client_id.in_(ids),
            SilenceRow.state != "withdrawn",
        )
        .order_by(SilenceRow.client_id, SilenceRow.ended_at.desc().nulls_first())
        .ext(distinct_on(SilenceRow.client_id))
    )
    return {row.client_id: row for row in rows}
