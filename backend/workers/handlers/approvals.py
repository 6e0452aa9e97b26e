"""What a change of a client or a journey means for approvals about them: a guarded field of theirs voids them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.track.approval_guards import void_changed
from backend.workers.delivery import Handler


async def void_of_client(session: AsyncSession, event: OutboxRow) -> None:
    """`client.changed`, `client.assigned`, `client.merged`: approvals about the client are looked at."""
    await void_changed(session, client_id=UUID(event.payload["client_id"]))


async def void_of_journey(session: AsyncSession, event: OutboxRow) -> None:
    """`journey.changed`: approvals about the journey are looked at."""
    await void_changed(session, journey_id=UUID(event.payload["journey_id"]))


VOIDING: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(("client.changed", "client.assigned", "client.merged"), (void_of_client,)),
    "journey.changed": (void_of_journey,),
}
