"""The way of one client from a campaign's mail to what it speaks of: sealed, and counted when he goes it.

It says firm, campaign and client. Where it leads stands in the approved version, so that nobody can make it lead
somewhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.base64url import decode, encode
from backend.platform.bells import strike
from backend.platform.clock import now
from backend.platform.crypto import Unreadable
from backend.platform.errors import Code, Refused
from backend.platform.events import emit
from backend.platform.keys import Vault
from backend.retain.campaigns import Campaign, CampaignClicked, CampaignClient
from backend.retain.contents import ContentItem, ContentVersion

MARK: Final = b"goto1"
LENGTH: Final = len(MARK) + 48
LONGEST: Final = 240


@dataclass(frozen=True, slots=True)
class Going:
    """What a link stands for."""

    firm_id: UUID
    campaign_id: UUID
    client_id: UUID


def link_of(vault: Vault, site: str, going: Going) -> str:
    """The address that stands in a client's mail."""
    sealed = vault.seal_link(MARK + going.firm_id.bytes + going.campaign_id.bytes + going.client_id.bytes)
    return f"{site}/go/{encode(sealed)}"


def read_link(vault: Vault, text: str) -> Going:
    """What a text stands for. Raises Refused(NOT_FOUND) for what is none of ours."""
    try:
        raw = vault.open_link(decode(text)) if len(text) <= LONGEST else b""
    except (Unreadable, ValueError):
        raw = b""
    if len(raw) != LENGTH or not raw.startswith(MARK):
        raise Refused(Code.NOT_FOUND)
    rest = raw[len(MARK) :]
    return Going(UUID(bytes=rest[:16]), UUID(bytes=rest[16:32]), UUID(bytes=rest[32:]))


async def follow(session: AsyncSession, going: Going) -> str:
    """Note that a client followed his link; where it leads. Raises Refused(NOT_FOUND) for what is gone."""
    firm_id = session.info["firm_id"]
    found = (
        await session.execute(
            select(CampaignClient, ContentItem.kind, ContentVersion.content["link"].astext)
            .join(Campaign, and_(Campaign.firm_id == firm_id, Campaign.id == CampaignClient.campaign_id))
            .join(ContentItem, and_(ContentItem.firm_id == firm_id, ContentItem.id == Campaign.content_id))
            .join(
                ContentVersion,
                and_(
                    ContentVersion.firm_id == firm_id,
                    ContentVersion.item_id == Campaign.content_id,
                    ContentVersion.number == Campaign.number,
                ),
            )
            .where(
                CampaignClient.firm_id == firm_id,
                CampaignClient.campaign_id == going.campaign_id,
                CampaignClient.client_id == going.client_id,
                CampaignClient.message_id.is_not(None),
            )
            .with_for_update(of=CampaignClient)
        )
    ).one_or_none()
    if found is None or not found[2]:
        raise Refused(Code.NOT_FOUND)
    row, kind, target = found
    row.clicks += 1
    if row.clicked_at is None:
        row.clicked_at = now()
        emit(session, CampaignClicked(campaign_id=row.campaign_id, client_id=row.client_id, kind=kind))
        strike(session, "client", str(row.client_id))
    await session.flush()
    return str(target)
