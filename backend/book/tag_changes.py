"""Changes of a tag itself: its words, how it is given, and whether it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.tag_events import TagRuled
from backend.book.tag_rules import hold_order, ruled_tags
from backend.book.tags import COLOURS, Tag, create_tag
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text

LONGEST_VALID = 3_650
HIGHEST = 1_000
TEXTS: Mapping[str, int] = {"group": 40, "description": 400, "exclusive_group": 40}
DECIDING = frozenset({"exclusive_group", "priority", "rule_decides"})
"""What else than the rule decides on who bears it."""


async def create(session: AsyncSession, name: str, colour: str, more: Mapping[str, Any]) -> Tag:
    """A new tag. more: what is given beside. Raises Refused(BAD_USER_INPUT) naming the field."""
    tag = await create_tag(session, name, colour)
    await apply(session, tag, more)
    await session.flush()
    return tag


async def update(session: AsyncSession, id: UUID, version: int, changes: Mapping[str, Any]) -> Tag:
    """Change what is given. Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT naming the field, rule_cycle."""
    tag = await locked_at(session, Tag, id, version)
    with session.no_autoflush:
        await apply(session, tag, changes)
    await session.flush()
    if DECIDING & changes.keys():
        hold_order(await ruled_tags(session))
        emit(session, TagRuled(tag_id=tag.id))
    return tag


async def apply(session: AsyncSession, tag: Tag, changes: Mapping[str, Any]) -> None:
    """Write what is given to a tag. Raises Refused(BAD_USER_INPUT) naming the field."""
    if "name" in changes:
        tag.name = await _free_name(session, tag, changes["name"])
    if "colour" in changes:
        if changes["colour"] not in COLOURS:
            raise bad_input("colour", "choice")
        tag.colour = changes["colour"]
    for name, limit in TEXTS.items():
        if name in changes:
            field = "exclusiveGroup" if name == "exclusive_group" else name
            setattr(tag, name, clean_text(changes[name] or "", field, limit=limit))
    if "priority" in changes:
        tag.priority = _whole(changes["priority"] or 0, "priority", -HIGHEST, HIGHEST)
    if "valid_days" in changes:
        days = changes["valid_days"]
        tag.valid_days = None if days is None else _whole(days, "validDays", 1, LONGEST_VALID)
    if "rule_decides" in changes:
        tag.rule_decides = bool(changes["rule_decides"])


async def archive(session: AsyncSession, id: UUID, version: int) -> Tag:
    """Take a tag out of use: nobody gives it any more and its rule rests; who bears it, bears it on."""
    tag = await locked_at(session, Tag, id, version)
    if tag.archived_at is None:
        tag.archived_at = now()
        await session.flush()
        emit(session, TagRuled(tag_id=tag.id))
    return tag


async def restore(session: AsyncSession, id: UUID, version: int) -> Tag:
    """Bring an archived tag back. Raises Refused(BAD_USER_INPUT, problem=rule_cycle)."""
    tag = await locked_at(session, Tag, id, version)
    if tag.archived_at is not None:
        tag.archived_at = None
        await session.flush()
        hold_order(await ruled_tags(session))
        emit(session, TagRuled(tag_id=tag.id))
    return tag


async def _free_name(session: AsyncSession, tag: Tag, given: Any) -> str:
    name = clean_text(given or "", "name", limit=40, required=True) or ""
    same = select(Tag.id).where(
        Tag.firm_id == session.info["firm_id"],
        func.lower(Tag.name) == name.lower(),
        Tag.id.is_distinct_from(tag.id),
    )
    if await session.scalar(same):
        raise bad_input("name", "taken")
    return name


def _whole(value: int, field: str, low: int, high: int) -> int:
    if not low <= value <= high:
        raise bad_input(field, "range", low=low, high=high)
    return value
