"""What becomes of a proposal whose approval is refused, returned, voided or has lapsed: it is a draft again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.track.approval_rules import EXPIRED, REJECTED, RETURNED, VOIDED, WITHDRAWN
from backend.track.proposal_moves import fall_back
from backend.workers.delivery import Handler

OVER = (EXPIRED, REJECTED, RETURNED, VOIDED, WITHDRAWN)


async def fall_back_with(session: AsyncSession, event: OutboxRow) -> None:
    """`approval.changed`: what it was asked for cannot go out like that."""
    if event.payload["state"] in OVER:
        await fall_back(session, UUID(event.payload["approval_id"]), event.payload["state"])


FALLING: Mapping[str, Sequence[Handler]] = {"approval.changed": (fall_back_with,)}
