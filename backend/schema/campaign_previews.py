"""Whom a campaign would reach now, why each is among them, and what holds the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import strawberry

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand, demand_at
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Relation
from backend.retain.campaign_judging import Meant, judged
from backend.retain.contact_sentences import said
from backend.retain.contacting import Verdict
from backend.retain.content_acts import released
from backend.retain.content_texts import read_content
from backend.retain.message_texts import LANGUAGES
from backend.schema.campaign_audiences import Audience, audience_of, read_audience
from backend.schema.clients import CLIENT, Client
from backend.schema.contact_reasons import ContactReason, reasons_of
from backend.schema.contactability import ContactReasonCount
from backend.schema.tag_rules import names_in, words_of

SAMPLE: Final = 50
HELD: Final = 200
BY_HAND: Final = ("手工选择", "Picked by hand")


@strawberry.type
class CampaignChosen:
    """One client who would be written to."""

    client: Client | None
    why: list[str] = strawberry.field(
        description="By which parts of the rule he is in the audience, in words."
    )


@strawberry.type
class CampaignHeld:
    """One client who would not be written to."""

    client: Client | None
    why: list[str]
    reasons: list[ContactReason]


@strawberry.type
class CampaignPreview:
    """Whom a campaign would reach now."""

    total: int
    allowed: int
    purpose: str
    reasons: list[ContactReasonCount] = strawberry.field(
        description="The most frequent first; a client can have several."
    )
    chosen: list[CampaignChosen] = strawberry.field(
        description="The first 50 of those who would be written to."
    )
    held: list[CampaignHeld] = strawberry.field(description="The first 200 of those who would not.")


def demand_campaign(context: Context) -> None:
    """What a campaign's figures and reasons rest on has to be readable of every client. Raises Refused(FORBIDDEN)."""
    demand(context, "Client", "Client.consents")
    demand(context, "Client", "Client.contactPoints", Level.MASKED)


def demand_sending(context: Context) -> None:
    """A campaign is sent by who may write to every client of the firm. Raises Refused(FORBIDDEN)."""
    demand_at(context, "Mutation.sendMessage", Relation.FIRM)


async def preview(
    context: Context, content: str, language: str, given: Any, at: datetime | None
) -> CampaignPreview:
    """Whom a content would reach. Raises Refused: as `read_audience`, `audience_of`, `released`; FORBIDDEN."""
    demand_campaign(context)
    demand_sending(context)
    if language not in LANGUAGES:
        raise bad_input("language", "choice")
    if at is not None and not 1900 < at.year < 2999:
        raise bad_input("at", "date")
    wanted = read_audience(context, given)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 12
        item, stood = await released(session, own_id("contentitem", content))
        text = read_content(stood.version.content, of_product=item.product_id is not None)
        what = Meant(item, text, language)
        audience = await audience_of(session, wanted)
        found = await judged(session, audience.ids, what, at or now())
    # Behind the session: a reader who holds one connection and waits for another may wait for himself.
    words = await _words(context, audience)
    chosen = found.allowed[:SAMPLE]
    held = list(found.held)[:HELD]
    nodes = await nodes_of(context, CLIENT, [*chosen, *held])
    counts: Counter[str] = Counter()
    params: dict[str, Mapping[str, Any]] = {}
    for reasons in found.held.values():
        for each in reasons:
            counts[each.code] += 1
            params.setdefault(each.code, each.params)
    return CampaignPreview(
        total=len(audience.ids),
        allowed=len(found.allowed),
        purpose=what.purpose,
        reasons=[
            ContactReasonCount(code=code, text=said(code, context.locale, params[code]), count=n)
            for code, n in counts.most_common()
        ],
        chosen=[
            CampaignChosen(client=node, why=_why(words, audience, id))
            for id, node in zip(chosen, nodes[: len(chosen)], strict=True)
        ],
        held=[
            CampaignHeld(
                client=node, why=_why(words, audience, id),
                reasons=reasons_of(context, Verdict(tuple(found.held[id]))),
            )
            for id, node in zip(held, nodes[len(chosen) :], strict=True)
        ],
    )  # fmt: skip


async def _words(context: Context, audience: Audience) -> Sequence[str]:
    """The parts of the rule in words; by hand there are none."""
    return [words_of(part, context, await names_in(context, part)) for part in audience.parts] or [
        BY_HAND[context.locale == "en"]
    ]


def _why(words: Sequence[str], audience: Audience, id: Any) -> list[str]:
    return [words[n] for n in audience.why.get(id, (0,))]


@strawberry.type
class CampaignPreviewQueries:
    """Whom campaigns would reach."""

    @strawberry.field
    async def preview_campaign(
        self, info: Info, content: strawberry.ID, audience: strawberry.scalars.JSON, language: str = "zh-CN",
        at: datetime | None = None,
    ) -> CampaignPreview:  # fmt: skip
        """Whom the approved version of a content would reach, now or at a time; judged as when it is sent."""
        return await preview(info.context, content, language, audience, at)
