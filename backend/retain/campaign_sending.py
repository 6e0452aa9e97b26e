"""What a campaign writes when its time comes: a message to each who may be contacted, once; of the others why not."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.clock import now
from backend.platform.errors import Refused
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.retain.campaign_judging import Judged, Meant, judged, kept_reasons, meant
from backend.retain.campaign_links import Going, link_of
from backend.retain.campaigns import Campaign, CampaignChanged, CampaignClient
from backend.retain.content_acts import released
from backend.retain.content_texts import LINK, MORE
from backend.retain.message_plans import CAMPAIGN, Cause, Wording, plan, worded
from backend.retain.outreach_words import PREPARED, SCHEDULED, SENDING
from backend.retain.purposes import MAIL


async def due_campaigns(session: AsyncSession) -> list[Campaign]:
    """Campaigns of the firm whose time has come, locked; another worker's are left to it."""
    rows = await session.scalars(
        select(Campaign)
        .where(
            Campaign.firm_id == session.info["firm_id"],
            Campaign.due_at <= func.now(),
            Campaign.state == SCHEDULED,
        )
        .order_by(Campaign.due_at, Campaign.id)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


async def write_out(
    session: AsyncSession, vault: Vault, site: str, campaign: Campaign, ids: Sequence[UUID]
) -> Judged | None:
    """Write the messages of a locked campaign to its audience as it is now.

    None where its content may not be sent any more: it is prepared again, and nothing was written.
    """
    try:
        item, stood = await released(session, campaign.content_id, campaign.number)
        what = meant(item, stood.version, campaign)
        # Before anything is written: a word of it may have been forbidden since.
        await worded(session, wording_of(what))
    except Refused:
        await put_back(session, campaign)
        return None
    there = await _there(session, campaign)
    found = await judged(session, [id for id in ids if id not in there], what, now())
    await _messages(session, vault, site, campaign, what, found)
    campaign.state, campaign.due_at, campaign.began_at = SENDING, None, now()
    await session.flush()
    emit(session, CampaignChanged(campaign_id=campaign.id, state=SENDING))
    return found


def wording_of(what: Meant) -> Wording:
    """What is sent as the engine of messages takes it."""
    text = what.said.text(what.language)
    return Wording(None, text, what.purpose, MAIL, what.language, what.item.product_id, MORE)


async def _messages(
    session: AsyncSession, vault: Vault, site: str, campaign: Campaign, what: Meant, found: Judged
) -> None:
    links = {
        id: {LINK: link_of(vault, site, Going(campaign.firm_id, campaign.id, id))}
        for id in (found.allowed if what.said.link is not None else ())
    }
    messages = await plan(
        session, vault, found.allowed, wording_of(what),
        Cause(CAMPAIGN, lambda its: f"campaign:{campaign.id}:{its}", campaign.id), own=links,
    )  # fmt: skip
    by_client = {each.client_id: each.id for each in messages}
    session.add_all(
        CampaignClient(
            id=uuid7(), campaign_id=campaign.id, client_id=id, message_id=by_client.get(id),
            reasons=kept_reasons(found.held[id]) if id in found.held else None,
        )
        for id in (*found.allowed, *found.held)
    )  # fmt: skip
    await session.flush()


async def _there(session: AsyncSession, campaign: Campaign) -> set[UUID]:
    rows = await session.scalars(
        select(CampaignClient.client_id).where(
            CampaignClient.firm_id == campaign.firm_id, CampaignClient.campaign_id == campaign.id
        )
    )
    return set(rows)


async def put_back(session: AsyncSession, campaign: Campaign) -> None:
    """Let somebody look at a campaign again that cannot begin: it is prepared, and nothing was written."""
    campaign.state, campaign.due_at, campaign.number = PREPARED, None, None
    await session.flush()
    emit(session, CampaignChanged(campaign_id=campaign.id, state=PREPARED))
