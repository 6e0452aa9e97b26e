"""Whom a round of NPS would ask: the same judgement as when it starts and when a message goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client as ClientRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.platform.clock import now
from backend.platform.errors import bad_input
from backend.platform.principal import Level, Principal
from backend.policies.rows import reach
from backend.retain.contacting import PASSING, Contact, Reason, Verdict, ground_of
from backend.retain.message_templates import ready
from backend.retain.purposes import MAIL, SURVEY
from backend.retain.survey_rules import hold_template
from backend.retain.survey_waves import MOST, lately_of
from backend.schema.clients import CLIENT
from backend.schema.contact_reasons import ContactReason, reasons_of
from backend.schema.contactability import ContactHold, ContactReasonCount
from backend.schema.survey_waves import LATELY, LATELY_SAID, reasons_in
from backend.schema.tag_conditions import asked, checked, hold_author
from backend.systemize.conditions.tree import Condition

SHOWN: Final = 200


@strawberry.type
class SurveyWavePreview:
    """Of the clients that meet a condition, how many can be asked."""

    total: int
    allowed: int
    reasons: list[ContactReasonCount] = strawberry.field(
        description="Why the others are not, the most frequent first; a client can have several."
    )
    held: list[ContactHold] = strawberry.field(description="The first 200 of those who are not.")


@dataclass(frozen=True, slots=True)
class Audience:
    """Clients that meet a condition: who can be asked, and what speaks against each of the others.

    lately: those who were asked within the firm's days.
    """

    allowed: Sequence[UUID]
    held: Mapping[UUID, Sequence[Reason]]
    lately: frozenset[UUID]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.allowed) + len(self.held.keys() | self.lately)

    @property
    def counts(self) -> dict[str, int]:
        """How many each reason holds."""
        found = Counter(each.code for reasons in self.held.values() for each in reasons)
        if self.lately:
            found[LATELY] = len(self.lately)
        return dict(found)


def hold_maker(context: Context) -> None:
    """Raises FORBIDDEN for who may not read, of every client, why one may not be written to."""
    demand(context, "Client", "Client.consents")
    demand(context, "Client", "Client.contactPoints", Level.MASKED)
    demand(context, "Survey", "Survey.askedAt")


async def audience_of(
    session: AsyncSession, caller: Principal, condition: Condition, template: UUID | None
) -> Audience:
    """Who of the clients that a caller sees would be asked now; nine statements.

    What ends by itself (quiet hours, a cooling-off, how often) holds nobody: his message waits for it. Raises
    Refused(BAD_USER_INPUT): limit, what `hold_template` says, what conditions are refused for.
    """
    firm_id, at = session.info["firm_id"], now()
    hold_author(caller.mask, condition)
    seen = reach(caller, "client").predicate
    ids = list(
        await session.scalars(
            select(ClientRow.id)
            .where(
                ClientRow.firm_id == firm_id,
                ClientRow.archived_at.is_(None),
                asked(caller, condition),
                *(() if seen is None else (seen,)),
            )
            .order_by(ClientRow.id)
            .limit(MOST + 1)
        )
    )
    if len(ids) > MOST:
        raise bad_input("condition", "limit", limit=MOST)
    channel = MAIL
    if template is not None:
        await hold_template(session, template, "template")
        channel = (await ready(session, template)).template.channel
    lately = await lately_of(session, ids, at)
    ground = await ground_of(session, ids, Contact(SURVEY, channel, at))
    held: dict[UUID, Sequence[Reason]] = {}
    for id in ids:
        lasting = [each for each in ground.verdict(id).reasons if each.code not in PASSING]
        if lasting:
            held[id] = lasting
    allowed = [id for id in ids if id not in held and id not in lately]
    return Audience(allowed, held, frozenset(lately))


async def preview_wave(context: Context, tree: Any, template: UUID | None) -> SurveyWavePreview:
    """As SurveyWavePreview says. Raises as `audience_of`, and FORBIDDEN."""
    condition = checked(tree)
    hold_maker(context)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 9
        found = await audience_of(session, context.principal, condition, template)
    ids = [*found.held, *sorted(found.lately - found.held.keys())][:SHOWN]
    nodes = await nodes_of(context, CLIENT, ids)
    return SurveyWavePreview(
        total=found.total,
        allowed=len(found.allowed),
        reasons=reasons_in(context.locale, found.counts.items()),
        held=[
            ContactHold(client=node, reasons=_reasons(context, found, id), again_at=None)
            for id, node in zip(ids, nodes, strict=True)
        ],
    )


def _reasons(context: Context, of: Audience, id: UUID) -> list[ContactReason]:
    told = reasons_of(context, Verdict(tuple(of.held.get(id, ()))))
    if id in of.lately:
        text = LATELY_SAID[context.locale == "en"]
        told.append(ContactReason(code=LATELY, text=text, again_at=None))
    return told
