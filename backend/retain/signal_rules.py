"""The rules of signals of a firm in versions; the newest is in force, and before the first the shipped ones are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Published, hold_base, hold_size, newest_of
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain.signal_content import SignalRuleSet, read_content, shipped_content
from backend.retain.signal_events import SignalRulesPublished
from backend.retain.signal_marks import mark
from backend.systemize.field_values import clean_text


class SignalRules(Published):
    """One version. content: as `signal_content` reads it."""

    __tablename__ = "signal_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


@dataclass(frozen=True)
class RulesInForce:
    """A version with its rules read. number: 0 of those the product ships."""

    number: int
    rules: SignalRuleSet


async def rules_in_force(session: AsyncSession) -> RulesInForce:
    """The newest version, or what is shipped."""
    row = await newest_of(session, SignalRules)
    if row is None:
        return RulesInForce(0, read_content(shipped_content()))
    return RulesInForce(row.number, read_content(row.content))


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> SignalRules:
    """Put other rules in force; everything is looked at anew by them. base: the newest number the publisher knew.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, `content_same`.
    """
    hold_size(content)
    read_content(content)
    newest = await newest_of(session, SignalRules)
    number = hold_base(newest, base) + 1
    if content == (shipped_content() if newest is None else newest.content):
        raise bad_input("content", "content_same")
    row = SignalRules(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    emit(session, SignalRulesPublished(signal_rules_id=row.id, number=number))
    await mark(session, "firm", [session.info["firm_id"]])
    return row
