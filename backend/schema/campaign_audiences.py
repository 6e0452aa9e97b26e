"""Whom a campaign is about: clients that a rule finds, or that were picked by hand; asked anew each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.content_checks import list_of
from backend.graph.context import Context
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id, public_id
from backend.platform.keys import Vault
from backend.platform.principal import Principal
from backend.retain.campaign_acts import MOST
from backend.retain.campaign_sending import due_campaigns, put_back, write_out
from backend.schema.tag_conditions import asked, checked, hold_author, kept
from backend.schema.tag_sweeping import firm_of
from backend.systemize.conditions.tree import AnyOf, Condition, read

RULE, CLIENTS = "rule", "clients"


@dataclass(frozen=True, slots=True)
class Audience:
    """Clients in the order of their ids, and by which parts of the rule each is among them. parts: none by hand."""

    ids: Sequence[UUID]
    parts: Sequence[Condition]
    why: Mapping[UUID, Sequence[int]]


def read_audience(context: Context, given: Any) -> dict[str, Any]:
    """An audience as it is kept: {"rule": tree} or {"clients": [public ids]}.

    Raises Refused: BAD_USER_INPUT: content_format, bad_id, limit, what a rule may not be; FORBIDDEN for a rule that
    rests on what the caller may not read.
    """
    if not isinstance(given, dict) or set(given) not in ({RULE}, {CLIENTS}):
        raise bad_input("audience", "content_format")
    if RULE in given:
        condition = checked(given[RULE])
        hold_author(context.principal.mask, condition)
        return {RULE: kept(condition)}
    ids = list_of(given[CLIENTS], "audience.clients", MOST)
    if not all(isinstance(each, str) for each in ids):
        raise bad_input("audience.clients", "bad_id")
    found = dict.fromkeys(own_id("client", each) for each in ids)
    if not found:
        raise bad_input("audience.clients", "required")
    return {CLIENTS: [public_id("client", id) for id in found]}


def parts_of(audience: Mapping[str, Any]) -> Sequence[Condition]:
    """The parts of a rule of which one is enough; the whole rule where all of it has to hold; none by hand."""
    if RULE not in audience:
        return ()
    condition = read(audience[RULE])
    return condition.parts if isinstance(condition, AnyOf) else (condition,)


async def audience_of(
    session: AsyncSession, audience: Mapping[str, Any], firm: Principal | None = None
) -> Audience:
    """Whom an audience is about now: clients that are there. Two statements, one by hand.

    Raises Refused(BAD_USER_INPUT): limit above 5,000; what a rule names that is no more.
    """
    firm_id = session.info["firm_id"]
    there = (Client.firm_id == firm_id, Client.archived_at.is_(None), Client.merged_into_id.is_(None))
    if RULE not in audience:
        ids = [own_id("client", each) for each in audience[CLIENTS]]
        rows = await session.scalars(select(Client.id).where(*there, Client.id.in_(ids)).order_by(Client.id))
        return Audience(list(rows), (), {})
    known = firm or await firm_of(session)
    whole = asked(known, read(audience[RULE]))
    parts = parts_of(audience)
    columns = [asked(known, part).label(f"part_{n}") for n, part in enumerate(parts)]
    found = (
        await session.execute(
            select(Client.id, *columns).where(*there, whole).order_by(Client.id).limit(MOST + 1)
        )
    ).all()
    if len(found) > MOST:
        raise bad_input("audience", "limit", limit=MOST)
    why = {row[0]: [n for n, holds in enumerate(row[1:]) if holds] for row in found}
    return Audience([row[0] for row in found], parts, why)


async def go(session: AsyncSession, vault: Vault, site: str) -> int:
    """Write out the campaigns of a firm whose time has come; how many."""
    due = await due_campaigns(session)
    for campaign in due:
        try:
            audience = await audience_of(session, campaign.audience)
        except Refused:
            # What its rule names is no more, or it finds too many: the others go on.
            await put_back(session, campaign)
            continue
        await write_out(session, vault, site, campaign, audience.ids)
    return len(due)
