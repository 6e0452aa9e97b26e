"""What happened that may change an occasion of a client: it is marked, and swept a moment later in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.retain.care_marks import mark
from backend.workers.delivery import Handler

BY_CARE: Final = "system:care"
"""Who sweeps: its own tasks say nothing new."""


def _marks(key: str) -> Handler:
    async def handle(session: AsyncSession, event: OutboxRow) -> None:
        id = event.payload.get(key)
        if id is not None and event.actor != BY_CARE:
            await mark(session, "client", [UUID(str(id))])

    # Each effect of an event has a name of its own.
    handle.__name__ = f"mark_care_of_{key}"
    return handle


async def mark_care_of_all(session: AsyncSession, _event: OutboxRow) -> None:
    """Everybody is looked at again."""
    await mark(session, "firm", [session.info["firm_id"]])


_CLIENT = _marks("client_id")
MARKING: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(
        ("client.created", "client.changed", "client.assigned", "care.date_changed", "transaction.confirmed"),
        (_CLIENT,),
    ),
    "client.merged": (_CLIENT, _marks("other_id")),
    "custom_field.changed": (mark_care_of_all,),
}
