"""Names mentioned in what people write: who was told of what, once for each text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.interaction_events import Mentioned
from backend.book.lookup import actor_id
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7

MOST: Final = 10
"""Names in one text."""


class Mention(TenantRow):
    """Somebody was told that his name stands in a text. noun, subject_id: task, interaction or need."""

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("firm_id", "user_id", "noun", "subject_id"),
        refers("user_account", "user_id"),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    noun: Mapped[str]
    subject_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)


async def mention(
    session: AsyncSession, noun: str, subject_id: UUID, client_id: UUID | None, user_ids: Sequence[UUID]
) -> None:
    """Tell people that their name stands in a text; of an interaction or a need only the first time.

    user_ids: who may read it, as the caller made sure. Each comment of a task counts anew.
    """
    by = actor_id(session)
    for user_id in hold_few(user_ids):
        if user_id == by:
            continue
        added = await session.execute(
            insert(Mention)
            .values(
                firm_id=session.info["firm_id"],
                id=uuid7(),
                user_id=user_id,
                noun=noun,
                subject_id=subject_id,
                at=now(),
            )
            .on_conflict_do_nothing(index_elements=["firm_id", "user_id", "noun", "subject_id"])
            .returning(Mention.id)
        )
        if added.scalar() is not None or noun == "task":
            emit(
                session,
                Mentioned(told=user_id, noun=noun, subject_id=subject_id, client_id=client_id, by=by),
            )


def hold_few(user_ids: Sequence[UUID]) -> list[UUID]:
    """Each once. Raises Refused(BAD_USER_INPUT, problem=limit) for more than MOST."""
    found = list(dict.fromkeys(user_ids))
    if len(found) > MOST:
        raise bad_input("mentions", "limit", limit=MOST)
    return found
