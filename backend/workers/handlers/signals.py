"""What happened that may change a signal: it is marked, and swept a moment later in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.retain.signal_marks import mark
from backend.workers.delivery import Handler

BY_SIGNALS: Final = "system:signals"
"""Who sweeps: its own tasks say nothing new."""


def _marks(kind: str, key: str) -> Handler:
    async def handle(session: AsyncSession, event: OutboxRow) -> None:
        id = event.payload.get(key)
        if id is not None and event.actor != BY_SIGNALS:
            await mark(session, kind, [UUID(str(id))])

    # Each effect of an event has a name of its own.
    handle.__name__ = f"mark_signals_of_{key}"
    return handle


_CLIENT = _marks("client", "client_id")
MARKING: Mapping[str, Sequence[Handler]] = {
    "nav.published": (_marks("product", "product_id"),),
    "product.changed": (_marks("product", "product_id"),),
    "transaction.confirmed": (_CLIENT,),
    "interaction.logged": (_CLIENT,),
    "interaction.changed": (_CLIENT,),
    "client.assigned": (_CLIENT,),
    "client.merged": (_CLIENT, _marks("client", "other_id")),
    "journey.ended": (_CLIENT,),
    "order.cooled_off": (_CLIENT,),
    "task.completed": (_CLIENT,),
}
