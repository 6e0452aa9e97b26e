"""Rules of tags: each version that was in force, and in which order rules are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.tag_events import TagRuled
from backend.book.tags import Tag
from backend.platform.clock import now
from backend.platform.db import TenantRow, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import own_id
from backend.platform.versions import locked_at
from backend.systemize.conditions.tree import Condition, Is, about_row, read
from backend.systemize.field_values import clean_text


class TagRule(TenantRow):
    """One version of a tag's rule. number: 1, 2, …; condition: a JSON tree with public ids, null: it was withdrawn."""

    __tablename__ = "tag_rule"
    __table_args__ = (refers("tag", "tag_id"), UniqueConstraint("firm_id", "tag_id", "number"))

    tag_id: Mapped[UUID]
    number: Mapped[int]
    condition: Mapped[dict[str, Any] | None]
    note: Mapped[str | None]
    published_by: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=now)


MOST_RULES = 500
"""Tags with a rule in one firm."""


@dataclass(frozen=True)
class Ruled:
    """A tag with the rule in force; condition: None where none is, or it cannot be read."""

    tag: Tag
    rule: TagRule | None
    condition: Condition | None

    @property
    def id(self) -> UUID:
        """The tag's."""
        return self.tag.id

    @property
    def strength(self) -> tuple[int, int]:
        """Which of an exclusive group's rules wins: the greater; of equal priority the older tag's."""
        return self.tag.priority, -self.tag.id.int


async def ruled_tags(session: AsyncSession, *, for_share: bool = False) -> list[Ruled]:
    """All tags in use with their rules. for_share: held as they are until the running change is over."""
    firm_id = session.info["firm_id"]
    statement = select(Tag).where(Tag.firm_id == firm_id, Tag.archived_at.is_(None)).order_by(Tag.id)
    if for_share:
        statement = statement.with_for_update(read=True)
    found = (await session.scalars(statement)).all()
    rules = {
        (rule.tag_id, rule.number): rule
        for rule in await session.scalars(
            select(TagRule).where(
                TagRule.firm_id == firm_id,
                TagRule.tag_id.in_([tag.id for tag in found if tag.rule_version]),
            )
        )
    }
    return [_ruled(tag, rules.get((tag.id, tag.rule_version))) for tag in found]


def _ruled(tag: Tag, rule: TagRule | None) -> Ruled:
    return Ruled(tag, rule, read(rule.condition) if rule is not None and rule.condition is not None else None)


async def set_rule(
    session: AsyncSession, tag_id: UUID, version: int, condition: Mapping[str, Any] | None, note: str | None
) -> Tag:
    """Put a new version of a tag's rule in force, or (None) withdraw it. condition: checked by the caller.

    Raises Refused: NOT_FOUND; CONFLICT; BAD_USER_INPUT: tag_archived, rule_same, rule_cycle, limit.
    """
    tag = await locked_at(session, Tag, tag_id, version)
    if tag.archived_at is not None:
        raise bad_input("tag", "tag_archived")
    known = await ruled_tags(session, for_share=True)
    present = next(each for each in known if each.id == tag_id)
    old = None if present.rule is None else present.rule.condition
    if old == (None if condition is None else dict(condition)):
        raise bad_input("condition", "rule_same")
    if condition is not None:
        if old is None and sum(each.condition is not None for each in known) >= MOST_RULES:
            raise bad_input("condition", "limit", limit=MOST_RULES)
        hold_order(_with(known, Ruled(tag, None, read(condition))))
    number = 1 + (await session.scalar(_latest(session, tag_id)) or 0)
    session.add(
        TagRule(
            tag_id=tag_id,
            number=number,
            condition=None if condition is None else dict(condition),
            note=clean_text(note or "", "note", limit=400),
            published_by=session.info["principal"].subject,
        )
    )
    tag.rule_version, tag.rule_fault = number, None
    await session.flush()
    emit(session, TagRuled(tag_id=tag_id))
    return tag


def _latest(session: AsyncSession, tag_id: UUID) -> Any:
    return (
        select(TagRule.number)
        .where(TagRule.firm_id == session.info["firm_id"], TagRule.tag_id == tag_id)
        .order_by(TagRule.number.desc())
        .limit(1)
    )


def _with(known: Iterable[Ruled], changed: Ruled) -> list[Ruled]:
    return [changed if each.id == changed.id else each for each in known]


def tags_in(condition: Condition) -> set[UUID]:
    """Tags that a condition of a client asks for, also of related clients."""
    return {
        own_id("tag", id)
        for each in compared(condition)
        if each.field == "tags" and each.op != "empty"
        for id in each.value
    }


def compared(condition: Condition) -> Iterator[Is]:
    """Every comparison of a condition, those of related rows with them."""
    for each in about_row(condition):
        if isinstance(each, Is):
            yield each
        else:
            yield from compared(each.part)


def asks_whether_tagged(condition: Condition) -> bool:
    """Whether it asks if there is any tag at all, which every rule has a say in."""
    return any(each.field == "tags" and each.op == "empty" for each in compared(condition))


def before(known: Sequence[Ruled]) -> dict[UUID, set[UUID]]:
    """For each tag with a rule those whose rules must have been asked before: it asks for them, or they go first."""
    found: dict[UUID, set[UUID]] = {}
    for one in known:
        if one.condition is None:
            continue
        stronger = {other.id for other in rivals(one, known) if other.strength > one.strength}
        found[one.id] = tags_in(one.condition) | stronger
        if asks_whether_tagged(one.condition):
            found[one.id] |= {other.id for other in known if other.condition is not None}
    return found


def rivals(one: Ruled, known: Iterable[Ruled]) -> list[Ruled]:
    """The other tags of its exclusive group."""
    group = one.tag.exclusive_group
    return [
        each
        for each in known
        if group is not None and each.tag.exclusive_group == group and each.id != one.id
    ]


def order(known: Sequence[Ruled]) -> tuple[list[Ruled], list[Ruled]]:
    """Tags with rules, each after those it builds on; and those that build on themselves, by whatever way."""
    by_id = {one.id: one for one in known if one.condition is not None}
    waits = {id: needs & by_id.keys() for id, needs in before(known).items()}
    sorted_: list[Ruled] = []
    while ready := [id for id, needs in waits.items() if not needs]:
        for id in sorted(ready):
            sorted_.append(by_id[id])
            del waits[id]
        for needs in waits.values():
            needs.difference_update(ready)
    return sorted_, [by_id[id] for id in sorted(waits)]


def hold_order(known: Sequence[Ruled]) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=rule_cycle) when rules build on each other in a ring."""
    _, stuck = order(known)
    if stuck:
        raise bad_input("condition", "rule_cycle", value=stuck[0].tag.name)


def building_on(ids: Iterable[UUID], known: Sequence[Ruled]) -> set[UUID]:
    """These tags, and those whose rules build on them, directly or by others."""
    needs, found = before(known), set(ids)
    while more := {id for id, wanted in needs.items() if id not in found and wanted & found}:
        found |= more
    return found
