"""The rules of care of a firm in versions; the newest is in force, and before the first the shipped ones are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.configurations import Published, hold_base, hold_size, newest_of
from backend.book.custom_fields import CustomField
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.retain.care_content import CareRuleSet, read_content, shipped_content
from backend.retain.care_events import CareRulesPublished
from backend.retain.care_marks import mark
from backend.retain.message_templates import ready
from backend.retain.purposes import CARE
from backend.systemize.field_values import clean_text
from backend.systemize.fields import Kind

DATED = (Kind.DATE.value, Kind.LUNAR.value)


class CareRules(Published):
    """One version. content: as `care_content` reads it."""

    __tablename__ = "care_rules"
    __table_args__ = (UniqueConstraint("firm_id", "number"),)


@dataclass(frozen=True)
class CareInForce:
    """A version with its rules read. number: 0 of those the product ships."""

    number: int
    rules: CareRuleSet


async def care_in_force(session: AsyncSession) -> CareInForce:
    """The newest version, or what is shipped."""
    row = await newest_of(session, CareRules)
    if row is None:
        return CareInForce(0, read_content(shipped_content()))
    return CareInForce(row.number, read_content(row.content))


async def publish(session: AsyncSession, base: int, content: Any, note: str | None) -> CareRules:
    """Put other rules in force; every client is looked at anew. base: the newest number the publisher knew.

    Raises Refused: CONFLICT when there is a newer one; BAD_USER_INPUT: what `read_content` finds, `unknown` for a
    field that is none of the firm's dates, what `ready` says of a template, `choice` for one of another purpose,
    `content_same`.
    """
    hold_size(content)
    rules = read_content(content)
    newest = await newest_of(session, CareRules)
    number = hold_base(newest, base) + 1
    if content == (shipped_content() if newest is None else newest.content):
        raise bad_input("content", "content_same")
    await _hold_known(session, rules)
    row = CareRules(
        id=uuid7(),
        number=number,
        content=content,
        note=clean_text(note or "", "note", limit=400),
        published_by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    emit(session, CareRulesPublished(care_rules_id=row.id, number=number))
    await mark(session, "firm", [session.info["firm_id"]])
    return row


async def _hold_known(session: AsyncSession, rules: CareRuleSet) -> None:
    if rules.fields:
        known = set(
            await session.scalars(
                select(CustomField.key).where(
                    CustomField.firm_id == session.info["firm_id"],
                    CustomField.kind.in_(DATED),
                    CustomField.formula.is_(None),
                    CustomField.rollup.is_(None),
                )
            )
        )
        for n, key in enumerate(rules.fields):
            if key not in known:
                raise bad_input(f"fields.{n}", "unknown")
    templates = {}
    for n, rule in enumerate(rules.rules):
        if rule.greeting is None or rule.greeting.template_id is None:
            continue
        id = rule.greeting.template_id
        if id not in templates:
            templates[id] = await ready(session, id)
        if templates[id].template.purpose != CARE:
            raise bad_input(f"rules.{n}.greeting.template", "choice")
