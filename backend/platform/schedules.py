"""What ran last: one row a firm and job, so that a due time is worked once, and a missed one once too."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow


class ScheduleMark(TenantRow):
    """The latest due time of a job that was worked for the firm; `id` only keeps the shape of the table."""

    __tablename__ = "schedule_mark"
    audited: ClassVar[bool] = False

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]


async def claim(session: AsyncSession, name: str, due_at: datetime) -> bool:
    """Take a due time of a job for the running change; False when it, or a later one, was worked already.

    The claim commits with the work, so a job that is cut off is still due. A twin waits for the first one.
    """
    added = insert(ScheduleMark).values(
        firm_id=session.info["firm_id"], id=UUID(int=0), name=name, due_at=due_at
    )
    claimed = await session.execute(
        added.on_conflict_do_update(
            index_elements=["firm_id", "id", "name"],
            set_={"due_at": added.excluded.due_at},
            where=ScheduleMark.due_at < added.excluded.due_at,
        ).returning(ScheduleMark.name)
    )
    return claimed.scalar() is not None
