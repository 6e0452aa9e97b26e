"""What compliance says of a client against money laundering, as compliance sees it; and until when he is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.contact_blocks import blocked_until_of
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import node_of
from backend.graph.sources import column
from backend.platform.clock import business_date
from backend.platform.ids import public_id
from backend.schema.client_papers import by_client
from backend.schema.documents import DOCUMENT, Document
from backend.schema.staff import User
from backend.schema.tag_rules import user_of
from backend.track.aml import IN_FORCE, UNKNOWN, standing
from backend.track.aml import AmlReview as ReviewRow


@strawberry.type
class AmlReview:
    """One finding."""

    row: strawberry.Private[ReviewRow]
    mine: strawberry.Private[bool]

    version: int = column("version")
    state: str = column("state", description="unknown, clear, review or blocked.")
    status: str = column(
        "status", description="in_force, pending (a second person lifts the block), ended, refused."
    )
    reason: str = column("reason")
    valid_until: date | None = column("valid_until", description="Its last day, of a clearance.")
    found_at: datetime = column("found_at")
    decided_at: datetime | None = column("decided_at")
    decision: str | None = column("decision", description="What the second person says.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("amlreview", self.row.id))

    @strawberry.field
    def is_mine(self) -> bool:
        """Whether the reader found it himself, and so may not decide it."""
        return self.mine

    @strawberry.field
    async def found_by(self, info: Info) -> User | None:
        """Who says so."""
        return await user_of(info.context, self.row.found_by)

    @strawberry.field
    async def decided_by(self, info: Info) -> User | None:
        """The second person."""
        return await user_of(info.context, self.row.decided_by)

    @strawberry.field
    async def document(self, info: Info) -> Document | None:
        """What it rests on."""
        return await node_of(info.context, DOCUMENT, self.row.document_id)  # type: ignore[no-any-return]


@strawberry.type
class ClientAml:
    """What compliance says of a client."""

    rows: strawberry.Private[Sequence[ReviewRow]]
    caller: strawberry.Private[str]

    @strawberry.field
    def state(self) -> str:
        """What he is today: a clearance that has run out is none."""
        row = next((row for row in self.rows if row.status == IN_FORCE), None)
        return UNKNOWN if row is None else standing(row.state, row.valid_until, business_date())

    @strawberry.field
    def reviews(self) -> list[AmlReview]:
        """All findings, the newest first; 200 at most."""
        return [AmlReview(row=row, mine=row.found_by == self.caller) for row in self.rows]


async def aml_of(context: Context, client: Any) -> ClientAml:
    """What compliance says of a client."""
    rows = await context.load(_reviews, client.id) or ()
    return ClientAml(rows=rows, caller=context.principal.subject)


async def blocked_until(context: Context, client: Any) -> datetime | None:
    """Until when nobody contacts a client; None: nothing holds it back."""
    found: datetime | None = await context.load(_blocked, client.id)
    return found


async def _reviews(
    session: AsyncSession, context: Context, ids: Sequence[UUID]
) -> dict[UUID, list[ReviewRow]]:
    return await by_client(session, context, ReviewRow, ids)


async def _blocked(session: AsyncSession, _context: Context, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    return await blocked_until_of(session, ids)
