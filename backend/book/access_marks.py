"""A counter per firm of every change that decides who may come in: sessions, keys, staff.

The bell tells other processes at once; the counter lets their poll notice what a lost bell did not tell.
"""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.bells import strike
from backend.platform.db import TenantRow

Topic = Literal["session", "key", "staff"]
# One row a firm: the firm itself is the identity, `id` only keeps the shape of tenant tables.
ONLY = UUID(int=0)


class AccessMark(TenantRow):
    """How many changes of sessions, keys and staff a firm has seen; only its being different matters."""

    __tablename__ = "access_mark"
    audited: ClassVar[bool] = False

    n: Mapped[int] = mapped_column(BigInteger, default=0)


async def mark(session: AsyncSession, topic: Topic, detail: str = "") -> None:
    """Count a change and ring its topic; both happen when the change commits.

    detail: the id of the one session, key or user concerned; "" when there are several.
    """
    count = insert(AccessMark).values(firm_id=session.info["firm_id"], id=ONLY, n=1)
    await session.execute(
        count.on_conflict_do_update(index_elements=["firm_id", "id"], set_={"n": AccessMark.n + 1})
    )
    strike(session, topic, detail)
