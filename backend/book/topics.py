"""What conversations are about: the firm's own short list of words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text

SHIPPED = (
    "市场观点", "产品介绍", "持仓与业绩", "资产配置", "流动性安排", "申购与赎回", "风险与适当性",
    "家族与传承", "税务与法律", "服务与投诉", "关系维护",
)  # fmt: skip
"""What a firm begins with; it may rename and retire them and add its own."""
MOST, LONGEST = 100, 30


class Topic(Versioned, TenantRow):
    """A topic. place: the order in which topics are offered; a retired one is offered no more.

    An interaction keeps the words themselves: a minute says later what it said when it was written.
    """

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("firm_id", "name"),)

    name: Mapped[str]
    place: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


async def ship_topics(session: AsyncSession) -> None:
    """Write the list that a new firm begins with."""
    session.add_all(Topic(id=uuid7(), name=name, place=place) for place, name in enumerate(SHIPPED))
    await session.flush()


async def create_topic(session: AsyncSession, name: str) -> Topic:
    """A new topic, offered last. Raises Refused(BAD_USER_INPUT): name empty, taken, or the list is full."""
    count, last = await _extent(session)
    if count >= MOST:
        raise bad_input("name", "too_many", limit=MOST)
    topic = Topic(name=await _free_name(session, name), place=last + 1)
    session.add(topic)
    await session.flush()
    return topic


async def update_topic(session: AsyncSession, id: UUID, version: int, changes: dict[str, Any]) -> Topic:
    """Change name or retired; absent keys stay. Raises Refused: CONFLICT, BAD_USER_INPUT as `create_topic`."""
    topic = await locked_at(session, Topic, id, version)
    if changes.get("name") is not None:
        topic.name = await _free_name(session, changes["name"], besides=id)
    if changes.get("retired") is not None:
        topic.retired = changes["retired"]
    await session.flush()
    return topic


async def held_topics(session: AsyncSession, names: Sequence[str], kept: Collection[str] = ()) -> list[str]:
    """The names in their order, without repeats. kept: words the minute has already, whatever became of them.

    Raises Refused(BAD_USER_INPUT, problem=choice) for a name the firm does not offer.
    """
    wanted = list(dict.fromkeys(names))
    asked = [name for name in wanted if name not in kept]
    if asked:
        firm_id = session.info["firm_id"]
        offered = set(
            await session.scalars(
                select(Topic.name).where(
                    Topic.firm_id == firm_id, Topic.name.in_(asked), Topic.retired.is_(False)
                )
            )
        )
        if not offered.issuperset(asked):
            raise bad_input("topics", "choice")
    return wanted


async def _extent(session: AsyncSession) -> tuple[int, int]:
    found = await session.execute(
        select(func.count(), func.coalesce(func.max(Topic.place), -1)).where(
            Topic.firm_id == session.info["firm_id"]
        )
    )
    count, last = found.one()
    return count, last


async def _free_name(session: AsyncSession, name: str, besides: UUID | None = None) -> str:
    wanted = clean_text(name, "name", limit=LONGEST, required=True) or ""
    firm_id = session.info["firm_id"]
    taken = await session.scalar(
        select(Topic.id).where(
            Topic.firm_id == firm_id,
            func.lower(Topic.name) == wanted.lower(),
            Topic.id != (besides or uuid7()),
        )
    )
    if taken is not None:
        raise bad_input("name", "taken")
    return wanted
