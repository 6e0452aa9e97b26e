"""What became of messages that ask clients, for the surveys they ask about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.events import OutboxRow
from backend.retain.purposes import SURVEY
from backend.retain.survey_sweeps import message_changed
from backend.workers.delivery import Handler


async def keep_survey(session: AsyncSession, event: OutboxRow) -> None:
    """`message.changed`: a survey is asked once its message went, and is not when it came to nobody."""
    told = event.payload
    if told.get("purpose") == SURVEY:
        await message_changed(session, UUID(told["message_id"]), told["state"])


ASKING: Final[Mapping[str, Sequence[Handler]]] = {"message.changed": (keep_survey,)}
