"""What happened that may change the chances with a client: it is marked, and swept a moment later in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.retain.opportunity_marks import mark
from backend.workers.delivery import Handler


def _marks(key: str) -> Handler:
    async def handle(session: AsyncSession, event: OutboxRow) -> None:
        id = event.payload.get(key)
        if id is not None:
            await mark(session, "client", [UUID(str(id))])

    # Each effect of an event has a name of its own.
    handle.__name__ = f"mark_opportunities_of_{key}"
    return handle


async def mark_opportunities_of_all(session: AsyncSession, _event: OutboxRow) -> None:
    """Everybody is looked at again."""
    await mark(session, "firm", [session.info["firm_id"]])


_CLIENT = _marks("client_id")
MARKING: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(
        (
            *("transaction.confirmed", "order.changed", "tier.changed", "assessment.changed"),
            *("qualification.changed", "client.removed", "prediction.opt_out"),
        ),
        (_CLIENT,),
    ),
    "client.merged": (_CLIENT, _marks("other_id")),
    "signal_rules.published": (mark_opportunities_of_all,),
    "suitability_rules.published": (mark_opportunities_of_all,),
}
