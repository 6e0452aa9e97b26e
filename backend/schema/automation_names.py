"""What the filters of a trigger name, in the reader's words: rows of the firm, stages of its journeys, choices."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.catalogue import EVENTS, Filter
from backend.automations.content import Trigger
from backend.book.client_fields import CLIENT_FIELD
from backend.graph.context import Context
from backend.platform.ids import split_id
from backend.policies.roles import ROLES
from backend.schema.tag_rules import NAMED, names_of
from backend.track.template_content import Words, read_content
from backend.track.templates import JourneyTemplate, JourneyTemplateVersion

STAGES: Final = frozenset({"stage", "left"})
TEMPLATES: Final = "journeytemplate"


async def trigger_names(context: Context, trigger: Trigger) -> dict[str, str]:
    """Names by what the filters hold: public ids of rows, keys of stages. What has none (any more) is absent."""
    if trigger.event is None:
        return {}
    found: dict[str, str] = {}
    for name, values in (trigger.where or {}).items():
        if isinstance(values, bool):
            continue
        filter = EVENTS[trigger.event].filters[name]
        told = await asyncio.gather(*(_name(context, name, filter, value) for value in values))
        found |= {value: words for value, words in zip(values, told, strict=True) if words}
    return found


async def _name(context: Context, name: str, filter: Filter, value: str) -> str | None:
    if name in STAGES:
        return await context.load(_stages, value)  # type: ignore[no-any-return]
    chosen = next((option for option in filter.options if option.value == value), None)
    said = chosen or (CLIENT_FIELD if filter.of == "keys" else ROLES if name == "role" else {}).get(value)
    if said is not None:
        return Words(said.zh, said.en).of(context.principal.locale)
    if not filter.of.startswith("rows:"):
        return None
    noun, id = split_id(value)
    if noun == TEMPLATES:
        return await context.load(_templates, id)  # type: ignore[no-any-return]
    return await context.load(names_of, id, noun) if noun in NAMED else None


async def _stages(session: AsyncSession, context: Context, keys: Sequence[str]) -> dict[str, str]:
    """Of the templates' newest versions."""
    rows = await session.scalars(
        select(JourneyTemplateVersion.content)
        .join(
            JourneyTemplate,
            (JourneyTemplate.firm_id == JourneyTemplateVersion.firm_id)
            & (JourneyTemplate.id == JourneyTemplateVersion.template_id)
            & (JourneyTemplate.number == JourneyTemplateVersion.number),
        )
        .where(
            JourneyTemplateVersion.firm_id == context.principal.firm_id,
            JourneyTemplate.firm_id == context.principal.firm_id,
        )
        .order_by(JourneyTemplate.key.desc())
    )
    stages = (stage for content in rows for stage in read_content(content).stages)
    return {stage.key: stage.name.of(context.principal.locale) for stage in stages if stage.key in keys}


async def _templates(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(JourneyTemplate.id, JourneyTemplate.zh, JourneyTemplate.en).where(
            JourneyTemplate.firm_id == context.principal.firm_id, JourneyTemplate.id.in_(ids)
        )
    )
    return {row.id: Words(row.zh, row.en).of(context.principal.locale) for row in rows}
