"""Order rules of a firm: each version that was in force, and the draft that becomes the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text
from backend.track.order_content import OrderRules, read_content, shipped_content
from backend.track.order_events import OrderRulesPublished


class OrderRuleSet(Published):
    """One version; the newest is in force. content: as `order_content` reads it."""

    __tablename__ = "order_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class OrderRulesDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "order_rules_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class InForce:
    """A version with its rules read."""

    number: int
    rules: OrderRules


async def ship_rules(session: AsyncSession) -> None:
    """Give a new firm the rules it begins with."""
    session.add(
        OrderRuleSet(
            id=uuid7(),
            number=1,
            content=shipped_content(),
            published_by=session.info["principal"].subject,
        )
    )
    await session.flush()


async def rules_in_force(session: AsyncSession) -> InForce:
    """The newest version. Raises Refused(NOT_FOUND) where the firm has none."""
    row = await newest_of(session, OrderRuleSet)
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return InForce(row.number, read_content(row.content))


async def rules_among(session: AsyncSession, numbers: Sequence[int]) -> dict[int, OrderRules]:
    """Versions by number; numbers there never were are absent."""
    rows = await session.execute(
        select(OrderRuleSet.number, OrderRuleSet.content).where(
            OrderRuleSet.firm_id == session.info["firm_id"], OrderRuleSet.number.in_(numbers)
        )
    )
    return {row.number: read_content(row.content) for row in rows}


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> OrderRuleSet:
    """Put a new version in force; the draft is done with. base: number of the newest version the publisher knew.

    What runs already cools off as long as was promised then. Raises Refused: CONFLICT when there is a newer one;
    BAD_USER_INPUT: what `read_content` finds, `content_same`.
    """
    hold_size(content)
    read_content(content)
    newest = await newest_of(session, OrderRuleSet)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = OrderRuleSet(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, OrderRulesDraft)
    await session.flush()
    emit(session, OrderRulesPublished(order_rules_id=row.id, number=number))
    return row
