"""Who of an audience a content may be sent to, and why not the others: for the preview and in the moment of sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import Holding
from backend.retain.campaigns import Campaign
from backend.retain.contacting import Contact, Ground, Reason, Verdict, ground_of
from backend.retain.content_texts import LINK, Said, read_content
from backend.retain.contents import ContentItem, ContentVersion
from backend.retain.message_texts import values_of
from backend.retain.outreach_words import purpose_of
from backend.retain.purposes import MAIL

WAITS: Final = frozenset({"quiet_hours"})
"""What ends within hours: the message is written, and waits."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a campaign sends."""

    item: ContentItem
    said: Said
    language: str

    @property
    def purpose(self) -> str:
        """Of which purpose it is."""
        return purpose_of(self.item.kind, of_product=self.item.product_id is not None)

    @property
    def variables(self) -> frozenset[str]:
        """What has to be known of each client."""
        return self.said.text(self.language).variables - {LINK}


def meant(item: ContentItem, version: ContentVersion, campaign: Campaign) -> Meant:
    """What a campaign sends by a version of its content."""
    return Meant(
        item, read_content(version.content, of_product=item.product_id is not None), campaign.language
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """An audience that was judged, in its order. held: why nothing is sent to whom."""

    allowed: Sequence[UUID]
    held: dict[UUID, tuple[Reason, ...]]


async def judged(session: AsyncSession, ids: Sequence[UUID], what: Meant, at: datetime) -> Judged:
    """Judge an audience in a constant number of statements. at: when it would be sent."""
    product_id = what.item.product_id
    ground = await ground_of(session, ids, Contact(what.purpose, MAIL, at, product_id))
    holders = set() if product_id is None else await _holders(session, ids, product_id)
    values = await values_of(session, ids, what.language, product_id)
    allowed, held = [], {}
    for id in ids:
        reasons = [each for each in ground.verdict(id).reasons if each.code not in WAITS]
        if product_id is not None and id not in holders and not _qualified(ground, id):
            reasons.append(Reason("not_qualified"))
        known = values.get(id, {})
        missing = sorted(name for name in what.variables if known.get(name) is None)
        reasons += [Reason("no_value", None, {"value": name}) for name in missing]
        if reasons:
            held[id] = Verdict(tuple(reasons)).reasons
        else:
            allowed.append(id)
    return Judged(allowed, held)


def _qualified(ground: Ground, id: UUID) -> bool:
    facts = ground.facts.get(id)
    return (
        facts is not None and facts.suits is not None and (facts.suits.qualified or facts.suits.professional)
    )


async def _holders(session: AsyncSession, ids: Sequence[UUID], product_id: UUID) -> set[UUID]:
    """Who of these holds a fund now: he is told of it as its holder."""
    rows = await session.scalars(
        select(Holding.client_id).where(
            Holding.firm_id == session.info["firm_id"],
            Holding.product_id == product_id,
            Holding.valid_to.is_(None),
            Holding.units > 0,
            Holding.client_id.in_(list(ids)),
        )
    )
    return set(rows)


def kept_reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are stored."""
    return [
        {
            "code": each.code,
            "params": dict(each.params),
            **({} if each.again_at is None else {"again": each.again_at.isoformat()}),
        }
        for each in reasons
    ]
