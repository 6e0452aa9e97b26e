"""Investment proposals as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.engine.objects import declared
from backend.graph.nodes import Node, RelationEnum
from backend.graph.nouns import Noun
from backend.graph.sources import Expression, Part, Standing, ToMany, column, to_one
from backend.platform.ids import public_id
from backend.schema.nouns import linked, noun_of
from backend.schema.proposal_parts import (
    ProposalItem,
    ProposalStep,
    ProposalVersion,
    items_of,
    steps_of,
    versions_of,
)
from backend.schema.staff import USER, User
from backend.track import proposals as track
from backend.track.approvals import Approval as ApprovalRow


@strawberry.type
class Proposal(Node):
    """An investment proposal for a client: funds that suit him, figures, a letter and the firm's texts."""

    version: int = column("version")
    title: str | None = column("title")
    language: str | None = column("language", description="Of what is printed: zh-CN or en.")
    state: str | None = column(
        "state",
        description="draft, in_review, released, sent; or accepted, declined, expired, withdrawn.",
    )
    valid_until: date | None = column("valid_until", description="Its last day.")
    letter: str | None = column("letter", description="With variables, as {client}.")
    number: int | None = column("number", description="Of its newest issue; 0: none yet.")
    channel: str | None = column("channel", description="By which it went to the client.")
    reason: str | None = column("reason", description="Why it was declined or withdrawn.")
    created_at: datetime | None = column("created_at")
    updated_at: datetime | None = column("updated_at")
    sent_at: datetime | None = column("sent_at")
    answered_at: datetime | None = column("answered_at")
    ended_at: datetime | None = column("ended_at")
    owner: User | None = to_one(lambda: USER, "owner_id", description="Who wrote it.")

    @declared(Standing())
    def relation(self) -> RelationEnum:  # type: ignore[valid-type]
        """How the caller stands to its client."""
        return self.stands

    client = linked("client", "client_id", "For whom it is, if the caller may see him.")

    @declared(Expression(lambda place: place.row.sections))
    def sections(self) -> strawberry.scalars.JSON | None:
        """Its sections in their order: `key`, and whether it is printed (`on`)."""
        return strawberry.scalars.JSON(self.row.sections)

    @declared(
        ToMany(
            lambda: Part(track.ProposalItem),
            (track.ProposalItem.proposal_id,),
            (track.ProposalItem.place, track.ProposalItem.id),
        )
    )
    async def items(self, info: Info) -> list[ProposalItem] | None:
        """Its funds, in their order."""
        rows = await info.context.load(items_of, self.row.id) or []
        return [ProposalItem(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    def needs(self) -> list[strawberry.ID] | None:
        """Ids of the needs it answers."""
        return [strawberry.ID(public_id("need", UUID(id))) for id in self.row.needs]

    @strawberry.field
    async def steps(self, info: Info) -> list[ProposalStep] | None:
        """All its moves, the first one first."""
        rows = await info.context.load(steps_of, self.row.id) or []
        return [ProposalStep(row=row, stands=self.stands) for row in rows]

    @strawberry.field
    async def versions(self, info: Info) -> list[ProposalVersion] | None:
        """All its issues, the newest first."""
        rows = await info.context.load(versions_of, self.row.id) or []
        return [ProposalVersion(issued=each, stands=self.stands) for each in rows]

    @strawberry.field
    def approval(self) -> strawberry.ID | None:
        """The id of the approval that its newest issue waits for, or got."""
        id = self.row.approval_id
        return None if id is None else strawberry.ID(public_id("approval", id))

    @strawberry.field
    async def approval_state(self, info: Info) -> str | None:
        """The state of that approval."""
        if self.row.approval_id is None:
            return None
        return await info.context.load(_states_of, self.row.approval_id)  # type: ignore[no-any-return]


async def _states_of(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(ApprovalRow.id, ApprovalRow.state).where(
            ApprovalRow.firm_id == context.principal.firm_id, ApprovalRow.id.in_(ids)
        )
    )
    return {row.id: row.state for row in rows}


PROPOSAL: Noun = noun_of("proposal", track.Proposal, Proposal)
