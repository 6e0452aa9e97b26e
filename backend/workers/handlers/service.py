"""What becomes of a service level by hand when its approval is decided, withdrawn or has lapsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.track.service_levels import settle
from backend.workers.delivery import Handler


async def settle_with(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.changed`: the level that it was asked for holds, or does not."""
    await settle(session, UUID(event.payload["approval_id"]))


SETTLING: Mapping[str, Sequence[Handler]] = {"approval.changed": (settle_with,)}
