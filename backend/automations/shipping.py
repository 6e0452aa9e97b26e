"""Automations that a firm begins with, switched on: data like any other, changed or switched off by the firm.

Where the product does something by itself already (a stage asks for approvals, a worker gives tasks of renewal), a
shipped automation builds on its events, or finds that there is nothing to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.automations.automations import Automation, AutomationVersion, fit
from backend.automations.content import read_content
from backend.platform.clock import now
from backend.platform.ids import public_id, uuid7
from backend.track.approval_kinds import ApprovalKind
from backend.track.templates import JourneyTemplate

SHIPPED: Final = Path(__file__).parent / "shipped.json"
"""Source: white paper, Track (entering sign & pay, confirmed payment) and Segment (levels, cadence)."""


@cache
def shipped() -> dict[str, Any]:
    """Contents by key; what they name stands as `@noun:key`."""
    found: dict[str, Any] = orjson.loads(SHIPPED.read_bytes())
    return found


async def ship_automations(session: AsyncSession) -> None:
    """Give a new firm the automations it begins with, after its kinds of approvals and journey templates."""
    named: dict[str, dict[str, UUID]] = {
        "approvalkind": await _by_key(session, ApprovalKind),
        "journeytemplate": await _by_key(session, JourneyTemplate),
    }
    for key, content in shipped().items():
        given = _named(content, named)
        read = read_content(given)
        row = Automation(
            id=uuid7(), key=key, zh=read.name.zh, en=read.name.en, kind=read.trigger.kind, on=True
        )
        row.since = now()
        fit(row, read, 1)
        session.add(row)
        await session.flush()
        session.add(
            AutomationVersion(
                id=uuid7(), automation_id=row.id, number=1, content=given, rights=[], note=None,
                published_by=session.info["principal"].subject,
            )
        )  # fmt: skip
    await session.flush()


async def _by_key(session: AsyncSession, model: Any) -> dict[str, UUID]:
    rows = await session.execute(
        select(model.key, model.id).where(model.firm_id == session.info["firm_id"], model.key.is_not(None))
    )
    return {row.key: row.id for row in rows}


def _named(value: Any, ids: dict[str, dict[str, UUID]]) -> Any:
    """The content with public ids in place of keys."""
    if isinstance(value, dict):
        return {key: _named(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_named(each, ids) for each in value]
    if isinstance(value, str) and value.startswith("@"):
        noun, _, key = value[1:].partition(":")
        return public_id(noun, ids[noun][key])
    return value
