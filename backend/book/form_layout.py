"""Arranging a client's form: sections and the fields in them, all at once, as somebody has put them before himself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_events import FormArranged
from backend.book.custom_field_changes import LONGEST_NAME, all_fields, begin, used
from backend.book.custom_fields import CustomField
from backend.book.custom_sections import (
    MOST_COLUMNS,
    MOST_SECTIONS,
    CustomSection,
    SectionDraft,
    sections_of,
)
from backend.platform.bells import strike
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.events import emit
from backend.systemize.field_values import clean_text


async def arrange(
    session: AsyncSession, version: int, drafts: Sequence[SectionDraft], rest: Sequence[UUID]
) -> UUID:
    """Put the form as told; the firm's id.

    version: of the layout that was looked at (`Firm.fields_version`); drafts: all sections in their order, those that
    are not among them go; rest: the fields that stand in none, in their order. Fields in use that nobody names keep
    their order behind the others, in no section. Raises Refused: CONFLICT for a stale layout; BAD_USER_INPUT: `limit`,
    `field_twice`, `unknown` for a field or section there is none of, bad words or columns.
    """
    firm = await begin(session)
    if firm.fields_version != version + 1:
        raise Refused(Code.CONFLICT, fields=[], version=firm.fields_version - 1)
    if len(drafts) > MOST_SECTIONS:
        raise bad_input("sections", "limit", limit=MOST_SECTIONS)
    fields = {field.id: field for field in used(await all_fields(session))}
    named = [id for draft in drafts for id in draft.field_ids] + list(rest)
    _hold_fields(fields, named)
    present = {section.id: section for section in await sections_of(session, firm.firm_id)}
    kept = _put(session, present, drafts)
    await session.flush()
    for section, draft in zip(kept, drafts, strict=True):
        for id in draft.field_ids:
            fields[id].section_id = section.id
    for id in fields.keys() - {id for draft in drafts for id in draft.field_ids}:
        fields[id].section_id = None
    later = [field.id for field in fields.values() if field.id not in set(named)]
    for position, id in enumerate([*named, *later], start=1):
        fields[id].position = position
    await session.flush()
    await _drop(session, [section for section in present.values() if section not in kept])
    emit(session, FormArranged(sections=len(kept)))
    strike(session, "policy", "fields")
    return firm.firm_id


def _hold_fields(fields: dict[UUID, CustomField], named: Sequence[UUID]) -> None:
    if len(set(named)) < len(named):
        raise bad_input("sections", "field_twice")
    if any(id not in fields for id in named):
        raise bad_input("sections", "unknown")


def _put(
    session: AsyncSession, present: dict[UUID, CustomSection], drafts: Sequence[SectionDraft]
) -> list[CustomSection]:
    """The sections of drafts, as they are told."""
    ids = [draft.id for draft in drafts if draft.id is not None]
    if len(set(ids)) < len(ids) or any(id not in present for id in ids):
        raise bad_input("sections", "unknown")
    kept = []
    for position, draft in enumerate(drafts, start=1):
        if not 1 <= draft.columns <= MOST_COLUMNS:
            raise bad_input("columns", "range", low=1, high=MOST_COLUMNS)
        section = present[draft.id] if draft.id is not None else CustomSection()
        section.zh = clean_text(draft.zh, "zh", limit=LONGEST_NAME, required=True) or ""
        section.en = clean_text(draft.en, "en", limit=LONGEST_NAME, required=True) or ""
        section.columns, section.collapsed, section.position = draft.columns, draft.collapsed, position
        session.add(section)
        kept.append(section)
    return kept


async def _drop(session: AsyncSession, gone: Sequence[CustomSection]) -> None:
    """Take sections away; archived fields that stood in them come back without one."""
    ids = {section.id for section in gone}
    for field in await all_fields(session):
        if field.section_id in ids:
            field.section_id = None
    await session.flush()
    for section in gone:
        await session.delete(section)
    await session.flush()
