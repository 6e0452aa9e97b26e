"""The steps of escalation of a firm in versions; the newest is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import UniqueConstraint, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Draft, Published, discard_draft, hold_base, hold_size, newest_of
from backend.book.escalation_content import Escalation, read_content
from backend.book.task_events import EscalationPublished
from backend.book.tasks import Task
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text

SHIPPED: Final = Path(__file__).parent / "escalation_shipped.json"


class EscalationRules(Published):
    """One version. content: as `escalation_content` reads it."""

    __tablename__ = "escalation_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


class EscalationRulesDraft(Draft):
    """The next one while somebody works on it."""

    __tablename__ = "escalation_rules_draft"
    __table_args__ = (UniqueConstraint("firm_id"),)


@dataclass(frozen=True)
class StepsInForce:
    """A version with its content read."""

    number: int
    content: Escalation


@cache
def shipped_steps() -> bytes:
    """What a firm begins with, as JSON."""
    return SHIPPED.read_bytes()


async def ship_escalation(session: AsyncSession) -> None:
    """Give a new firm the steps it begins with."""
    content = orjson.loads(shipped_steps())
    read_content(content)
    session.add(
        EscalationRules(id=uuid7(), number=1, content=content, published_by=session.info["principal"].subject)
    )
    await session.flush()


async def steps_in_force(session: AsyncSession) -> StepsInForce | None:
    """The newest version; None where the firm has none."""
    row = await newest_of(session, EscalationRules)
    return None if row is None else StepsInForce(row.number, read_content(row.content))


async def publish_steps(
    session: AsyncSession, base: int, content: Any, roles: Sequence[str], note: str | None
) -> EscalationRules:
    """Put other steps in force; tasks that are late are looked at anew, and the draft is done with.

    base: the newest number the publisher knew.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, `content_same`.
    """
    hold_size(content)
    read_content(content, roles)
    newest = await newest_of(session, EscalationRules)
    number = hold_base(newest, base) + 1
    if newest is not None and newest.content == content:
        raise bad_input("content", "content_same")
    row = EscalationRules(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await discard_draft(session, EscalationRulesDraft)
    await session.flush()
    at = now()
    # Those that wait for a step; whose chain has ended, was told of to the end.
    await session.execute(
        update(Task)
        .where(
            Task.firm_id == row.firm_id,
            Task.state == "open",
            Task.escalate_at > at,
            Task.due_at < at,
        )
        .values(escalate_at=Task.due_at)
        .execution_options(synchronize_session=False)
    )
    emit(session, EscalationPublished(escalation_rules_id=row.id, number=number))
    return row
